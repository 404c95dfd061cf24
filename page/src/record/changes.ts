// What events would change of the books of a unit, source and year: told of a rehearsal, and of a proposal.
import type { Event } from "../../generated/proto/event_pb";
import type { AmountName, Amounts } from "../effect";
import { type Books, legsOf } from "../events/facts";

const CHANGED = ["plan", "allocated", "committed", "disbursed", "advances", "carried", "lapsed", "executed", "settled", "corrected"] as const;
export type Changes = Record<(typeof CHANGED)[number], bigint>;

export const noChanges = (): Changes => Object.fromEntries(CHANGED.map((name) => [name, 0n])) as Changes;

// What an event does to each measure, as a multiple of its amount.
function signsOf({ kind }: Event): Partial<Changes> {
  switch (kind.case) {
    case "planApproved": case "planAdjusted": return { plan: 1n };
    case "trancheAllocated": case "allocationAdjusted": return { allocated: 1n };
    case "allocationTransferred": return kind.value.carried ? { carried: 1n } : kind.value.withoutPlan ? { allocated: 1n } : { allocated: 1n, plan: 1n };
    case "commitmentMade": return { committed: 1n };
    case "commitmentReleased": return { committed: -1n };
    case "disbursementMade": return kind.value.commitment > 0n ? { disbursed: 1n, committed: -1n } : { disbursed: 1n };
    case "refundReceived": return { disbursed: -1n };
    case "advancePaid": return { disbursed: 1n, advances: 1n, ...(kind.value.commitment > 0n && { committed: -1n }) };
    case "advanceCleared": return { advances: -1n };
    case "advanceRecovered": return { disbursed: -1n, advances: -1n };
    // Its legs have signs of their own: what goes on has been committed, or paid in advance, on the line that gives.
    case "balanceCarriedOver": return {
      carried: 1n, ...(kind.value.commitment > 0n && { committed: 1n }), ...(kind.value.advance > 0n && { advances: 1n, disbursed: 1n }),
    };
    case "balanceLapsed": return { lapsed: 1n };
    case "settlementApproved": return { settled: 1n };
    case "priorPeriodCorrection": return { corrected: 1n };
    case "executionReported": return { executed: 1n };
    default: return {};
  }
}

// Adds what an event does to these books.
// reversed  what it reverses, if it is a reversal.
export function addChanges(changes: Changes, { unit, source, year }: Books, event: Event, reversed?: Event): void {
  const told = reversed ?? event;
  const signs = signsOf(told);
  for (const { line, amount } of legsOf(told)) {
    if (line.unitId !== unit || line.sourceId !== source || line.fiscalYear !== year) continue;
    for (const name of CHANGED) changes[name] += (signs[name] ?? 0n) * (reversed === undefined ? amount : -amount);
  }
}

// What may be disbursed more.
const leftBy = ({ allocated, carried, lapsed, disbursed }: Changes): bigint => allocated + carried - lapsed - disbursed;

// The books after what is recorded now. What is left is as the ledger tells it: on the day and every later one.
export function amountsAfter(before: Amounts, changes: Changes): Amounts {
  const { plan, allocated, committed, disbursed, advances, executed } = changes;
  const plus = (amount: bigint | undefined, change: bigint): bigint | undefined => (amount === undefined ? undefined : amount + change);
  // A measure that there is not until something moves it.
  const begun = (amount: bigint | undefined, none: bigint | undefined, change: bigint): bigint | undefined =>
    amount !== undefined ? amount + change : change === 0n ? undefined : plus(none, change);
  const isCommitted = before.free !== undefined || committed !== 0n;
  const left = leftBy(changes);
  return {
    plan: plus(before.plan, plan), allocated: plus(before.allocated, allocated), committed: begun(before.committed, 0n, committed),
    disbursed: plus(before.disbursed, disbursed), advances: begun(before.advances, 0n, advances), executed: plus(before.executed, executed),
    "to-allocate": plus(before["to-allocate"], plan - allocated),
    "to-disburse": plus(before["to-disburse"], left),
    carried: begun(before.carried, 0n, changes.carried), lapsed: begun(before.lapsed, 0n, changes.lapsed),
    settled: begun(before.settled, 0n, changes.settled), corrected: begun(before.corrected, 0n, changes.corrected),
    free: isCommitted ? plus(before.free ?? before["to-disburse"], left - committed) : undefined,
  };
}

// Of what is left, what a guard keeps above zero and these changes take from or add to; undefined if they leave it as it is.
// isCommitted  true where there are contracts: then what is free is guarded.
export function leftChangedBy(
  changes: Changes, isCommitted: boolean,
): { name: AmountName; change: bigint } | undefined {
  const { plan, allocated, committed } = changes;
  const left = leftBy(changes);
  const free = left - committed;
  if (plan !== allocated) return { name: "to-allocate", change: plan - allocated };
  if ((isCommitted || committed !== 0n) && free !== 0n) return { name: "free", change: free };
  return left === 0n ? undefined : { name: "to-disburse", change: left };
}
