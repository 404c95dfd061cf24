// Asks for the postings behind a number.
import type { PostingRow } from "../generated/proto/view_pb";
import type { Question, Why } from "./address";
import { OWN_SUFFIX } from "./answer";
import { ledger, questionText } from "./ledger";
import { type Tally, add, noPostings } from "./tally";
import { signIn } from "./why_part";

const REVERSALS_MAX = 50;

// Of a number: what the ledger is asked about, and which of the postings make it.
// isOwn  it is what a region itself holds, for which the ledger has no balance.
export function scopeOf(question: Question, { unit: name, measure, part = "" }: Why) {
  const unit = name.replace(OWN_SUFFIX, "");
  const isOwn = unit !== name;
  return {
    asked: unit === "" ? question : { ...question, unit }, isOwn,
    // The posting as it counts, with its sign; undefined for one that does not.
    taken: (posting: PostingRow): PostingRow | undefined => {
      const sign = isOwn && posting.line?.unitId !== unit ? 0n : signIn(measure, part, posting);
      return sign === 0n ? undefined : sign > 0n ? posting : { ...posting, amount: String(-BigInt(posting.amount)) };
    },
  };
}

function addTaken(postings: readonly PostingRow[], taken: (posting: PostingRow) => PostingRow | undefined, tally: Tally): void {
  for (const posting of postings) {
    const counted = taken(posting);
    if (counted !== undefined) add(counted, tally);
  }
}

export interface Behind extends Tally {
  total?: bigint; // what the ledger says they add up to; it has no answer for what a region itself holds
}

export async function postingsBehind(question: Question, why: Why, signal: AbortSignal): Promise<Behind> {
  const behind: Behind = noPostings();
  const { asked, isOwn, taken } = scopeOf(question, why);
  for await (const { part } of ledger.explain({ question: questionText(asked) }, { signal })) {
    if (part?.total !== undefined && !isOwn && why.part === undefined) behind.total = BigInt(part.total[why.measure] || "0");
    addTaken(part?.postings ?? [], taken, behind);
  }
  return behind;
}

// What was recorded after `from` and changes the number; the ledger says which postings these are.
export async function postingsSince(question: Question, why: Why, from: string, signal: AbortSignal): Promise<Tally> {
  const later = noPostings();
  const { knownAt: _, ...now } = question;
  const { asked, taken } = scopeOf(now, why);
  for await (const { part } of ledger.restate({ question: questionText(asked), from }, { signal })) {
    addTaken(part?.postings ?? [], taken, later);
  }
  return later;
}

// By the sequence of an event that was reversed, now or later, the event that reverses it. A posting does not say it, so each
// reversal is read: by its sequence, since to look for their kind is to pass over the whole log.
export async function reversalsAmong(postings: readonly PostingRow[], signal: AbortSignal): Promise<ReadonlyMap<bigint, bigint>> {
  const found = new Map<bigint, bigint>();
  const reversals = new Set(postings.filter(({ kind }) => kind === "EventReversed").map(({ sequence }) => sequence));
  await Promise.all([...reversals].slice(0, REVERSALS_MAX).map(async (sequence) => {
    for await (const { part } of ledger.listEvents({ after: sequence - 1n, before: sequence + 1n }, { signal })) {
      for (const { kind } of part?.events ?? []) if (kind.case === "eventReversed") found.set(kind.value.reversedSequence, sequence);
    }
  }));
  return found;
}
