// Asks what changed between two moments of knowledge: the balances of each unit at both, and the postings that account for
// the difference.
import type { BalanceReport, BalanceRow, Basis, UnitRow } from "../../generated/proto/view_pb";
import type { Measure, Question } from "../address";
import { amountOf } from "../answer";
import { ledger, questionText } from "../ledger";
import { type Tally, add, noPostings } from "../tally";
import { type Change, changesOf } from "./change";

export interface Comparing {
  question: Question; // without its known-at
  from: string;
  to?: string;
  measure: Measure;
}

export interface Comparison extends Tally {
  asked: Comparing;
  from: Basis;
  to: Basis;
  before: bigint;
  after: bigint;
  changes: Change[]; // the greatest first
  recorded: ReadonlySet<string>; // the units that have a record at either moment
  units: UnitRow[];
}

type Sum = Tally & { from?: Basis; to?: Basis; before?: BalanceRow; after?: BalanceRow };

async function restate({ question, from, to, measure }: Comparing, head: string): Promise<Sum> {
  const found: Sum = noPostings();
  for await (const { part } of ledger.restate({ question: questionText(question), from, to: to ?? head })) {
    if (part?.from !== undefined) found.from = part.from;
    if (part?.to !== undefined) found.to = part.to;
    if (part?.before !== undefined) found.before = part.before;
    if (part?.after !== undefined) found.after = part.after;
    for (const posting of part?.postings ?? []) if (posting.measure === measure) add(posting, found);
  }
  return found;
}

// head  the sequence that is the later moment where none is named.
export async function compare(asked: Comparing, head: string): Promise<Comparison> {
  const { question, measure } = asked;
  const { from, to, before, after, ...sum } = await restate(asked, head);
  if (from === undefined || to === undefined || before === undefined || after === undefined) {
    throw new Error("the ledger answered without a basis");
  }
  const at = ({ knownAtSequence }: Basis): Promise<BalanceReport | undefined> =>
    ledger.getBalance({ question: questionText({ ...question, knownAt: String(knownAtSequence) }), by: ["unit"] }).then(({ report }) => report);
  const [unitsBefore, unitsAfter, { list }] = await Promise.all([at(from), at(to), ledger.listUnits({ on: to.boundaries })]);
  if (unitsBefore === undefined || unitsAfter === undefined) throw new Error("the ledger answered without a report");
  return {
    asked, from, to, ...sum,
    before: amountOf(before, measure) ?? 0n, after: amountOf(after, measure) ?? 0n,
    changes: changesOf(unitsBefore, unitsAfter, measure),
    recorded: new Set([...unitsBefore.rows, ...unitsAfter.rows].map(({ unitId }) => unitId)), units: list?.units ?? [],
  };
}
