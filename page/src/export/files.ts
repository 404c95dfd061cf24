// What an export is made of: names, rows, and the same question on the command line. Amounts are never shortened.
import {
  type BalanceReport, type BalanceRow, type Basis, type ExceptionRow, type PostingRow, type Reconciliation, type Restatement, Verdict,
} from "../../generated/proto/view_pb";
import { type Address, type Question } from "../address";
import { hexOf } from "../bytes";
import { csv } from "../csv";
import { isSynthetic } from "../download";
import { decimalText } from "../numbers";

const COLUMNS = [
  "region_id", "unit_id", "unit_name", "source_id", "area_id", "fiscal_year", "plan", "allocated", "disbursed", "executed", "available_to_allocate",
  "available_to_disburse",
] as const;

// "tranche-SYNTHETIC-overview-2024-09-30-event-941.csv".
// what  a screen, or a number: "VN63-96.disbursed". What no system takes in a name becomes a hyphen.
export function fileName(ledgerName: string, what: string, asOf: string, sequence: bigint | string, ending: string): string {
  const synthetic = isSynthetic(ledgerName) ? "SYNTHETIC-" : "";
  return `tranche-${synthetic}${what.replace(/[^\p{L}\p{N}.-]+/gu, "-")}-${asOf}-event-${sequence}.${ending}`;
}

const instantOf = ({ seconds, nanos }: { seconds: bigint; nanos: number }): string => {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(nanos).padStart(9, "0").slice(0, 6)}Z`;
};

function cells(row: BalanceRow, minorDigits: number): string[] {
  const amounts = [row.plan, row.allocated, row.disbursed, row.executed, row.availableToAllocate, row.availableToDisburse];
  return [row.regionId, row.unitId, row.unitName, row.sourceId, row.areaId, row.fiscalYear === 0 ? "" : String(row.fiscalYear), ...amounts.map((amount) => decimalText(amount, minorDigits))];
}

// Each row of an export has its basis, so that it says what it holds for wherever it goes.
const HELD_COLUMNS = ["ledger", "as_of", "known_at", "boundaries", "currency"];
const heldBy = (basis: Basis | undefined): string[] =>
  [basis?.ledgerName ?? "", basis?.asOf ?? "", String(basis?.knownAtSequence ?? ""), basis?.boundaries ?? "", basis?.currencyCode ?? ""];

// What was asked, which the rows need not say: those of a year by unit have no year. No one area is what no id is.
const ASKED_COLUMNS = ["asked_unit", "asked_source", "asked_area", "asked_year", "grouping", "root"];
const askedOf = ({ unit = "", source = "", area, year }: Question, basis: Basis | undefined): string[] => [
  unit, source, area === "" ? "(none)" : area ?? "", year === undefined ? "" : String(year), basis?.groupingId ?? "", hexOf(basis?.root ?? new Uint8Array()),
];

// asked   what the report answers.
// nameOf  a unit, in the language of the page.
export function csvOf({ basis, rows }: BalanceReport, minorDigits: number, asked: Question, nameOf: (unit: string) => string): string {
  const named = ({ unitId, ...row }: BalanceRow): BalanceRow => ({ ...row, unitId, unitName: unitId === "" ? row.unitName : nameOf(unitId) });
  return csv([
    [...HELD_COLUMNS, ...COLUMNS, ...ASKED_COLUMNS],
    ...rows.map((row) => [...heldBy(basis), ...cells(named(row), minorDigits), ...askedOf(asked, basis)]),
  ]);
}

const POSTING_COLUMNS = [
  "sequence", "kind", "effective_date", "recorded_at", "unit_id", "source_id", "fiscal_year", "area_id", "project_id", "measure",
  "tranche_number", "amount", "actor", "because",
];

const postingCells = ({ line, ...row }: PostingRow, minorDigits: number): string[] => [
  String(row.sequence), row.kind, row.effectiveDate, row.recordedAt === undefined ? "" : instantOf(row.recordedAt),
  line?.unitId ?? "", line?.sourceId ?? "", line === undefined ? "" : String(line.fiscalYear), line?.areaId ?? "", line?.projectId ?? "",
  row.measure, row.trancheNumber === 0 ? "" : String(row.trancheNumber), decimalText(row.amount, minorDigits), row.actor, row.because,
];

// The postings that account for what changed between two moments.
export function csvOfRestatement({ asOf, from, to, postings }: Restatement, minorDigits: number): string {
  const held = [to?.ledgerName ?? "", asOf, String(from?.knownAtSequence ?? ""), String(to?.knownAtSequence ?? ""), to?.currencyCode ?? ""];
  return csv([
    ["ledger", "as_of", "known_at_from", "known_at_to", "currency", ...POSTING_COLUMNS],
    ...postings.map((posting) => [...held, ...postingCells(posting, minorDigits)]),
  ]);
}

// The postings behind a number: the names of the columns, and some of the rows.
export const headOfPostings = (): string => csv([[...HELD_COLUMNS, ...POSTING_COLUMNS]]);

// What a file is about, as a part of its name: "overview-2024".
export const subjectOf = (screen: string, { unit, source, area, year }: Question): string =>
  [screen, unit, year, source, area].filter((one) => one !== undefined && one !== "").join("-");

export const csvOfPostings = (basis: Basis | undefined, postings: readonly PostingRow[], minorDigits: number): string =>
  csv(postings.map((posting) => [...heldBy(basis), ...postingCells(posting, minorDigits)]));

// What an auditor looks at first, as `tranche report exceptions --format csv` has it.
export function csvOfExceptions(basis: Basis | undefined, rows: readonly ExceptionRow[], minorDigits: number): string {
  return csv([
    [...HELD_COLUMNS, "exception", "sequence", "kind", "effective_date", "recorded_at", "unit_id", "source_id", "fiscal_year", "area_id", "amount", "days", "actor",
      "approved_by", "because", "rules", "other", "events", "number"],
    ...rows.map(({ line, ...row }) => [
      ...heldBy(basis), row.exception, String(row.sequence), row.kind, row.effectiveDate, row.recordedAt === undefined ? "" : instantOf(row.recordedAt),
      line?.unitId ?? "", line?.sourceId ?? "", line?.fiscalYear ? String(line.fiscalYear) : "", line?.areaId ?? "", decimalText(row.amount || undefined, minorDigits),
      String(row.days || ""), row.actor, row.approvedBy, row.because, row.rules.join("|"), String(row.other || ""), String(row.events || ""), row.number,
    ]),
  ]);
}

// Published figures with their verdicts; values are decimals as the ledger compared them.
export function csvOfReconciliation({ basis, figures }: Reconciliation): string {
  const held = [basis?.ledgerName ?? "", String(basis?.knownAtSequence ?? ""), basis?.boundaries ?? ""];
  return csv([
    ["ledger", "known_at", "boundaries", "sequence", "figure_id", "verdict", "unit_id", "source_id", "fiscal_year", "area_id", "measure",
      "printed", "printed_low", "printed_high", "computed", "computed_low", "computed_high", "compared_with", "publication"],
    ...figures.map(({ figure, ...row }) => [
      ...held, String(row.sequence), figure?.figureId ?? "", Verdict[row.verdict].toLowerCase(), figure?.line?.unitId ?? "",
      figure?.line?.sourceId ?? "", figure?.line?.fiscalYear ? String(figure.line.fiscalYear) : "", figure?.line?.areaId ?? "",
      figure?.measure ?? "", figure?.printed ?? "", row.printedLow, row.printedHigh, row.computedValue, row.computedLow, row.computedHigh,
      row.comparedWith, figure?.publication ?? "",
    ]),
  ]);
}

const shellWord = (text: string): string => (/^[A-Za-z0-9_:.,+/-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`);

