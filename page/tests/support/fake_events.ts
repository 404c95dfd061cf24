// Events of the ledger of fake_ledger.ts, and what becomes of commands.
import { createHash } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import { EventSchema } from "../../generated/proto/event_pb";
import { LocalizedMessageSchema } from "../../generated/proto/localized_pb";
import { RefusalSchema } from "../../generated/proto/refusal_pb";

export const EVENTS = 120;
export const REVERSED = 8;
export const REVERSAL = 9;
const ESTIMATE = 13;
export const PROPOSED = 22;
export const APPROVED = 23;
export const BY_APPROVAL = 25; // was proposed, and approved by event 23
export const CONTRACT = 31;
export const OF_CONTRACT = 32; // pays it
export const CLOSING = 34; // of 2023
export const LATE = 37; // for it
const ABOUT = 16; // its amount is about right
export const DOCUMENT = "the voucher";
export const AVAILABLE = "53200000000";

const line = { unitId: "VN63-40", sourceId: "national", areaId: "fairs", fiscalYear: 2024 };
const document = {
  type: "UNC", number: "UNC-6024", issuer: "KBNN", date: 20240430,
  sha256: createHash("sha256").update(DOCUMENT).digest("base64"),
};

function eventOf(sequence: number) {
  const day = String((sequence % 28) + 1).padStart(2, "0");
  const common = {
    sequence: String(sequence), eventId: `syn:${sequence}`, effectiveDate: Number(`202404${day}`), actor: "kho-bac",
    recordedAt: sequence % 5 === 0 ? "2024-07-07T09:10:00Z" : `2024-04-${day}T09:10:00Z`,
  };
  if (sequence <= 3) return { ...common, unitEstablished: { unitId: `VN63-0${sequence}`, name: `Tỉnh ${sequence}` } };
  if (sequence === REVERSAL) return { ...common, reason: "nhập nhầm số tiền", eventReversed: { reversedSequence: String(REVERSED) } };
  if (sequence === ESTIMATE) return { ...common, estimateStated: { line, measure: "executed", amount: "700000000", statedOn: 20240430 } };
  if (sequence === PROPOSED) return { ...common, actor: "an", changeProposed: { digest: "", expiresOn: 20240530, parts: 1, part: 1 } };
  if (sequence === APPROVED) return { ...common, actor: "hoa", changeApproved: { proposal: String(PROPOSED), digest: "" } };
  if (sequence === CONTRACT) return { ...common, commitmentMade: { line, trancheNumber: 1, amount: "918000000", number: "HD-01/2024", counterparty: "Công ty Hội chợ Đông Bắc", until: 20241130 } };
  if (sequence === CLOSING) return { ...common, periodClosed: { fiscalYear: 2023, through: 20231231, yearEnd: true } };
  if (sequence % 3 === 0) return { ...common, planApproved: { line: { ...line, areaId: "" }, amount: "2324000000" } };
  if (sequence % 7 === 0) {
    return { ...common, trancheAllocated: { number: 2, shares: ["VN63-01", "VN63-02", "VN63-04"].map((unitId) => ({ line: { ...line, unitId }, amount: "1134000000" })) } };
  }
  return { ...common, document, ...(sequence === ABOUT && { evidence: { qualifier: "QUALIFIER_ABOUT" } }),
    ...(sequence === LATE && { lateReason: "chứng từ đến muộn", lateFor: String(CLOSING) }),
    ...(sequence === BY_APPROVAL && { actor: "an", approval: String(APPROVED) }), disbursementMade: { line, trancheNumber: 1, amount: "918000000", ...(sequence === OF_CONTRACT && { commitment: String(CONTRACT) }) } };
}

interface ListRequest {
  kind?: string;
  documentNumber?: string;
  after?: string;
  before?: string;
  newest?: boolean;
  pageSize?: number;
}

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

export function listEvents({ kind, documentNumber = "", after = "0", before = "0", newest = false, pageSize = 0 }: ListRequest) {
  const last = before === "0" ? EVENTS : Math.min(Number(before) - 1, EVENTS);
  const wanted = (kind ?? "").charAt(0).toLowerCase() + (kind ?? "").slice(1);
  const found = Array.from({ length: EVENTS }, (_, at) => eventOf(at + 1))
    .filter((event) => Number(event.sequence) > Number(after) && Number(event.sequence) <= last && (kind === undefined || wanted in event))
    .filter((event) => documentNumber === "" || ("document" in event && letters(event.document.number).includes(letters(documentNumber))));
  const most = pageSize === 0 ? found.length : pageSize;
  const events = newest ? found.slice(-most) : found.slice(0, most);
  return {
    part: { events }, nextPageToken: !newest && found.length > most ? "more" : "",
    ...(events.some(({ sequence }) => sequence === String(REVERSED)) && {
      reversed: [{ sequence: String(REVERSED), reversedBy: String(REVERSAL) }],
    }),
    ...(events.some(({ sequence }) => sequence === String(REVERSAL)) && { reversedEvents: [eventOf(REVERSED)] }),
  };
}

