import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type Event, EventSchema } from "../generated/proto/event_pb";
import type { Amounts } from "../src/effect";
import { type Changes, addChanges, amountsAfter, leftChangedBy, noChanges } from "../src/record/changes";

const BOOKS = { unit: "A", source: "national", year: 2024 };
const line = (unitId = "A") => ({ unitId, sourceId: "national", fiscalYear: 2024 });
const eventOf = (kind: Event["kind"]["case"], value: object): Event => create(EventSchema, { kind: { case: kind, value } as never });

function changesOf(...events: [event: Event, reversed?: Event][]): Partial<Changes> {
  const changes = noChanges();
  for (const [event, reversed] of events) addChanges(changes, BOOKS, event, reversed);
  return Object.fromEntries(Object.entries(changes).filter(([, change]) => change !== 0n));
}

test("each kind changes its measures, and a payment of a contract what is committed", () => {
  const of = (kind: Event["kind"]["case"], value: object = {}) => changesOf([eventOf(kind, { line: line(), amount: 5n, ...value })]);
  assert.deepEqual(of("planAdjusted", { amount: -5n }), { plan: -5n });
  assert.deepEqual(of("commitmentMade"), { committed: 5n });
  assert.deepEqual(of("commitmentReleased"), { committed: -5n });
  assert.deepEqual(of("disbursementMade"), { disbursed: 5n });
  assert.deepEqual(of("disbursementMade", { commitment: 7n }), { disbursed: 5n, committed: -5n });
  assert.deepEqual(of("advancePaid"), { disbursed: 5n, advances: 5n });
  assert.deepEqual(of("advancePaid", { commitment: 7n }), { disbursed: 5n, advances: 5n, committed: -5n });
  assert.deepEqual(of("advanceCleared"), { advances: -5n });
  assert.deepEqual(of("advanceRecovered"), { disbursed: -5n, advances: -5n });
  assert.deepEqual(of("refundReceived"), { disbursed: -5n });
});

test("what is carried over leaves one line for the other, with what it was committed to or paid in advance for", () => {
  const of = (value: object, lines: object) => changesOf([eventOf("balanceCarriedOver", { ...lines, amount: 5n, ...value })]);
  const next = { unitId: "A", sourceId: "national", fiscalYear: 2025 };
  const [out, into] = [{ from: line(), to: next }, { from: next, to: line() }];
  assert.deepEqual(of({}, out), { carried: -5n });
  assert.deepEqual(of({}, into), { carried: 5n });
  assert.deepEqual(changesOf([eventOf("allocationTransferred", { from: line("B"), to: line(), amount: 3n, carried: true })]), { carried: 3n });
  assert.deepEqual(of({ commitment: 7n }, out), { carried: -5n, committed: -5n });
  assert.deepEqual(of({ advance: 7n }, into), { carried: 5n, advances: 5n, disbursed: 5n });
});

test("what lapses, is settled or corrected has a measure of its own, and only what lapses is no longer left", () => {
  const of = (kind: Event["kind"]["case"]) => changesOf([eventOf(kind, { line: line(), amount: 5n })]);
  assert.deepEqual([of("balanceLapsed"), of("settlementApproved"), of("priorPeriodCorrection")], [{ lapsed: 5n }, { settled: 5n }, { corrected: 5n }]);
  assert.deepEqual(amountsAfter(NONE, { ...noChanges(), lapsed: 5n }), { ...NONE, lapsed: 5n, "to-disburse": 45n });
  assert.deepEqual(amountsAfter(NONE, { ...noChanges(), carried: 5n }), { ...NONE, carried: 5n, "to-disburse": 55n });
  assert.deepEqual(amountsAfter(NONE, { ...noChanges(), settled: 5n, corrected: -2n }), { ...NONE, settled: 5n, corrected: -2n });
  assert.deepEqual(leftChangedBy({ ...noChanges(), lapsed: 5n }, false), { name: "to-disburse", change: -5n });
  assert.equal(leftChangedBy({ ...noChanges(), settled: 5n }, true), undefined);
});

test("of several receivers only these books count, a reversal takes back, and a proposal is the sum", () => {
  const tranche = eventOf("trancheAllocated", { number: 1, shares: [{ line: line(), amount: 5n }, { line: line("B"), amount: 9n }] });
  const transfer = eventOf("allocationTransferred", { from: line("B"), to: line(), amount: 3n });
  const reversal = eventOf("eventReversed", { reversedSequence: 4n });
  assert.deepEqual(changesOf([tranche]), { allocated: 5n });
  assert.deepEqual(changesOf([tranche], [transfer]), { allocated: 8n, plan: 3n });
  assert.deepEqual(changesOf([reversal, tranche]), { allocated: -5n });
  assert.deepEqual(changesOf([reversal]), {});
});

const NONE: Amounts = {
  plan: 100n, allocated: 80n, "to-allocate": 20n, committed: undefined, disbursed: 30n, advances: undefined, "to-disburse": 50n, free: undefined, executed: 0n,
  carried: undefined, lapsed: undefined, settled: undefined, corrected: undefined,
};

test("committed, free and advances are told from the first of them on", () => {
  assert.deepEqual(amountsAfter(NONE, { ...noChanges(), disbursed: 10n }), { ...NONE, disbursed: 40n, "to-disburse": 40n });
  assert.deepEqual(amountsAfter(NONE, { ...noChanges(), committed: 10n }), { ...NONE, committed: 10n, free: 40n });
  const committed = { ...NONE, committed: 20n, free: 30n };
  assert.deepEqual(amountsAfter(committed, { ...noChanges(), committed: -5n, disbursed: 5n }), { ...committed, committed: 15n, disbursed: 35n, "to-disburse": 45n });
});

test("what is drawn day by day is what a guard keeps above zero", () => {
  const changes = (change: Partial<Changes>): Changes => ({ ...noChanges(), ...change });
  assert.deepEqual(leftChangedBy(changes({ allocated: 5n }), false), { name: "to-allocate", change: -5n });
  assert.deepEqual(leftChangedBy(changes({ disbursed: 5n }), false), { name: "to-disburse", change: -5n });
  assert.deepEqual(leftChangedBy(changes({ disbursed: 5n }), true), { name: "free", change: -5n });
  assert.deepEqual(leftChangedBy(changes({ committed: 5n }), false), { name: "free", change: -5n });
  assert.deepEqual(leftChangedBy(changes({ committed: -5n, disbursed: 5n }), true), { name: "to-disburse", change: -5n });
  assert.equal(leftChangedBy(changes({ executed: 5n }), true), undefined);
});
