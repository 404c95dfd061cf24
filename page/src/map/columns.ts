// Reads the shapes of the provinces as page/shape_columns.mjs writes them.
import type { GeometryCollection, MultiPolygon, Topology, Transform } from "topojson-specification";

export type Province = MultiPolygon & { id: string; properties: { successor: string } };
export type Provinces = Topology<{ provinces: GeometryCollection }>;

export interface Columns {
  transform: Transform;
  provinces: [id: string, successor: string, arcs: number[][][]][];
  // How many points each arc has.
  lengths: number[];
  // The digits of the steps, the lowest first.
  x: string[];
  y: string[];
}

// As in page/shape_columns.mjs.
const BASE = 56;
const ZERO = 35;

function stepsOf(digits: readonly string[]): number[] {
  return Array.from(digits[0] ?? "", (_, at) => {
    const folded = digits.reduceRight((number, column) => number * BASE + column.charCodeAt(at) - ZERO, 0);
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  });
}

export function topologyOf({ transform, provinces, lengths, x, y }: Columns): Provinces {
  const [steps, up] = [stepsOf(x), stepsOf(y)];
  let [at, right, top] = [0, 0, 0];
  const arcs = lengths.map((length) => Array.from({ length }, (_, index) => {
    const step = [steps[at] ?? 0, up[at++] ?? 0] as const;
    [right, top] = [right + step[0], top + step[1]];
    return index === 0 ? [right, top] : [...step];
  }));
  const geometries = provinces.map(([id, successor, own]): Province => ({ type: "MultiPolygon", id, properties: { successor }, arcs: own }));
  return { type: "Topology", transform, arcs, objects: { provinces: { type: "GeometryCollection", geometries } } };
}
