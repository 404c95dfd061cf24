import assert from "node:assert/strict";
import { test } from "node:test";
import { namesWithRoom } from "../src/map/names";

const FRAME = { x: 0, y: 0, width: 200, height: 100 };
const place = (unit: string, x: number, y: number, area: number) => ({ unit, name: "Province", centre: [x, y] as [number, number], area });

test("a name that collides with that of a larger unit is dropped", () => {
  const names = namesWithRoom([place("small", 102, 52, 1), place("large", 100, 50, 9), place("far", 100, 80, 2)], 10, FRAME);
  assert.deepEqual(names.map(({ unit }) => unit), ["large", "far"]);
});

test("a name that the frame would cut is dropped", () => {
  assert.deepEqual(namesWithRoom([place("edge", 5, 50, 9)], 10, FRAME), []);
});

test("a name gives way to what else stands there", () => {
  const place = { unit: "A", name: "A", area: 1, centre: [50, 50] as [number, number] };
  const frame = { x: 0, y: 0, width: 100, height: 100 };
  assert.equal(namesWithRoom([place], 10, frame, [{ x: 45, y: 45, width: 10, height: 10 }]).length, 0);
  assert.equal(namesWithRoom([place], 10, frame, [{ x: 60, y: 60, width: 10, height: 10 }]).length, 1);
});
