// A ledger for the tests in a browser: answers the calls of the page as a server does, from a few rules instead of events.
//
// 63 provinces in three regions; some have no record. It knows 20 events; a question about an earlier moment is told less
// disbursed money, and before the fifth event nothing. Nothing is effective before 2024-01-05.
import { readFileSync } from "node:fs";
import { create, toBinary } from "@bufbuild/protobuf";
import { RefusalSchema } from "../../generated/proto/refusal_pb";
import { REVERSAL, REVERSED, listEvents, proveEvent, record } from "./fake_events";

const BILLION = 1_000_000_000n;
const HEAD = 20;
const COVERED = 12; // by the newest published checkpoint
const VERIFIED = 15; // by the last verification of the server
const FIRST_KNOWN = 5;
const MISTAKEN = 918_000_000n; // and reversed
const FIRST_DAY = "2024-01-05";
const REGIONS = ["region:north", "region:centre", "region:south"];

interface Question {
  asOf?: string;
  knownAt?: string;
  boundaries?: string;
  source?: string;
  unit?: string;
}

interface Shapes {
  objects: { provinces: { geometries: { id: string; properties: { name: string } }[] } };
}

const shapes = JSON.parse(readFileSync(new URL("../../shapes/provinces_2008.topojson", import.meta.url), "utf8")) as Shapes;
const provinces = shapes.objects.provinces.geometries
  .map(({ id, properties }) => ({ id, name: properties.name }))
  .sort((a, b) => (a.id < b.id ? -1 : 1))
  .map((province, index) => ({ ...province, index, region: REGIONS[Math.floor((index * 3) / 63)] ?? "" }));

const unit = (unitId: string, name: string, type: string, regionId: string) => ({
  unitId, name, nameEn: name, type, regionId, firstDay: "2008-08-01",
});
const UNITS = [
  unit("VN", "Việt Nam", "nation", ""),
  ...REGIONS.map((region) => unit(region, region.slice(7), "region", "")),
  ...provinces.map(({ id, name, region }) => unit(id, name, "province", region)),
];

const knownAt = ({ knownAt: text }: Question): number => (text === undefined || !/^[0-9]+$/.test(text) ? HEAD : Number(text));

interface Money {
  plan: bigint;
  allocated: bigint;
  disbursed: bigint;
  executed: bigint;
}

// A million more with each day of a month.
const executedOn = ({ asOf }: Question): bigint => BigInt(asOf?.slice(8) ?? "0") * 1_000_000n;

function moneyOf(index: number, question: Question): Money {
  const plan = BigInt(index + 5) * BILLION;
  const allocated = (plan * 7n) / 10n;
  const late = knownAt(question) < HEAD && index % 3 === 0 ? 250_000_000n : 0n;
  return { plan, allocated, disbursed: (allocated * BigInt(index % 11)) / 10n - (index % 11 > 0 ? late : 0n), executed: plan / 4n + executedOn(question) };
}

const rate = (numerator: bigint, denominator: bigint) =>
  denominator === 0n ? undefined : {
    numerator: String(numerator), denominator: String(denominator),
    percent: `${(numerator * 1000n) / denominator / 10n}.${((numerator * 1000n) / denominator) % 10n}`,
  };

function rowOf(names: object, { plan, allocated, disbursed, executed }: Money) {
  return {
    ...names, plan: String(plan), allocated: String(allocated), disbursed: String(disbursed), executed: String(executed),
    availableToAllocate: String(plan - allocated), availableToDisburse: String(allocated - disbursed),
    allocatedOfPlan: rate(allocated, plan), disbursedOfAllocated: rate(disbursed, allocated), executedOfPlan: rate(executed, plan),
  };
}

function sum(moneys: Money[]): Money {
  const of = (name: keyof Money): bigint => moneys.reduce((total, money) => total + money[name], 0n);
  return { plan: of("plan"), allocated: of("allocated"), disbursed: of("disbursed"), executed: of("executed") };
}

function basisOf(question: Question) {
  const sequence = knownAt(question);
  const asOf = question.asOf ?? "2024-12-31";
  return {
    asOf, boundaries: question.boundaries ?? asOf, knownAtSequence: String(sequence), head: String(HEAD), groupingId: "three", groupingName: "Three",
    groupingOfficial: true, ledgerName: "SYNTHETIC", root: Buffer.alloc(32, 7).toString("base64"), currencyCode: "VND",
    ...(sequence > 0 && { knownAt: `2024-${String(Math.min(sequence, 12)).padStart(2, "0")}-15T07:43:00Z` }),
  };
}

