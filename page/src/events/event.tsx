// One event: both times, what it says, the books before and after it, its links, its proof, its bytes.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { BudgetLine, Document, Event, PeriodClosed } from "../../generated/proto/event_pb";
import type { Address } from "../address";
import { hexOf, sha256Of } from "../bytes";
import { Choice } from "../choice";
import { dateText, instantText } from "../dates";
import { type Amounts, BeforeAfter, booksAt } from "../effect";
import { FileChoice } from "../file_choice";
import { Icon } from "../icons";
import type { Label } from "../labels";
import { errorSentences } from "../ledger";
import { Link } from "../link";
import { type Go, onScreen } from "../navigation";
import { countText, trancheText } from "../numbers";
import type { Reader } from "../reader";
import type { OneEvent } from "./asking";
import {
  type Books, amountSigned, booksOf, booksText, dateOfNumber, effectiveOf, kindOf, kindText, legsOf, namedBy, notExactlyOf, proposalOf, recordedOf, titleOf,
} from "./facts";
import { PlainFacts } from "./plain_facts";
import { ProofCard } from "./proof";
import { RuleRemarks } from "./rules";

export interface EventProps {
  reader: Reader;
  address: Address;
  go: Go;
  found: OneEvent;
}

export function Card({ title, note, children }: { title: string; note?: string; children: ComponentChildren }) {
  return (
    <section class="card">
      <h2>{title}{note !== undefined && <small> {note}</small>}</h2>
      {children}
    </section>
  );
}

// Both times on two tracks, as on the band.
function TwoTimes({ reader, found: { event } }: Pick<EventProps, "reader" | "found">) {
  const effective = effectiveOf(event);
  const recorded = recordedOf(reader, event);
  const late = reader.daysLate(effectiveOf(event), event.recordedAt);
  // The two stand at a quarter and three quarters of the width if they are apart, so that there is room for what is said of
  // them on a phone, and one above the other on the same day.
  const [left, right] = late === 0 ? [50, 50] : late > 0 ? [25, 75] : [75, 25];
  return (
    <Card title={reader.say("twoTimes")}>
      <div class="two-times">
        <p class="as-of" style={{ left: `${left}%` }}><Icon name="flag" />{reader.say("effective")} {dateText(reader.language, effective)}</p>
        <div class={notExactlyOf(event) === undefined ? "tracks" : "tracks hollow"} aria-hidden="true">
          <svg viewBox="0 0 100 44" preserveAspectRatio="none">
            <path class="as-of" d="M0 8H100" /><path class="known" d="M0 36H100" /><path class="between" d={`M${left} 8 ${right} 36`} />
          </svg>
          <i class="as-of" style={{ left: `${left}%` }} /><i class="known" style={{ left: `${right}%` }} />
        </div>
        {late > 0 && <p class="between"><span class="chip late"><Icon name="clock" />{reader.lateText(late)} · {reader.say("recordedLate")}</span></p>}
        <p class="known" style={{ left: `${right}%` }} title={recorded}><Icon name="eye" />{reader.say("recordedAt")} {instantText(reader.language, recorded)}</p>
      </div>
    </Card>
  );
}

type Compared = "same" | "other" | "cannot";

function DocumentFacts({ reader, document }: { reader: Reader; document: Document }) {
  const [compared, setCompared] = useState<Compared | undefined>(undefined);
  const wanted = hexOf(document.sha256);
  const compare = async (file: File): Promise<void> => {
    const found = await sha256Of(file);
    setCompared(found === undefined ? "cannot" : found === wanted ? "same" : "other");
  };
  const date = dateOfNumber(document.date);
  return (
    <>
      <b>{[document.type, document.number].filter((text) => text !== "").join(" ")}</b>
      {document.issuer !== "" && <span> · {document.issuer}</span>}
      {date !== "" && <span> · {dateText(reader.language, date)}</span>}
      {wanted !== "" && (
        <>
          <code class="hash" title={wanted}>sha256 {wanted.slice(0, 12)}…</code>
          <FileChoice text={reader.say("compareFile")} take={compare} failed={() => setCompared("cannot")} />
          <span role="status" class={`compared ${compared ?? ""}`}>
            {compared === "same" && <><Icon name="check" />{reader.say("sameFile")}</>}
            {compared === "other" && <><Icon name="warning" />{reader.say("otherFile")}</>}
            {compared === "cannot" && reader.say("cannotHash")}
          </span>
        </>
      )}
    </>
  );
}

