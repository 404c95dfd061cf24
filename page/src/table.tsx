// The table: the map's text, with the same rows, numbers and selection. It is one Tab stop; arrows move inside.
import { useMemo, useRef, useState } from "preact/hooks";
import { type Column, COLUMNS, GROUPS, type Group, MEASURES, type Measure, type RateName, type Sort, type View, type Why } from "./address";
import { type Row, amountOf, changedLater, measureOf, nameInAddress, rateOf, rateShown } from "./answer";
import { Choice } from "./choice";
import { useHeld } from "./held_table";
import { Icon } from "./icons";
import { Kept } from "./kept";
import { percentText } from "./numbers";
import { barStyle, partOf } from "./rates";
import type { Reader } from "./reader";

const isMeasure = (column: Column): column is Measure => (MEASURES as readonly Column[]).includes(column);

function groupName(reader: Reader, [by, of]: [Group, string]): string {
  return by === "year" ? of : by === "source" ? reader.sourceName(of) : of === "" ? reader.say("noArea") : reader.areaName(of);
}

export function rowName(reader: Reader, { kind, unit, region, group }: Row): string {
  if (kind === "total") return reader.say("nation");
  if (kind === "own") return reader.say(unit === region ? "heldByRegion" : "heldByNation");
  if (kind === "unattributed") return reader.say("cannotBeAttributed", { unit: reader.unitName(unit) });
  if (group !== undefined) return groupName(reader, group);
  return reader.unitName(unit);
}

// How many members have no record. It is a warning unless the record of the region itself stands for them.
function MissingChip({ reader, row: { kind, record, members } }: { reader: Reader; row: Row }) {
  if (kind === "own" || kind === "group" || (record === undefined && kind !== "region")) return null;
  const missing = members?.withoutRecord ?? record?.membersWithoutRecord ?? [];
  const isIncomplete = record?.incomplete ?? true;
  if (missing.length === 0 && (record === undefined || !isIncomplete)) return null;
  const text = missing.length > 0
    ? reader.say("missing", { n: missing.length, m: members?.count ?? record?.memberCount ?? missing.length })
    : reader.say("incomplete");
  const names = missing.map((id) => reader.unitName(id)).join(", ");
  return (
    <span class={isIncomplete ? "chip incomplete" : "chip"}
      title={names === "" ? undefined : reader.say("withoutRecord", { units: names })}>
      {isIncomplete && <Icon name="warning" />}{text}
    </span>
  );
}

function Bar({ row }: { row: Row }) {
  const record = row.record;
  if (record === undefined) return <div class="bar none" />;
  const [plan, allocated, disbursed, executed] = MEASURES.map((measure) => amountOf(record, measure) ?? 0n) as
    [bigint, bigint, bigint, bigint];
  const whole = plan > allocated ? plan : allocated;
  const width = (amount: bigint): string => `${partOf(amount, whole) * 100}%`;
  return (
    <div class="bar" style={barStyle(width(disbursed), width(allocated))}>
      {executed > 0n && <i class="executed" style={{ left: width(executed) }} />}
    </div>
  );
}

// A number that opens its events.
function Amount({ reader, row, measure, focused, isHeld, open }: {
  reader: Reader;
  row: Row;
  measure: Measure;
  focused: boolean;
  isHeld: boolean;
  open: Handlers["open"];
}) {
  const amount = row.record === undefined ? undefined : amountOf(row.record, measure);
  if (amount === undefined) return null;
  const changed = changedLater(row, measure);
  const text = reader.millions(amount);
  const now = row.now && amountOf(row.now, measure);
  return (
    <button type="button" class={changed ? "amount changed" : "amount"} tabIndex={focused ? 0 : -1}
      title={isHeld ? undefined : changed && now !== undefined ? reader.say("changedLaterTo", { amount: reader.inFull(now) }) : reader.inFull(amount)}
      aria-label={isHeld ? undefined : reader.say("openEvents", {
        measure: reader.say(measure), unit: rowName(reader, row), amount: text, scale: reader.million,
      })}
      onClick={() => open({ unit: nameInAddress(row), measure }, row.group)}>
      {text}
    </button>
  );
}

interface Handlers {
  pick: (unit: string) => void;
  hover: (unit: string | undefined) => void;
  // group  what the number is of, where it is by no unit.
  open: (why: Why, group?: Row["group"]) => void;
  funds: (unit: string) => void;
  fold: (region: string) => void;
}

// The columns that the arrows move among.
const STOPS = ["name", ...MEASURES] as const;
type Stop = (typeof STOPS)[number];

