// The overview: the question as a sentence, both times, the map and the table side by side, four totals, the basis.
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Address, COLOURS, type Colour, type Column, type Level, LEVELS, MEASURES, type Measure, type Why } from "./address";
import { type Row, amountOf, nameInAddress, rowsOf } from "./answer";
import { type Answer, Asking } from "./asking";
import { useBand } from "./band/timeline";
import { BasisLine } from "./basis";
import { Choice, Segments } from "./choice";
import { dateText } from "./dates";
import { askingOf, onScreen } from "./navigation";
import type { Reader } from "./reader";
import type { ScreenProps } from "./screen";
import { sentenceText } from "./sentence";
import { Sliders, scaleOf } from "./sliders";
import { EmptyAnswer, NoAnswer } from "./states";
import { BalanceTable, nextSort, rowName } from "./table";
import { Title, wordsOf } from "./title";
import { Totals } from "./totals";
import { useAnswer } from "./use_answer";
import { WhyPanel } from "./why";
import type { CountryMap as CountryMapOf } from "./map/map";

const SETTLE_MS = 500;
// With fewer provinces that have a record the map opens by region.
const PROVINCES_MIN = 12;

// The map and the shapes come after the rest can be used.
function useMap(): typeof CountryMapOf | undefined {
  const [component, setComponent] = useState<{ map: typeof CountryMapOf } | undefined>(undefined);
  useEffect(() => void import("./map/map").then(({ CountryMap }) => setComponent({ map: CountryMap })), []);
  return component?.map;
}

function unitsAsked({ units, question }: Answer): Answer["units"] {
  if (question.unit === undefined) return units;
  return units.filter(({ unitId, regionId }) => unitId === question.unit || regionId === question.unit);
}

