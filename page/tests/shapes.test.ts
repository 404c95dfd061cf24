import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COARSER, shapesInColumns } from "../shape_columns.mjs";
import { type Columns, topologyOf } from "../src/map/columns";

const source = readFileSync(new URL("../../shapes/provinces_2008.topojson", import.meta.url), "utf8");

interface Shapes {
  arcs: number[][][];
  transform: { scale: number[]; translate: number[] };
  objects: { provinces: { geometries: { type: string; id: string; arcs: number[][][]; properties: { name: string; successor: string } }[] } };
}

// Where the points of each arc are, on its grid.
const placesOf = (arcs: number[][][]): [number, number][][] => arcs.map((arc) => {
  let [right, up] = [0, 0];
  return arc.map(([x = 0, y = 0]) => [(right += x), (up += y)]);
});

const given = JSON.parse(source) as Shapes;
const read = topologyOf(JSON.parse(shapesInColumns(source)) as Columns) as unknown as Shapes;

test("in columns the provinces have the same arcs, and each point is where it was, to half a step of the coarser grid", () => {
  assert.deepEqual(read.objects.provinces.geometries, given.objects.provinces.geometries.map(({ properties: { name: _, ...properties }, ...rest }) => ({ ...rest, properties })));
  const [wanted, found] = [placesOf(given.arcs), placesOf(read.arcs)];
  assert.equal(wanted.flat().length, 2522);
  assert.deepEqual(found.map((arc) => arc.length), wanted.map((arc) => arc.length));
  const shifts = wanted.flatMap((arc, at) => arc.flatMap((place, index) => place.map((side, one) => Math.abs(side - COARSER * (found[at]?.[index]?.[one] ?? NaN)))));
  assert.ok(Math.max(...shifts) <= COARSER / 2);
  assert.deepEqual(read.transform, { ...given.transform, scale: given.transform.scale.map((step) => step * COARSER) });
});

test("what was one point of several arcs still is, and no arc has become a point", () => {
  const corners = (shapes: Shapes): string[] => placesOf(shapes.arcs).flatMap((arc) => [arc[0], arc.at(-1)].map(String));
  const sameIn = (shapes: Shapes): number[] => corners(shapes).map((corner, _, all) => all.indexOf(corner));
  assert.deepEqual(sameIn(read), sameIn(given));
  assert.ok(placesOf(read.arcs).every((arc) => new Set(arc.map(String)).size > 1));
});
