// What changed between two reports, and how much of what was allocated that is.
import type { BalanceReport, BalanceRow } from "../../generated/proto/view_pb";
import type { Measure } from "../address";
import { amountOf } from "../answer";

// A unit whose measure is another one at the later moment.
export interface Change {
  unit: string;
  before: bigint;
  after: bigint;
  // What was allocated to it before: the change is told as a part of it.
  allocated: bigint;
}

const magnitude = ({ before, after }: Change): bigint => (after < before ? before - after : after - before);

// The rows of two reports that differ in a measure, the greatest difference first.
export function changesOf(before: BalanceReport, after: BalanceReport, measure: Measure): Change[] {
  const units = new Map<string, Change>();
  const add = (row: BalanceRow, side: "before" | "after"): void => {
    const change = units.get(row.unitId) ?? { unit: row.unitId, before: 0n, after: 0n, allocated: 0n };
    change[side] += amountOf(row, measure) ?? 0n;
    if (side === "before") change.allocated += amountOf(row, "allocated") ?? 0n;
    units.set(row.unitId, change);
  };
  for (const row of before.rows) add(row, "before");
  for (const row of after.rows) add(row, "after");
  return [...units.values()].filter((change) => change.before !== change.after)
    .sort((a, b) => (magnitude(a) < magnitude(b) ? 1 : magnitude(a) > magnitude(b) ? -1 : a.unit < b.unit ? -1 : 1));
}

// The bounds of the scale of changes, in percent of what was allocated; fixed, so that a colour means the same everywhere.
export const CHANGE_STEPS = [8, 20] as const;

export type ChangeStep = "0" | `${"up" | "down"}-${1 | 2 | 3}`;

export function changeStep({ before, after, allocated }: Change): ChangeStep {
  const change = after - before;
  if (change === 0n) return "0";
  const size = (change < 0n ? -change : change) * 100n;
  const whole = allocated > before ? allocated : before;
  const step = whole <= 0n || size > BigInt(CHANGE_STEPS[1]) * whole ? 3 : size > BigInt(CHANGE_STEPS[0]) * whole ? 2 : 1;
  return `${change < 0n ? "down" : "up"}-${step}`;
}
