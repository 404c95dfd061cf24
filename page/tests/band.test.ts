import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { TimelineSchema } from "../generated/proto/view_pb";
import { fateOf, isWithinDay, linesOf, questionOfLines } from "../src/band/line";
import { namesWithRoom } from "../src/band/months";
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

test("a line of the day of the moment is counted in part, if more was recorded later than later days have", () => {
  const [sameDay, later] = [{ effective: 10, recorded: 20, events: 5, reversals: 0 }, { effective: 9, recorded: 21, events: 3, reversals: 0 }];
  const within = (recordedLater: number | undefined): boolean => isWithinDay([sameDay, later], 10, 20, recordedLater);
  assert.deepEqual([within(undefined), within(3), within(4)], [false, false, true]);
  assert.equal(fateOf(sameDay, 10, 20, true), "partly");
  assert.equal(fateOf(sameDay, 9, 20, true), "later");
  assert.equal(fateOf(later, 10, 20, true), "hindsight");
});

test("months are named one by one, or every second, every third and so on, counted from January, as there is room", () => {
  const names = (width: number, apart: number, count = 18) =>
    Array.from({ length: count }, (_, index) => ({ month: 2024 * 12 + index, left: index * apart, width }));
  const named = (shown: readonly boolean[]): number[] => shown.flatMap((is, index) => (is ? [index] : []));
  assert.equal(named(namesWithRoom(names(20, 50), 900)).length, 18);
  assert.deepEqual(named(namesWithRoom(names(20, 15), 900)), [0, 2, 4, 6, 8, 10, 12, 14, 16]);
  assert.deepEqual(named(namesWithRoom(names(40, 15), 900)), [0, 3, 6, 9, 12, 15]);
  assert.deepEqual(named(namesWithRoom(names(28, 1.5, 37), 900)), [0, 24], "of years, every second");
  assert.deepEqual(named(namesWithRoom(names(40, 15), 260)), [0, 3, 6, 9, 12], "no name ends outside of the band");
  assert.deepEqual(named(namesWithRoom(names(400, 15), 260)), []);
});
