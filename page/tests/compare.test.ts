import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { FigureKind } from "../generated/proto/event_pb";
import { type BalanceReport, BalanceReportSchema, ReconciledFigureSchema } from "../generated/proto/view_pb";
import { measureOf } from "../src/answer";
import { changeStep, changesOf } from "../src/compare/change";
import { computedText, decimalText, intervalsOf } from "../src/reconcile/intervals";

const report = (rows: [string, string][]): BalanceReport =>
  create(BalanceReportSchema, { rows: rows.map(([unitId, disbursed]) => ({ unitId, disbursed, allocated: "100" })) });

test("changes are those of units that differ, the greatest first, also of what is only at one moment", () => {
  const changes = changesOf(report([["A", "5"], ["B", "10"], ["C", "7"]]), report([["A", "5"], ["B", "8"], ["D", "9"]]), "disbursed");
  assert.deepEqual(changes.map(({ unit, before, after }) => [unit, before, after]), [["D", 0n, 9n], ["C", 7n, 0n], ["B", 10n, 8n]]);
});

test("the scale of changes has its bounds at 8 and 20 percent, included below", () => {
  const step = (before: bigint, after: bigint) => changeStep({ unit: "A", before, after, allocated: 100n });
  assert.deepEqual([step(50n, 50n), step(50n, 58n), step(50n, 59n), step(50n, 70n), step(50n, 71n)], ["0", "up-1", "up-2", "up-2", "up-3"]);
  assert.deepEqual([step(50n, 42n), step(50n, 41n), step(50n, 29n)], ["down-1", "down-2", "down-3"]);
  assert.equal(changeStep({ unit: "A", before: 0n, after: 1n, allocated: 0n }), "up-3");
});

test("a rate is compared by what stands above its line", () => {
  assert.equal(measureOf("disbursed-of-allocated"), "disbursed");
  assert.equal(measureOf("allocated-of-plan"), "allocated");
  assert.equal(measureOf("plan"), "plan");
});

test("decimals are rounded from their digits", () => {
  assert.equal(decimalText("vi", "64710000000", 9, 3), "64,710");
  assert.equal(decimalText("en", "-8.4249", 0, 2), "\u22128.42");
  assert.equal(decimalText("en", "8.005", 0, 2), "8.01");
});

test("printed and computed lie on one axis", () => {
  const figure = create(ReconciledFigureSchema, {
    printedValue: "20", printedLow: "19", printedHigh: "21", computedValue: "28", figure: { kind: FigureKind.MEMBER_COUNT },
  });
  const found = intervalsOf(figure);
  assert.ok(found !== undefined && found.printed.low + found.printed.width < found.computed.low);
  assert.equal(computedText("en", figure, 0, "bn"), "28");
  assert.equal(intervalsOf(create(ReconciledFigureSchema, { printedValue: "1" })), undefined);
});
