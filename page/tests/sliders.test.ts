import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { BasisSchema } from "../generated/proto/view_pb";
import { scaleOf } from "../src/band/scale";
import { dateOf } from "../src/dates";
import { knownAtOf, sequenceAfterKey, sequenceKnown } from "../src/sliders";

test("the sliders cover the budget year and the half year after it, or all years up to today", () => {
  const dates = ({ from, to }: { from: number; to: number }): string[] => [dateOf(from), dateOf(to)];
  assert.deepEqual(dates(scaleOf({ year: 2024 }, [2023, 2024], "2026-11-26")), ["2024-01-01", "2025-06-30"]);
  assert.deepEqual(dates(scaleOf({}, [2017, 2024], "2026-11-26")), ["2017-01-01", "2026-11-26"]);
  assert.deepEqual(dates(scaleOf({}, [], "2026-11-26")), ["2026-01-01", "2026-11-26"]);
  assert.deepEqual(dates(scaleOf({}, [2030], "2026-11-26")), ["2026-11-25", "2026-11-26"], "a scale has a length");
});

test("keys move by events, from before the first to the head, which is now", () => {
  assert.equal(sequenceAfterKey("ArrowLeft", 20n, 20n), 19n);
  assert.equal(sequenceAfterKey("PageDown", 20n, 20n), 0n);
  assert.equal(sequenceAfterKey("PageUp", 1n, 20n), 20n);
  assert.equal(sequenceAfterKey("Home", 7n, 20n), 0n);
  assert.equal(sequenceAfterKey("End", 7n, 20n), 20n);
  assert.equal(sequenceAfterKey("a", 7n, 20n), undefined);
  assert.equal(knownAtOf(20n, 20n), undefined);
  assert.equal(knownAtOf(19n, 20n), "19");
});

test("the sequence is what the question names, else what the answer found", () => {
  const basis = create(BasisSchema, { knownAtSequence: 9n, head: 20n });
  assert.equal(sequenceKnown({ knownAt: "12" }, basis), 12n);
  assert.equal(sequenceKnown({ knownAt: "2024-06-30" }, basis), 9n);
  assert.equal(sequenceKnown({}, { ...basis, knownAtSequence: 20n }), 20n);
  assert.equal(sequenceKnown({ knownAt: "2024-06-30" }, undefined), 0n);
});
