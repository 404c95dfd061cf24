// The answer to a question, put together of the ledger's reports: the tree of rows that the table lists and the map shows.
import type { BalanceReport, BalanceRow, Rate, UnitRow } from "../generated/proto/view_pb";
import { type Colour, type Column, type Group, MEASURES, type Measure, RATES, type RateName, type Sort } from "./address";

export type RowKind = "total" | "region" | "own" | "unit" | "unattributed" | "group";

export interface Row {
  key: string;
  kind: RowKind;
  // The unit that it is about; "" for the total.
  unit: string;
  // The region that it is listed under; "" for none.
  region: string;
  // What is recorded as known at the moment of the question; absent: no record.
  record?: BalanceRow;
  // What is known now; absent if the question is about now, or if there is no record now either.
  now?: BalanceRow;
  // Of a region: its units, and those of them without a record.
  members?: { count: number; withoutRecord: string[] };
  // Of a row that is by no unit: by what, and of which.
  group?: [Group, string];
  // A unit whose predecessors were in several regions.
  isMixed?: boolean;
}

// The two reports that make an answer: one row for each unit, and one for each region.
export interface Reports {
  units: BalanceReport;
  regions: BalanceReport;
  // Beside them, one for each source, area or year.
  groups?: BalanceReport;
}

const AMOUNTS = {
  plan: "plan",
  allocated: "allocated",
  disbursed: "disbursed",
  executed: "executed",
  "to-allocate": "availableToAllocate",
  "to-disburse": "availableToDisburse",
} as const;

const RATE_FIELDS = {
  "disbursed-of-allocated": "disbursedOfAllocated",
  "allocated-of-plan": "allocatedOfPlan",
  "executed-of-plan": "executedOfPlan",
} as const;

// What stands above the line of each rate.
const AMOUNTS_OF_RATES = {
  "disbursed-of-allocated": "disbursed",
  "allocated-of-plan": "allocated",
  "executed-of-plan": "executed",
} as const;

// The measure of a colour of the map; of a rate what is above its line.
export function measureOf(colour: Colour): Measure {
  return (MEASURES as readonly string[]).includes(colour) ? (colour as Measure) : AMOUNTS_OF_RATES[colour as keyof typeof AMOUNTS_OF_RATES];
}

// The rate of the table: the one that the map shows, if it shows one.
export const rateShown = (colour: Colour): RateName => (RATES as readonly string[]).includes(colour) ? (colour as RateName) : RATES[0];

// Ends the name of a row that is about what a region or the nation itself holds, without its members.
export const OWN_SUFFIX = "/own";

// What an address calls a row.
export function nameInAddress({ kind, unit }: Row): string {
  return kind === "own" ? unit + OWN_SUFFIX : unit;
}

// An amount of a row, exact; undefined where the ledger says none.
export function amountOf(record: BalanceRow, column: Exclude<Column, "rate">): bigint | undefined {
  const digits = record[AMOUNTS[column]];
  return digits === undefined ? undefined : BigInt(digits === "" ? "0" : digits);
}

// A rate of a row, if the ledger prints one: it does not when its two amounts are not of the same lines.
export function rateOf(record: BalanceRow, name: RateName): Rate | undefined {
  const rate = record[RATE_FIELDS[name]];
  return rate === undefined || rate.percent === "" || rate.notComparable ? undefined : rate;
}

// True if a measure is another now than it was known to be.
export function changedLater({ record, now }: Row, measure: Measure): boolean {
  const zero = 0n;
  if (now === undefined) return false;
  return (record === undefined ? zero : amountOf(record, measure)) !== amountOf(now, measure);
}

const keyOf = (row: BalanceRow): string => `${row.regionId}/${row.unitId}${row.cannotBeAttributed ? "/unattributed" : ""}`;

function withRecords(row: Omit<Row, "record" | "now">, record: BalanceRow | undefined, now: BalanceRow | undefined): Row {
  return { ...row, ...(record !== undefined && { record }), ...(now !== undefined && { now }) };
}

// The rows of the units, by key: those with a record now or then, and those without any.
function unitRows(then: BalanceReport, now: BalanceReport | undefined, units: readonly UnitRow[]): Row[] {
  const records = new Map(then.rows.map((row) => [keyOf(row), row]));
  const later = new Map((now?.rows ?? []).map((row) => [keyOf(row), row]));
  const kindOf = (row: BalanceRow): RowKind => {
    if (row.cannotBeAttributed) return "unattributed";
    const type = units.find(({ unitId }) => unitId === row.unitId)?.type;
    return row.unitId === row.regionId || type === "nation" || type === "region" ? "own" : "unit";
  };
  const rows = new Map<string, Row>();
  for (const row of [...records.values(), ...later.values()]) {
    const key = keyOf(row);
    const named = { key, kind: kindOf(row), unit: row.unitId, region: row.regionId };
    rows.set(key, withRecords(named, records.get(key), later.get(key)));
  }
  for (const { unitId, regionId, type } of units) {
    if (type === "nation" || type === "region") continue;
    const key = `${regionId}/${unitId}`;
    if (!rows.has(key)) rows.set(key, { key, kind: "unit", unit: unitId, region: regionId });
  }
  return [...rows.values()];
}

