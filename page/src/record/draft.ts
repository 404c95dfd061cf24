// What is being recorded, as a person writes it. It is kept in the browser until it is recorded: no key, click or closed
// window loses it.
import { hexOf } from "../bytes";
import { CLOSING_KINDS, FIELDS, FIELDS_OF, type Field, KINDS, type Kind, NAMED, isTermOfRules, requiredOf, termsOf } from "./kinds";

// Several ids have tabs between them, and so have the unit, the source and the amount of each line of what is confirmed, and the
// source and the amount of each support. What is ticked is not empty.
export type Draft = Record<Field, string> & {
  kind: Kind;
  // Made once for a draft: sending it again with its key records nothing twice.
  key: string;
};

// The fields of a draft, in the order of the form: of a rule those terms that what it looks at has.
export function fieldsOf({ kind, ruleWhat }: Pick<Draft, "kind" | "ruleWhat">): readonly Field[] {
  if (kind !== "rule") return FIELDS_OF[kind];
  const terms = [...termsOf(ruleWhat, "has"), ...termsOf(ruleWhat, "may")];
  return FIELDS_OF.rule.filter((field) => !isTermOfRules(field) || terms.includes(field));
}

// What a draft says in a field of its kind; undefined for nothing. What is named by its sequence says its line itself, so that
// what stands in these fields from another kind does not contradict it.
export function saidIn(draft: Draft, field: Field): string | undefined {
  const text = draft[field].trim();
  const named = draft.kind in NAMED ? draft[NAMED[draft.kind as keyof typeof NAMED]].trim() : "";
  const isOfNamed = /^[0-9]+$/.test(named) && ["unit", "source", "year"].includes(field);
  return text === "" || isOfNamed || !fieldsOf(draft).includes(field) ? undefined : text;
}

// The ids of the spending rules that it departs from.
export const deviationsIn = ({ deviations }: Pick<Draft, "deviations">): string[] => deviations.split(/[\s,;]+/).filter((rule) => rule !== "");

export const idsIn = (text: string): string[] => text.split("\t").filter((id) => id !== "");

export type Confirmed = [unit: string, source: string, amount: string];

export const confirmedIn = ({ confirmed }: Pick<Draft, "confirmed">): Confirmed[] =>
  confirmed === "" ? [] : confirmed.split("\n").map((line) => {
    const [unit = "", source = "", amount = ""] = line.split("\t");
    return [unit, source, amount];
  });

export const confirmedText = (rows: readonly Confirmed[]): string => rows.map((row) => row.join("\t")).join("\n");

// The source and the amount of each support of a project.
export const supportIn = ({ support }: Pick<Draft, "support">): [source: string, amount: string][] =>
  support.split("\n").filter((line) => line !== "").map((line) => {
    const [source = "", amount = ""] = line.split("\t");
    return [source, amount];
  });

// True for what the ledger can pay from several tranches, if it is asked to.
export const canBeSplit = ({ kind, tranche, commitment }: Draft): boolean =>
  (kind === "disbursement" || kind === "advance") && tranche.trim() === "" && commitment.trim() === "";

// What is still to be written before the ledger can be asked.
export const missingOf = (draft: Draft): Field[] => requiredIn(draft).filter((field) => (field === "support" ? supportIn(draft).every(([, amount]) => amount.trim() === "") : draft[field].trim() === ""));

// What has to be written; a deviation rests on a decision.
export function requiredIn(draft: Draft): readonly Field[] {
  const { kind, ruleWhat } = draft;
  if (kind === "rule") return [...requiredOf(kind), ...termsOf(ruleWhat, "has")];
  return deviationsIn(draft).length > 0 ? [...requiredOf(kind), "documentNumber"] : requiredOf(kind);
}

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