export function EventLink({ address, go, sequence, children }: {
  address: Address;
  go: Go;
  sequence: bigint;
  children: ComponentChildren;
}) {
  const list = address.screen === "events" ? address : onScreen(address, "events");
  return <Link to={{ ...list, sequence: String(sequence) }} go={go}>{children}</Link>;
}

export function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return <div><dt>{label}</dt><dd>{children}</dd></div>;
}

const LEGS_SHOWN = 6;

// Units, each with what is to be said of it; beyond the first ones only if they are asked for.
function UnitsFact({ reader, units }: { reader: Reader; units: { unitId: string; more?: string }[] }) {
  const told = ({ unitId, more }: (typeof units)[number], at: number) => <div key={at}>{reader.unitName(unitId)} <code>{unitId}</code>{more !== undefined && ` · ${more}`}</div>;
  const rest = units.slice(LEGS_SHOWN);
  return (
    <Fact label={reader.say("unit")}>
      {units.slice(0, LEGS_SHOWN).map(told)}
      {rest.length > 0 && <details><summary>+{rest.length}</summary>{rest.map(told)}</details>}
    </Fact>
  );
}

// What a closing closes; without a unit or a source it is all of them.
function ClosingFacts({ reader, closed: { unitIds, sourceIds, fiscalYear, through, yearEnd, confirmed } }: { reader: Reader; closed: PeriodClosed }) {
  const all = reader.say("all");
  return (
    <>
      <Fact label={reader.say("year")}>{fiscalYear}{yearEnd && <> <span class="chip">{reader.say("yearEndShort")}</span></>}</Fact>
      <Fact label={reader.say("closedThrough")}>{dateText(reader.language, dateOfNumber(through))}</Fact>
      {unitIds.length === 0 ? <Fact label={reader.say("unit")}>{all}</Fact> : <UnitsFact reader={reader} units={unitIds.map((unitId) => ({ unitId }))} />}
      <Fact label={reader.say("source")}>{sourceIds.map(reader.sourceName).join(", ") || all}</Fact>
      {confirmed.length > 0 && (
        <Fact label={reader.say("confirmedDisbursed")}>
          {confirmed.map(({ unitId, sourceId, disbursed }, at) => (
            <div key={at}>{reader.unitName(unitId)} · {reader.sourceName(sourceId)} · {reader.inFull(disbursed)}</div>
          ))}
        </Fact>
      )}
    </>
  );
}

// What a line gives or takes; with its year, where that is another on another line.
const legText = (reader: Reader, { fiscalYear }: BudgetLine, tranche: number, amount: bigint): string =>
  [String(fiscalYear), tranche > 0 ? reader.say("trancheNumber", { number: trancheText(tranche) }) : "", reader.inFull(amount)].filter((text) => text !== "").join(" · ");