// What can be pressed in a row: its name, if it opens or folds something, and its numbers, if it has a record.
const hasName = ({ kind }: Row): boolean => kind === "unit" || kind === "region";
const stopIn = (row: Row, stop: Stop): Stop | undefined =>
  row.record === undefined ? (hasName(row) ? "name" : undefined) : stop === "name" && !hasName(row) ? MEASURES[0] : stop;

interface RowState {
  // In a region that is folded: on paper alone.
  away: boolean;
  picked: boolean;
  hovered: boolean;
  folded: boolean | undefined; // undefined: cannot be folded
  // The column whose number or name is the Tab stop of the table, if it is in this row.
  stop: Stop | undefined;
  why: Measure | undefined;
  // The one of the last column.
  rate: RateName;
  // While there may be many answers in a second: its numbers have no names.
  isHeld: boolean;
}

function Cells({ reader, row, state, open }: { reader: Reader; row: Row; state: RowState; open: Handlers["open"] }) {
  const record = row.record;
  if (record === undefined) {
    const later = MEASURES.some((measure) => changedLater(row, measure));
    return (
      <>
        <td class="no-record words" colSpan={MEASURES.length}><span>{reader.say("noRecord")}</span>{later && <b class="chip late"><Icon name="eye" />{reader.say("recordedAfterwards")}</b>}</td>
        <td class="no-record to-allocate" />
        <td class="no-record to-disburse" />
      </>
    );
  }
  return (
    <>
      {COLUMNS.filter((column) => column !== "rate").map((column) => {
        const amount = amountOf(record, column as Exclude<Column, "rate">);
        return (
          <td key={column} class={`number ${column} ${state.why === column ? "shown" : ""}`}>
            {isMeasure(column)
              ? <Amount {...{ reader, row, measure: column, open }} focused={state.stop === column} isHeld={state.isHeld} />
              : amount === undefined ? "–" : reader.millions(amount)}
          </td>
        );
      })}
    </>
  );
}

function TableRow({ reader, row, state, handlers }: { reader: Reader; row: Row; state: RowState; handlers: Handlers }) {
  const name = rowName(reader, row);
  const rate = row.record && rateOf(row.record, state.rate);
  const tabIndex = state.stop === "name" ? 0 : -1;
  return (
    <tr hidden={state.away} class={`${row.kind} ${state.picked ? "picked" : ""} ${state.hovered ? "hovered" : ""}`}
      onMouseEnter={() => handlers.hover(row.unit)} onMouseLeave={() => handlers.hover(undefined)}>
      <th scope="row">
        {state.folded === undefined
          ? row.kind === "unit"
            ? (
              <button type="button" class="name" tabIndex={tabIndex} title={reader.say("units")} onClick={() => handlers.funds(row.unit)}>{name}</button>
            )
            : <span class="name">{name}</span>
          : (
            <button type="button" class="fold" aria-expanded={!state.folded} tabIndex={tabIndex} onClick={() => handlers.fold(row.unit)}>
              <Icon name="down" />{name}<span class="hidden">, {reader.say("unitsBelow", { region: name })}</span>
            </button>
          )}
        <MissingChip reader={reader} row={row} />
        {row.isMixed && <span class="chip">{reader.say("joinsTwoRegions")}</span>}
      </th>
      <td class="bars"><Bar row={row} /></td>
      <Cells reader={reader} row={row} state={state} open={handlers.open} />
      <td class="number rate">{rate === undefined ? "–" : percentText(reader.language, rate.percent)}</td>
    </tr>
  );
}

