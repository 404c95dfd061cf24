// What an export is made of: names, rows, and the same question on the command line. Amounts are never shortened.
import type { BalanceReport, BalanceRow } from "../../generated/proto/view_pb";
import { type Address, type Question, type Screen } from "../address";
import { isSynthetic } from "../download";

const COLUMNS = [
  "region_id", "unit_id", "unit_name", "source_id", "plan", "allocated", "disbursed", "executed", "available_to_allocate",
  "available_to_disburse",
] as const;

// "tranche-SYNTHETIC-overview-2024-09-30-event-941.csv".
export function fileName(ledgerName: string, screen: Screen, asOf: string, sequence: bigint, ending: string): string {
  const synthetic = isSynthetic(ledgerName) ? "SYNTHETIC-" : "";
  return `tranche-${synthetic}${screen}-${asOf}-event-${sequence}.${ending}`;
}

// An amount of minor units in full: "1234.56" of 123456 with two digits.
export function inFull(amount: string | undefined, minorDigits: number): string {
  if (amount === undefined) return "";
  const negative = amount.startsWith("-");
  const digits = (amount === "" ? "0" : amount.replace("-", "")).padStart(minorDigits + 1, "0");
  const whole = digits.slice(0, digits.length - minorDigits);
  return (negative ? "-" : "") + whole + (minorDigits > 0 ? `.${digits.slice(-minorDigits)}` : "");
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

function cells(row: BalanceRow, minorDigits: number): string[] {
  const amounts = [row.plan, row.allocated, row.disbursed, row.executed, row.availableToAllocate, row.availableToDisburse];
  return [row.regionId, row.unitId, row.unitName, row.sourceId, ...amounts.map((amount) => inFull(amount, minorDigits))];
}

// RFC 4180. Each row has the basis, so that it says what it holds for wherever it goes.
export function csvOf({ basis, rows }: BalanceReport, minorDigits: number): string {
  const held = [basis?.ledgerName ?? "", basis?.asOf ?? "", String(basis?.knownAtSequence ?? ""), basis?.boundaries ?? "", basis?.currencyCode ?? ""];
  const lines = [
    ["ledger", "as_of", "known_at", "boundaries", "currency", ...COLUMNS],
    ...rows.map((row) => [...held, ...cells(row, minorDigits)]),
  ];
  return lines.map((line) => line.map(quoted).join(",") + "\r\n").join("");
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
export function commandLine({ screen, question, view }: Address, asOf: string, sequence: bigint): string {
  const pinned = { ...question, asOf };
  switch (screen) {
    case "compare":
      return commandOf("restate", [...flagsOf(pinned), ["from", view.from ?? question.knownAt ?? asOf], ["to", String(sequence)]]);
    case "reconcile":
      return commandOf("reconcile", [["known-at", String(sequence)], ["verdict", view.verdict]]);
    case "replay":
      return `${commandOf("replay", [["to", String(sequence)]])} --watch`;
    default:
      return `${commandOf("balance", [...flagsOf(pinned), ["known-at", String(sequence)]])} --by ${byOf(screen).join(",")}`;
  }
}

export function byOf(screen: Screen): string[] {
  return screen === "units" ? ["source"] : ["region", "unit"];
}
