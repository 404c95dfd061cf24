// Folds the postings of a question into what the use of funds shows. What it keeps grows with the sources, tranches, areas
// and days, not with the postings.
import type { PostingRow } from "../../generated/proto/view_pb";
import { MEASURES, type Measure } from "../address";

// What a posting is, in the lines of the statement.
export const PARTS = ["approved", "adjusted", "allocated", "paid", "refunded", "executed"] as const;
export type Part = (typeof PARTS)[number];

export type Amounts = Record<Part, bigint>;

export interface Tranche {
  unit: string;
  source: string;
  year: number;
  number: number;
  since: string; // the first date on which it counts
  areas: string; // its limits, joined by "|"; "" for any
  allocated: bigint;
  disbursed: bigint;
}

export interface AreaAmounts {
  disbursed: bigint;
  executed: bigint;
}

export interface Fold {
  count: number;
  bySource: Map<string, Amounts>;
  tranches: Map<string, Tranche>;
  byArea: Map<string, AreaAmounts>;
  // What each measure changed by on each date.
  byDay: Record<Measure, Map<string, bigint>>;
  hasReversals: boolean;
}

export function newFold(): Fold {
  const byDay = Object.fromEntries(MEASURES.map((measure) => [measure, new Map()])) as Fold["byDay"];
  return { count: 0, bySource: new Map(), tranches: new Map(), byArea: new Map(), byDay, hasReversals: false };
}

const noAmounts = (): Amounts => ({ approved: 0n, adjusted: 0n, allocated: 0n, paid: 0n, refunded: 0n, executed: 0n });

// A transfer that moves the plan, and a reversal, count where the measure is corrected: as adjusted, or as paid.
function partOfPosting(kind: string, measure: Measure): Part {
  switch (measure) {
    case "plan": return kind === "PlanApproved" ? "approved" : "adjusted";
    case "disbursed": return ["RefundReceived", "AdvanceRecovered"].includes(kind) ? "refunded" : "paid";
    default: return measure;
  }
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function foldTranche(fold: Fold, { kind, line, effectiveDate, trancheNumber }: PostingRow, measure: Measure, amount: bigint): void {
  if (line === undefined || trancheNumber === 0 || (measure !== "allocated" && measure !== "disbursed")) return;
  const { unitId: unit, sourceId: source, fiscalYear: year } = line;
  const tranche = getOrAdd(fold.tranches, [unit, source, year, trancheNumber].join("/"), () => (
    { unit, source, year, number: trancheNumber, since: effectiveDate, areas: "", allocated: 0n, disbursed: 0n }));
  tranche[measure] += amount;
  if (effectiveDate < tranche.since) tranche.since = effectiveDate;
  if (kind === "TrancheAllocated") tranche.areas = line.areaId;
}

export function foldPosting(fold: Fold, posting: PostingRow): void {
  const { line, kind, effectiveDate } = posting;
  const measure = posting.measure as Measure;
  if (line === undefined || !MEASURES.includes(measure)) return;
  const amount = BigInt(posting.amount);
  fold.count += 1;
  fold.hasReversals ||= kind === "EventReversed";
  getOrAdd(fold.bySource, line.sourceId, noAmounts)[partOfPosting(kind, measure)] += amount;
  const days = fold.byDay[measure];
  days.set(effectiveDate, (days.get(effectiveDate) ?? 0n) + amount);
  foldTranche(fold, posting, measure, amount);
  if (measure === "disbursed" || measure === "executed") {
    getOrAdd(fold.byArea, line.areaId, (): AreaAmounts => ({ disbursed: 0n, executed: 0n }))[measure] += amount;
  }
}

export function totalOf(fold: Fold): Amounts {
  const total = noAmounts();
  for (const amounts of fold.bySource.values()) for (const part of PARTS) total[part] += amounts[part];
  return total;
}

// The ten lines of the statement, each of its formula.
export interface Line {
  number: number;
  formula?: string;
  // The measure that it is the balance of; its events can be opened.
  measure?: Measure;
  of: (amounts: Amounts) => bigint;
}

const plan = ({ approved, adjusted }: Amounts): bigint => approved + adjusted;
const disbursed = ({ paid, refunded }: Amounts): bigint => paid + refunded;

export const LINES = {
  "planApproved": { number: 1, of: ({ approved }) => approved },
  "planAdjusted": { number: 2, of: ({ adjusted }) => adjusted },
  "planAfter": { number: 3, formula: "1 + 2", measure: "plan", of: plan },
  "allocated": { number: 4, measure: "allocated", of: ({ allocated }) => allocated },
  "to-allocate": { number: 5, formula: "3 − 4", of: (amounts) => plan(amounts) - amounts.allocated },
  "paid": { number: 6, of: ({ paid }) => paid },
  "refunded": { number: 7, of: ({ refunded }) => refunded },
  "disbursed": { number: 8, formula: "6 + 7", measure: "disbursed", of: disbursed },
  "to-disburse": { number: 9, formula: "4 − 8", of: (amounts) => amounts.allocated - disbursed(amounts) },
  "executed": { number: 10, measure: "executed", of: ({ executed }) => executed },
} as const satisfies Record<string, Line>;

export type LineName = keyof typeof LINES;

// A measure after each date on which it changed, ascending.
export function stepsOf(changes: ReadonlyMap<string, bigint>): { date: string; amount: bigint }[] {
  let amount = 0n;
  return [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, change]) => ({ date, amount: (amount += change) }));
}
