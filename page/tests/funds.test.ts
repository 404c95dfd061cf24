import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type PostingRow, PostingRowSchema } from "../generated/proto/view_pb";
import { ticksUpTo } from "../src/chart";
import { spread } from "../src/funds/chart";
import { CARRIED_LINES, LINES, type Line, amountOfPart, foldPosting, leftOf, newFold, stepsOf, totalOf } from "../src/funds/fold";
import { signIn, trancheKey } from "../src/why_part";

const posting = (kind: string, measure: string, amount: string, more: { area?: string; tranche?: number; date?: string } = {}): PostingRow =>
  create(PostingRowSchema, {
    sequence: 1n, kind, measure, amount, effectiveDate: more.date ?? "2024-03-01", trancheNumber: more.tranche ?? 0,
    line: { unitId: "VN63-01", sourceId: "national", areaId: more.area ?? "", fiscalYear: 2024 },
  });

const POSTINGS = [
  posting("PlanApproved", "plan", "100"),
  posting("PlanAdjusted", "plan", "-10", { date: "2024-02-01" }),
  posting("TrancheAllocated", "allocated", "60", { tranche: 1, area: "fairs|machines" }),
  posting("AllocationAdjusted", "allocated", "-5", { tranche: 1 }),
  posting("DisbursementMade", "disbursed", "30", { tranche: 1, area: "fairs" }),
  posting("EventReversed", "disbursed", "-4", { tranche: 1, area: "fairs" }),
  posting("RefundReceived", "disbursed", "-3", { tranche: 1, area: "fairs" }),
  posting("ExecutionReported", "executed", "20", { area: "fairs" }),
];

test("the ten lines follow from the postings by their formulas", () => {
  const fold = newFold();
  for (const one of POSTINGS) foldPosting(fold, one);
  const total = totalOf(fold);
  assert.deepEqual(Object.values(LINES).map(({ of }) => of(total)), [100n, -10n, 90n, 55n, 35n, 26n, -3n, 23n, 32n, 20n]);
  assert.equal(fold.hasReversals, true);
});

const CARRIED = [
  posting("TrancheAllocated", "allocated", "60", { tranche: 1 }), posting("BalanceCarriedOver", "carried", "-20", { tranche: 1 }),
  posting("BalanceCarriedOver", "carried", "7", { tranche: 2023001 }), posting("BalanceLapsed", "lapsed", "3", { tranche: 2023001 }),
];

test("what was carried over and given up counts in what is left, of the statement and of each tranche", () => {
  const fold = newFold();
  for (const one of [...POSTINGS.slice(0, 2), ...CARRIED]) foldPosting(fold, one);
  const total = totalOf(fold);
  assert.ok(fold.hasCarried);
  assert.deepEqual(Object.values(CARRIED_LINES).map(({ of }) => of(total)), [-13n, 3n]);
  assert.equal(LINES["to-disburse"].of(total), 44n);
  assert.deepEqual([...fold.tranches.values()].map(leftOf), [40n, 4n]);
});

test("the postings behind a part of a measure add up to it, each with its sign", () => {
  const fold = newFold();
  const all = [...POSTINGS, ...CARRIED];
  for (const one of all) foldPosting(fold, one);
  const sum = (measure: "plan" | "allocated" | "disbursed" | "executed", part: string): bigint =>
    all.reduce((total, one) => total + signIn(measure, part, one) * BigInt(one.amount), 0n);
  for (const { measure, part = "", of } of Object.values<Line>({ ...LINES, ...CARRIED_LINES })) {
    assert.equal(sum(measure, part), of(totalOf(fold)), `${measure} ${part}`);
    assert.equal(amountOfPart(fold, { measure, part }), of(totalOf(fold)));
  }
  for (const [key, tranche] of fold.tranches) {
    assert.equal(key, trancheKey(posting("", "", "0", { tranche: tranche.number })));
    for (const [measure, part, wanted] of [
      ["allocated", "tranche", tranche.allocated], ["disbursed", "tranche", tranche.disbursed], ["allocated", "left", leftOf(tranche)],
      ["allocated", "carried", tranche.carried], ["allocated", "lapsed", tranche.lapsed],
    ] as const) {
      assert.equal(sum(measure, `${part}:${key}`), wanted, `${part} of ${key}`);
      assert.equal(amountOfPart(fold, { measure, part: `${part}:${key}` }), wanted);
    }
  }
  assert.equal(sum("executed", "area:fairs"), 20n);
  assert.equal(amountOfPart(fold, { measure: "executed", part: "area:fairs" }), 20n);
  assert.equal(sum("disbursed", "area:"), 0n);
});

test("an advance is paid and what comes back of it is refunded; what is committed is no line of the statement", () => {
  const fold = newFold();
  for (const one of [
    posting("CommitmentMade", "committed", "9", { tranche: 1 }),
    posting("AdvancePaid", "disbursed", "8", { tranche: 1 }), posting("AdvancePaid", "advances", "8", { tranche: 1 }),
    posting("AdvanceRecovered", "disbursed", "-5", { tranche: 1 }),
  ]) foldPosting(fold, one);
  const total = totalOf(fold);
  assert.deepEqual([total.paid, total.refunded], [8n, -5n]);
  assert.equal(fold.count, 2);
});

test("a tranche has its limits, and what is left of it", () => {
  const fold = newFold();
  for (const one of POSTINGS) foldPosting(fold, one);
  const [tranche] = [...fold.tranches.values()];
  assert.equal(fold.tranches.size, 1);
  assert.deepEqual([tranche?.areas, tranche?.allocated, tranche?.disbursed], ["fairs|machines", 55n, 23n]);
  assert.deepEqual(fold.byArea.get("fairs"), { disbursed: 23n, executed: 20n });
});

test("steps are by date, whatever the order of recording", () => {
  const fold = newFold();
  for (const one of POSTINGS) foldPosting(fold, one);
  assert.deepEqual(stepsOf(fold.byDay.plan), [{ date: "2024-02-01", amount: -10n }, { date: "2024-03-01", amount: 90n }]);
});

test("the grid has round amounts, and labels do not collide", () => {
  assert.deepEqual(ticksUpTo(23n), [0n, 5n, 10n, 15n, 20n]);
  assert.deepEqual(ticksUpTo(9_000n), [0n, 2_000n, 4_000n, 6_000n, 8_000n]);
  assert.deepEqual(ticksUpTo(3n), [0n, 1n, 2n, 3n]);
  assert.deepEqual(ticksUpTo(2_400n, 1_000n), [0n, 1_000n, 2_000n]);
  assert.deepEqual(ticksUpTo(1n, 1_000n), [0n]);
  assert.deepEqual(spread([10, 12, 60], 16), [10, 26, 60]);
});