const sha = (...parts: Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

// A proof in a tree of two events: the other leaf is the path.
export function proveEvent({ sequence }: { sequence: string }) {
  const stored = toBinary(EventSchema, create(EventSchema, { sequence: BigInt(sequence), eventId: `syn:${sequence}`, actor: "kho-bac" }));
  const path: Buffer[] = [];
  let root = sha(Uint8Array.of(0), stored);
  const size = 128;
  for (let [node, width] = [Number(sequence) - 1, size]; width > 1; [node, width] = [node >> 1, width / 2]) {
    const sibling = Buffer.alloc(32, path.length);
    path.push(sibling);
    root = node % 2 === 1 ? sha(Uint8Array.of(1), sibling, root) : sha(Uint8Array.of(1), root, sibling);
  }
  return {
    proof: {
      checkpoint: `ledger.test/log\n${size}\n${root.toString("base64")}\n\n— ledger.test/log c2lnbmF0dXJl\n`,
      event: { sequence, storedBytes: Buffer.from(stored).toString("base64"), path: path.map((hash) => hash.toString("base64")) },
    },
  };
}

interface RecordRequest {
  unit?: string;
  amount?: string;
  kind?: string;
  effective?: string;
  number?: string;
  commitment?: string;
  advance?: string;
  options?: { key?: string; dryRun?: boolean; actor?: string; lateReason?: string };
}

const ENGLISH = "the north: disbursed would exceed allocated on 2024-06-01";
const VIETNAMESE = "Phía Bắc: giải ngân sẽ vượt số đã phân bổ từ ngày 01/06/2024";

// What the server says when the ledger refuses, in the language that the browser asks for.
export function refusedBy(
  code: string, english: string, vietnamese: string, language: string, amounts: { available?: string; asked?: string } = {},
  texts: Record<string, string[]> = {},
): { status: number; body: unknown } {
  const detail = create(RefusalSchema, {
    code,
    what: {
      text: english,
      fields: [
        ...Object.entries(amounts).map(([name, value]) => ({ name, value: { case: "amount" as const, value } })),
        ...Object.entries(texts).map(([name, value]) => ({ name, value: { case: "texts" as const, value: { texts: value } } })),
        ...(amounts.asked === undefined ? [] : [{ name: "day", value: { case: "day" as const, value: 20240601 } }]),
      ],
    },
  });
  const locale = language.startsWith("vi") ? "vi" : "en";
  const text = create(LocalizedMessageSchema, { locale, message: locale === "vi" ? vietnamese : english });
  const value = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  return {
    status: 400,
    body: {
      code: "failed_precondition", message: english,
      details: [
        { type: "tranche.v1.Refusal", value: value(toBinary(RefusalSchema, detail)) },
        { type: "tranche.v1.LocalizedMessage", value: value(toBinary(LocalizedMessageSchema, text)) },
      ],
    },
  };
}

// Amounts with a 6 in front are refused by a guard.
export function record({ amount = "", kind = "", effective = "", number, commitment, advance, options = {} }: RecordRequest, language: string): { status: number; body: unknown } {
  if (amount.startsWith("6")) return refusedBy("guard.disbursed-over-allocated", ENGLISH, VIETNAMESE, language, { available: AVAILABLE, asked: "60000000000" });
  if (effective.startsWith("2023") && options.lateReason === undefined)
    return refusedBy("closing.late", "2023 is closed through 2023-12-31 by event 34: say why it is late", "Năm 2023 đã khóa sổ: hãy nêu lý do ghi muộn", language);
  const money = { line, trancheNumber: 1, amount: "18300000000" };
  const kinds: Record<string, object> = {
    commitment: { commitmentMade: { ...money, trancheChosen: true, number, until: 20241130 } }, release: { commitmentReleased: { ...money, commitment } },
    "advance-clearing": { advanceCleared: { ...money, advance } },
  };
  const event = {
    sequence: String(EVENTS + 1), eventId: options.key, effectiveDate: 20240601, actor: options.actor, recordedAt: "2024-06-03T02:00:00Z",
    ...(kinds[kind] ?? { disbursementMade: { ...money, trancheChosen: true, ...(commitment !== undefined && { commitment }) } }),
  };
  return {
    status: 200,
    body: {
      receipt: {
        sequence: event.sequence, eventId: options.key, recordedAt: event.recordedAt, dryRun: options.dryRun ?? false, event,
        ...((commitment ?? advance) !== undefined && { leftOfNamed: "75000000" }),
        trancheChosen: 1, availableToAllocate: "1000000000", availableToDisburse: "2000000000",
      },
    },
  };
}
