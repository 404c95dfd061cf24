// The answer of the overview: map and table side by side, four totals, the postings behind a number.
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { type Address, COLOURS, type Colour, type Column, type Group, type Level, LEVELS, MEASURES, type Measure, type View, type Why } from "./address";
import { type Row, amountOf, groupRowsOf, nameInAddress, rateShown, rowsOf } from "./answer";
import type { Answer } from "./asking";
import { Choice, Segments } from "./choice";
import { dateText } from "./dates";
import { useMap } from "./map/use_map";
import { changed, eventOn, onScreen } from "./navigation";
import type { Reader } from "./reader";
import { EmptyAnswer } from "./states";
import { BalanceTable, nextSort, rowName } from "./table";
import { Totals } from "./totals";
import { WhyPanel } from "./why";

const SETTLE_MS = 500;
// With fewer provinces that have a record the map opens by region.
const PROVINCES_MIN = 12;

// Goes to another address, made of the one that is shown when it is chosen.
export type Choose = (next: (from: Address) => Address) => void;

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

// The address with another view.
const viewing = (change: (view: View) => View) => (from: Address): Address => ({ ...from, view: change(from.view) });

function MapPanel({ reader, answer, rows, view, choose, hovered, hover }: {
  reader: Reader;
  answer: Answer;
  rows: readonly Row[];
  view: View;
  choose: Choose;
  hovered: string | undefined;
  hover: (unit: string | undefined) => void;
}) {
  const CountryMap = useMap();
  const recorded = rows.filter(({ kind, record }) => kind === "unit" && record !== undefined).length;
  const level = view.level ?? (recorded < PROVINCES_MIN ? "regions" : "provinces");
  const byUnit = useMemo(
    () => new Map(rows.filter(({ kind }) => kind === (level === "regions" ? "region" : "unit")).map((row) => [row.unit, row])),
    [rows, level],
  );
  const colourText = (colour: Colour): string =>
    (MEASURES as readonly Colour[]).includes(colour) ? reader.say("amountOf", { measure: reader.say(colour) }) : reader.say(colour);
  const pick = useCallback((unit: string): void =>
    choose(viewing(({ pick: before, ...rest }) => (before === unit ? rest : { ...rest, pick: unit }))), [choose]);
  return (
    <section class="map-panel" aria-label={reader.say("map")}>
      <div class="map-head">
        <Choice label={reader.say("colourBy")} value={view.colour} shown={colourText(view.colour)}
          options={COLOURS.map((colour) => ({ value: colour, text: colourText(colour) }))}
          onChange={(colour) => choose(viewing((shown) => ({ ...shown, colour: colour as Colour })))} />
        <Segments<Level> label={reader.say("level")} value={level}
          options={LEVELS.map((value) => ({ value, text: reader.say(value) }))}
          onChange={(value) => choose(viewing((shown) => ({ ...shown, level: value })))} />
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

// caption     the question of the answer, as a sentence.
// isDragging  while a handle is, the rows that are not in view wait.
export function Work({ reader, answer, view, choose, caption, isDragging }: {
  reader: Reader;
  answer: Answer;
  view: View;
  choose: Choose;
  caption: string;
  isDragging: boolean;
}) {
  const [tab, setTab] = useState<Tab>("map");
  const [hovered, hover] = useState<string | undefined>(undefined);
  const rate = rateShown(view.colour);
  const rows = useMemo(() => rowsOf(answer.then, answer.now, unitsAsked(answer), view.sort, rate), [answer, view.sort, rate]);
  const listed = useMemo(
    () => (view.by && groupRowsOf(answer.then, answer.now, view.sort, rate)) ?? rows, [rows, view.by]);
  const total = rows[0];
  const handlers = useMemo(() => ({
    hover,
    // A number that is by no unit is that of a narrower question.
    open: (why: Why, group?: Row["group"]): void => choose(({ view: { by, ...rest }, question, ...from }) =>
      group === undefined
        ? { ...from, question, view: { ...rest, ...(by !== undefined && { by }), why } }
        : { ...from, question: changed(question, { [group[0]]: group[0] === "year" ? Number(group[1]) : group[1] }), view: { ...rest, why } }),
    event: (sequence: bigint): void => choose((from) => eventOn(from, sequence)),
    pick: (unit: string): void => choose(viewing((shown) => ({ ...shown, pick: unit }))),
    funds: (unit: string): void => choose((from) => {
      const to = onScreen(from, "units");
      return { ...to, question: { ...to.question, unit } };
    }),
  }), [choose]);
  if (total === undefined) return null;
  const close = (): void => choose(viewing(({ why: _, ...rest }) => rest));
  const whyRow = view.why && rows.find((row) => nameInAddress(row) === view.why?.unit);
  const sortBy = (column: Column): void => choose(viewing(({ sort: before, ...rest }) => {
    const sort = nextSort(before, column);
    return sort === undefined ? rest : { ...rest, sort };
  }));
  const groupBy = (by: Group | undefined): void =>
    choose(viewing(({ by: _, ...rest }) => (by === undefined ? rest : { ...rest, by })));
  const isEmpty = answer.then.units.rows.length === 0;
  const isMapped = hasShapes(answer);
  const classes = ["work", ...(view.why === undefined ? [] : ["with-why"]), ...(isMapped ? [] : ["without-map"])];
  return (
    <div class={classes.join(" ")} data-tab={isMapped ? tab : "table"}>
      {isMapped && (
        <>
          <Segments<Tab> label={reader.say("overview")} value={tab} onChange={setTab}
            options={[{ value: "map", text: reader.say("map") }, { value: "table", text: reader.say("table") }]} />
          <MapPanel {...{ reader, answer, rows, view, choose, hovered, hover }} />
        </>
      )}
      <section class="table-panel" aria-label={reader.say("table")}>
        <Totals reader={reader} row={total} open={handlers.open} />
        {isEmpty && (
          <EmptyAnswer reader={reader} question={answer.question} asOf={answer.basis.asOf}
            ask={(change) => choose((from) => ({ ...from, question: { ...from.question, ...change } }))} />
        )}
        <p class="unit-line">
          <span>{reader.million} · {reader.say("clickANumber")}{!isMapped && ` · ${reader.say("noShapes")}`}</span>
          {answer.now !== undefined && <span class="changed-key">{reader.say("changedLater")}</span>}
        </p>
        <BalanceTable reader={reader} rows={listed} view={view} hovered={hovered} caption={caption} onBy={groupBy} onSort={sortBy}
          handlers={handlers} isDragging={isDragging} />
      </section>
      {view.why !== undefined && (
        <WhyPanel reader={reader} why={view.why} isPast={answer.now !== undefined} close={close} open={handlers.event}
          question={{ ...answer.question, asOf: answer.basis.asOf, knownAt: String(answer.basis.knownAtSequence) }}
          name={whyRow === undefined ? reader.unitName(view.why.unit) : rowName(reader, whyRow)}
          amount={whyRow === undefined ? undefined : (whyRow.record && amountOf(whyRow.record, view.why.measure)) ?? 0n} />
      )}
      <Announcement reader={reader} answer={answer} total={total} />
    </div>
  );
}
