// What is still open before the books are closed: commitments, advances, proposals, and the figures that are closed.
import type { Receipt } from "../../generated/proto/view_pb";
import type { Address } from "../address";
import { amountOf } from "../answer";
import { dateText } from "../dates";
import { Obligations } from "../funds/obligations";
import { Icon } from "../icons";
import type { Label } from "../labels";
import { Link } from "../link";
import type { Go } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { WideTable } from "../wide_table";
import { Batch } from "./batch";
import { type Draft, idsIn, missingOf } from "./draft";
import { KeepsRules, MissingFields, RefusedBox } from "./effect_panel";
import { KIND_LABELS } from "./field_labels";
import { type Kind, isBatch } from "./kinds";
import type { Effect } from "./rehearsal";
import { type ClosingScope, type StillOpen, askStillOpen } from "./still_open";

interface Props {
  reader: Reader;
  address: Address;
  go: Go;
  draft: Draft;
  effect: Effect | undefined;
  isComputing: boolean;
  head: bigint;
}

// The proposals that the ledger names in its refusal.
function Waiting({ reader, address, go, proposals }: Pick<Props, "reader" | "address" | "go"> & { proposals: readonly string[] }) {
  return (
    <ul class="links">
      {proposals.map((proposal) => (
        <li key={proposal}>
          <Link go={go} to={{ ...address, view: { ...address.view, tab: "proposals", proposal } }}>
            {reader.say("openProposal", { sequence: countText(reader.language, BigInt(proposal)) })}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const COLUMNS = ["plan", "allocated", "disbursed", "to-disburse", "executed"] as const;

function Figures({ reader, figures }: { reader: Reader; figures: StillOpen["figures"] }) {
  const severalUnits = new Set(figures.map(({ unit }) => unit)).size > 1;
  return (
    <WideTable named="closed-figures">
      <thead>
        <tr>
          {severalUnits && <th scope="col">{reader.say("unit")}</th>}
          <th scope="col">{reader.say("source")}</th>
          {COLUMNS.map((name) => <th key={name} scope="col" class="number">{reader.say(name)}</th>)}
        </tr>
      </thead>
      <tbody>
        {figures.map(({ unit, row }) => (
          <tr key={`${unit}/${row.sourceId}`}>
            {severalUnits && <td>{reader.unitName(unit)}</td>}
            <th scope="row">{reader.sourceName(row.sourceId)}</th>
            {COLUMNS.map((name) => {
              const amount = amountOf(row, name);
              return <td key={name} class="number" title={amount === undefined ? "" : reader.inFull(amount)}>{amount === undefined ? "–" : reader.millions(amount)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

function Open({ reader, address, go, open, asOf, title }: Pick<Props, "reader" | "address" | "go"> & { open: StillOpen; asOf: string; title: "figuresToClose" | "figuresAsOf" }) {
  return (
    <>
      {(["commitment", "advance"] as const).map((kind) => (open[kind].items.length > 0
        ? <Obligations key={kind} {...{ reader, address, go, kind }} open={open[kind]} />
        : <p key={kind} class="holds"><Icon name="check" />{reader.say(kind === "commitment" ? "noOpenCommitments" : "noOpenAdvances")}</p>))}
      <h2 id="closed-figures">{reader.say(title, { date: dateText(reader.language, asOf) })} <small>{reader.million}</small></h2>
      {open.figures.length === 0 ? <p class="small">{reader.say("nothingInScope")}</p> : <Figures {...{ reader }} figures={open.figures} />}
    </>
  );
}

// Of what is opened again nothing is asked, nor of a unit that hands over: the ledger tells all of it.
function scopeOf({ kind, year: text, units, sources, through, effective }: Draft): ClosingScope {
  const year = kind === "close" || kind === "carry-over-year" ? text.trim() : "";
  const asOf = (kind === "close" ? through : effective) || `${year}-12-31`;
  return { units: idsIn(units), sources: idsIn(sources), year, asOf };
}

// While the first effect of another kind is computed the one before stays.
const isOfClosing = ({ event }: Receipt): boolean => event?.kind.case === "periodClosed" || event?.kind.case === "periodReopened";

const MEANS: Partial<Record<Kind, Label>> = { close: "closingMeans", reopen: "reopeningMeans", "carry-over-year": "carryOverYearMeans", handover: "handoverMeans" };

export function ClosingPanel({ reader, address, go, draft, effect, isComputing, head }: Props) {
  const { kind } = draft;
  const scope = scopeOf(draft);
  const { answer, error, again, dim } = useAnswer(scope, askStillOpen, String(head));
  const { refused, receipt } = effect ?? {};
  const missing = missingOf(draft);
  return (
    <section class={isComputing || dim ? "card effect dim" : "card effect"} aria-busy={isComputing || dim} aria-labelledby="still-open">
      <h2 id="still-open">{reader.say(kind === "close" ? "stillOpen" : KIND_LABELS[kind])}</h2>
      <div role="status">
        {effect === undefined && missing.length > 0 ? <MissingFields {...{ reader, missing }} /> : receipt !== undefined && <KeepsRules reader={reader} />}
      </div>
      {isBatch(kind) && receipt !== undefined && !isOfClosing(receipt) && <Batch reader={reader} sent={{ receipt, others: effect?.others ?? [] }} />}
      {refused !== undefined && <RefusedBox reader={reader} refused={refused} isRehearsal />}
      {refused?.proposals !== undefined && <Waiting {...{ reader, address, go }} proposals={refused.proposals} />}
      {scope.year !== "" && error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {scope.year !== "" && answer !== undefined && <Open {...{ reader, address, go }} open={answer} asOf={scope.asOf} title={kind === "close" ? "figuresToClose" : "figuresAsOf"} />}
      <p class="note-line">{reader.say(MEANS[kind] ?? "nothingIsDeleted")}</p>
    </section>
  );
}
