// Asks the ledger, as one types, what it would do. One rehearsal is in flight at most; recording ends it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Event } from "../../generated/proto/event_pb";
import type { Receipt } from "../../generated/proto/view_pb";
import type { Language } from "../dates";
import { type AmountName, type Amounts, GUARDED, booksAt } from "../effect";
import { type Books, booksOf, effectiveOf, legsOf } from "../events/facts";
import { type Refused, refusedOf, send } from "./asking";
import { type LeftByDay, leftByDay } from "./left";
import { type Draft, missingOf } from "./draft";

const DEBOUNCE_MS = 300;

export interface Effect {
  // The draft that it was asked for, as text.
  of: string;
  receipt?: Receipt;
  refused?: Refused;
  before?: Amounts;
  after?: Amounts;
  left?: LeftByDay;
}

// What is rehearsed is asked in this language, of the ledger up to this event.
export interface Asked {
  language: Language;
  head: bigint;
  // The id of the unit of the draft; undefined for a name that is of no unit.
  unitId: string | undefined;
}

// What rehearsing a draft depends on: who records does not count.
export const rehearsedText = ({ actor: _, note: __, ...draft }: Draft): string => JSON.stringify(draft);

const plus = (amount: bigint | undefined, change: bigint): bigint | undefined => (amount === undefined ? undefined : amount + change);

// What an event adds to each amount of the books that its first line is kept in.
export function changesOf(event: Event, reversed: Event | undefined): { plan: bigint; allocated: bigint; disbursed: bigint; executed: bigint } {
  const changes = { plan: 0n, allocated: 0n, disbursed: 0n, executed: 0n };
  const told = reversed ?? event;
  const [first] = legsOf(told);
  const sign = reversed === undefined ? 1n : -1n;
  for (const { line, amount } of legsOf(told)) {
    if (line.unitId !== first?.line.unitId || line.sourceId !== first.line.sourceId || line.fiscalYear !== first.line.fiscalYear) continue;
    switch (told.kind.case) {
      case "planApproved": case "planAdjusted": changes.plan += sign * amount; break;
      case "trancheAllocated": case "allocationAdjusted": changes.allocated += sign * amount; break;
      case "allocationTransferred":
        changes.allocated += sign * amount;
        if (!told.kind.value.withoutPlan) changes.plan += sign * amount;
        break;
      case "disbursementMade": changes.disbursed += sign * amount; break;
      case "refundReceived": changes.disbursed -= sign * amount; break;
      case "executionReported": changes.executed += sign * amount; break;
      default: break;
    }
  }
  return changes;
}

// The books before a rehearsed event and after it. What is left is as the receipt says: on the effective date and every
// later one.
function amountsAround(receipt: Receipt, before: Amounts): { before: Amounts; after: Amounts } {
  const event = receipt.event;
  if (event === undefined) return { before, after: before };
  const change = changesOf(event, receipt.reversed);
  const after: Amounts = {
    plan: plus(before.plan, change.plan), allocated: plus(before.allocated, change.allocated),
    disbursed: plus(before.disbursed, change.disbursed), executed: plus(before.executed, change.executed),
    "to-allocate": plus(before["to-allocate"], change.plan - change.allocated),
    "to-disburse": plus(before["to-disburse"], change.allocated - change.disbursed),
  };
  return { before, after };
}

// What an event takes from, or adds to, of what is left of its books; undefined for one that leaves it as it is.
function leftChangedBy(event: Event, reversed: Event | undefined): { name: AmountName; change: bigint } | undefined {
  const { plan, allocated, disbursed } = changesOf(event, reversed);
  if (plan !== allocated) return { name: "to-allocate", change: plan - allocated };
  return allocated === disbursed ? undefined : { name: "to-disburse", change: allocated - disbursed };
}

async function leftAround(receipt: Receipt, books: Books, known: bigint, signal: AbortSignal): Promise<{ left?: LeftByDay }> {
  const changed = receipt.event && leftChangedBy(receipt.event, receipt.reversed);
  if (changed === undefined || receipt.event === undefined) return {};
  const left = await leftByDay(books, changed.name, effectiveOf(receipt.event), known, changed.change, signal);
  return left === undefined ? {} : { left };
}

// The books that a guard protects: only the amount that it keeps above zero is told for after.
async function amountsRefused(
  draft: Draft, refused: Refused, { head, unitId }: Asked, signal: AbortSignal,
): Promise<Pick<Effect, "before" | "after" | "left">> {
  const guarded = GUARDED[refused.code];
  const { available, asked } = refused;
  if (guarded === undefined || available === undefined || asked === undefined || draft.kind === "reversal") return {};
  const books = { unit: draft.unit.trim(), source: draft.source, year: Number(draft.year) };
  const before = { ...(await booksAt(books, draft.effective, head)), [guarded]: available };
  const left = unitId === undefined ? undefined
    : await leftByDay({ ...books, unit: unitId }, guarded, draft.effective, head, -asked, signal).catch(() => undefined);
  return { before, after: { ...before, [guarded]: available - asked }, ...(left !== undefined && { left }) };
}

async function rehearse(draft: Draft, asked: Asked, signal: AbortSignal): Promise<Effect> {
  const of = rehearsedText(draft);
  try {
    const receipt = await send(draft, { language: asked.language, dryRun: true, signal });
    const event = receipt.event;
    const [books] = event === undefined ? [] : booksOf(receipt.reversed ?? event);
    if (books === undefined || event === undefined) return { of, receipt };
    const known = receipt.sequence > 0n ? receipt.sequence - 1n : asked.head;
    const [before, left] = await Promise.all([
      booksAt(books, effectiveOf(event), known), leftAround(receipt, books, known, signal).catch(() => ({})),
    ]);
    return { of, receipt, ...amountsAround(receipt, before), ...left };
  } catch (error) {
    const refused = refusedOf(error);
    return { of, refused, ...(await amountsRefused(draft, refused, asked, signal).catch(() => ({}))) };
  }
}

// What the ledger would do with the latest draft; what it would do with the one before stays until then.
// isOff  true while something is being recorded.
export function useRehearsal(draft: Draft, asked: Asked, isOff: boolean): Effect | undefined {
  const { language, head } = asked;
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
  }, [text, language, head, isReady]);
  return effect;
}