// What an event says of itself, as facts; a command that waits to be one likewise.
export function EventFacts({ reader, address, go, event, reversed }: Omit<EventProps, "found"> & { event: Event; reversed?: Event | undefined }) {
  const { kind } = event;
  const named = namedBy(event);
  const legs = legsOf(reversed ?? event);
  const line = legs[0]?.line;
  // What has no amounts is told as the log has it: who approves a role has to see all of it.
  const isTold = kind.case === undefined || ["eventReversed", "periodClosed", "periodReopened"].includes(kind.case);
  const isPlain = legs.length === 0 && !isTold && proposalOf(event) === undefined;
  const link = (sequence: bigint) => (
    <EventLink {...{ address, go, sequence }}>{reader.say("event", { sequence: countText(reader.language, sequence) })}</EventLink>
  );
  return (
    <>
      {isPlain && (
        <PlainFacts reader={reader} event={event} />
      )}
      {kind.case === "periodClosed" && <ClosingFacts reader={reader} closed={kind.value} />}
      {kind.case === "periodReopened" && <Fact label={reader.say("PeriodClosed")}>{link(kind.value.closedSequence)}</Fact>}
      {legs.length > 0 && (
        <UnitsFact reader={reader} units={legs.map(({ line, amount, tranche }) => ({ unitId: line.unitId, ...(legs.length > 1 && { more: kind.case === "balanceCarriedOver" ? legText(reader, line, tranche, amount) : reader.inFull(amount) }) }))} />
      )}
      {line !== undefined && line.sourceId !== "" && <Fact label={reader.say("source")}>{reader.sourceName(line.sourceId)}</Fact>}
      {line !== undefined && <Fact label={reader.say("area")}>{line.areaId === "" ? reader.say("noArea") : reader.areaName(line.areaId)}</Fact>}
      {line !== undefined && line.fiscalYear > 0 && <Fact label={reader.say("year")}>{line.fiscalYear}</Fact>}
      {kind.case === "commitmentMade" && (
        <Fact label={reader.say("contractNumber")}>
          {[kind.value.number, kind.value.counterparty].filter((text) => text !== "").join(" · ")}
          {kind.value.until > 0 && ` · ${reader.say("until")} ${dateText(reader.language, dateOfNumber(kind.value.until))}`}
        </Fact>
      )}
      {named > 0n && (
        <Fact label={reader.say((kind.value as { advance?: bigint }).advance ? "AdvancePaid" : "CommitmentMade")}>
          {link(named)}
        </Fact>
      )}
      {kind.case === "settlementApproved" && (kind.value.disallowed > 0n || kind.value.isFinal) && (
        <Fact label={reader.say("disallowed")}>{reader.inFull(kind.value.disallowed)}{kind.value.isFinal && <> <span class="chip">{reader.say("isFinal")}</span></>}</Fact>
      )}
      {kind.case === "priorPeriodCorrection" && kind.value.finding !== "" && <Fact label={reader.say("finding")}>{kind.value.finding}</Fact>}
      {kind.case === "balanceCarriedOver" && kind.value.legalCase !== "" && <Fact label={reader.say("legalCase")}>{kind.value.legalCase}</Fact>}
      {line !== undefined && line.projectId !== "" && <Fact label={reader.say("project")}>{line.projectId}</Fact>}
      {(event.questions.length > 0 || event.deviations.length > 0) && <Fact label={reader.say("RuleDefined")}><RuleRemarks {...{ reader, event }} /></Fact>}
      {event.document !== undefined && <Fact label={reader.say("document")}><DocumentFacts reader={reader} document={event.document} /></Fact>}
      {event.reason !== "" && <Fact label={reader.say("reason")}>{event.reason}</Fact>}
      {event.lateReason !== "" && <Fact label={reader.say("lateReason")}>{event.lateReason}</Fact>}
      {event.lateFor > 0n && <Fact label={reader.say("lateFor")}>{link(event.lateFor)}</Fact>}
      {event.evidence !== undefined && event.evidence.note !== "" && <Fact label={reader.say("note")}>{event.evidence.note}</Fact>}
    </>
  );
}

function ProposalLink({ reader, address, go, of }: Pick<EventProps, "reader" | "address" | "go"> & { of: bigint }) {
  const to = onScreen(address, "record");
  const proposal = String(of);
  return <Link to={{ ...to, view: { ...to.view, tab: "proposals", proposal } }} go={go}>{reader.say("proposal", { sequence: countText(reader.language, of) })}</Link>;
}

function Said({ reader, address, go, found }: EventProps) {
  const { event, reversed, approval } = found;
  // An event is of the proposal by whose approval it was recorded.
  const proposal = proposalOf(approval ?? event);
  const proposalLink = proposal !== undefined && <ProposalLink {...{ reader, address, go }} of={proposal} />;
  const link = (sequence: bigint) => (
    <EventLink {...{ address, go, sequence }}>{reader.say("event", { sequence: countText(reader.language, sequence) })}</EventLink>
  );
  return (
    <Card title={reader.say("content")}>
      <dl class="facts">
        <EventFacts {...{ reader, address, go, event, reversed }} />
        <Fact label={reader.say(approval === undefined && event.kind.case !== "changeProposed" ? "recordedBy" : "proposedBy")}>
          {event.actor}{proposalLink && <> · {proposalLink}</>}
        </Fact>
        {approval !== undefined && <Fact label={reader.say("approvedBy")}>{approval.actor} · {link(approval.sequence)}</Fact>}
        <Fact label={reader.say("key")}><code>{event.eventId}</code></Fact>
      </dl>
    </Card>
  );
}