// A value to sort by: rates as parts of 10^9, so that they compare exactly enough for an order.
function sortValue({ record }: Row, column: Column, name: RateName): bigint | undefined {
  if (record === undefined) return undefined;
  if (column !== "rate") return amountOf(record, column);
  const rate = rateOf(record, name);
  return rate && (BigInt(rate.numerator) * 1_000_000_000n) / BigInt(rate.denominator);
}

const KIND_ORDER: Record<RowKind, number> = { total: 0, region: 1, own: 2, unit: 3, unattributed: 4, group: 5 };

function byKindThen(sort: Sort | undefined, rate: RateName): (a: Row, b: Row) => number {
  return (a, b) => {
    if (a.kind !== b.kind) return KIND_ORDER[a.kind] - KIND_ORDER[b.kind];
    if (sort !== undefined) {
      const [x, y] = [sortValue(a, sort.column, rate), sortValue(b, sort.column, rate)];
      if (x !== y) {
        if (x === undefined) return 1;
        if (y === undefined) return -1;
        return x < y === sort.descending ? 1 : -1;
      }
    }
    if (a.kind === "group") return a.key < b.key ? -1 : 1;
    return a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0;
  };
}

// All rows in the order of the table: the total, what belongs to no region, then each region with its units.
//
// units  those that exist on the boundaries date, or the part of them that the question is about.
// now    what is known now, if the question is about an earlier moment.
// rate   the one that a sort by rate is by.
export function rowsOf(then: Reports, now: Reports | undefined, units: readonly UnitRow[], sort: Sort | undefined, rate: RateName = RATES[0]): Row[] {
  const regionsThen = new Map(then.regions.rows.map((row) => [row.regionId, row]));
  const regionsNow = new Map((now?.regions.rows ?? []).map((row) => [row.regionId, row]));
  const mixed = then.regions.basis?.mixedUnitIds ?? [];
  const below = unitRows(then.units, now?.units, units).sort(byKindThen(sort, rate))
    .map((row) => (row.kind === "unit" && mixed.includes(row.unit) ? { ...row, isMixed: true } : row));
  const regionIds = new Set([
    ...units.filter(({ type }) => type === "region").map(({ unitId }) => unitId),
    ...below.map(({ region }) => region),
  ]);
  regionIds.delete("");
  const regions = [...regionIds].map((region): Row => {
    const named = { key: region, kind: "region" as const, unit: region, region };
    const own = below.filter((row) => row.region === region && row.kind === "unit");
    const withoutRecord = own.filter(({ record }) => record === undefined).map(({ unit }) => unit);
    return {
      ...withRecords(named, regionsThen.get(region), regionsNow.get(region)),
      members: { count: own.length, withoutRecord },
    };
  });
  const total: Row = withRecords({ key: "total", kind: "total", unit: "", region: "" }, then.regions.total, now?.regions.total);
  return [
    total,
    ...below.filter(({ region }) => region === ""),
    ...regions.sort(byKindThen(sort, rate)).flatMap((row) => [row, ...below.filter(({ region }) => region === row.unit)]),
  ];
}

// The total and a row for each source, area or year; undefined if the answer has none.
export function groupRowsOf(then: Reports, now: Reports | undefined, sort: Sort | undefined, rate: RateName = RATES[0]): Row[] | undefined {
  const by = then.groups?.by[0] as Group | undefined;
  if (then.groups === undefined || by === undefined) return undefined;
  const keyed = (rows: readonly BalanceRow[] = []): Map<string, BalanceRow> =>
    new Map(rows.map((row) => [by === "year" ? String(row.fiscalYear) : by === "source" ? row.sourceId : row.areaId, row]));
  const [records, later] = [keyed(then.groups.rows), keyed(now?.groups?.rows)];
  const rows = [...new Set([...records.keys(), ...later.keys()])].map((of) =>
    withRecords({ key: `${by}/${of}`, kind: "group", unit: "", region: "", group: [by, of] }, records.get(of), later.get(of)));
  const total = withRecords({ key: "total", kind: "total", unit: "", region: "" }, then.regions.total, now?.regions.total);
  return [total, ...rows.sort(byKindThen(sort, rate))];
}
