import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { TimelineSchema } from "../generated/proto/view_pb";
import { fateOf, linesOf, questionOfLines } from "../src/band/line";
import { dayOf } from "../src/dates";

test("a line stands in the middle of its bins", () => {
  const timeline = create(TimelineSchema, {
    binDays: 4, pairs: [{ effectiveFrom: "2024-01-01", recordedFrom: "2024-02-01", events: 3n, reversals: 1n }],
  });
  assert.deepEqual(linesOf(timeline), [
    { effective: dayOf("2024-01-01") + 1.5, recorded: dayOf("2024-02-01") + 1.5, events: 3, reversals: 1 },
  ]);
});

test("lines do not depend on the two times, but on the boundaries when the question is about a unit", () => {
  assert.deepEqual(questionOfLines({ year: 2024, asOf: "2024-09-30", knownAt: "9", boundaries: "2025-07-01" }), { year: 2024 });
  assert.deepEqual(questionOfLines({ unit: "VN", asOf: "2024-09-30", knownAt: "9" }), { unit: "VN", boundaries: "2024-09-30" });
});

test("what becomes of a line follows from the two handles", () => {
  const line = { effective: 10, recorded: 20, events: 1, reversals: 0 };
  assert.equal(fateOf(line, 10, 20), "counted");
  assert.equal(fateOf(line, 9, 20), "later");
  assert.equal(fateOf(line, 10, 19), "hindsight");
  assert.equal(fateOf(line, 9, 19), "unknown");
  assert.equal(fateOf(line, 10, -Infinity), "hindsight");
});
