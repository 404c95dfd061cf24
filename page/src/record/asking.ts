// Sends a draft to the ledger, as a rehearsal or to be recorded.
import type { Refusal, RefusalField, RefusalPart } from "../../generated/proto/refusal_pb";
import type { ImportReport, Receipt } from "../../generated/proto/view_pb";
import { fromHex } from "../bytes";
import type { Language } from "../dates";
import { readEvent } from "../events/asking";
import { errorSentences, ledger } from "../ledger";
import { readTranche } from "../numbers";
import { CallError } from "../protocol/call_error";
import { type Draft, confirmedIn, deviationsIn, idsIn, saidIn, supportIn } from "./draft";
import { FIELDS, FIELDS_OF, type Field } from "./kinds";
import { type Money, fieldOfColumn, ruleFile } from "./rule_row";

// What a guard says no to, as data.
export interface Refused {
  code: string;
  sentences: string[];
  day?: string;
  available?: bigint;
  asked?: bigint;
  // Of a closing: those that are open about its money.
  proposals?: string[];
  // The field of the form that it is about.
  field?: Field;
  // The rule that says no, where a decision allows to depart from it.
  rule?: string;
  // True if nobody knows whether it was recorded: the answer did not come.
  isUnknown: boolean;
}

// The fields of the form by the names of the request that differ.
const RENAMED: Record<string, Field> = { fiscal_year: "year", area_limits: "limits", to_fiscal_year: "toYear", project_id: "project", name: "projectName", indicator_id: "indicator" };

// As the form has it: "documentDate" of "document_date".
const inCamel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function fieldOf(code: string, fields: readonly RefusalField[]): Field | undefined {
  const named = fields.find(({ name }) => name === "request_field")?.value;
  if (named?.case === "text") return RENAMED[named.value] ?? FIELDS.find((field) => field === inCamel(named.value));
  const column = fields.find(({ name }) => name === "column")?.value;
  if (column?.case === "text") return fieldOfColumn(column.value);
  if (code === "closing.late") return "lateReason";
  if (code === "closing.not-confirmed") return "confirmed";
  return code.startsWith("guard.") ? "amount" : undefined;
}

// The ledger says so of every rule from which one may depart.
function ruleToDepartFrom(then: readonly RefusalPart[]): string | undefined {
  const rule = then.find(({ text }) => text.includes("--deviation {rule}"))?.fields.find(({ name }) => name === "rule")?.value;
  return rule?.case === "text" ? rule.value : undefined;
}

