// The postings behind a number, beside the table. They are added up, all of them, and compared with the number.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PostingRow } from "../generated/proto/view_pb";
import type { Question, Why } from "./address";
import { type Behind, postingsBehind, postingsSince, reversalsAmong } from "./behind";
import { dateText } from "./dates";
import { kindText } from "./events/facts";
import { Icon } from "./icons";
import { errorSentences } from "./ledger";
import { VerifyLink, staying } from "./link";
import { countText, trancheText } from "./numbers";
import type { Reader } from "./reader";
import { useEffectAtRest } from "./rest";
import { ReversedChip, eventPath } from "./reversed";
import type { Tally } from "./tally";
import { whyText } from "./why_part";
import { WhyTools } from "./why_tools";

type OpenEvent = (sequence: bigint) => void;

// One posting of a list.
// open        shows an event.
// reversedBy  the event that reverses it, now or later; it is struck through once that counts.
export function Posting({ reader, posting, open, reversedBy, isStruck = false }: {
  reader: Reader;
  posting: PostingRow;
  open: OpenEvent;
  reversedBy?: bigint | undefined;
  isStruck?: boolean;
}) {
  const late = reader.daysLate(posting.effectiveDate, posting.recordedAt);
  const { line, sequence } = posting;
  const details = [
    line && reader.unitName(line.unitId),
    line && reader.sourceName(line.sourceId),
    line?.areaId ? reader.areaName(line.areaId) : undefined,
    posting.because,
    posting.approvedBy && `${reader.say("approvedBy")} ${posting.approvedBy}`,
  ].filter((text) => text !== undefined && text !== "");
  return (
    <li class={isStruck ? "struck" : ""}>
      <span class="what"><b>{dateText(reader.language, posting.effectiveDate)}</b> {kindText(reader, posting.kind)}{posting.trancheNumber > 0 && ` ${trancheText(posting.trancheNumber)}`}</span>
      <span class="how-much">{reader.inFull(BigInt(posting.amount))}</span>
      <span class="details">
        <a href={eventPath(reader, sequence)} onClick={staying(() => open(sequence))}>#{countText(reader.language, sequence)}</a>
        {details.map((text) => ` · ${text}`)}
      </span>
      {(late > 0 || reversedBy !== undefined) && (
        <span class="chips">
          {late > 0 && <span class="chip late"><Icon name="clock" />{reader.lateText(late)}</span>}
          {reversedBy !== undefined && <ReversedChip {...{ reader, open }} by={reversedBy} />}
        </span>
      )}
    </li>
  );
}

function Sum({ reader, behind, amount }: { reader: Reader; behind: Behind; amount: bigint }) {
  const agrees = behind.sum === (behind.total ?? behind.sum) && behind.sum === amount;
  return agrees
    ? <p class="agrees"><Icon name="check" />{reader.say("addUp")}</p>
    : <p class="differs" role="alert">{reader.say("doNotAddUp", { sum: reader.inFull(behind.sum) })}<VerifyLink reader={reader} /></p>;
}

function NotCounted({ reader, later, open }: { reader: Reader; later: Tally; open: OpenEvent }) {
  return (
    <details class="later">
      <summary>
        <Icon name="eye" />{reader.say("notCounted")}
        <b>{countText(reader.language, later.count)} · {reader.inFullChange(later.sum)}</b>
      </summary>
      <ul>{later.postings.map((posting, index) => <Posting key={index} {...{ reader, posting, open }} />)}</ul>
    </details>
  );
}

// Which money, and both times: on a phone the panel covers the title, which says it.
function Scope({ reader, question: { year, source, asOf, knownAt } }: { reader: Reader; question: Question }) {
  return (
    <p class="scope">
      {year ?? reader.say("allYears")} · {source === undefined ? reader.say("all") : reader.sourceName(source)}
      {asOf !== undefined && <> · <span class="as-of">{dateText(reader.language, asOf)}</span></>}
      {knownAt !== undefined && <> · <span class="known">{reader.say("event", { sequence: knownAt })}</span></>}
    </p>
  );
}

