// One proposal: what it says, what it would do as known now, and what may be decided about it.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Address } from "../address";
import { Choice } from "../choice";
import { dateText, instantText } from "../dates";
import { Card, EventFacts, EventLink, Fact } from "../events/event";
import { amountSigned, booksText, effectiveOf, kindOf, kindText, titleOf } from "../events/facts";
import { RuleChips } from "../events/rules";
import { Icon } from "../icons";
import type { Go } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { EffectCard, KeepsRules } from "../record/effect_panel";
import { COMMANDS_MAX, type Command, type Proposal, type Verb } from "./asking";
import type { Standing } from "./deciders";
import { DecisionCard } from "./decision_card";
import { booksOfAll, useProposalEffect } from "./effect";
import { stateText } from "./listed";

export interface ProposalProps {
  reader: Reader;
  address: Address;
  go: Go;
  proposal: Proposal;
  standing: Standing;
  actor: string;
  // Of the ledger and who is signed in: drafts are kept by it.
  draftId: string;
  ledgerId: string;
  head: bigint;
  // Told of the event of a decision that was made here.
  decided: (sequence: bigint, verb: Verb) => void;
  isDecidedHere: boolean;
  // Asks again what has become of it: somebody else may have decided meanwhile.
  reread: () => void;
}

// What a command says, and what it takes back.
function CommandFacts({ reader, address, go, command: { event, reversed } }: Pick<ProposalProps, "reader" | "address" | "go"> & { command: Command }) {
  return (
    <>
      {reversed !== undefined && (
        <Fact label={reader.say("reverses")}>
          <EventLink {...{ address, go }} sequence={reversed.sequence}>{reader.say("event", { sequence: countText(reader.language, reversed.sequence) })}</EventLink>
          {` · ${kindText(reader, kindOf(reversed))}`}
        </Fact>
      )}
      <EventFacts {...{ reader, address, go, event, reversed }} />
    </>
  );
}

// One command of several: its facts are there once they are asked for.
function OneOfSeveral({ reader, address, go, command }: Pick<ProposalProps, "reader" | "address" | "go"> & { command: Command }) {
  const { event, reversed } = command;
  const [isOpen, setOpen] = useState(false);
  const amount = amountSigned(event, reversed);
  return (
    <li>
      <details open={isOpen} onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
        <summary>
          {titleOf(reader, event, reversed)} · {dateText(reader.language, effectiveOf(event))}
          {amount !== undefined && <> · <b>{reader.inFull(amount)}</b> {reader.currency}</>}
          <RuleChips {...{ reader, event }} />
        </summary>
        {isOpen && <dl class="facts"><CommandFacts {...{ reader, address, go, command }} /></dl>}
      </details>
    </li>
  );
}

function Says({ reader, address, go, proposal: { commands, isWhole } }: Pick<ProposalProps, "reader" | "address" | "go" | "proposal">) {
  const [only] = commands;
  return (
    <Card title={reader.say("proposedContent")} {...(commands.length > 1 && { note: reader.say("countOfCommands", { n: countText(reader.language, commands.length) }) })}>
      {commands.length === 1 && only !== undefined
        ? (
          <dl class="facts">
            <Fact label={reader.say("effective")}>{dateText(reader.language, effectiveOf(only.event))}</Fact>
            <CommandFacts {...{ reader, address, go }} command={only} />
          </dl>
        )
        : <ol class="commands">{commands.map((command, index) => <OneOfSeveral key={index} {...{ reader, address, go, command }} />)}</ol>}
      {!isWhole && <p class="remark warns"><Icon name="warning" />{reader.say("tooManyCommands", { n: countText(reader.language, COMMANDS_MAX) })}</p>}
    </Card>
  );
}

// Who asked for it and until when, and what has become of it.
function Course({ reader, address, go, proposal: { row } }: Pick<ProposalProps, "reader" | "address" | "go" | "proposal">) {
  const at = (seconds: bigint | undefined): string => instantText(reader.language, reader.instant(seconds ?? 0n));
  const link = (sequence: bigint) => (
    <EventLink {...{ address, go, sequence }}>{reader.say("event", { sequence: countText(reader.language, sequence) })}</EventLink>
  );
  return (
    <Card title={reader.say("course")}>
      <dl class="facts">
        <Fact label={reader.say("state")}><b>{stateText(reader, row)}</b></Fact>
        <Fact label={reader.say("proposedBy")}>{row.proposer} · {at(row.proposedAt?.seconds)} · {link(row.proposal)}</Fact>
        {row.reason !== "" && <Fact label={reader.say("reason")}>{row.reason}</Fact>}
        <Fact label={reader.say("approveBy")}>{dateText(reader.language, row.expiresOn)}</Fact>
        {row.decision > 0n && (
          <Fact label={reader.say("decidedBy")}>
            {row.decidedBy} · {at(row.decidedAt?.seconds)} · {link(row.decision)}
            {row.decisionReason !== "" && <div>{row.decisionReason}</div>}
          </Fact>
        )}
        {/* What was proposed follows its approval at once, in the same batch. */}
        {row.state === "approved" && row.commands > 0n && (
          <Fact label={reader.say("recordedEvents")}>
            {link(row.decision + 1n)}{row.commands > 1n && <> – {link(row.decision + row.commands)}</>}
          </Fact>
        )}
        <Fact label={reader.say("digest")}><code class="hash" title={row.digest}>{row.digest.slice(0, 16)}…</code></Fact>
      </dl>
    </Card>
  );
}

