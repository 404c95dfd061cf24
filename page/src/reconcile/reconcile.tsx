// Published figures beside the ledger and beside each other: the verdicts as filters, printed and computed as intervals.
import { useEffect } from "preact/hooks";
import { FigureKind } from "../../generated/proto/event_pb";
import type { ReconciledFigure, Reconciliation } from "../../generated/proto/view_pb";
import { MEASURES, type Question, VERDICTS, type VerdictName } from "../address";
import { pinnedQuestion } from "../asking";
import { BasisLine } from "../basis";
import { BasisOfHead } from "../basis_of";
import { notExactly } from "../events/facts";
import { Icon, type IconName } from "../icons";
import type { Label } from "../labels";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { reconcile, verdictOf } from "./asking";
import { computedText, intervalsOf } from "./intervals";
import { subjectText } from "./subjects";

const ICONS: Record<VerdictName, IconName> = {
  contradicts: "warning", "restated-since": "undo", "within-rounding": "check", agrees: "check", "stated-only": "lines",
};

// In the order of the filters.
const IN_ORDER: readonly VerdictName[] = ["agrees", "within-rounding", "contradicts", "restated-since", "stated-only"];

const countsOf = (found: Reconciliation): Record<VerdictName, number> => ({
  agrees: found.agrees, "within-rounding": found.agreesWithinRounding, contradicts: found.contradicts,
  "restated-since": found.restatedSince, "stated-only": found.statedOnly,
});

function Filters({ reader, found, chosen, choose }: {
  reader: Reader;
  found: Reconciliation;
  chosen: VerdictName | undefined;
  choose: (verdict: VerdictName | undefined) => void;
}) {
  const counts = countsOf(found);
  const shown = IN_ORDER.filter((name) => counts[name] > 0 || name !== "restated-since");
  return (
    <>
      <div class="verdicts" role="group" aria-label={reader.say("verdict")}>
        {shown.map((name) => (
          <button key={name} type="button" class={name} aria-pressed={name === chosen} disabled={counts[name] === 0 && name !== chosen}
            onClick={() => choose(name === chosen ? undefined : name)}>
            <b>{countText(reader.language, counts[name])}</b><span><Icon name={ICONS[name]} />{reader.say(name)}</span>
          </button>
        ))}
      </div>
      <div class="verdict-bar" aria-hidden="true">
        {shown.filter((name) => counts[name] > 0).map((name) => <i key={name} class={name} style={{ flexGrow: counts[name] }} />)}
      </div>
    </>
  );
}

// isHollow  true for a figure that is not exact.
function Intervals({ figure, isHollow }: { figure: ReconciledFigure; isHollow: boolean }) {
  const intervals = intervalsOf(figure);
  if (intervals === undefined) return null;
  return (
    <div class="intervals" aria-hidden="true">
      <i class={isHollow ? "printed hollow" : "printed"} style={{ left: `${intervals.printed.low}%`, width: `${intervals.printed.width}%` }} />
      <i class="computed" style={{ left: `${intervals.computed.low}%`, width: `${intervals.computed.width}%` }} />
    </div>
  );
}

// Measures of figures beyond those of the ledger.
const FIGURE_MEASURES: Record<string, Label> = {
  growth: "growth", share: "share", "disbursement-rate": "disbursementRate", count: "count", "adjusted-amount": "adjustedAmount",
  estimated: "executed",
};

function measureText(reader: Reader, measure: string): string {
  const label = (MEASURES as readonly string[]).includes(measure) ? (measure as Label) : FIGURE_MEASURES[measure];
  return label === undefined ? measure : reader.say(label);
}

function comparedText(reader: Reader, { comparedWith, figure, why }: ReconciledFigure): string {
  if (why !== undefined || comparedWith === "") return reader.say("nothingToCompare");
  if (comparedWith.startsWith("ledger: ")) return reader.say("comparedWithLedger", { measure: measureText(reader, figure?.measure ?? "").toLowerCase() });
  if (comparedWith.startsWith("grouping ")) return reader.say("comparedWithGrouping", { name: comparedWith.slice("grouping ".length) });
  return comparedWith.replace(/ - /g, " − ");
}

// The sign of a growth is in its words, not in the number that was printed.
function printedText(reader: Reader, { figure, printedValue }: ReconciledFigure): string {
  const printed = figure?.printed ?? "";
  return figure?.kind === FigureKind.GROWTH && printedValue.startsWith("-") ? reader.say("down", { printed }) : printed;
}

