import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type PostingRow, PostingRowSchema } from "../generated/proto/view_pb";
import { ReplayFold, percentOf } from "../src/replay/fold";
import { stretchesOf } from "../src/replay/stretches";

const step = (sequence: number, measure: string, amount: string, effectiveDate = "2024-01-01", unitId = "A"): PostingRow =>
  create(PostingRowSchema, {
    sequence: BigInt(sequence), measure, amount, effectiveDate, line: { unitId, sourceId: "national", fiscalYear: 2024 },
  });

const everything = (fold: ReplayFold, scope = {}) => fold.rowsBy(scope, () => "").get("");

test("a step that is effective later waits for its day", () => {
  const fold = new ReplayFold();
  fold.apply(step(1, "plan", "100"), "2024-01-02");
  fold.apply(step(2, "allocated", "60", "2024-03-01"), "2024-01-03");
  assert.equal(everything(fold)?.allocated, "0");
  fold.apply(step(3, "disbursed", "5", "2024-02-01"), "2024-03-01");
  assert.deepEqual([everything(fold)?.allocated, everything(fold)?.disbursed, fold.asOf], ["60", "5", "2024-03-01"]);
});

test("rows are of a scope, by group, and a unit without a group counts nowhere", () => {
  const fold = new ReplayFold();
  fold.apply(step(1, "plan", "100"), "2024-01-02");
  fold.apply(step(2, "plan", "7", "2024-01-01", "B"), "2024-01-02");
  assert.equal(everything(fold, { year: 2023 }), undefined);
  assert.equal(everything(fold, { year: 2024, source: "national" })?.plan, "107");
  assert.deepEqual([...fold.rowsBy({}, (unit) => (unit === "A" ? "north" : undefined)).keys()], ["north"]);
});

test("a rate is rounded as the ledger rounds, and there is none of amounts of different lines", () => {
  assert.deepEqual([percentOf(1n, 3n), percentOf(1n, 16n), percentOf(-1n, 3n), percentOf(0n, 3n)], ["33.3", "6.3", "-33.3", "0.0"]);
  const fold = new ReplayFold();
  fold.apply(step(1, "allocated", "60"), "2024-01-02");
  fold.apply(step(2, "disbursed", "15"), "2024-01-02");
  assert.equal(everything(fold)?.disbursedOfAllocated?.percent, "25.0");
  fold.apply(step(3, "disbursed", "1", "2024-01-01", "B"), "2024-01-02");
  assert.equal(everything(fold)?.disbursedOfAllocated, undefined);
});

test("what nobody has reported is not 0 % executed, nor is a part of it a rate of the whole plan", () => {
  const fold = new ReplayFold();
  fold.apply(step(1, "plan", "100"), "2024-01-02");
  assert.equal(everything(fold)?.executedOfPlan, undefined);
  fold.apply(step(2, "executed", "25"), "2024-01-02");
  assert.equal(everything(fold)?.executedOfPlan?.percent, "25.0");
  fold.apply(step(3, "plan", "100", "2024-01-01", "B"), "2024-01-02");
  assert.equal(everything(fold)?.executedOfPlan, undefined);
});

test("the events of each bin follow one another up to the head, highest where most were recorded", () => {
  const line = (effective: number, recorded: number, events: number) => ({ effective, recorded, events, reversals: 0 });
  const lines = [line(1, 20, 6), line(2, 12, 4), line(9, 20, 10)];
  assert.deepEqual(stretchesOf(lines, 25), [{ from: 5, to: 9, height: 0.5 }, { from: 9, to: 25, height: 1 }]);
  assert.deepEqual(stretchesOf(lines, 10).map(({ from, to }) => [from, to]), [[0, 2], [2, 10]], "of a head that is behind");
  assert.deepEqual(stretchesOf([], 25), []);
});
