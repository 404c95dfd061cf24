import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { BalanceReportSchema, type BalanceRow, BalanceRowSchema, BasisSchema, RateSchema, UnitRowSchema } from "../generated/proto/view_pb";
import { emptyRegions } from "../src/table";
import { amountOf, changedLater, nameInAddress, rateOf, rowsOf } from "../src/answer";

const balance = (unitId: string, regionId: string, plan: string): BalanceRow => create(BalanceRowSchema, { unitId, regionId, plan });
const reports = (units: BalanceRow[], regions: BalanceRow[]) => ({
  units: create(BalanceReportSchema, { rows: units }),
  regions: create(BalanceReportSchema, { rows: regions, total: create(BalanceRowSchema, { plan: "100" }) }),
});
const unit = (unitId: string, type: string, regionId: string) => create(UnitRowSchema, { unitId, type, regionId });
const UNITS = [
  unit("N", "nation", ""), unit("north", "region", ""), unit("south", "region", ""),
  unit("A", "province", "north"), unit("B", "province", "north"), unit("C", "province", "south"),
];
const THEN = reports(
  [balance("N", "", "10"), balance("north", "north", "20"), balance("A", "north", "30"), balance("B", "north", "40")],
  [balance("", "", "10"), balance("", "north", "90")],
);
const named = (rows: ReturnType<typeof rowsOf>): string[] => rows.map(({ kind, unit: id }) => `${kind} ${id}`);

test("rows are the total, what the nation holds, then each region, what it holds, and its units", () => {
  assert.deepEqual(named(rowsOf(THEN, undefined, UNITS, undefined)), [
    "total ", "own N", "region north", "own north", "unit A", "unit B", "region south", "unit C",
  ]);
});

test("a unit without a record is there without numbers, and its region counts it", () => {
  const rows = rowsOf(THEN, undefined, UNITS, undefined);
  assert.equal(rows.find(({ unit: id }) => id === "C")?.record, undefined);
  assert.deepEqual(rows.find(({ key }) => key === "south")?.members, { count: 1, withoutRecord: ["C"] });
});

test("units are sorted within their region", () => {
  const rows = rowsOf(THEN, undefined, UNITS, { column: "plan", descending: true });
  assert.deepEqual(named(rows).slice(2, 6), ["region north", "own north", "unit B", "unit A"]);
});

test("what a region itself holds has an address of its own", () => {
  const [, nation, region, own] = rowsOf(THEN, undefined, UNITS, undefined);
  assert.deepEqual([nation, region, own].map((row) => row && nameInAddress(row)), ["N/own", "north", "north/own"]);
});

test("a number that is another now has changed later, also one that was not recorded then", () => {
  const now = reports([balance("A", "north", "31"), balance("B", "north", "40"), balance("C", "south", "5")], []);
  const rows = rowsOf(THEN, now, UNITS, undefined);
  const changed = (id: string): boolean => {
    const row = rows.find((one) => one.unit === id);
    return row !== undefined && changedLater(row, "plan");
  };
  assert.deepEqual(["A", "B", "C"].map(changed), [true, false, true]);
});

test("amounts are exact, and an absent one is not zero", () => {
  const row = create(BalanceRowSchema, { plan: "9007199254740993" });
  assert.equal(amountOf(row, "plan"), 9007199254740993n);
  assert.equal(amountOf(row, "to-allocate"), undefined);
});

test("a rate is shown only where its two amounts are of the same lines", () => {
  const rate = (fields: { percent?: string; notComparable?: boolean }) =>
    rateOf(create(BalanceRowSchema, { executedOfPlan: create(RateSchema, { numerator: "1", denominator: "2", ...fields }) }), "executed-of-plan");
  assert.equal(rate({ percent: "50.0" })?.percent, "50.0");
  assert.equal(rate({ percent: "50.0", notComparable: true }), undefined);
  assert.equal(rate({ percent: "" }), undefined);
});

test("a region starts folded if none of its units, and nothing that cannot be attributed, has a record", () => {
  const later = create(BalanceRowSchema, { unitId: "AB", regionId: "south", plan: "1", cannotBeAttributed: true });
  assert.deepEqual(emptyRegions(rowsOf(THEN, undefined, UNITS, undefined)), ["south"]);
  assert.deepEqual(emptyRegions(rowsOf(reports([...THEN.units.rows, later], []), undefined, UNITS, undefined)), []);
});

test("a unit whose predecessors were in several regions is marked, and nothing else", () => {
  const then = reports(THEN.units.rows, THEN.regions.rows);
  then.regions.basis = create(BasisSchema, { mixedUnitIds: ["A"] });
  const rows = rowsOf(then, undefined, UNITS, undefined);
  assert.deepEqual(rows.filter(({ isMixed }) => isMixed).map(({ kind, unit }) => [kind, unit]), [["unit", "A"]]);
});
