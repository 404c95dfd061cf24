// What changes do to the books of a unit, source and year, asked of the ledger as it was known at a sequence.
import { type Amounts, booksAt } from "../effect";
import type { Books } from "../events/facts";
import { type Changes, amountsAfter, leftChangedBy } from "./changes";
import { type LeftByDay, leftByDay } from "./left";

export interface EffectOnBooks {
  before?: Amounts;
  after?: Amounts;
  left?: LeftByDay;
}

// date  from which the changes count.
export async function effectOf(books: Books, changes: Changes, date: string, known: bigint, signal: AbortSignal): Promise<EffectOnBooks> {
  const before = await booksAt(books, date, known);
  const changed = leftChangedBy(changes, before.free !== undefined);
  const left = changed && (await leftByDay(books, changed.name, date, known, changed.change, signal).catch(() => undefined));
  return { before, after: amountsAfter(before, changes), ...(left !== undefined && { left }) };
}