function Announcement({ reader, answer, total }: { reader: Reader; answer: Answer; total: Row }) {
  const [text, setText] = useState("");
  const say = (measure: Measure): string => reader.billions((total.record && amountOf(total.record, measure)) ?? 0n);
  const now = reader.say("announcement", {
    asOf: dateText(reader.language, answer.basis.asOf), scale: reader.say("billion"),
    plan: say("plan"), allocated: say("allocated"), disbursed: say("disbursed"), executed: say("executed"),
  });
  useEffect(() => {
    const timer = setTimeout(() => setText(now), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return <p class="hidden" aria-live="polite">{text}</p>;
}


function MapPanel({ reader, answer, rows, address, go, hovered, hover }: Pick<ScreenProps, "reader" | "address" | "go"> & {
  answer: Answer;
  rows: readonly Row[];
  hovered: string | undefined;
  hover: (unit: string | undefined) => void;
}) {
  const CountryMap = useMap();
  const { view } = address;
  const recorded = rows.filter(({ kind, record }) => kind === "unit" && record !== undefined).length;
  const level = view.level ?? (recorded < PROVINCES_MIN ? "regions" : "provinces");
  const byUnit = useMemo(
    () => new Map(rows.filter(({ kind }) => kind === (level === "regions" ? "region" : "unit")).map((row) => [row.unit, row])),
    [rows, level],
  );
  const colourText = (colour: Colour): string =>
    (MEASURES as readonly Colour[]).includes(colour) ? reader.say("amountOf", { measure: reader.say(colour) }) : reader.say(colour);
  const pick = (unit: string): void => {
    const { pick: before, ...rest } = view;
    go({ ...address, view: before === unit ? rest : { ...rest, pick: unit } }, "push");
  };
  return (
    <section class="map-panel" aria-label={reader.say("map")}>
      <div class="map-head">
        <Choice label={reader.say("colourBy")} value={view.colour} shown={colourText(view.colour)}
          options={COLOURS.map((colour) => ({ value: colour, text: colourText(colour) }))}
          onChange={(colour) => go({ ...address, view: { ...view, colour: colour as Colour } }, "push")} />
        <Segments<Level> label={reader.say("level")} value={level}
          options={LEVELS.map((value) => ({ value, text: reader.say(value) }))}
          onChange={(value) => go({ ...address, view: { ...view, level: value } }, "push")} />
      </div>
      {CountryMap !== undefined && (
        <CountryMap reader={reader} rows={byUnit} colour={view.colour} picked={view.pick} hovered={hovered} hover={hover}
          pick={pick} units={answer.units} level={level} />
      )}
    </section>
  );
}

// Map or table, where both do not fit.
type Tab = "map" | "table";

// The map has the provinces of 2008 and 2025, which the ids of units name.
const hasShapes = ({ units }: Answer): boolean => units.some(({ unitId }) => /^VN(63|34)-/.test(unitId));

function Work({ reader, answer, address, go, caption }: Pick<ScreenProps, "reader" | "address" | "go"> & { answer: Answer; caption: string }) {
  const [tab, setTab] = useState<Tab>("map");
  const [hovered, hover] = useState<string | undefined>(undefined);
  const { view, question } = address;
  const rows = useMemo(() => rowsOf(answer.then, answer.now, unitsAsked(answer), view.sort), [answer, view.sort]);
  const total = rows[0];
  if (total === undefined) return null;
  const show = (change: Partial<Address["view"]> & { without?: "why" | "sort" }): void => {
    const { without, ...added } = change;
    const next = { ...view, ...added };
    if (without !== undefined) delete next[without];
    go({ ...address, view: next }, "push");
  };
  const open = (why: Why): void => show({ why });
  const funds = (unit: string): void => {
    const to = onScreen(address, "units");
    go({ ...to, question: { ...to.question, unit } }, "push");
  };
  const whyRow = view.why && rows.find((row) => nameInAddress(row) === view.why?.unit);
  const sortBy = (column: Column): void => {
    const sort = nextSort(view.sort, column);
    show(sort === undefined ? { without: "sort" } : { sort });
  };
  const isEmpty = answer.then.units.rows.length === 0;
  const isMapped = hasShapes(answer);
  const classes = ["work", ...(view.why === undefined ? [] : ["with-why"]), ...(isMapped ? [] : ["without-map"])];
  return (
    <div class={classes.join(" ")} data-tab={isMapped ? tab : "table"}>
      {isMapped && (
        <>
          <Segments<Tab> label={reader.say("overview")} value={tab} onChange={setTab}
            options={[{ value: "map", text: reader.say("map") }, { value: "table", text: reader.say("table") }]} />
          <MapPanel {...{ reader, answer, rows, address, go, hovered, hover }} />
        </>
      )}
      <section class="table-panel" aria-label={reader.say("table")}>
        <Totals reader={reader} row={total} open={open} />
        {isEmpty && (
          <EmptyAnswer reader={reader} question={question} asOf={answer.basis.asOf}
            ask={(change) => go({ ...address, question: { ...question, ...change } }, "push")} />
        )}
        <p class="unit-line">
          <span>{reader.million} · {reader.say("clickANumber")}{!isMapped && ` · ${reader.say("noShapes")}`}</span>
          {answer.now !== undefined && <span class="changed-key">{reader.say("changedLater")}</span>}
        </p>
        <BalanceTable reader={reader} rows={rows} view={view} hovered={hovered} caption={caption} onSort={sortBy}
          handlers={{ hover, open, pick: (unit) => show({ pick: unit }), funds }} />
      </section>
      {view.why !== undefined && (
        <WhyPanel reader={reader} why={view.why} isPast={answer.now !== undefined} close={() => show({ without: "why" })}
          question={{ ...answer.question, asOf: answer.basis.asOf, knownAt: String(answer.basis.knownAtSequence) }}
          name={whyRow === undefined ? reader.unitName(view.why.unit) : rowName(reader, whyRow)}
          amount={(whyRow?.record && amountOf(whyRow.record, view.why.measure)) ?? 0n} />
      )}
      <Announcement reader={reader} answer={answer} total={total} />
    </div>
  );
}

export function Overview({ reader, books, address, go, answered }: ScreenProps) {
  const { question } = address;
  const asking = useMemo(() => new Asking(books), [books]);
  const { answer, error, dim, again } = useAnswer(question, (asked) => asking.answer(asked), asking);
  const band = useBand(question, answer?.basis);
  const today = books.ledger.today;
  const asOf = question.asOf ?? today;
  // What the sentence says of the answer must be of the answer to this question; the sliders only need the head.
  const basis = answer !== undefined && JSON.stringify(answer.question) === JSON.stringify(question) ? answer.basis : undefined;
  const provinces = answer?.units.filter(({ type }) => type !== "nation" && type !== "region").length ?? 0;
  const words = wordsOf(reader, question, asOf, basis, provinces);
  const caption = sentenceText(reader.language, question.unit !== undefined, words);
  useEffect(() => void (document.title = `${caption} · tranche`), [caption]);
  useEffect(() => answer && answered(answer.basis), [answer]);
  const ask = askingOf(address, go);
  return (
    <main id="content" class={dim ? "overview dim" : "overview"} aria-busy={dim}>
      <Title {...{ reader, books, question, asOf, basis, provinces }} update={(change) => ask(change, "push")} />
      <Sliders {...{ reader, question, asOf, band }} move={ask} basis={answer?.basis} scale={scaleOf(question, books.years, today)} />
      {error !== undefined
        ? <NoAnswer language={reader.language} error={error} again={again} />
        : answer === undefined
          ? <p class="note" role="status">{dim && reader.say("loading")}</p>
          : <Work {...{ reader, answer, address, go, caption }} />}
      {answer !== undefined && error === undefined && <BasisLine reader={reader} basis={answer.basis} />}
    </main>
  );
}
