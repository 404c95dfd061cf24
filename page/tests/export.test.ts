import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { BalanceReportSchema, ReconciliationSchema, RestatementSchema, UnitRowSchema, Verdict } from "../generated/proto/view_pb";
import { type Address, readAddress } from "../src/address";
import { wrapped } from "../src/export/drawing";
import { commandLine, csvOf, csvOfPostings, csvOfReconciliation, csvOfRestatement, fileName, subjectOf, headOfPostings } from "../src/export/files";
import { decimalText } from "../src/numbers";
import { findEvent, findUnits, isDocumentNumber, plain } from "../src/search/find";

const address = (text: string): Address => {
  const [path = "", query = ""] = text.split("?");
  return readAddress(path, query, "vi") as Address;
};

test("the name of a file says the screen, both times, and whether it is synthetic", () => {
  assert.equal(fileName("SYNTHETIC x", "overview", "2024-09-30", 941n, "csv"), "tranche-SYNTHETIC-overview-2024-09-30-event-941.csv");
  assert.equal(fileName("x", "region:north/own.plan", "2024-09-30", "9", "csv"), "tranche-region-north-own.plan-2024-09-30-event-9.csv");
  assert.equal(fileName("khuyen-cong", "units", "2024-09-30", 9n, "json"), "tranche-units-2024-09-30-event-9.json");
});

test("amounts are in full, with the decimals of the currency", () => {
  assert.deepEqual([decimalText("1234567890123456789", 0), decimalText("-5", 2), decimalText("123456", 2), decimalText("", 2), decimalText(undefined, 2)],
    ["1234567890123456789", "-0.05", "1234.56", "0.00", ""]);
});

test("a table has its basis in each row, and quotes what needs it", () => {
  const report = create(BalanceReportSchema, {
    basis: { ledgerName: "a, b", asOf: "2024-09-30", knownAtSequence: 9n, boundaries: "2024-09-30", currencyCode: "VND" },
    rows: [{ unitId: "A", unitName: 'the "A"', plan: "5" }],
  });
  assert.equal(csvOf(report, 0, {}, () => 'the "A"').split("\r\n")[1], '"a, b",2024-09-30,9,2024-09-30,VND,,A,"the ""A""",,,,5,0,0,0,,,,,,,,');
});

test("a comparison is exported with both moments and each posting that makes the change", () => {
  const restatement = create(RestatementSchema, {
    asOf: "2024-09-30", from: { knownAtSequence: 5n }, to: { knownAtSequence: 9n, ledgerName: "l", currencyCode: "VND" },
    postings: [{
      sequence: 7n, kind: "PlanApproved", effectiveDate: "2024-01-02", recordedAt: { seconds: 1_700_000_000n, nanos: 1_000 },
      line: { unitId: "A", sourceId: "local", fiscalYear: 2024 }, measure: "plan", amount: "-250", actor: "x", because: "a, b",
    }],
  });
  assert.equal(csvOfRestatement(restatement, 2).split("\r\n")[1],
    'l,2024-09-30,5,9,VND,7,PlanApproved,2024-01-02,2023-11-14T22:13:20.000001Z,A,local,2024,,,plan,,-2.50,x,"a, b"');
});

test("the postings of a number are exported with its basis in each row", () => {
  const { basis } = create(BalanceReportSchema, {
    basis: { ledgerName: "l", asOf: "2024-09-30", knownAtSequence: 9n, boundaries: "2024-07-01", currencyCode: "VND" },
  });
  const [posting] = create(RestatementSchema, { postings: [{ sequence: 7n, kind: "PlanApproved", measure: "plan", amount: "1234567890123456789" }] }).postings;
  assert.ok(posting !== undefined);
  assert.equal(csvOfPostings(basis, [posting], 0), "l,2024-09-30,9,2024-07-01,VND,7,PlanApproved,,,,,,,,plan,,1234567890123456789,,\r\n");
  assert.equal(headOfPostings().split(",").length, csvOfPostings(basis, [posting], 0).split(",").length);
});