// question  with the known-at of the answer, so that what is recorded meanwhile does not count.
// amount    the number; undefined for what is no row of the answer: then it is what the ledger says that it adds up to.
// isPast    true if the question is about an earlier moment than now.
export function WhyPanel({ reader, question, isPast, why, name, amount, close, open }: {
  reader: Reader;
  question: Question;
  isPast: boolean;
  why: Why;
  name: string;
  amount: bigint | undefined;
  close: () => void;
  open: OpenEvent;
}) {
  const [found, setFound] = useState<{ of: string; behind: Behind } | undefined>(undefined);
  const [later, setLater] = useState<Tally | undefined>(undefined);
  const [reversals, setReversals] = useState<ReadonlyMap<bigint, bigint>>(new Map());
  const [problem, setProblem] = useState<string[]>([]);
  const number = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  const opener = useRef<HTMLElement | undefined>(undefined);
  const asked = JSON.stringify([question, why]);
  // Those of another number say nothing of this one.
  const behind = found?.of === asked ? found.behind : undefined;
  useEffectAtRest(() => {
    const abort = new AbortController();
    setProblem([]);
    setFound(undefined);
    setLater(undefined);
    setReversals(new Map());
    const fail = (error: unknown): void => {
      if (!abort.signal.aborted) setProblem(errorSentences(error));
    };
    const counted = postingsBehind(question, why, abort.signal);
    const since = isPast && question.knownAt !== undefined ? postingsSince(question, why, question.knownAt, abort.signal) : undefined;
    counted.then((postings) => setFound({ of: asked, behind: postings })).catch(fail);
    since?.then(setLater).catch(fail);
    // Chips are a help: without them the postings are as they are.
    Promise.all([counted, since])
      .then(([{ postings }, found]) => reversalsAmong([...postings, ...(found?.postings ?? [])], abort.signal))
      .then((found) => abort.signal.aborted || setReversals(found), () => undefined);
    return () => abort.abort();
  }, [asked]);
  useEffect(() => {
    const before = document.activeElement;
    if (before !== null && before !== document.body && !panel.current?.contains(before)) opener.current = before as HTMLElement;
    heading.current?.focus();
  }, [why.unit, why.measure, why.part]);
  // Who closes the panel is back at the number that opened it, or at the stop of the table.
  useEffect(() => () => (opener.current?.isConnected ? opener.current : document.querySelector<HTMLElement>("main .shown button, main td [tabindex='0']"))?.focus(), []);
  const shown = amount ?? (behind && (behind.total ?? behind.sum));
  return (
    <aside class="why" aria-labelledby="why-heading" ref={panel}>
      <header>
        <p>{reader.say("eventsBehind")}</p>
        <h2 id="why-heading" tabIndex={-1} ref={heading}>{whyText(reader, why)} · {name}</h2>
        {shown !== undefined && <p class="amount-in-full"><b ref={number}>{reader.inFull(shown)}</b> {reader.currency}</p>}
        <Scope reader={reader} question={question} />
        <button type="button" class="tool" aria-label={reader.say("close")} onClick={close}><Icon name="close" /></button>
      </header>
      {problem.map((sentence) => <p key={sentence} class="problem" role="alert">{sentence}</p>)}
      {behind === undefined && problem.length === 0 && <p class="note">{reader.say("loading")}</p>}
      {behind !== undefined && shown !== undefined && (
        <>
          <footer><Sum reader={reader} behind={behind} amount={shown} /><WhyTools {...{ reader, question, why }} amount={shown} shown={number} /></footer>
          <p class="count"><span>{reader.say("countOfEvents", { n: countText(reader.language, behind.count) })}</span><span>{reader.currency}</span></p>
          <ul>
            {behind.postings.map((posting, index) => {
              const reversedBy = reversals.get(posting.sequence);
              const isStruck = reversedBy !== undefined && reversedBy <= BigInt(question.knownAt ?? reversedBy);
              return <Posting key={index} {...{ reader, posting, open, reversedBy, isStruck }} />;
            })}
          </ul>
          {behind.count > behind.postings.length && <p class="note">{reader.say("shownOf", { n: behind.postings.length })}</p>}
          {later !== undefined && later.count > 0 && <NotCounted {...{ reader, later, open }} />}
        </>
      )}
    </aside>
  );
}
