// Folds the postings of a question into what the use of funds shows. What it keeps grows with the sources, tranches, areas
// and days, not with the postings.
import type { PostingRow } from "../../generated/proto/view_pb";
import { MEASURES, type Measure, type Why } from "../address";
import { lineOfPosting, trancheKey } from "../why_part";

// What a posting is, in the lines of the statement.
export const PARTS = ["approved", "adjusted", "allocated", "carried", "lapsed", "paid", "refunded", "executed"] as const;
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
  carried: bigint; // in, less what was carried out
  lapsed: bigint;
  disbursed: bigint;
}

export const leftOf = ({ allocated, carried, lapsed, disbursed }: Pick<Tranche, "allocated" | "carried" | "lapsed" | "disbursed">): bigint =>
  allocated + carried - lapsed - disbursed;

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
  // True if money was carried over or given up: then the statement says so.
  hasCarried: boolean;
}

export function newFold(): Fold {
  const byDay = Object.fromEntries(MEASURES.map((measure) => [measure, new Map()])) as Fold["byDay"];
  return { count: 0, bySource: new Map(), tranches: new Map(), byArea: new Map(), byDay, hasReversals: false, hasCarried: false };
}

export const noAmounts = (): Amounts => ({ approved: 0n, adjusted: 0n, allocated: 0n, carried: 0n, lapsed: 0n, paid: 0n, refunded: 0n, executed: 0n });

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function foldTranche(fold: Fold, posting: PostingRow, amount: bigint): void {
  const { kind, line, effectiveDate, trancheNumber, measure } = posting;
  if (line === undefined || trancheNumber === 0) return;
  if (measure !== "allocated" && measure !== "carried" && measure !== "lapsed" && measure !== "disbursed") return;
  const { unitId: unit, sourceId: source, fiscalYear: year } = line;
  const tranche = getOrAdd(fold.tranches, trancheKey(posting), () => (
    { unit, source, year, number: trancheNumber, since: effectiveDate, areas: "", allocated: 0n, carried: 0n, lapsed: 0n, disbursed: 0n }));
  tranche[measure] += amount;
  if (effectiveDate < tranche.since) tranche.since = effectiveDate;
  if (kind === "TrancheAllocated") tranche.areas = line.areaId;
}

export function foldPosting(fold: Fold, posting: PostingRow): void {
  const { line, kind, effectiveDate } = posting;
  const part = PARTS.find((one) => one === lineOfPosting(kind, posting.measure));
  if (line === undefined || part === undefined) return;
  const amount = BigInt(posting.amount);
  fold.count += 1;
  fold.hasReversals ||= kind === "EventReversed";
  fold.hasCarried ||= part === "carried" || part === "lapsed";
  getOrAdd(fold.bySource, line.sourceId, noAmounts)[part] += amount;
  foldTranche(fold, posting, amount);
  const measure = MEASURES.find((one) => one === posting.measure);
  if (measure === undefined) return;
  const days = fold.byDay[measure];
  days.set(effectiveDate, (days.get(effectiveDate) ?? 0n) + amount);
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
  number: number | string;
  formula?: string;
  // The measure that it is the balance of, or a part of.
  measure: Measure;
  part?: string; // as why_part.ts reads it
  of: (amounts: Amounts) => bigint;
}

const plan = ({ approved, adjusted }: Amounts): bigint => approved + adjusted;
const disbursed = ({ paid, refunded }: Amounts): bigint => paid + refunded;

export const LINES = {
  "planApproved": { number: 1, measure: "plan", part: "approved", of: ({ approved }) => approved },
  "planAdjusted": { number: 2, measure: "plan", part: "adjusted", of: ({ adjusted }) => adjusted },
  "planAfter": { number: 3, formula: "1 + 2", measure: "plan", of: plan },
  "allocated": { number: 4, measure: "allocated", of: ({ allocated }) => allocated },
  "to-allocate": { number: 5, formula: "3 − 4", measure: "plan", part: "left", of: (amounts) => plan(amounts) - amounts.allocated },
  "paid": { number: 6, measure: "disbursed", part: "paid", of: ({ paid }) => paid },
  "refunded": { number: 7, measure: "disbursed", part: "refunded", of: ({ refunded }) => refunded },
  "disbursed": { number: 8, formula: "6 + 7", measure: "disbursed", of: disbursed },
  "to-disburse": { number: 9, formula: "4 − 8", measure: "allocated", part: "left", of: (amounts) => leftOf({ ...amounts, disbursed: disbursed(amounts) }) },
  "executed": { number: 10, measure: "executed", of: ({ executed }) => executed },
} as const satisfies Record<string, Line>;

// Between the fourth and the fifth, where there is any.
export const CARRIED_LINES = {
  "carried": { number: "4a", measure: "allocated", part: "carried", of: ({ carried }) => carried },
  "lapsed": { number: "4b", measure: "allocated", part: "lapsed", of: ({ lapsed }) => lapsed },
} as const satisfies Record<string, Line>;
export const FORMULA_WITH_CARRIED = "4 + 4a − 4b − 8";

export type LineName = keyof typeof LINES | keyof typeof CARRIED_LINES;

export const lineOf = (name: LineName): Line => ({ ...LINES, ...CARRIED_LINES })[name];

// The number that is open, by what was folded; undefined for one that is no part of it.
export function amountOfPart(fold: Fold, { measure, part = "" }: Pick<Why, "measure" | "part">): bigint | undefined {
  const [name = "", ...rest] = part.split(":");
  const of = rest.join(":");
  if (name === "area") return measure === "disbursed" || measure === "executed" ? fold.byArea.get(of)?.[measure] ?? 0n : undefined;
  if (rest.length > 0) {
    const tranche = fold.tranches.get(of);
    if (tranche === undefined) return 0n;
    if (name === "left") return leftOf(tranche);
    const column = name === "tranche" ? measure : name;
    return column === "allocated" || column === "carried" || column === "lapsed" || column === "disbursed" ? tranche[column] : undefined;
  }
  return Object.values<Line>({ ...LINES, ...CARRIED_LINES }).find((line) => line.measure === measure && (line.part ?? "") === part)?.of(totalOf(fold));
}

// A measure after each date on which it changed, ascending.
export function stepsOf(changes: ReadonlyMap<string, bigint>): { date: string; amount: bigint }[] {
  let amount = 0n;
  return [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, change]) => ({ date, amount: (amount += change) }));
}
