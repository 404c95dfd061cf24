// Closings of the ledger of fake_ledger.ts, each test with its own: what is closed or opened again stays so.
import type { Answers } from "./browser";
import { EVENTS, refusedBy } from "./fake_events";
import { CONTRACTS } from "./fake_ledger";

export const OF_ALL = 34;
export const OF_ONE = 41;
export const REOPENED = 20;
const DISBURSED = "600000000";

interface Closed {
  units?: string[];
  sources?: string[];
  fiscalYear?: number;
  through?: string;
  yearEnd?: boolean;
  confirmed?: { unit: string; source: string; amount: string }[];
  closing?: string;
  reason?: string;
  options: { key: string; actor: string; dryRun?: boolean };
}

const row = (closing: number, fiscalYear: number, more: object) => ({
  closing: String(closing), fiscalYear, through: `${fiscalYear}-12-31`, yearEnd: true, unitIds: [], sourceIds: [], actor: "lan", closedAt: "2024-12-20T02:00:00Z", reopening: "0", ...more,
});

export function closings(): Answers {
  const rows = [
    row(REOPENED, 2022, { reopening: "21", reason: "quyết toán năm 2022" }), row(OF_ALL, 2023, {}),
    row(OF_ONE, 2024, { through: "2024-06-30", yearEnd: false, unitIds: [CONTRACTS], sourceIds: ["national"], reason: "đối chiếu sáu tháng" }),
  ];
  const receiptOf = ({ options }: Closed, kind: object) => ({
    status: 200, body: {
      receipt: {
        sequence: String(EVENTS + 1), eventId: options.key, recordedAt: "2024-12-31T02:00:00Z", dryRun: options.dryRun ?? false,
        event: { sequence: String(EVENTS + 1), eventId: options.key, effectiveDate: 20241231, actor: options.actor, ...kind },
      },
    },
  });
  return {
    ListClosings: () => ({ status: 200, body: { list: { closings: rows } } }),
    ClosePeriod: (request: Closed, language: string) => {
      const { units = [], sources = [], fiscalYear = 0, through = `${fiscalYear}-12-31`, yearEnd = false, confirmed = [], options } = request;
      if (fiscalYear === 2021) {
        return refusedBy("closing.proposals-open", "open proposals move money in it: 16, 18", "các đề nghị đang mở có chuyển tiền trong đó: 16, 18", language, {}, { proposals: ["16", "18"] });
      }
      if (confirmed.some(({ amount }) => amount.replace(/\D/g, "") !== DISBURSED)) {
        return refusedBy("closing.not-confirmed", "the ledger has 600,000,000 VND", "sổ có 600.000.000 đồng", language);
      }
      if (options.dryRun !== true) rows.push(row(EVENTS + 1, fiscalYear, { through, yearEnd, unitIds: units, sourceIds: sources, actor: options.actor }));
      return receiptOf(request, { periodClosed: { fiscalYear, through: Number(through.replace(/-/g, "")), yearEnd, unitIds: units, sourceIds: sources } });
    },
    ReopenPeriod: (request: Closed) => {
      if (request.options.dryRun !== true) rows.filter(({ closing }) => closing === request.closing).forEach((one) => Object.assign(one, { reopening: String(EVENTS + 1) }));
      return receiptOf(request, { periodReopened: { closedSequence: request.closing } });
    },
  };
}