// The province with contracts and advances.
export const CONTRACTS = "VN63-04";
const ofContracts = (question: Question) => (question.unit === CONTRACTS && { committed: "300000000", advances: "120000000", free: "100000000" });

// A contract that is overdue, and an advance that pays it.
function openItems({ question = {}, kind }: { question?: Question; kind?: string }) {
  const line = { unitId: CONTRACTS, sourceId: "national", fiscalYear: 2024 };
  const items = kind === "advance"
    ? [{ sequence: "12", kind: "AdvancePaid", effectiveDate: "2024-03-01", line, trancheNumber: 1, namedSequence: "11", amount: "200000000", cleared: "50000000", recovered: "30000000", left: "120000000", daysOpen: 305 }]
    : [{
      sequence: "11", kind: "CommitmentMade", effectiveDate: "2024-02-01", line, trancheNumber: 1, number: "HD-01/2024", counterparty: "Công ty Hội chợ Đông Bắc",
      until: "2024-11-30", isPastUntil: true, amount: "500000000", paid: "200000000", released: "0", left: "300000000", daysOpen: 334,
    }];
  return { part: { basis: basisOf(question), items } };
}

function reportBy(question: Question, by: string[]) {
  const isKnown = knownAt(question) >= FIRST_KNOWN && (question.asOf ?? FIRST_DAY) >= FIRST_DAY && question.source !== "local";
  const asked = provinces.find(({ id }) => id === question.unit);
  const recorded = isKnown ? provinces.filter(({ id, index }) => index % 20 !== 7 && (asked === undefined || id === asked.id)) : [];
  const moneys = recorded.map(({ index }) => moneyOf(index, question));
  const rows = by.includes("unit")
    ? recorded.map(({ id, name, region, index }) => rowOf({ unitId: id, unitName: name, regionId: region }, moneyOf(index, question))).map((row) => ({ ...row, ...(asked !== undefined && ofContracts(question)) }))
    : by.includes("year")
      ? [{ fiscalYear: 2023 }, { fiscalYear: 2024 }]
      : by.includes("source")
      ? [rowOf({ sourceId: "national" }, sum(moneys))]
      : REGIONS.filter((region) => isKnown && (asked === undefined || region === asked.region)).map((region) =>
          rowOf({ regionId: region }, sum(moneys.filter((_, at) => recorded[at]?.region === region))));
  return { basis: basisOf(question), by, rows, total: { ...rowOf({}, sum(moneys)), ...ofContracts(question) } };
}

function balance({ question = {}, by = [], subtotalsBy = [] }: { question?: Question; by?: string[]; subtotalsBy?: string[] }) {
  return { report: reportBy(question, by), ...(subtotalsBy.length > 0 && { subtotals: reportBy(question, subtotalsBy) }) };
}

// One of the postings was recorded by mistake, and is reversed.
function explain({ question = {} }: { question?: Question }) {
  const asked = provinces.find(({ id }) => id === question.unit);
  const money = asked === undefined ? sum([]) : moneyOf(asked.index, question);
  const { plan, allocated, disbursed, executed } = money;
  const posting = (sequence: number, kind: string, measure: string, amount: bigint, effectiveDate: string, areaId = "") => ({
    sequence: String(sequence), kind, effectiveDate, recordedAt: "2024-03-10T02:00:00Z", measure, amount: String(amount),
    line: { unitId: asked?.id ?? "VN", sourceId: "national", fiscalYear: 2024, areaId },
    trancheNumber: measure === "allocated" || measure === "disbursed" ? 1 : 0,
    ...(kind === "DisbursementMade" && { because: "UNC UNC-6024, KBNN, 2024-04-30" }),
    ...(kind === "EventReversed" && { because: "nhập nhầm số tiền" }),
  });
  const postings = [
    posting(FIRST_KNOWN, "DisbursementMade", "disbursed", disbursed - disbursed / 3n, "2024-02-01", "fairs"),
    posting(FIRST_KNOWN + 1, "DisbursementMade", "disbursed", disbursed / 3n, "2024-05-02"),
    posting(REVERSED, "DisbursementMade", "disbursed", MISTAKEN, "2024-05-02"),
    posting(REVERSAL, "EventReversed", "disbursed", -MISTAKEN, "2024-05-02"),
    posting(FIRST_KNOWN, "PlanApproved", "plan", plan, "2024-01-05"),
    posting(FIRST_KNOWN, "TrancheAllocated", "allocated", allocated, "2024-01-20"),
    posting(FIRST_KNOWN + 2, "ExecutionReported", "executed", executed, "2024-06-30", "fairs"),
  ];
  return { part: { basis: basisOf(question), total: { ...rowOf({}, money), ...ofContracts(question) }, postings } };
}

