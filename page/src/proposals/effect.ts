// What a proposal would do to the books, as known now: by its commands together, and by what the ledger says of its approval.
import { useEffect, useState } from "preact/hooks";
import { useLostSince } from "../connection";
import { type Books, booksOf, effectiveOf } from "../events/facts";
import { ledger } from "../ledger";
import { type Refused, refusedOf } from "../record/asking";
import { addChanges, noChanges } from "../record/changes";
import { type EffectOnBooks, effectOf } from "../record/effect_of";
import { type Command, type Proposal, decide } from "./asking";

export interface ProposalEffect extends EffectOnBooks {
  of: Books | undefined;
  // The last event that it is told after.
  head: bigint;
  // True if the ledger would approve it now; it is asked for whoever may.
  isAllowed: boolean;
  refused?: Refused;
  // True where the actor has a key, and has to sign.
  isSigned: boolean;
}

// The books that the commands move money in, each once.
export function booksOfAll(commands: readonly Command[]): Books[] {
  const all = commands.flatMap(({ event, reversed }) => booksOf(reversed ?? event));
  return [...new Map(all.map((books) => [JSON.stringify(books), books])).values()];
}

// The last day on which a command begins to count in these books: on it and later all of them do.
function lastDay(commands: readonly Command[], books: Books): string {
  const wanted = JSON.stringify(books);
  return commands.filter(({ event, reversed }) => booksOf(reversed ?? event).some((one) => JSON.stringify(one) === wanted))
    .reduce((last, { event }) => (effectiveOf(event) > last ? effectiveOf(event) : last), "");
}

async function askEffect({ row, commands }: Proposal, books: Books | undefined, actor: string | undefined, signature: string, signal: AbortSignal): Promise<ProposalEffect> {
  const [{ head }, refused] = await Promise.all([
    ledger.getLedger({}, { signal }),
    actor === undefined ? undefined : decide("approve", row, { key: `look-${row.digest.slice(0, 16)}`, actor, reason: "", dryRun: true, signature }).then(() => undefined, refusedOf),
  ]);
  // That a signature is missing is no reason against it.
  const isMissing = refused?.code === "approval.not-signed";
  const told = {
    of: books, head, isAllowed: actor !== undefined && refused === undefined, isSigned: isMissing || signature !== "",
    ...(refused !== undefined && !isMissing && { refused }),
  };
  if (books === undefined) return told;
  const changes = noChanges();
  for (const { event, reversed } of commands) addChanges(changes, books, event, reversed);
  const effect = await effectOf(books, changes, lastDay(commands, books), head, signal);
  // Day by day one change is told, so that it is left out where several days have one.
  const days = new Set(commands.map(({ event }) => effectiveOf(event)));
  const { left: _, ...amounts } = effect;
  return { ...told, ...(days.size === 1 ? effect : amounts) };
}

// actor  who may decide, and is told whether the ledger would approve it; undefined for anybody else.
// signature  of that approval; empty for none.
// head   asks again when the ledger has grown, and when it can be reached again.
export function useProposalEffect(proposal: Proposal, books: Books | undefined, actor: string | undefined, signature: string, head: bigint): ProposalEffect | undefined {
  const [effect, setEffect] = useState<ProposalEffect | undefined>(undefined);
  const isLost = useLostSince() !== undefined;
  useEffect(() => {
    if (isLost) return undefined;
    const abort = new AbortController();
    askEffect(proposal, books, actor, signature, abort.signal).then((found) => abort.signal.aborted || setEffect(found), () => undefined);
    return () => abort.abort();
  }, [proposal, books, actor, signature, head, isLost]);
  return effect;
}
