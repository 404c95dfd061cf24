// The shapes of the units: the 63 provinces of 2008 as one topology, and what follows from it. The provinces of 2025 and
// the regions are exact unions of them.
import { merge, mesh, transform } from "topojson-client";
import type { UnitRow } from "../../generated/proto/view_pb";
import islandsCsv from "../../shapes/archipelagos.csv";
import topologyAddress from "../../shapes/provinces_2008.topojson";
import type { Level } from "../address";
import { type Columns, type Province, type Provinces, topologyOf } from "./columns";
import { type Place, type Ring, areaPath, boundsOf, linesPath, massOf } from "./plane";

export const WIDTH = 620;
export const HEIGHT = 780;
const MARGIN = 6;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Shape {
  unit: string;
  path: string;
  bounds: [[left: number, top: number], [right: number, bottom: number]];
  // Where its name stands, and how large it is.
  centre: [number, number];
  area: number;
}

export interface Island {
  archipelago: string;
  unit: string;
  at: [number, number];
}

export interface Country {
  shapes: Shape[];
  islands: Island[];
  // Borders between units, and around regions and the country.
  inner: string;
  outer: string;
  // The Red River Delta, in the coordinates of the map, and the shapes of which it shows a part.
  delta: Box;
  inDelta: Shape[];
}

const RADIANS = Math.PI / 180;

// By Mercator's projection, south downwards.
const inPlane = ([longitude = 0, latitude = 0]: readonly number[]): Place =>
  [longitude * RADIANS, -Math.log(Math.tan(((90 + latitude) / 2) * RADIANS))];

// The topology in the plane: its points are so near to each other that what lies between two of them is a straight line.
function flattened({ transform: quantized, arcs, ...rest }: Provinces): Provinces {
  // Each point but the first of an arc is told from the one before it.
  const placeOf = transform(quantized ?? null);
  return { ...rest, arcs: arcs.map((arc) => arc.map((point, index) => inPlane(placeOf(point, index > 0)))) };
}

async function askTopology(): Promise<Provinces> {
  const response = await fetch(topologyAddress);
  if (!response.ok) throw new Error(`${topologyAddress}: ${response.status}`);
  return flattened(topologyOf((await response.json()) as Columns));
}

let fetched: Promise<Provinces> | undefined;

// Fetched once, so that a map is there again without the server.
export function fetchTopology(): Promise<Provinces> {
  fetched ??= askTopology();
  fetched.catch(() => (fetched = undefined));
  return fetched;
}

interface IslandLine {
  archipelago: string;
  units: [string, string];
  place: Place;
}

function readIslands(): IslandLine[] {
  return islandsCsv.trim().split("\n").slice(1).map((line) => {
    const [archipelago = "", in2008 = "", in2025 = "", , longitude, latitude] = line.split(",");
    return { archipelago, units: [in2008, in2025], place: inPlane([Number(longitude), Number(latitude)]) };
  });
}

const DELTA: [Place, Place] = [inPlane([105.3, 21.45]), inPlane([107.0, 19.85])];

function deltaOf(onMap: OnMap): Box {
  const [[x, y], [right, bottom]] = [onMap(DELTA[0]), onMap(DELTA[1])];
  return { x, y, width: right - x, height: bottom - y };
}

// Where a place of the plane is on the map.
type OnMap = (place: Place) => Place;

// So that `shown` fills the map, but for its margin.
function fitting(shown: readonly Place[]): OnMap {
  const [[left, top], [right, bottom]] = boundsOf(shown);
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (bottom - top));
  return ([x, y]) => [WIDTH / 2 + (x - (left + right) / 2) * scale, HEIGHT / 2 + (y - (top + bottom) / 2) * scale];
}

const touches = ({ x, y, width, height }: Box) => ({ bounds: [[left, top], [right, bottom]] }: Shape): boolean =>
  left <= x + width && right >= x && top <= y + height && bottom >= y;

// The country as `units` divide it.
//
// units  those of the boundaries date; a province is shown as itself or as its successor, whichever is among them.
// level  "regions": one shape for each region.
export function countryOf(topology: Provinces, units: readonly UnitRow[], level: Level): Country {
  const byId = new Map(units.map((unit) => [unit.unitId, unit]));
  const provinces = topology.objects.provinces.geometries as unknown as Province[];
  const unitOf = ({ id, properties }: Province): UnitRow | undefined => byId.get(id) ?? byId.get(properties.successor);
  const keyOf = (province: Province): string => {
    const unit = unitOf(province);
    return (level === "regions" ? unit?.regionId : unit?.unitId) ?? "";
  };
  const members = new Map<string, Province[]>();
  for (const province of provinces) members.set(keyOf(province), [...(members.get(keyOf(province)) ?? []), province]);
  members.delete("");

  const islands = readIslands();
  const everything = (merge(topology, provinces as never).coordinates as Place[][][]).flat(2);
  const onMap = fitting([...everything, ...islands.map(({ place }) => place)]);
  const mapped = (lines: readonly Ring[]): Ring[] => lines.map((line) => line.map(onMap));

  const shapes = [...members].map(([unit, geometries]): Shape => {
    const parts = (merge(topology, geometries as never).coordinates as Place[][][]).map(mapped);
    // The name stands in the largest part, not between it and an island.
    const largest = parts.map(massOf).reduce((a, b) => (b.area > a.area ? b : a));
    const rings = parts.flat();
    return { unit, path: areaPath(rings), bounds: boundsOf(rings.flat()), ...largest };
  });
  const delta = deltaOf(onMap);
  const regionOf = (province: Province): string => unitOf(province)?.regionId ?? "";
  const borders = (isBorder: (a: Province, b: Province) => boolean): string =>
    linesPath(mapped(mesh(topology, topology.objects.provinces, isBorder as never).coordinates as Place[][]));
  return {
    shapes,
    islands: islands.map(({ archipelago, units: [in2008, in2025], place }) => {
      const unit = byId.get(in2008) ?? byId.get(in2025);
      return {
        archipelago,
        unit: (level === "regions" ? unit?.regionId : unit?.unitId) ?? "",
        at: onMap(place),
      };
    }),
    inner: borders((a, b) => a !== b && keyOf(a) !== keyOf(b)),
    outer: borders((a, b) => a === b || regionOf(a) !== regionOf(b)),
    delta,
    inDelta: shapes.filter(touches(delta)),
  };
}
