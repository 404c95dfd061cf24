// The postings behind a number, beside the table. They are added up, all of them, and compared with the number.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PostingRow } from "../generated/proto/view_pb";
import type { Measure, Question, Why } from "./address";
import { OWN_SUFFIX } from "./answer";
import { dateText } from "./dates";
import { kindText } from "./events/facts";
import { Icon } from "./icons";
import { errorSentences, ledger, questionText } from "./ledger";
import { VerifyLink } from "./link";
import { countText } from "./numbers";
import type { Reader } from "./reader";
import { useEffectAtRest } from "./rest";
import { type Tally, add, noPostings } from "./tally";

interface Behind extends Tally {
  total?: bigint; // what the ledger says they add up to; it has no answer for what a region itself holds
}

// Of a number: the unit that the ledger is asked about, and which of the postings make it.
function scopeOf(question: Question, { unit: name, measure }: Why) {
  const unit = name.replace(OWN_SUFFIX, "");
  const isOwn = unit !== name;
  return {
    asked: questionText(unit === "" ? question : { ...question, unit }), isOwn,
    counts: (posting: PostingRow): boolean => posting.measure === measure && (!isOwn || posting.line?.unitId === unit),
  };
}

async function postingsBehind(question: Question, why: Why, signal: AbortSignal): Promise<Behind> {
  const behind: Behind = noPostings();
  const { asked, isOwn, counts } = scopeOf(question, why);
  for await (const { part } of ledger.explain({ question: asked }, { signal })) {
    if (part?.total !== undefined && !isOwn) behind.total = BigInt(part.total[why.measure] || "0");
    for (const posting of part?.postings ?? []) if (counts(posting)) add(posting, behind);
  }
  return behind;
}

// What was recorded after `from` and changes the number; the ledger says which postings these are.
async function postingsSince(question: Question, why: Why, from: string, signal: AbortSignal): Promise<Tally> {
  const later = noPostings();
  const { knownAt: _, ...now } = question;
  const { asked, counts } = scopeOf(now, why);
  for await (const { part } of ledger.restate({ question: asked, from }, { signal })) {
    for (const posting of part?.postings ?? []) if (counts(posting)) add(posting, later);
  }
  return later;
}

// One posting of a list.
export function Posting({ reader, posting }: { reader: Reader; posting: PostingRow }) {
  const late = reader.daysLate(posting.effectiveDate, posting.recordedAt);
  const line = posting.line;
  const details = [
    `#${posting.sequence}`,
    line && reader.unitName(line.unitId),
    line && reader.sourceName(line.sourceId),
    line?.areaId ? reader.areaName(line.areaId) : undefined,
    posting.because,
    posting.approvedBy && `${reader.say("approvedBy")} ${posting.approvedBy}`,
  ].filter((text) => text !== undefined && text !== "");
  return (
    <li>
      <span class="what"><b>{dateText(reader.language, posting.effectiveDate)}</b> {kindText(reader, posting.kind)}{posting.trancheNumber > 0 && ` ${posting.trancheNumber}`}</span>
      <span class="how-much">{reader.inFull(BigInt(posting.amount))}</span>
      <span class="details">{details.join(" · ")}</span>
      {late > 0 && <span class="chip late"><Icon name="clock" />{reader.lateText(late)}</span>}
    </li>
  );
}

function Sum({ reader, behind, amount }: { reader: Reader; behind: Behind; amount: bigint }) {
  const agrees = behind.sum === (behind.total ?? behind.sum) && behind.sum === amount;
  return agrees
    ? <p class="agrees"><Icon name="check" />{reader.say("addUp")}</p>
    : <p class="differs" role="alert">{reader.say("doNotAddUp", { sum: reader.inFull(behind.sum) })}<VerifyLink reader={reader} /></p>;
}

function NotCounted({ reader, later }: { reader: Reader; later: Tally }) {
  return (
    <details class="later">
      <summary>
        <Icon name="eye" />{reader.say("notCounted")}
        <b>{countText(reader.language, later.count)} · {reader.inFullChange(later.sum)}</b>
      </summary>
      <ul>{later.postings.map((posting, index) => <Posting key={index} reader={reader} posting={posting} />)}</ul>
    </details>
  );
}

// question  with the known-at of the answer, so that what is recorded meanwhile does not count.
// isPast    true if the question is about an earlier moment than now.
export function WhyPanel({ reader, question, isPast, why, name, amount, close }: {
  reader: Reader;
  question: Question;
  isPast: boolean;
  why: Why;
  name: string;
  amount: bigint;
  close: () => void;
}) {
  const [behind, setBehind] = useState<Behind | undefined>(undefined);
  const [later, setLater] = useState<Tally | undefined>(undefined);
  const [problem, setProblem] = useState<string[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = JSON.stringify([question, why]);
  useEffectAtRest(() => {
    const abort = new AbortController();
    setProblem([]);
    setBehind(undefined);
    setLater(undefined);
    const fail = (error: unknown): void => {
      if (!abort.signal.aborted) setProblem(errorSentences(error));
    };
    postingsBehind(question, why, abort.signal).then(setBehind).catch(fail);
    if (isPast && question.knownAt !== undefined) {
      postingsSince(question, why, question.knownAt, abort.signal).then(setLater).catch(fail);
    }
    return () => abort.abort();
  }, [asked]);
  useEffect(() => heading.current?.focus(), [why.unit, why.measure]);
  const measure: Measure = why.measure;
  return (
    <aside class="why" aria-labelledby="why-heading">
      <header>
        <p>{reader.say("eventsBehind")}</p>
        <h2 id="why-heading" tabIndex={-1} ref={heading}>{reader.say(measure)} · {name}</h2>
        <p class="amount-in-full"><b>{reader.inFull(amount)}</b> {reader.currency}</p>
        <button type="button" class="tool" aria-label={reader.say("close")} onClick={close}><Icon name="close" /></button>
      </header>
      {problem.map((sentence) => <p key={sentence} class="problem" role="alert">{sentence}</p>)}
      {behind === undefined && problem.length === 0 && <p class="note">{reader.say("loading")}</p>}
      {behind !== undefined && (
        <>
          <p class="count"><span>{reader.say("countOfEvents", { n: countText(reader.language, behind.count) })}</span><span>{reader.currency}</span></p>
          <ul>{behind.postings.map((posting, index) => <Posting key={index} reader={reader} posting={posting} />)}</ul>
          {behind.count > behind.postings.length && <p class="note">{reader.say("shownOf", { n: behind.postings.length })}</p>}
          {later !== undefined && later.count > 0 && <NotCounted reader={reader} later={later} />}
          <Sum reader={reader} behind={behind} amount={amount} />
        </>
      )}
    </aside>
  );
}