type Flag = [name: string, value: string | number | undefined];

function commandOf(command: string, flags: readonly Flag[]): string {
  const words = flags.filter(([, value]) => value !== undefined).map(([name, value]) => `--${name} ${shellWord(String(value))}`);
  return ["tranche", command, ...words].join(" ");
}

const flagsOf = ({ unit, source, area, year, asOf, boundaries }: Question): Flag[] => [
  ["unit", unit], ["source", source], ["area", area], ["year", year], ["as-of", asOf], ["boundaries", boundaries],
];

// The command that answers what is shown.
// asOf, sequence  those of the answer, which the command names, so that it has the same answer later.
export function commandLine(address: Address, asOf: string, sequence: bigint): string {
  const { screen, question, view } = address;
  const pinned = { ...question, asOf };
  switch (screen) {
    case "compare":
      return commandOf("restate", [...flagsOf(pinned), ["from", view.from ?? question.knownAt ?? asOf], ["to", String(sequence)]]);
    case "reconcile":
      return commandOf("reconcile", [["known-at", String(sequence)], ["verdict", view.verdict]]);
    case "replay":
      return `${commandOf("replay", [["to", String(sequence)]])} --watch`;
    default:
      return `${commandOf("balance", [...flagsOf(pinned), ["known-at", String(sequence)]])} --by ${byOf(address).join(",")}`;
  }
}

export function byOf({ screen, view: { by } }: Pick<Address, "screen" | "view">): string[] {
  if (screen === "overview" && by !== undefined) return [by];
  return screen === "units" ? ["source"] : ["region", "unit"];
}
