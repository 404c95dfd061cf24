// Sends a draft to the ledger, as a rehearsal or to be recorded.
import { Code, ConnectError } from "@connectrpc/connect";
import { type RefusalField, RefusalSchema } from "../../generated/proto/refusal_pb";
import type { Receipt } from "../../generated/proto/view_pb";
import { fromHex } from "../bytes";
import type { Language } from "../dates";
import { errorSentences, ledger } from "../ledger";
import { type Draft, FIELDS, type Field, saidIn } from "./draft";

// What a guard says no to, as data.
export interface Refused {
  code: string;
  sentences: string[];
  day?: string;
  available?: bigint;
  asked?: bigint;
  // The field of the form that it is about.
  field?: Field;
  // True if nobody knows whether it was recorded: the answer did not come.
  isUnknown: boolean;
}

// The fields of the form by the names of the request that differ.
const RENAMED: Record<string, Field> = { fiscal_year: "year", area_limits: "limits", to_unit: "toUnit", document_date: "documentDate", document_sha256: "documentSha256" };

function fieldOf(code: string, fields: readonly RefusalField[]): Field | undefined {
  const named = fields.find(({ name }) => name === "request_field")?.value;
  if (named?.case === "text") return RENAMED[named.value] ?? FIELDS.find((field) => field === named.value);
  if (code === "closing.late") return "lateReason";
  return code.startsWith("guard.") ? "amount" : undefined;
}

export function refusedOf(error: unknown): Refused {
  const connect = ConnectError.from(error);
  const [refusal] = connect.findDetails(RefusalSchema);
  const refused: Refused = {
    code: refusal?.code ?? "", sentences: errorSentences(error),
    isUnknown: refusal === undefined && [Code.Unavailable, Code.Unknown, Code.DeadlineExceeded, Code.Canceled].includes(connect.code),
  };
  const field = fieldOf(refused.code, refusal?.within.flatMap(({ fields }) => fields) ?? []);
  if (field !== undefined) refused.field = field;
  for (const { name, value } of refusal?.what?.fields ?? []) {
    if (value.case === "day" && name === "day") {
      const digits = String(value.value);
      refused.day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
    }
    if (value.case === "amount" && name === "available") refused.available = BigInt(value.value);
    if (value.case === "amount" && name === "asked") refused.asked = BigInt(value.value);
  }
  return refused;
}

// Who records while the ledger does not ask who is there.
const REHEARSAL = "rehearsal";

// The fields of the request that are a text, by the names that they have there, too.
const TEXTS = ["unit", "source", "area", "effective", "toUnit", "number", "counterparty", "until", "commitment", "advance"] as const satisfies readonly Field[];

export interface Sending {
  language: Language; // the notation of the amount
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

export async function send(draft: Draft, { language, dryRun, proposes, signal }: Sending): Promise<Receipt> {
  const expires = given(draft.expires);
  const lateReason = given(draft.lateReason);
  const options = {
    key: draft.key, actor: given(draft.actor) ?? (dryRun ? REHEARSAL : ""), dryRun, ...(lateReason !== undefined && { lateReason }),
    ...(proposes && { propose: true, ...(expires !== undefined && { expires }) }),
  };
  const call = signal === undefined ? {} : { signal };
  const common = { ...documentOf(draft), reason: draft.reason.trim(), note: draft.note.trim(), options };
  const said = (field: Field): string | undefined => saidIn(draft, field);
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const field of TEXTS) {
    const text = said(field);
    if (text !== undefined) texts[field] = text;
  }
  const limits = said("limits");
  const { receipt } = draft.kind === "reversal"
    ? await ledger.reverse({ sequence: BigInt(/^[0-9]+$/.exec(draft.sequence.trim())?.[0] ?? 0), ...common, ...texts }, call)
    : await ledger.record({
      kind: draft.kind, fiscalYear: Number(said("year")) || 0, amount: draft.amount.trim(), notation: language, tranche: Number(said("tranche")) || 0,
      ...common, ...texts, ...(limits !== undefined && { areaLimits: [limits] }),
    }, call);
  if (receipt === undefined) throw new Error("the ledger answered without a receipt");
  return receipt;
}
