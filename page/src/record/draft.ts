// What is being recorded, as a person writes it. It is kept in the browser until it is recorded: no key, click or closed
// window loses it.
import { hexOf } from "../bytes";

export const KINDS = [
  "plan", "plan-adjustment", "tranche", "allocation-adjustment", "transfer", "commitment", "release", "disbursement", "refund",
  "advance", "advance-clearing", "advance-recovery", "execution", "reversal",
] as const;
// What closes the books of a year, and opens them again: on a tab of its own, with a draft of its own.
export const CLOSING_KINDS = ["close", "reopen"] as const;
export type Kind = (typeof KINDS)[number] | (typeof CLOSING_KINDS)[number];

export const FIELDS = [
  "unit", "source", "area", "year", "amount", "effective", "tranche", "limits", "toUnit", "sequence", "number", "counterparty",
  "until", "commitment", "advance", "units", "sources", "through", "yearEnd", "confirmed", "closing", "split", "documentType", "documentNumber", "documentIssuer", "documentDate", "documentSha256", "reason", "lateReason", "note", "actor", "expires",
] as const;
export type Field = (typeof FIELDS)[number];

// Several ids have tabs between them, and so have the unit, the source and the amount of each line of what is confirmed.
// What is ticked is not empty.
export type Draft = Record<Field, string> & {
  kind: Kind;
  // Made once for a draft: sending it again with its key records nothing twice.
  key: string;
};

const MONEY: readonly Field[] = ["unit", "source", "year", "amount", "effective"];
const NAMED = { release: "commitment", "advance-clearing": "advance", "advance-recovery": "advance" } as const;
const ofNamed = (kind: keyof typeof NAMED): readonly Field[] => [NAMED[kind], "effective", "amount", "unit", "source", "year"];

// The fields of each kind, beside document, reason, note and actor, in the order of the form.
export const FIELDS_OF: Record<Kind, readonly Field[]> = {
  plan: ["unit", "source", "year", "area", "amount", "effective"],
  "plan-adjustment": ["unit", "source", "year", "area", "amount", "effective"],
  tranche: ["unit", "source", "year", "tranche", "amount", "effective", "limits"],
  "allocation-adjustment": ["unit", "source", "year", "tranche", "amount", "effective"],
  transfer: ["unit", "toUnit", "source", "year", "tranche", "area", "amount", "effective"],
  commitment: ["unit", "source", "year", "area", "number", "counterparty", "amount", "effective", "until", "tranche"],
  release: ofNamed("release"),
  disbursement: ["unit", "source", "year", "area", "tranche", "effective", "amount", "commitment"],
  refund: ["unit", "source", "year", "area", "tranche", "effective", "amount"],
  advance: ["unit", "source", "year", "area", "tranche", "effective", "amount", "commitment"],
  "advance-clearing": ofNamed("advance-clearing"),
  "advance-recovery": ofNamed("advance-recovery"),
  execution: ["unit", "source", "year", "area", "amount", "effective"],
  reversal: ["sequence", "effective"],
  close: ["units", "sources", "year", "through", "yearEnd", "confirmed"],
  reopen: ["closing"],
};

export function requiredOf(kind: Kind): readonly Field[] {
  switch (kind) {
    case "reversal": return ["sequence", "reason"];
    case "release": case "advance-clearing": case "advance-recovery": return [NAMED[kind], "amount", "effective"];
    case "transfer": return [...MONEY, "toUnit"];
    case "commitment": return [...MONEY, "number"];
    case "tranche": return [...MONEY, "tranche"];
    case "close": return ["year"];
    case "reopen": return ["closing", "reason"];
    default: return MONEY;
  }
}

// What a draft says in a field of its kind; undefined for nothing. What is named by its sequence says its line itself, so that
// what stands in these fields from another kind does not contradict it.
export function saidIn(draft: Draft, field: Field): string | undefined {
  const text = draft[field].trim();
  const named = draft.kind in NAMED ? draft[NAMED[draft.kind as keyof typeof NAMED]].trim() : "";
  const isOfNamed = /^[0-9]+$/.test(named) && ["unit", "source", "year"].includes(field);
  return text === "" || isOfNamed || !FIELDS_OF[draft.kind].includes(field) ? undefined : text;
}

export const idsIn = (text: string): string[] => text.split("\t").filter((id) => id !== "");

export type Confirmed = [unit: string, source: string, amount: string];

export const confirmedIn = ({ confirmed }: Pick<Draft, "confirmed">): Confirmed[] =>
  confirmed === "" ? [] : confirmed.split("\n").map((line) => {
    const [unit = "", source = "", amount = ""] = line.split("\t");
    return [unit, source, amount];
  });

export const confirmedText = (rows: readonly Confirmed[]): string => rows.map((row) => row.join("\t")).join("\n");

// True for what the ledger can pay from several tranches, if it is asked to.
export const canBeSplit = ({ kind, tranche, commitment }: Draft): boolean =>
  (kind === "disbursement" || kind === "advance") && tranche.trim() === "" && commitment.trim() === "";

// What is still to be written before the ledger can be asked.
export const missingOf = (draft: Draft): Field[] => requiredOf(draft.kind).filter((field) => draft[field].trim() === "");

// 16 random bytes. Unlike crypto.randomUUID it works on a page that came over plain HTTP, too.
export const newKey = (): string => `page:${hexOf(crypto.getRandomValues(new Uint8Array(16)))}`;

export function emptyDraft(given: Partial<Draft> = {}): Draft {
  const empty = Object.fromEntries(FIELDS.map((field) => [field, ""])) as Record<Field, string>;
  return { ...empty, kind: "disbursement", key: newKey(), ...given };
}

const STORED = "tranche.draft.";

// The draft that was kept for a ledger; undefined if there is none that can be read.
export function keptDraft(ledger: string): Draft | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED + ledger) ?? "") as Partial<Draft>;
    const isDraft = [...KINDS, ...CLOSING_KINDS].some((kind) => kind === kept.kind) && typeof kept.key === "string" && kept.key !== "";
    const isText = FIELDS.every((field) => kept[field] === undefined || typeof kept[field] === "string");
    return isDraft && isText ? emptyDraft(kept) : undefined;
  } catch {
    return undefined;
  }
}

export const keepDraft = (ledger: string, draft: Draft): void => localStorage.setItem(STORED + ledger, JSON.stringify(draft));

export const dropDraft = (ledger: string): void => localStorage.removeItem(STORED + ledger);