function FigureRow({ reader, figure: row, digits }: { reader: Reader; figure: ReconciledFigure; digits: number }) {
  const { figure, restatedBy } = row;
  const verdict = verdictOf(row);
  const line = figure?.line;
  const about = [
    line && reader.unitName(line.unitId), line?.fiscalYear ? String(line.fiscalYear) : "", line?.sourceId && reader.sourceName(line.sourceId),
  ].filter(Boolean).join(" · ");
  const inexact = notExactly(figure?.measure === "estimated", figure?.qualifier);
  const details = [line?.areaId && reader.areaName(line.areaId), subjectText(reader.language, figure?.subject ?? "")].filter(Boolean).join(" · ");
  return (
    <tr class={verdict}>
      <th scope="row">{figure?.figureId}</th>
      <td>
        <span class={`verdict-chip ${verdict}`}><Icon name={ICONS[verdict]} />{reader.say(verdict)}</span>
        {restatedBy > 0n && <small>{reader.say("byEvent", { sequence: countText(reader.language, restatedBy) })}</small>}
      </td>
      <td class="wraps">{about}</td>
      <td class="wraps">{measureText(reader, figure?.measure ?? "")}{figure?.measure === "estimated" && <> <span class="chip inexact">{reader.say("estimated")}</span></>}{details !== "" && <small>{details}</small>}</td>
      <td class="number printed" data-name={reader.say("printed")}>{printedText(reader, row)}</td>
      <td class="number" data-name={reader.say("computed")}>{computedText(reader.language, row, digits, reader.say("billion"))}</td>
      <td class="interval"><Intervals figure={row} isHollow={inexact !== undefined} /></td>
      <td class="wraps compared" title={row.comparedWith}>{comparedText(reader, row)}</td>
    </tr>
  );
}

function Figures({ reader, figures, digits }: { reader: Reader; figures: readonly ReconciledFigure[]; digits: number }) {
  return (
    <div class="table-frame" role="region" tabIndex={0} aria-label={reader.say("reconcile")}>
      <table class="plain figures">
        <caption class="hidden">{reader.say("reconcile")}</caption>
        <thead>
          <tr>
            <th scope="col">{reader.say("figure")}</th>
            <th scope="col">{reader.say("verdict")}</th>
            <th scope="col">{reader.say("about")}</th>
            <th scope="col">{reader.say("line")}</th>
            <th scope="col" class="number">{reader.say("printed")}</th>
            <th scope="col" class="number">{reader.say("computed")}</th>
            <th scope="col" class="interval">
              {reader.say("intervals")} <i class="key printed" />{reader.say("shortPrinted")} <i class="key computed" />{reader.say("shortComputed")}
            </th>
            <th scope="col">{reader.say("comparedWith")}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => <FigureRow key={String(figure.sequence)} {...{ reader, figure, digits }} />)}
        </tbody>
      </table>
    </div>
  );
}

// Contradictions first; in a group by event.
function inOrder(figures: readonly ReconciledFigure[]): ReconciledFigure[] {
  return [...figures].sort((a, b) => VERDICTS.indexOf(verdictOf(a)) - VERDICTS.indexOf(verdictOf(b)));
}

export function Reconcile({ reader, books, address, go, answered }: ScreenProps) {
  const { question, view } = address;
  const { answer, error, dim, again } = useAnswer<Pick<Question, "knownAt">, Reconciliation>(pinnedQuestion(question, books), reconcile, undefined);
  const title = reader.say("reconcile");
  useEffect(() => void (document.title = `${title} · tranche`), [title]);
  useEffect(() => answer?.basis && answered(answer.basis), [answer]);
  const choose = (verdict: VerdictName | undefined): void => {
    const { verdict: _, ...rest } = view;
    go({ ...address, view: verdict === undefined ? rest : { ...rest, verdict } }, "push");
  };
  const publications = new Set(answer?.figures.map(({ figure }) => figure?.publication)).size;
  return (
    <main id="content" class={dim ? "screen reconcile dim" : "screen reconcile"} aria-busy={dim}>
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {error !== undefined && <BasisOfHead reader={reader} head={books.ledger.head} />}
      {answer === undefined && error === undefined && <p class="note" role="status">{dim && reader.say("loading")}</p>}
      {answer !== undefined && error === undefined && (
        <>
          <h1 class="sentence">
            {reader.say("sentenceOfFigures", {
              n: countText(reader.language, answer.figures.length), m: countText(reader.language, publications),
            })}{" "}<b>{books.ledger.terms?.name}</b>
          </h1>
          {answer.figures.length === 0 ? <p class="empty">{reader.say("noFigures")}</p> : (
            <>
              <Filters reader={reader} found={answer} chosen={view.verdict} choose={choose} />
              <Figures reader={reader} digits={books.ledger.terms?.minorDigits ?? 0}
                figures={inOrder(answer.figures).filter((figure) => view.verdict === undefined || verdictOf(figure) === view.verdict)} />
            </>
          )}
          {answer.basis !== undefined && <BasisLine reader={reader} basis={answer.basis} dateOfEach />}
        </>
      )}
    </main>
  );
}