function Header({ reader, by = "unit", rate, sort, onBy, onSort }: {
  reader: Reader;
  rate: RateName;
  by: Group | "unit" | undefined;
  sort: Sort | undefined;
  onBy: (by: Group | undefined) => void;
  onSort: (column: Column) => void;
}) {
  return (
    <thead>
      <tr>
        <th scope="col">
          <Choice label={reader.say("rowsBy")} value={by} shown={reader.say(by)} onChange={(value) => onBy(GROUPS.find((group) => group === value))}
            options={(["unit", ...GROUPS] as const).map((value) => ({ value, text: reader.say(value) }))} />
        </th>
        <th scope="col" class="bars">
          <i class="key allocated" />{reader.say("shortAllocated")} <i class="key disbursed" />{reader.say("shortDisbursed")}{" "}
          <i class="key executed" />{reader.say("shortExecuted")}
        </th>
        {COLUMNS.map((column) => (
          <th key={column} scope="col" class={`number ${column}`}
            aria-sort={sort?.column !== column ? "none" : sort.descending ? "descending" : "ascending"}>
            <button type="button" onClick={() => onSort(column)}>
              {reader.say(column === "rate" ? rate : column)}
              {sort?.column === column && <span aria-hidden="true">{sort.descending ? " ↓" : " ↑"}</span>}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

// The next sort of a column: greatest first, least first, none.
export function nextSort(sort: Sort | undefined, column: Column): Sort | undefined {
  if (sort?.column !== column) return { column, descending: true };
  return sort.descending ? { column, descending: false } : undefined;
}

// Which regions start folded: those without any member's record.
export function emptyRegions(rows: readonly Row[]): string[] {
  return rows
    .filter(({ kind }) => kind === "region")
    .map(({ unit }) => unit)
    .filter((region) => !rows.some((row) =>
      row.region === region && (row.kind === "unit" || row.kind === "unattributed") && (row.record ?? row.now) !== undefined));
}

// isDragging  true while there may be many answers in a second: then only the rows in view are drawn (held_table.ts).
export function BalanceTable({ reader, rows, view, hovered, handlers, onBy, onSort, caption, isDragging }: {
  reader: Reader;
  rows: readonly Row[];
  view: View;
  hovered: string | undefined;
  // The same ones with each answer, so that a row that is the same is not drawn again.
  handlers: Omit<Handlers, "fold">;
  onBy: (by: Group | undefined) => void;
  onSort: (column: Column) => void;
  caption: string;
  isDragging: boolean;
}) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [scrolls, scrolled] = useState(0);
  const [stop, setStop] = useState<{ row: number; column: Stop }>({ row: 0, column: MEASURES[0] });
  const body = useRef<HTMLTableSectionElement>(null);
  const empty = new Set(emptyRegions(rows));
  const isFolded = (region: string): boolean => empty.has(region) !== toggled.has(region);
  const isAway = ({ kind, region }: Row): boolean => kind !== "region" && region !== "" && isFolded(region);
  const stops = rows.filter((row) => stopIn(row, stop.column) !== undefined && !isAway(row));
  const stopKey = stops[Math.min(stop.row, stops.length - 1)]?.key;

  const fold = (region: string): void =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(region)) after.add(region);
      return after;
    });
  const all = useMemo((): Handlers => ({ ...handlers, fold }), [handlers]);

  const onKey = (event: KeyboardEvent): void => {
    const steps: Record<string, [number, number]> = {
      ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
    };
    const step = steps[event.key];
    const lines = [...(body.current?.querySelectorAll<HTMLTableRowElement>("tr:not([hidden])") ?? [])].filter((line) => line.querySelector("button") !== null);
    const target = event.target as HTMLElement;
    const at = lines.findIndex((line) => line.contains(target));
    const [from, was] = [stops[at], STOPS.find((column) => target.closest(`.${column}`) !== null) ?? "name"];
    if (step === undefined || from === undefined) return;
    const row = Math.min(Math.max(at + step[0], 0), stops.length - 1);
    // Up and down keep to their column, past rows that do not have it.
    const column = step[1] === 0 ? stop.column : STOPS[Math.min(Math.max(STOPS.indexOf(was) + step[1], 0), STOPS.length - 1)] ?? was;
    const to = stops[row] && stopIn(stops[row], column);
    setStop({ row, column });
    lines[row]?.querySelector<HTMLButtonElement>(to === "name" ? "th button" : `td.${to} button`)?.focus();
    event.preventDefault();
  };

  const drawn = useHeld(body, isDragging, scrolls);
  return (
    <div class="table-frame" tabIndex={-1} onScroll={() => isDragging && scrolled((times) => times + 1)}>
      <table class={`balances of-${measureOf(view.colour)}`}>
        <caption class="hidden">{caption}</caption>
        <Header reader={reader} by={view.by} rate={rateShown(view.colour)} sort={view.sort} onBy={onBy} onSort={onSort} />
        <tbody ref={body} onKeyDown={onKey}>
          {rows.map((row, place) => {
            const of = {
              reader, row, handlers: all, state: {
                away: isAway(row),
                picked: view.pick !== undefined && row.unit === view.pick,
                hovered: row.unit !== "" && row.unit === hovered,
                folded: row.kind === "region" ? isFolded(row.unit) : undefined,
                stop: row.key === stopKey ? stopIn(row, stop.column) : undefined,
                why: row.group === undefined && view.why?.unit === nameInAddress(row) ? view.why.measure : undefined,
                rate: rateShown(view.colour),
                isHeld: drawn !== undefined,
              },
            };
            return <Kept key={row.key} of={of} draw={() => <TableRow {...of} />} rests={drawn !== undefined && (place < drawn.from || place >= drawn.to)} />;
          })}
        </tbody>
      </table>
    </div>
  );
}