// Why to look twice at its commands, as known now.
function Remarks({ reader, address, go, proposal: { row } }: Pick<ProposalProps, "reader" | "address" | "go" | "proposal">) {
  const more = row.remarkCount - BigInt(row.remarks.length);
  const warn = (command: bigint, key: string, text: ComponentChildren) => (
    <p key={`${command} ${key}`} class="remark warns">
      <Icon name="warning" /><span>{row.commands > 1n && `${reader.say("commandNumber", { n: countText(reader.language, command) })}: `}{text}</span>
    </p>
  );
  return (
    <>
      {row.remarks.flatMap(({ command, equalSequence, questions }) => [
        ...(equalSequence === 0n ? [] : [warn(command, "", (
          <EventLink {...{ address, go }} sequence={equalSequence}>{reader.say("equalEvent", { sequence: countText(reader.language, equalSequence) })}</EventLink>
        ))]),
        ...questions.map((rule) => warn(command, rule, reader.say("questionedBy", { rule }))),
      ])}
      {more > 0n && <p class="remark warns"><Icon name="warning" />{reader.say("moreRemarks", { n: countText(reader.language, more) })}</p>}
    </>
  );
}

// What it would do, told again as known now. `decider` is who may decide on it; what they approve has to stand there first.
function Effect({ reader, address, go, proposal, head, decider, signature, children }: Pick<ProposalProps, "reader" | "address" | "go" | "proposal" | "head"> & {
  decider: string | undefined;
  signature: string;
  children: (isAllowed: boolean, isSigned: boolean) => ComponentChildren;
}) {
  const { row, commands } = proposal;
  const [all] = useState(() => booksOfAll(commands));
  const [chosen, choose] = useState(0);
  const books = all[chosen];
  const effect = useProposalEffect(proposal, books, decider, signature, head);
  const departs = commands.some(({ event }) => event.deviations.length > 0);
  const since = effect === undefined ? 0n : effect.head - (row.proposal + BigInt(row.parts) - 1n);
  return (
    <>
      <EffectCard {...{ reader, books, effect }} title="ifApproved" isComputing={effect === undefined || effect.of !== books}
        status={(
          <>
            {effect?.isAllowed && <KeepsRules reader={reader} departs={departs} />}
            <Remarks {...{ reader, address, go, proposal }} />
            {since > 0n && <p class="remark">{reader.say("grownSinceProposed", { n: countText(reader.language, since) })}</p>}
          </>
        )}>
        {all.length > 1 && (
          <Choice label={reader.say("unit")} value={String(chosen)} shown={books === undefined ? "" : booksText(reader, books)}
            onChange={(value) => choose(Number(value))} options={all.map((one, index) => ({ value: String(index), text: booksText(reader, one) }))} />
        )}
      </EffectCard>
      {children(effect?.isAllowed === true, effect?.isSigned === true)}
    </>
  );
}

// Why, or of what kinds its commands are.
function titleOfSeveral(reader: Reader, { row: { reason, commands: n }, commands }: Proposal): string {
  const kinds = [...new Set(commands.map(({ event }) => kindText(reader, kindOf(event))))];
  return reason || [kinds.join(", "), reader.say("countOfCommands", { n: countText(reader.language, n) })].filter((text) => text !== "").join(" · ");
}

export function ProposalView(props: ProposalProps) {
  const { reader, address, go, proposal, standing, actor, head } = props;
  const { row, commands, isWhole } = proposal;
  const { proposal: _, ...view } = address.view;
  const [signature, sign] = useState("");
  const [only, ...others] = commands;
  const amount = only === undefined || others.length > 0 ? undefined : amountSigned(only.event, only.reversed);
  const title = only === undefined || others.length > 0 ? titleOfSeveral(reader, proposal) : titleOf(reader, only.event, only.reversed);
  // What was known earlier is not what there is to decide.
  const isOpen = row.state === "open" && address.question.knownAt === undefined;
  const wasOpen = useRef(isOpen);
  return (
    <article class="event" aria-labelledby="proposal-title">
      <header>
        <p>{reader.say("proposal", { sequence: countText(reader.language, row.proposal) })} · {stateText(reader, row)}</p>
        <h1 id="proposal-title">{title}</h1>
        {amount !== undefined && <p class="amount-in-full"><b>{reader.inFull(amount)}</b> {reader.currency}</p>}
        <button type="button" class="tool" aria-label={reader.say("close")} onClick={() => go({ ...address, view }, "push")}><Icon name="close" /></button>
      </header>
      {wasOpen.current && !isOpen && !props.isDecidedHere && <p class="remark warns" role="alert"><Icon name="warning" />{reader.say("changedMeanwhile", { state: stateText(reader, row) })}</p>}
      <div class="two-cards"><Says {...{ reader, address, go, proposal }} /><Course {...{ reader, address, go, proposal }} /></div>
      {isOpen && (
        <Effect {...{ reader, address, go, proposal, head, signature }} decider={standing.mayDecide && isWhole ? actor : undefined}>
          {(isAllowed, isSigned) => <DecisionCard {...props} {...{ isAllowed, isSigned, signature, sign }} />}
        </Effect>
      )}
    </article>
  );
}
