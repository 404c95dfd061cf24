// Asks the ledger, as one types, what it would do. One rehearsal is in flight at most; recording ends it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Event } from "../../generated/proto/event_pb";
import type { Receipt } from "../../generated/proto/view_pb";
import type { Language } from "../dates";
import { type Amounts, GUARDED, booksAt } from "../effect";
import { booksOf, effectiveOf, legsOf } from "../events/facts";
import { type Refused, refusedOf, send } from "./asking";
import { type Draft, missingOf } from "./draft";

const DEBOUNCE_MS = 300;

export interface Effect {
  // The draft that it was asked for, as text.
  of: string;
  receipt?: Receipt;
  refused?: Refused;
  before?: Amounts;
  after?: Amounts;
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

// The books that a guard protects: only the amount that it keeps above zero is told for after.
async function amountsRefused(draft: Draft, refused: Refused, head: bigint): Promise<{ before?: Amounts; after?: Amounts }> {
  const guarded = GUARDED[refused.code];
  const { available, asked } = refused;
  if (guarded === undefined || available === undefined || asked === undefined || draft.kind === "reversal") return {};
  const books = { unit: draft.unit.trim(), source: draft.source, year: Number(draft.year) };
  const before = { ...(await booksAt(books, draft.effective, head)), [guarded]: available };
  return { before, after: { ...before, [guarded]: available - asked } };
}

async function rehearse(draft: Draft, language: Language, head: bigint, signal: AbortSignal): Promise<Effect> {
  const of = rehearsedText(draft);
  try {
    const receipt = await send(draft, { language, dryRun: true, signal });
    const event = receipt.event;
    const [books] = event === undefined ? [] : booksOf(receipt.reversed ?? event);
    if (books === undefined || event === undefined) return { of, receipt };
    const known = receipt.sequence > 0n ? receipt.sequence - 1n : head;
    return { of, receipt, ...amountsAround(receipt, await booksAt(books, effectiveOf(event), known)) };
  } catch (error) {
    const refused = refusedOf(error);
    return { of, refused, ...(await amountsRefused(draft, refused, head).catch(() => ({}))) };
  }
}

// What the ledger would do with the latest draft; what it would do with the one before stays until then.
// isOff  true while something is being recorded, and afterwards.
export function useRehearsal(draft: Draft, language: Language, head: bigint, isOff: boolean): Effect | undefined {
  const [effect, setEffect] = useState<Effect | undefined>(undefined);
  const text = rehearsedText(draft);
  const latest = useRef(draft);
  latest.current = draft;
  const isReady = missingOf(draft).length === 0 && !isOff;
  useEffect(() => {
    if (!isReady) {
      if (!isOff) setEffect(undefined);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      void rehearse(latest.current, language, head, abort.signal).then((found) => abort.signal.aborted || setEffect(found));
    }, DEBOUNCE_MS);
    return () => (clearTimeout(timer), abort.abort());
  }, [text, language, head, isReady]);
  return effect;
}