export function refusedOf(error: unknown): Refused {
  const failed = CallError.from(error);
  const refusal = failed.detail<Refusal>("Refusal");
  const refused: Refused = {
    code: refusal?.code ?? "", sentences: errorSentences(error),
    isUnknown: refusal === undefined && ["unavailable", "unknown", "deadline_exceeded", "canceled"].includes(failed.code),
  };
  const field = fieldOf(refused.code, refusal?.within.flatMap(({ fields }) => fields) ?? []);
  if (field !== undefined) refused.field = field;
  // Of a rule the reader knows the fields of the form, not the file that it is sent as.
  refused.sentences = refused.sentences.map((sentence) => sentence.replace(new RegExp(`^${RULE_FILE}: [^:]*: `), ""));
  const rule = ruleToDepartFrom(refusal?.then ?? []);
  if (rule !== undefined) {
    refused.rule = rule;
    // The page has a button for what the ledger advises to type.
    refused.sentences = refused.sentences.map((sentence) => sentence.replace(/[;.]? ?[^;.]*`--deviation [^`]*`/, ""));
  }
  for (const { name, value } of refusal?.what?.fields ?? []) {
    if (value.case === "day" && name === "day") {
      const digits = String(value.value);
      refused.day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
    }
    if (value.case === "amount" && name === "available") refused.available = BigInt(value.value);
    if (value.case === "amount" && name === "asked") refused.asked = BigInt(value.value);
    if (value.case === "texts" && name === "proposals") refused.proposals = value.value.texts;
  }
  return refused;
}

// What the ledger calls a rule in its messages.
const RULE_FILE = "rule.csv";

// Who records while the ledger does not ask who is there.
const REHEARSAL = "rehearsal";

// The fields of the request that are a text, by the names that they have there, too.
const TEXTS = [
  "unit", "source", "area", "project", "effective", "toUnit", "number", "counterparty", "until", "commitment", "advance", "legalCase", "disallowed", "finding",
  "decision", "indicator", "periodBegin", "periodEnd", "indicatorName", "indicatorNameEn", "indicatorUnit", "statedOn",
] as const satisfies readonly Field[];

export interface Sending {
  language: Language; // the notation of the amount
  money: Money; // what the amounts of the ledger are written in
  dryRun: boolean;
  proposes: boolean; // true for what a second person approves
  signal?: AbortSignal;
}

const given = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

function documentOf({ documentType, documentNumber, documentIssuer, documentDate, documentSha256 }: Draft) {
  if ([documentType, documentNumber, documentIssuer, documentDate, documentSha256].every((text) => text.trim() === "")) return {};
  const date = given(documentDate);
  return {
    document: {
      type: documentType.trim(), number: documentNumber.trim(), issuer: documentIssuer.trim(), sha256: fromHex(documentSha256.trim()),
      ...(date !== undefined && { date }),
    },
  };
}

// A receipt, and those of the other events of its batch: the parts of a payment that was split, what a year or a unit leaves.
export interface Sent {
  receipt: Receipt;
  others: Receipt[];
}

const sequenceIn = (text: string): bigint => BigInt(/^[0-9]+$/.exec(text.trim())?.[0] ?? 0);

// What every request has.
function commonOf(draft: Draft, { dryRun, proposes }: Sending) {
  const expires = given(draft.expires);
  const lateReason = given(draft.lateReason);
  const deviations = deviationsIn(draft);
  const options = {
    key: draft.key, actor: given(draft.actor) ?? (dryRun ? REHEARSAL : ""), dryRun, ...(lateReason !== undefined && { lateReason }), ...(deviations.length > 0 && { deviations }),
    ...(proposes && { propose: true, ...(expires !== undefined && { expires }) }),
  };
  return { ...documentOf(draft), reason: draft.reason.trim(), note: draft.note.trim(), options };
}

function textsOf(draft: Draft) {
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const field of TEXTS) {
    const text = saidIn(draft, field);
    if (text !== undefined) texts[field] = text;
  }
  return texts;
}

// What is confirmed without an amount is still being written.
function closingOf(draft: Draft) {
  const through = saidIn(draft, "through");
  const confirmed = confirmedIn(draft).filter(([, , amount]) => amount.trim() !== "");
  return {
    units: idsIn(draft.units), sources: idsIn(draft.sources), yearEnd: draft.yearEnd !== "", ...(through !== undefined && { through }),
    confirmed: confirmed.map(([unit, source, amount]) => ({ unit, source, amount })),
  };
}

// Of a project that is registered or amended.
function projectTermsOf(draft: Draft) {
  if (!FIELDS_OF[draft.kind].includes("support")) return {};
  const { projectName, projectKind, begin, end, implementer, beneficiary } = draft;
  const [first, last] = [given(begin), given(end)];
  return {
    projectTerms: {
      name: projectName.trim(), kind: projectKind.trim(), implementer: implementer.trim(), beneficiary: beneficiary.trim(),
      support: supportIn(draft).filter(([, amount]) => amount.trim() !== "").map(([source, amount]) => ({ source, amount: amount.trim() })),
      ...(first !== undefined && { begin: first }), ...(last !== undefined && { end: last }),
    },
  };
}

const wholeIn = (draft: Draft, field: Field): bigint => BigInt(/^[0-9]{1,18}$/.exec((saidIn(draft, field) ?? "").replace(/[.,\s]/g, ""))?.[0] ?? 0);

function moneyOf(draft: Draft) {
  const limits = saidIn(draft, "limits");
  return {
    kind: draft.kind, amount: saidIn(draft, "amount") ?? "", tranche: readTranche(saidIn(draft, "tranche") ?? ""), toTranche: readTranche(saidIn(draft, "toTranche") ?? ""),
    measure: saidIn(draft, "measure") ?? "", split: draft.split !== "", isFinal: saidIn(draft, "isFinal") !== undefined, quantity: wholeIn(draft, "quantity"), toFiscalYear: Number(saidIn(draft, "toYear")) || 0,
    ...(limits !== undefined && { areaLimits: [limits] }), ...projectTermsOf(draft),
  };
}

interface Answer {
  receipt?: Receipt;
  others?: Receipt[];
}

const firstOf = ({ receipts: [receipt, ...others] }: { receipts: Receipt[] }): Answer => ({ ...(receipt !== undefined && { receipt }), others });

// The file's report as the receipt of its one event, which of a recorded one has all that the ledger keeps.
async function receiptOf({ firstSequence, alreadyRecorded, recordedBefore, proposal, dryRun, endsHistoryLine }: ImportReport, key: string): Promise<Receipt> {
  const sequence = proposal?.proposal || firstSequence || recordedBefore[0]?.firstSequence || 0n;
  const event = proposal === undefined && !dryRun && sequence > 0n ? (await readEvent(sequence))?.event : undefined;
  return {
    $typeName: "tranche.v1.Receipt", sequence, eventId: key, alreadyRecorded: alreadyRecorded > 0n, trancheChosen: 0, dryRun, endsHistory: endsHistoryLine > 0n,
    availableInParts: false, equalSequence: 0n, ...(event !== undefined && { event }), ...(event?.recordedAt !== undefined && { recordedAt: event.recordedAt }),
    ...(proposal !== undefined && { proposal }),
  };
}

// A rule is a file of one row, which has the key.
async function importRule(draft: Draft, { options }: ReturnType<typeof commonOf>, { money }: Sending, signal: { signal?: AbortSignal }): Promise<Answer> {
  const content = new TextEncoder().encode(ruleFile(draft, money));
  const { report } = await ledger.import({ file: RULE_FILE, content, options: { ...options, key: "" } }, signal);
  return report === undefined ? {} : { receipt: await receiptOf(report, draft.key) };
}

async function call(draft: Draft, sending: Sending): Promise<Answer> {
  const { language: notation, signal } = sending;
  const options = signal === undefined ? {} : { signal };
  const common = commonOf(draft, sending);
  const fiscalYear = Number(saidIn(draft, "year")) || 0;
  switch (draft.kind) {
    case "close": return ledger.closePeriod({ ...common, ...closingOf(draft), fiscalYear, notation }, options);
    case "reopen": return ledger.reopenPeriod({ ...common, closing: sequenceIn(draft.closing) }, options);
    case "carry-over-year": return firstOf(await ledger.carryOverYear({
      ...common, ...textsOf(draft), units: idsIn(draft.units), sources: idsIn(draft.sources), fiscalYear, lapseRest: draft.lapseRest !== "",
    }, options));
    case "handover": return firstOf(await ledger.handOver({ ...common, ...textsOf(draft), fiscalYear }, options));
    case "rule": return importRule(draft, common, sending, options);
    case "reversal": return ledger.reverse({ ...common, ...textsOf(draft), sequence: sequenceIn(draft.sequence) }, options);
    default: return ledger.record({ ...common, ...textsOf(draft), ...moneyOf(draft), fiscalYear, notation }, options);
  }
}

export async function send(draft: Draft, sending: Sending): Promise<Sent> {
  const { receipt, others = [] } = await call(draft, sending);
  if (receipt === undefined) throw new Error("the ledger answered without a receipt");
  return { receipt, others };
}
