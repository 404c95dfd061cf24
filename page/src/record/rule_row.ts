// A rule of spending, which the ledger takes as a row of a file (data/README.md, rules.csv).
import { csv } from "../csv";
import { type Draft, fieldsOf, idsIn, saidIn } from "./draft";
import type { Field } from "./kinds";

// What amounts of a ledger are written in.
export interface Money {
  currencyCode: string;
  minorDigits: number;
}

// "500.000.000" in digits of the smallest unit; what is no whole amount stays, and is for the ledger to refuse.
function minorUnits(text: string, { minorDigits }: Money): string {
  const digits = text.replace(/[.,\s]/g, "");
  return /^[0-9]+$/.test(digits) ? digits + "0".repeat(minorDigits) : text;
}

// "15/11" as a file has it, "11-15".
const monthAndDay = (text: string): string => text.replace(/^([0-9]{1,2})\s*[/.]\s*([0-9]{1,2})$/, "$2-$1");

const several = (text: string): string => text.split(/[,;|]/).map((one) => one.trim()).filter((one) => one !== "").join("|");

type Column = readonly [name: string, field: Field, write?: (text: string, money: Money) => string];

const COLUMNS: readonly Column[] = [
  ["rule_id", "ruleId"], ["what", "ruleWhat"], ["areas", "areas", (text) => idsIn(text).join("|")], ["project_kinds", "projectKinds", several],
  ["sources", "sources", (text) => idsIn(text).join("|")], ["permille", "permille"], ["amount_max", "amountMax", minorUnits], ["month_day", "monthDay", monthAndDay],
  ["year_offset", "yearOffset"], ["role", "role"], ["kinds", "ruleKinds", (text) => idsIn(text).join("|")], ["action", "action"], ["valid_from", "effective"],
  ["legal_basis", "legalBasis"], ["verified", "verified"],
];

// The columns of the file, by the fields that they are of; that of the amount ends in the currency.
const columnOf = (name: string, { currencyCode }: Money): string => (name === "amount_max" ? `amount_max_${currencyCode.toLowerCase()}` : name);

// The field that a refusal of the file is about, by the name of its column.
export const fieldOfColumn = (column: string): Field | undefined => COLUMNS.find(([name]) => column === name || column.startsWith(`${name}_`) && name === "amount_max")?.[1];

// The file with one row: sent again it is the same rule, by the key of the draft. A column without anything is left out.
export function ruleFile(draft: Draft, money: Money): string {
  const fields = fieldsOf(draft);
  const required = ["rule_id", "what", "action", "valid_from", "legal_basis", "verified"];
  const said = COLUMNS.filter(([name, field]) => required.includes(name) || (fields.includes(field) && saidIn(draft, field) !== undefined));
  const row = said.map(([, field, write]) => {
    const text = saidIn(draft, field) ?? "";
    return write === undefined ? text : write(text, money);
  });
  return csv([[...said.map(([name]) => columnOf(name, money)), "event_id"], [...row, draft.key]]);
}
