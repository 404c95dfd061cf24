// Computes balances again from the steps of a replay, one after the other. The as-of date follows: it is the day on which
// the last event was recorded, so a posting that is effective later waits for its day.
import type { BalanceRow, PostingRow, Rate } from "../../generated/proto/view_pb";
import { MEASURES, type Measure } from "../address";
import { create } from "../protocol/messages";

export interface Scope {
  year?: number | undefined;
  source?: string | undefined;
}

interface Line {
  unit: string;
  amounts: Record<Measure, bigint>;
  recorded: Set<Measure>;
}

type Waiting = Pick<PostingRow, "line" | "measure" | "amount" | "effectiveDate">;

export class ReplayFold {
  private readonly lines = new Map<string, Line>();
  private readonly waiting = new Map<string, Waiting[]>(); // by effective date
  sequence = 0n;
  asOf = "";

  // day  on which the step was recorded, by the ledger's clock.
  apply(step: PostingRow, day: string): void {
    this.sequence = step.sequence;
    if (day > this.asOf) {
      this.asOf = day;
      for (const date of [...this.waiting.keys()].filter((one) => one <= day)) {
        for (const posting of this.waiting.get(date) ?? []) this.add(posting);
        this.waiting.delete(date);
      }
    }
    if (step.effectiveDate <= this.asOf) this.add(step);
    else this.waiting.set(step.effectiveDate, [...(this.waiting.get(step.effectiveDate) ?? []), step]);
  }

  private add({ line, measure, amount }: Waiting): void {
    if (line === undefined || !(MEASURES as readonly string[]).includes(measure)) return;
    const key = `${line.fiscalYear}/${line.sourceId}/${line.unitId}`;
    const found = this.lines.get(key) ??
      { unit: line.unitId, amounts: { plan: 0n, allocated: 0n, disbursed: 0n, executed: 0n }, recorded: new Set<Measure>() };
    found.amounts[measure as Measure] += BigInt(amount);
    found.recorded.add(measure as Measure);
    this.lines.set(key, found);
  }

  // The balance of each group of lines; a line whose group is undefined counts nowhere.
  rowsBy(scope: Scope, groupOf: (unit: string) => string | undefined): Map<string, BalanceRow> {
    const groups = new Map<string, Line[]>();
    for (const [key, line] of this.lines) {
      const [year, source] = key.split("/");
      if (scope.year !== undefined && year !== String(scope.year)) continue;
      if (scope.source !== undefined && source !== scope.source) continue;
      const group = groupOf(line.unit);
      if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), line]);
    }
    return new Map([...groups].map(([group, lines]) => [group, rowOf(lines)]));
  }
}

// In percent, to one decimal, half away from zero, as the ledger rounds.
export function percentOf(numerator: bigint, denominator: bigint): string {
  const tenths = (numerator * 2000n + (numerator < 0n ? -denominator : denominator)) / (denominator * 2n);
  const digits = String(tenths < 0n ? -tenths : tenths).padStart(2, "0");
  return `${tenths < 0n ? "-" : ""}${digits.slice(0, -1)}.${digits.slice(-1)}`;
}

// There is no rate where a line has what is above it without what is below; nor, of what others report, where a line has
// what is below without a report.
function rateOf(lines: readonly Line[], above: Measure, below: Measure): Rate | undefined {
  const sum = (measure: Measure): bigint => lines.reduce((total, { amounts }) => total + amounts[measure], 0n);
  const denominator = sum(below);
  if (denominator <= 0n || lines.some(({ recorded }) => recorded.has(above) && !recorded.has(below))) return undefined;
  if (above === "executed" && lines.some(({ recorded }) => recorded.has(below) && !recorded.has(above))) return undefined;
  if (above === "allocated" && !lines.some(({ recorded }) => recorded.has(above))) return undefined;
  const numerator = sum(above);
  return create<Rate>("Rate", {
    numerator: String(numerator), denominator: String(denominator), percent: percentOf(numerator, denominator),
  });
}

function rowOf(lines: readonly Line[]): BalanceRow {
  const sums = Object.fromEntries(MEASURES.map((measure) => [
    measure, String(lines.reduce((total, { amounts }) => total + amounts[measure], 0n)),
  ]));
  const rates = {
    allocatedOfPlan: rateOf(lines, "allocated", "plan"),
    disbursedOfAllocated: rateOf(lines, "disbursed", "allocated"),
    executedOfPlan: rateOf(lines, "executed", "plan"),
  };
  return create<BalanceRow>("BalanceRow", { ...sums, ...Object.fromEntries(Object.entries(rates).filter(([, rate]) => rate !== undefined)) });
}