// One posting was recorded later than any moment but now.
function restate({ question = {}, from = "0", to }: { question?: Question; from?: string; to?: string }) {
  const line = { unitId: question.unit ?? "VN", sourceId: "national", fiscalYear: 2024 };
  const at = (knownAt: string): Question => ({ ...question, knownAt });
  const [before, after] = [at(from), at(to ?? String(HEAD))].map((asked) => balance({ question: asked }).report.total);
  return {
    part: {
      asOf: question.asOf ?? "", from: basisOf(at(from)), to: basisOf(at(to ?? String(HEAD))), before, after,
      postings: [{
        sequence: String(HEAD), kind: "DisbursementMade", effectiveDate: "2024-02-01", recordedAt: "2024-12-10T02:00:00Z", line,
        measure: "disbursed", trancheNumber: 1, amount: "250000000",
      }],
    },
  };
}

// Each month's events are recorded in the month after; those of one month half a year late.
function timeline({ question = {}, pairsMax = 0 }: { question?: Question; pairsMax?: number }) {
  const date = (month: number, day: number): string => `2024-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const pairs = Array.from({ length: 11 }, (_, month) => [
    { effectiveFrom: date(month + 1, 5), recordedFrom: date(month + 2, 9), events: "3" },
    { effectiveFrom: date(month + 1, 20), recordedFrom: date(month + 1, 20), events: "12", reversals: "1" },
  ]).flat();
  pairs.push({ effectiveFrom: date(2, 1), recordedFrom: date(9, 1), events: "30" });
  const asOf = question.asOf ?? "2024-12-31";
  const days = pairs.map(({ effectiveFrom }) => effectiveFrom).sort();
  return {
    timeline: {
      basis: basisOf(question), events: "195", recordedLater: String(HEAD - knownAt(question)),
      previousDay: days.filter((day) => day < asOf).at(-1) ?? "", nextDay: days.find((day) => day > asOf) ?? "",
      ...(pairsMax > 0 && { binDays: 1, pairs }),
    },
  };
}

// One figure of each verdict, the last two with what they were compared with. The first is about right, the last an estimate.
function reconcile() {
  const figure = (id: number, measure: string, kind: string, printed: string, verdict: string, values: object) => ({
    figure: {
      figureId: `F00${id}`, publication: `paper-${id % 2}`, measure, kind: `FIGURE_KIND_${kind}`, printed,
      line: { unitId: REGIONS[0], fiscalYear: 2024, sourceId: "" }, ...(id === 1 && { qualifier: "QUALIFIER_ABOUT" }),
    },
    sequence: String(id), verdict: `VERDICT_${verdict}`, ...values,
  });
  return {
    reconciliation: {
      basis: basisOf({}), agrees: 1, agreesWithinRounding: 1, contradicts: 1, statedOnly: 1,
      figures: [
        figure(1, "plan", "AMOUNT", "99,2 tỷ đồng", "AGREES", {
          printedValue: "99200000000", printedLow: "99150000000", printedHigh: "99249999999", computedValue: "99204000000",
          comparedWith: "ledger: plan of region:north",
        }),
        figure(2, "growth", "GROWTH", "8,00%", "AGREES_WITHIN_ROUNDING", {
          printedValue: "8", printedLow: "7.995", printedHigh: "8.005", computedValue: "8.0068", computedLow: "8.004", computedHigh: "8.009",
          comparedWith: "F001 / F003 - 1",
        }),
        figure(3, "count", "MEMBER_COUNT", "20", "CONTRADICTS", {
          printedValue: "20", computedValue: "28", computedLow: "28", computedHigh: "28", comparedWith: "grouping Three",
        }),
        figure(4, "estimated", "AMOUNT", "34,7 tỷ đồng", "STATED_ONLY", { printedValue: "34700000000" }),
      ],
    },
  };
}

// The plan of one province, then what is disbursed of it in ten events; one between them moves no money.
function replay() {
  const [first] = provinces;
  const step = (sequence: number, kind: string, measure: string, amount: string) => ({
    sequence: String(sequence), kind, measure, amount, effectiveDate: "2024-01-05", recordedAt: `2024-02-${10 + sequence}T02:00:00Z`,
    line: { unitId: first?.id, sourceId: "national", fiscalYear: 2024 },
  });
  const paid = Array.from({ length: 10 }, (_, index) => step(index + 4, "DisbursementMade", "disbursed", "50000000"));
  return {
    part: {
      steps: [
        step(1, "PlanApproved", "plan", "2000000000"), step(2, "TrancheAllocated", "allocated", "1000000000"),
        step(3, "FigurePublished", "", ""), ...paid,
      ],
    },
  };
}

// A role that somebody has, for every unit and kind.
export const role = (actorId: string, name: string, kinds: string[] = []) => ({ actorId, personId: actorId, role: name, kinds, inForce: true });

export const REFUSED_SOURCE = "refused";

// What the server says of a question about REFUSED_SOURCE.
function refusal() {
  const detail = create(RefusalSchema, {
    code: "name.unknown",
    what: { text: "no source {name}", fields: [{ name: "name", value: { case: "text", value: REFUSED_SOURCE } }] },
    then: [{ text: "ask for one of the list" }],
  });
  return {
    code: "not_found", message: "no source",
    details: [{ type: "tranche.v1.Refusal", value: Buffer.from(toBinary(RefusalSchema, detail)).toString("base64") }],
  };
}

export const AMBIGUOUS_UNIT = "HN";

function ambiguity() {
  const [first, second] = provinces;
  const texts = (values: (string | undefined)[]) => ({ case: "texts" as const, value: { texts: values.map((value) => value ?? "") } });
  const detail = create(RefusalSchema, {
    code: "name.ambiguous", within: [{ text: "{request_field}", fields: [{ name: "request_field", value: { case: "text", value: "unit" } }] }],
    what: {
      text: "unit {text} is ambiguous", fields: [
        { name: "text", value: { case: "text", value: AMBIGUOUS_UNIT } },
        { name: "candidates", value: texts([`${first?.id} ${first?.name}`, `${second?.id} ${second?.name}`]) },
        { name: "ids", value: texts([first?.id, second?.id]) },
      ],
    },
  });
  return {
    code: "invalid_argument", message: "ambiguous",
    details: [{ type: "tranche.v1.Refusal", value: Buffer.from(toBinary(RefusalSchema, detail)).toString("base64") }],
  };
}

// The parts of a verification that finds these.
export function verification(findings: object[]): object[] {
  const counts = { eventsDone: String(HEAD), eventsTotal: String(HEAD) };
  const root = Buffer.alloc(32, 7).toString("base64");
  return [{}, { eventsTotal: String(HEAD) }, counts, { ...counts, report: { events: String(HEAD), rows: "1234", findings, root } }];
}

// The answer of a call as JSON, with its status; of a stream all its parts, where it has more than one.
// language  what the browser asks for, in Accept-Language.
export function answerOf(
  call: string, request: { question?: Question; by?: string[]; pairsMax?: number; sequence?: string }, language: string,
): { status: number; body: unknown } {
  if (call === "Record" || call === "Reverse") return record(request as never, language);
  if (request.question?.source === REFUSED_SOURCE) return { status: 404, body: refusal() };
  if (request.question?.unit === AMBIGUOUS_UNIT) return { status: 400, body: ambiguity() };
  const answers: Record<string, () => unknown> = {
    GetLedger: () => ({
      terms: { name: "SYNTHETIC-test", currencyCode: "VND", minorDigits: 0, locale: "vi", utcOffsetMinutes: 420 },
      head: String(HEAD), today: "2024-12-31",
    }),
    GetStatus: () => ({
      report: { head: String(HEAD), checkpointSize: String(COVERED) }, verified: { events: String(VERIFIED), at: "2024-12-30T07:43:00Z" },
    }),
    GetFourEyes: () => ({ report: {} }),
    ListRoles: () => ({ list: { roles: [role("lan", "officer"), role("minh", "administrator"), role("hoa", "administrator")] } }),
    ListUnits: () => ({ list: { units: UNITS } }),
    ListSources: () => ({ list: { terms: [{ termId: "national", name: "quốc gia", nameEn: "national" }, { termId: "local", name: "địa phương", nameEn: "local" }] } }),
    ListAreas: () => ({ list: { terms: [{ termId: "fairs", name: "Hội chợ", nameEn: "Fairs" }] } }),
    GetBalance: () => balance(request),
    Explain: () => explain(request),
    ListOpenItems: () => openItems(request),
    ListClosings: () => ({ list: {} }),
    Restate: () => restate(request),
    Reconcile: () => reconcile(),
    Replay: () => replay(),
    GetTimeline: () => timeline(request),
    ListEvents: () => listEvents(request as never),
    ProveEvent: () => proveEvent({ sequence: request.sequence ?? "" }),
    VerifyLedger: () => verification([]),
  };
  return { status: 200, body: answers[call]?.() };
}