function Effect({ reader, found: { event, reversed } }: Pick<EventProps, "reader" | "found">) {
  const all = booksOf(reversed ?? event);
  const [chosen, choose] = useState(0);
  const [amounts, setAmounts] = useState<{ before: Amounts; after: Amounts } | undefined>(undefined);
  const [problem, setProblem] = useState<string[]>([]);
  const books: Books | undefined = all[chosen] ?? all[0];
  useEffect(() => {
    if (books === undefined) return undefined;
    let isCurrent = true;
    const at = (sequence: bigint): Promise<Amounts> => booksAt(books, effectiveOf(event), sequence);
    Promise.all([at(event.sequence - 1n), at(event.sequence)]).then(
      ([before, after]) => isCurrent && setAmounts({ before, after }),
      (error) => isCurrent && setProblem(errorSentences(error)),
    );
    return () => void (isCurrent = false);
  }, [event.sequence, chosen]);
  if (books === undefined) return null;
  const name = (one: Books): string => booksText(reader, one);
  return (
    <Card title={reader.say("booksBeforeAfter")} note={`${all.length > 1 ? "" : `${name(books)} · `}${reader.million}`}>
      {all.length > 1 && (
        <Choice label={reader.say("unit")} value={String(chosen)} shown={name(books)} onChange={(value) => choose(Number(value))}
          options={all.map((one, at) => ({ value: String(at), text: name(one) }))} />
      )}
      {problem.map((sentence) => <p key={sentence} class="problem" role="alert">{sentence}</p>)}
      {amounts !== undefined && <BeforeAfter reader={reader} {...amounts} />}
      <p class="note-line">{reader.say("asOfEffective", { date: dateText(reader.language, effectiveOf(event)) })}</p>
    </Card>
  );
}

// What reverses the event, and what it reverses.
function Reversals({ reader, address, go, found: { reversedBy, reversed } }: EventProps) {
  const note = (label: Label, sequence: bigint, more: string) => (
    <p class="reversed-note">
      <Icon name="undo" />
      <span>
        {reader.say(label)} <EventLink {...{ address, go, sequence }}>{reader.say("event", { sequence: countText(reader.language, sequence) })}</EventLink>{more}
      </span>
    </p>
  );
  return (
    <>
      {reversedBy !== undefined && note("reversedBy", reversedBy, `. ${reader.say("nothingIsDeleted")}`)}
      {reversed !== undefined && note("reverses", reversed.sequence, ` · ${kindText(reader, kindOf(reversed))}`)}
    </>
  );
}

// head  of the ledger, when the page was opened.
export function EventView(props: EventProps & { head: bigint }) {
  const { reader, found, address, go, head } = props;
  const { event, reversedBy, reversed } = found;
  const amount = amountSigned(event, reversed);
  const { sequence: _, ...list } = address;
  const inexact = notExactlyOf(event);
  return (
    <article class={reversedBy === undefined ? "event" : "event reversed"} aria-labelledby="event-title">
      <header>
        <p>{reader.say("event", { sequence: countText(reader.language, event.sequence) })}</p>
        <h1 id="event-title">{titleOf(reader, event, reversed)}{inexact && <> <span class="chip inexact">{reader.say(inexact)}</span></>}</h1>
        {amount !== undefined && <p class="amount-in-full"><b>{reader.inFull(amount)}</b> {reader.currency}</p>}
        <button type="button" class="tool" aria-label={reader.say("close")} onClick={() => go(list, "push")}><Icon name="close" /></button>
      </header>
      <Reversals {...props} />
      <TwoTimes reader={reader} found={found} />
      <div class="two-cards"><Said {...props} /><Effect key={String(event.sequence)} reader={reader} found={found} /></div>
      <ProofCard key={String(event.sequence)} {...{ reader, head }} sequence={event.sequence} />
    </article>
  );
}