test("published figures are exported with their verdicts", () => {
  const reconciliation = create(ReconciliationSchema, {
    basis: { ledgerName: "l", knownAtSequence: 9n, boundaries: "2024-09-30" },
    figures: [{
      sequence: 3n, verdict: Verdict.AGREES_WITHIN_ROUNDING, printedLow: "1", printedHigh: "2", computedValue: "1.5",
      figure: { figureId: "f1", measure: "plan", printed: "1,5", publication: "p", line: { unitId: "A", sourceId: "local" } },
    }],
  });
  assert.equal(csvOfReconciliation(reconciliation).split("\r\n")[1],
    'l,9,2024-09-30,3,f1,agrees_within_rounding,A,local,,,plan,"1,5",1,2,1.5,,,,p');
});

test("each row of a balance says what was asked, in the names of the page, and the name of its file does", () => {
  const report = create(BalanceReportSchema, { basis: { groupingId: "three", root: Uint8Array.of(1, 171) }, rows: [{ unitId: "A", unitName: "tên" }] });
  const csv = (asked: Parameters<typeof csvOf>[2]): string[] => csvOf(report, 0, asked, (unit) => `name of ${unit}`).trim().split("\r\n");
  const [head = "", row = ""] = csv({ unit: "A", source: "national", area: "fairs", year: 2024 });
  assert.match(head, /,asked_unit,asked_source,asked_area,asked_year,grouping,root$/);
  assert.match(row, /,A,name of A,.*,A,national,fairs,2024,three,01ab$/);
  assert.equal(head.split(",").length, row.split(",").length);
  assert.match(csv({ area: "" })[1] ?? "", /,,,\(none\),,three,01ab$/);
  assert.equal(subjectOf("overview", { year: 2024, source: "national", area: "" }), "overview-2024-national");
  assert.equal(subjectOf("overview", {}), "overview");
});

test("the command asks what the screen shows, with both times", () => {
  const command = (text: string): string => commandLine(address(text), "2024-09-30", 9n);
  assert.equal(command("/vi/overview?year=2024"), "tranche balance --year 2024 --as-of 2024-09-30 --known-at 9 --by region,unit");
  assert.equal(command("/vi/overview?by=source"), "tranche balance --as-of 2024-09-30 --known-at 9 --by source");
  assert.equal(command("/vi/units/H%C3%A0%20N%E1%BB%99i"), "tranche balance --unit 'Hà Nội' --as-of 2024-09-30 --known-at 9 --by source");
  assert.equal(command("/vi/overview?area="), "tranche balance --area '' --as-of 2024-09-30 --known-at 9 --by region,unit");
  assert.equal(command("/vi/compare?from=7"), "tranche restate --as-of 2024-09-30 --from 7 --to 9");
  assert.equal(command("/vi/reconcile?verdict=agrees"), "tranche reconcile --known-at 9 --verdict agrees");
  assert.equal(command("/vi/replay"), "tranche replay --to 9 --watch");
});

test("units are found with and without marks, those that begin so first", () => {
  const units = [["U1", "Bắc Kạn"], ["U2", "Đắk Lắk"], ["U3", "Kạn Bắc"]].map(([unitId = "", name = ""]) => create(UnitRowSchema, { unitId, name }));
  const found = (text: string): string[] => findUnits(units, text).map(({ unitId }) => unitId);
  assert.equal(plain("Đắk Lắk"), "dak lak");
  assert.deepEqual([found("dak"), found("Kạn"), found(" u2 "), found(""), found("x")], [["U2"], ["U3", "U1"], ["U2"], [], []]);
});

test("a text is broken between words", () => {
  assert.deepEqual(wrapped("one two three", 8), ["one two", "three"]);
});

test("an event is found by its sequence, if there is one", () => {
  const found = (text: string): bigint | undefined => findEvent(20n, text);
  assert.deepEqual([found("7"), found(" #20 ")], [7n, 20n]);
  assert.deepEqual([found("0"), found("21"), found("#"), found("7a"), found("")], [undefined, undefined, undefined, undefined, undefined]);
});

test("the ledger looks only for what may be the number of a document", () => {
  for (const text of ["2174/QĐ", "unc 6024", "12a", " 1881 "]) assert.ok(isDocumentNumber(text), text);
  for (const text of ["", "bac kan", "VN", "1/2", "#556", "// 5 //"]) assert.ok(!isDocumentNumber(text), text);
});
