// Proposals of the ledger of fake_ledger.ts, each test with its own: what is decided on stays so.
import type { Answers } from "./browser";
import { AVAILABLE, record, refusedBy } from "./fake_events";
import { role } from "./fake_ledger";

const line = { unitId: "VN63-40", sourceId: "national", areaId: "fairs", fiscalYear: 2024 };
const payment = (amount: string, unitId = line.unitId) => ({
  eventId: `row-${amount}-${unitId}`, actor: "an", effectiveDate: 20240601, reason: "nghiệm thu đợt 2",
  document: { type: "UNC", number: "UNC-77", issuer: "KBNN", date: 20240531 },
  disbursementMade: { line: { ...line, unitId }, trancheNumber: 1, amount },
});

export const OPEN = 16; // by an, one command
export const OWN = 17; // by lan, who is signed in
export const SEVERAL = 18; // by an, of two provinces
export const TOO_LARGE = 19; // by an; the ledger refuses it now
export const REVERSAL = 9; // by an, of event 8
export const GRANT = 10; // by minh, who administers
export const EXPIRED = 14;
export const REJECTED = 12;
export const DIGEST = "c0ffee".padEnd(64, "0");

const row = (proposal: number, proposer: string, state = "open") => ({
  proposal: String(proposal), state, proposer, proposedAt: "2024-12-02T02:00:00Z", reason: "nghiệm thu đợt 2", expiresOn: "2025-01-01",
  digest: DIGEST, parts: 1, commands: proposal === SEVERAL ? "2" : "1", decision: "0",
  ...(proposal === SEVERAL && { remarks: [{ command: "2", equalSequence: "8", questions: ["last-day-spend"] }], remarkCount: "52" }),
  ...(proposal === OPEN && { remarks: [{ command: "1", equalSequence: "8" }], remarkCount: "1" }),
});

const commandsOf = (proposal: number): object[] => {
  if (proposal === REVERSAL) return [{ eventId: "undo", actor: "an", effectiveDate: 20240601, reason: "ghi hai lần", eventReversed: { reversedSequence: "8" } }];
  if (proposal === GRANT) return [{ eventId: "grant", actor: "minh", effectiveDate: 20241231, roleGranted: { actorId: "an", role: "ROLE_OFFICER", unitIds: ["VN63-40"], amountMax: "5000000000" } }];
  if (proposal === SEVERAL) return [payment("918000000"), payment("700000000", "VN63-06")];
  return [payment(proposal === TOO_LARGE ? "60000000000" : "918000000")];
};

interface Request {
  states?: string[];
  proposal?: string;
  digest?: string;
  reason?: string;
  options?: { dryRun?: boolean; actor?: string; propose?: boolean };
}

// on     whether four eyes is on now; it was on before.
// roles  of everybody; `lan` is signed in.
export function fourEyes(roles: object[], on = true): Answers {
  const rows = [
    row(OPEN, "an"), row(OWN, "lan"), row(SEVERAL, "an"), row(TOO_LARGE, "an"), row(REVERSAL, "an"), row(GRANT, "minh"), row(EXPIRED, "an", "expired"),
    { ...row(REJECTED, "an", "rejected"), decision: "13", decidedBy: "hoa", decidedAt: "2024-12-03T02:00:00Z", decisionReason: "thiếu biên bản" },
  ];
  const decide = (state: string) => ({ proposal, options = {} }: Request, language: string) => {
    const found = rows.find((one) => one.proposal === proposal);
    if (found === undefined) return refusedBy("proposal.unknown", `event ${proposal} is no proposal`, `sự kiện ${proposal} không phải là đề nghị`, language);
    if (state === "approved" && Number(proposal) === TOO_LARGE) {
      return refusedBy("guard.disbursed-over-allocated", "disbursed would exceed allocated on 2024-06-01", "giải ngân sẽ vượt số đã phân bổ từ ngày 01/06/2024", language,
        { available: AVAILABLE, asked: "60000000000" });
    }
    if (options.dryRun !== true) Object.assign(found, { state, decision: "21", decidedBy: options.actor, decidedAt: "2024-12-31T02:00:00Z" });
    return { status: 200, body: { receipt: { sequence: "21", dryRun: options.dryRun ?? false }, proposal: found } };
  };
  return {
    GetFourEyes: { report: { on, since: "11", exemptKinds: ["EstimateStated"] } },
    ListRoles: { list: { roles } },
    ListProposals: ({ proposal, states = [] }: Request) => ({
      status: 200,
      body: proposal === undefined ? [{ rows: rows.filter(({ state }) => states.includes(state)) }]
        : [{ rows: rows.filter((one) => one.proposal === proposal), commands: commandsOf(Number(proposal)) }],
    }),
    Record: (request: Request, language: string) => {
      const { status, body } = record(request, language);
      if (request.options?.propose !== true) return refusedBy("four-eyes.propose", "four eyes is on: propose it", "chế độ hai người đang bật: hãy đề nghị", language);
      const proposed = { ...row(121, request.options.actor ?? ""), ...(request.options.dryRun !== true && { alongside: [String(OPEN)], fitsAlongside: false }) };
      const { receipt } = body as { receipt?: object };
      return { status, body: receipt === undefined ? body : { receipt: { ...receipt, proposal: proposed } } };
    },
    ApproveProposal: decide("approved"),
    RejectProposal: decide("rejected"),
  };
}

export const APPROVER = [role("lan", "approver"), role("an", "officer"), role("hoa", "approver"), role("minh", "administrator")];
export const OFFICER = [role("lan", "officer"), role("an", "officer"), role("hoa", "approver"), role("minh", "administrator")];
export const ADMINISTRATOR = [role("lan", "administrator"), role("minh", "administrator"), role("an", "officer"), role("hoa", "approver")];
