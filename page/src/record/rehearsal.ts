// Asks the ledger, as one types, what it would do. One rehearsal is in flight at most; recording ends it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Language } from "../dates";
import { GUARDED, booksAt } from "../effect";
import { type Books, booksOf, effectiveOf } from "../events/facts";
import { type Refused, type Sent, refusedOf, send } from "./asking";
import { addChanges, noChanges } from "./changes";
import { type Draft, canBeSplit, missingOf } from "./draft";
import { type EffectOnBooks, effectOf } from "./effect_of";
import { leftByDay } from "./left";
import type { Money } from "./rule_row";

const DEBOUNCE_MS = 300;

export interface Effect extends EffectOnBooks, Partial<Sent> {
  // The draft that it was asked for, as text.
  of: string;
  refused?: Refused;
  // Of what is refused: those that the amounts are of.
  books?: Books;
  // Of what is refused as one payment: what the ledger would make of it as several.
  inParts?: Sent;
}

// What is rehearsed is asked in this language, of the ledger up to this event.
export interface Asked {
  language: Language;
  money: Money;
  proposes: boolean;
  head: bigint;
  // The id of the unit of the draft; undefined for a name that is of no unit.
  unitId: string | undefined;
}

// What rehearsing a draft depends on: who records does not count.
export const rehearsedText = ({ actor: _, note: __, ...draft }: Draft): string => JSON.stringify(draft);

// What the ledger would do to the books of the first line of an event, and what would be left of them day by day.
async function effectOn(books: Books, { receipt, others }: Sent, known: bigint, signal: AbortSignal): Promise<EffectOnBooks> {
  if (receipt.event === undefined) return {};
  const changes = noChanges();
  for (const { event, reversed } of [receipt, ...others]) if (event !== undefined) addChanges(changes, books, event, reversed);
  return effectOf(books, changes, effectiveOf(receipt.event), known, signal);
}

// What the ledger would make of a payment that no one tranche can pay, if all of them together can.
async function partsOf(draft: Draft, { code }: Refused, asked: Asked, signal: AbortSignal): Promise<{ inParts?: Sent }> {
  if (!canBeSplit(draft) || draft.split !== "" || !/^guard\.(disbursed|committed)-over-allocated$/.test(code)) return {};
  return send({ ...draft, split: "yes" }, { ...asked, dryRun: true, signal }).then((inParts) => ({ inParts }), () => ({}));
}

// The books that a guard protects: only the amount that it keeps above zero is told for after.
async function amountsRefused(
  draft: Draft, refused: Refused, { head, unitId }: Asked, signal: AbortSignal,
): Promise<EffectOnBooks & { books?: Books }> {
  const guarded = GUARDED[refused.code];
  const { available, asked } = refused;
  if (guarded === undefined || available === undefined || asked === undefined || draft.kind === "reversal") return {};
  const books = { unit: unitId ?? draft.unit.trim(), source: draft.source, year: Number(draft.year) };
  const before = { ...(await booksAt(books, draft.effective, head)), [guarded]: available };
  const left = unitId === undefined ? undefined
    : await leftByDay({ ...books, unit: unitId }, guarded, draft.effective, head, -asked, signal).catch(() => undefined);
  return { books, before, after: { ...before, [guarded]: available - asked }, ...(left !== undefined && { left }) };
}

async function rehearse(draft: Draft, asked: Asked, signal: AbortSignal): Promise<Effect> {
  const of = rehearsedText(draft);
  try {
    const sent = await send(draft, { ...asked, dryRun: true, signal });
    const { event, reversed, sequence } = sent.receipt;
    const [books] = event === undefined ? [] : booksOf(reversed ?? event);
    if (books === undefined || event === undefined) return { of, ...sent };
    const known = sequence > 0n ? sequence - 1n : asked.head;
    return { of, ...sent, ...(await effectOn(books, sent, known, signal)) };
  } catch (error) {
    const refused = refusedOf(error);
    const [amounts, parts] = await Promise.all([
      amountsRefused(draft, refused, asked, signal).catch(() => ({})), partsOf(draft, refused, asked, signal),
    ]);
    return { of, refused, ...amounts, ...parts };
  }
}

// What the ledger would do with the latest draft; what it would do with the one before stays until then.
// isOff  true while something is being recorded.
export function useRehearsal(draft: Draft, asked: Asked, isOff: boolean): Effect | undefined {
  const { language, head, proposes } = asked;
  const [effect, setEffect] = useState<Effect | undefined>(undefined);
  const text = rehearsedText(draft);
  const latest = useRef({ draft, asked });
  latest.current = { draft, asked };
  const isReady = missingOf(draft).length === 0 && !isOff;
  useEffect(() => {
    if (!isReady) {
      if (!isOff) setEffect(undefined);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      void rehearse(latest.current.draft, latest.current.asked, abort.signal).then((found) => abort.signal.aborted || setEffect(found));
    }, DEBOUNCE_MS);
    return () => (clearTimeout(timer), abort.abort());
  }, [text, language, head, proposes, isReady]);
  return effect;
}
