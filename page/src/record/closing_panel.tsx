// What is still open before the books are closed: commitments, advances, proposals, and the figures that are closed.
import type { Address } from "../address";
import { amountOf } from "../answer";
import { dateText } from "../dates";
import { Obligations } from "../funds/obligations";
import { Icon } from "../icons";
import { Link } from "../link";
import type { Go } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { type Draft, idsIn, missingOf } from "./draft";
import { KeepsRules, MissingFields, RefusedBox } from "./effect_panel";
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
    <div class="scroll-x" role="region" tabIndex={0} aria-labelledby="closed-figures">
      <table class="plain" aria-labelledby="closed-figures">
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
      </table>
    </div>
  );
}

function Open({ reader, address, go, open, asOf }: Pick<Props, "reader" | "address" | "go"> & { open: StillOpen; asOf: string }) {
  return (
    <>
      {(["commitment", "advance"] as const).map((kind) => (open[kind].items.length > 0
        ? <Obligations key={kind} {...{ reader, address, go, kind }} open={open[kind]} />
        : <p key={kind} class="holds"><Icon name="check" />{reader.say(kind === "commitment" ? "noOpenCommitments" : "noOpenAdvances")}</p>))}
      <h2 id="closed-figures">{reader.say("figuresToClose", { date: dateText(reader.language, asOf) })} <small>{reader.million}</small></h2>
      {open.figures.length === 0 ? <p class="small">{reader.say("nothingInScope")}</p> : <Figures {...{ reader }} figures={open.figures} />}
    </>
  );
}

export function ClosingPanel({ reader, address, go, draft, effect, isComputing, head }: Props) {
  // Of what is opened again nothing is asked.
  const year = draft.kind === "close" ? draft.year.trim() : "";
  const scope: ClosingScope = { units: idsIn(draft.units), sources: idsIn(draft.sources), year, asOf: draft.through || `${year}-12-31` };
  const { answer, error, again, dim } = useAnswer(scope, askStillOpen, String(head));
  const { refused, receipt } = effect ?? {};
  const missing = missingOf(draft);
  return (
    <section class={isComputing || dim ? "card effect dim" : "card effect"} aria-busy={isComputing || dim} aria-labelledby="still-open">
      <h2 id="still-open">{reader.say(draft.kind === "close" ? "stillOpen" : "PeriodReopened")}</h2>
      <div role="status">
        {effect === undefined && missing.length > 0 ? <MissingFields {...{ reader, missing }} /> : receipt !== undefined && <KeepsRules reader={reader} />}
      </div>
      {refused !== undefined && <RefusedBox reader={reader} refused={refused} isRehearsal />}
      {refused?.proposals !== undefined && <Waiting {...{ reader, address, go }} proposals={refused.proposals} />}
      {draft.kind === "close" && error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {draft.kind === "close" && answer !== undefined && <Open {...{ reader, address, go }} open={answer} asOf={scope.asOf} />}
      <p class="note-line">{reader.say(draft.kind === "close" ? "closingMeans" : "reopeningMeans")}</p>
    </section>
  );
}
