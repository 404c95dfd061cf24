import assert from "node:assert/strict";
import { test } from "node:test";
import { isSame } from "../src/kept";

test("what is made of the same parts is the same", () => {
  const draw = (): void => undefined;
  assert.ok(isSame({ row: { plan: "1", rate: { numerator: 1n } }, of: [1, undefined], draw }, { row: { plan: "1", rate: { numerator: 1n } }, of: [1, undefined], draw }));
});

test("one part that is another, missing or more makes another whole", () => {
  assert.ok(!isSame({ row: { plan: "1" } }, { row: { plan: "2" } }));
  assert.ok(!isSame({ row: { plan: "1" } }, { row: {} }));
  assert.ok(!isSame({ row: {} }, { row: { plan: "1" } }));
  assert.ok(!isSame({ plan: undefined }, { spent: undefined }));
  assert.ok(!isSame([1, 2], [1]));
  assert.ok(!isSame({ rate: 1n }, { rate: "1" }));
  assert.ok(!isSame({ open: () => 1 }, { open: () => 1 }), "a function may hold anything");
  assert.ok(!isSame(null, {}));
});
