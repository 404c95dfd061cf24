// The calls of the ledger on the page's own origin, and what it says where it refuses.
import type { LocalizedMessage } from "../generated/proto/localized_pb";
import type { Refusal, RefusalField, RefusalPart } from "../generated/proto/refusal_pb";
import type { QuestionText } from "../generated/proto/request_pb";
import type { GetBalanceResponse } from "../generated/proto/service_pb";
import type { Basis } from "../generated/proto/view_pb";
import type { Question } from "./address";
import { isUnreachable, noticeAnswer, noticeLost } from "./connection";
import { say } from "./labels";
import { CallError } from "./protocol/call_error";
import { createClient } from "./protocol/client";
import { isBeforeSignIn, isSignedOut } from "./session";

const SIGNED_OUT = "signed-out";

// Calls `told` with the error when a call says that nobody is signed in. Returns what ends that.
export function whenSignedOut(told: (error: unknown) => void): () => void {
  const listen = (event: Event): void => told((event as CustomEvent<unknown>).detail);
  addEventListener(SIGNED_OUT, listen);
  return () => removeEventListener(SIGNED_OUT, listen);
}

let head: Partial<Basis> = {};
function tellHead({ report, subtotals }: Partial<GetBalanceResponse>): void {
  for (const basis of [report?.basis, subtotals?.basis]) {
    if (basis?.head) head = { head: basis.head, root: basis.root };
    else if (basis !== undefined) Object.assign(basis, head);
  }
}

export const ledger = createClient({
  origin: location.origin,
  language: () => document.documentElement.lang,
  // A balance whose two times are pinned is the same for ever, and kept by the browser: it is asked for without the head, which
  // is that of the last answer that says one.
  pathOf: (path) => (path.includes("/GetBalance?") ? `${path}&lasting=1` : path),
  answered: (answer) => {
    noticeAnswer();
    tellHead(answer);
  },
  // Tells the page, whoever has asked, that nobody is signed in any more.
  failed: (error, began) => {
    if (isSignedOut(error) && !isBeforeSignIn(began)) dispatchEvent(new CustomEvent(SIGNED_OUT, { detail: error }));
    noticeLost(error);
  },
});

// The question as the ledger reads it.
export function questionText(question: Question): Partial<Omit<QuestionText, "$typeName" | "$unknown">> {
  const { year, source, area, unit, asOf, knownAt, boundaries } = question;
  return {
    ...(year !== undefined && { fiscalYear: year }),
    ...(source !== undefined && { source }),
    ...(area !== undefined && { area }),
    ...(unit !== undefined && { unit }),
    ...(asOf !== undefined && { asOf }),
    ...(knownAt !== undefined && { knownAt }),
    ...(boundaries !== undefined && { boundaries }),
  };
}

function fieldText({ value }: RefusalField): string {
  switch (value.case) {
    case "texts":
      return value.value.texts.join(", ");
    case "phrase":
      return partText(value.value);
    case "instant":
      return new Date(Number(value.value.seconds) * 1000).toISOString();
    case "day": {
      const digits = String(value.value);
      return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
    }
    case undefined:
      return "";
    default:
      return String(value.value);
  }
}

function partText({ text, fields }: RefusalPart): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return place;
    // A field of the request is called what it is called in the address.
    return name === "request_field" ? fieldText(field).replace(/_/g, "-") : fieldText(field);
  });
}

// A refusal in English: where and what, then what to do; then the other refusals that it holds, and how many more.
export function refusalSentences({ within, what, then, others, leftOut }: Refusal): string[] {
  return [
    [...within, ...(what === undefined ? [] : [what])].map(partText).join(": "), ...then.map(partText),
    ...others.flatMap(refusalSentences), ...(leftOut > 0n ? [`and ${leftOut} more`] : []),
  ];
}

// What an error says: that nobody answers; the ledger's text in the language of the page, else the sentences of its refusal (where, what, what
// to do) in English, else its message.
export function errorSentences(error: unknown): string[] {
  if (isUnreachable(error)) return [say(document.documentElement.lang === "en" ? "en" : "vi", "signInNoAnswer")];
  const told = CallError.from(error);
  const localized = told.detail<LocalizedMessage>("LocalizedMessage");
  if (localized !== undefined) return localized.message.split("\n");
  const refusal = told.detail<Refusal>("Refusal");
  return refusal === undefined ? [told.message] : refusalSentences(refusal);
}

// What the name of a unit may mean, as the ledger says when it refuses it.
export interface Candidate {
  id: string;
  text: string; // id, name, days
}

// None for an error that offers none.
export function candidatesOf(error: unknown, language: string): Candidate[] {
  const refusal = CallError.from(error).detail<Refusal>("Refusal");
  const fields = [refusal?.what, ...(refusal?.within ?? []), ...(refusal?.then ?? [])].flatMap((part) => part?.fields ?? []);
  const valueOf = (name: string): RefusalField["value"] | undefined => fields.find((field) => field.name === name)?.value;
  const [about, ids, described] = [valueOf("request_field"), valueOf("ids"), valueOf("candidates")];
  if (about?.value !== "unit" || ids?.case !== "texts" || described?.case !== "texts") return [];
  const { texts, english } = described.value;
  const told = language === "en" && english.length > 0 ? english : texts;
  return ids.value.texts.map((id, index) => ({ id, text: told[index] ?? id }));
}
