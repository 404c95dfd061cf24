import assert from "node:assert/strict";
import { test } from "node:test";
import { daysFrom } from "../src/record/days";

const CHANGES = new Map([["2024-03-01", -40n], ["2024-01-10", 100n], ["2024-09-30", 5n]]);

test("what is left is told on the effective date and on each later day on which it changes", () => {
  assert.deepEqual(daysFrom("2024-02-01", CHANGES), [
    { date: "2024-02-01", left: 100n }, { date: "2024-03-01", left: 60n }, { date: "2024-09-30", left: 65n },
  ]);
});

test("a change on the effective date counts on it", () => {
  assert.deepEqual(daysFrom("2024-03-01", CHANGES)[0], { date: "2024-03-01", left: 60n });
});

test("before everything nothing is left, and after everything only the effective date is told", () => {
  assert.deepEqual(daysFrom("2023-01-01", CHANGES)[0], { date: "2023-01-01", left: 0n });
  assert.deepEqual(daysFrom("2025-01-01", CHANGES), [{ date: "2025-01-01", left: 65n }]);
  assert.deepEqual(daysFrom("2025-01-01", new Map()), [{ date: "2025-01-01", left: 0n }]);
});
