// What can be recorded here, and the fields of each kind.

// As an officer looks for them: by the part of the work that they belong to.
export const KIND_GROUPS = {
  planning: ["plan", "plan-adjustment", "tranche", "allocation-adjustment", "transfer"],
  spending: ["disbursement", "commitment", "release", "advance", "advance-clearing", "advance-recovery", "refund"],
  windingUp: ["carry-over", "lapse", "settlement", "correction"],
  results: ["project", "project-amendment", "project-stop", "indicator", "output", "execution", "estimate"],
  spendingRules: ["rule"],
  mistakes: ["reversal"],
} as const;
export type KindGroup = keyof typeof KIND_GROUPS;
export const GROUPS = Object.keys(KIND_GROUPS) as KindGroup[];

type RecordedKind = (typeof KIND_GROUPS)[KindGroup][number];
export const KINDS: readonly RecordedKind[] = Object.values(KIND_GROUPS).flat();
// What is done to a whole year or unit: on a tab of its own, with a draft of its own.
export const CLOSING_KINDS = ["close", "reopen", "carry-over-year", "handover"] as const;
export type Kind = RecordedKind | (typeof CLOSING_KINDS)[number];

export const FIELDS = [
  "unit", "source", "area", "project", "year", "amount", "effective", "tranche", "limits", "toUnit", "toYear", "toTranche", "sequence", "number", "counterparty",
  "until", "commitment", "advance", "legalCase", "lapseRest", "disallowed", "isFinal", "finding", "projectName", "projectKind", "support", "begin", "end",
  "implementer", "beneficiary", "decision", "indicator", "quantity", "periodBegin", "periodEnd", "indicatorName", "indicatorNameEn", "indicatorUnit",
  "measure", "statedOn", "ruleId", "ruleWhat", "permille", "amountMax", "monthDay", "yearOffset", "role", "ruleKinds", "action", "areas", "projectKinds", "legalBasis", "verified",
  "units", "sources", "through", "yearEnd", "confirmed", "closing", "split", "documentType", "documentNumber", "documentIssuer", "documentDate", "documentSha256",
  "deviations", "reason", "lateReason", "note", "actor", "expires",
] as const;
export type Field = (typeof FIELDS)[number];

const MONEY: readonly Field[] = ["unit", "source", "year", "amount", "effective"];
export const NAMED = { release: "commitment", "advance-clearing": "advance", "advance-recovery": "advance" } as const;
const ofNamed = (kind: keyof typeof NAMED): readonly Field[] => [NAMED[kind], "effective", "amount", "unit", "source", "year"];
const OF_PROJECT: readonly Field[] = ["project", "projectName", "unit", "area", "projectKind", "effective", "support", "begin", "end", "implementer", "beneficiary"];

// What a rule of spending can look at, by the words of data/rules.csv, and of its terms those that it then has to have and
// those that it may have; it has no others.
const CALENDAR = { has: ["monthDay", "ruleKinds"], may: ["yearOffset"] } as const;
export const RULE_TERMS = {
  "advance-rate": { has: ["permille"], may: [] }, "support-cap": { has: ["amountMax"], may: ["permille"] }, "share-cap": { has: ["permille"], may: [] },
  "last-day": CALENDAR, "first-day": CALENDAR, "carry-cases": { has: [], may: [] }, "authority": { has: ["role", "ruleKinds"], may: [] },
} as const satisfies Record<string, { has: readonly Field[]; may: readonly Field[] }>;
export type RuleWhat = keyof typeof RULE_TERMS;
export const RULE_WHATS = Object.keys(RULE_TERMS) as RuleWhat[];
const TERMS_OF_RULES: readonly Field[] = Object.values(RULE_TERMS).flatMap(({ has, may }) => [...has, ...may]);
export const RULE_ACTIONS = ["refuse", "refuse-without-decision", "question"] as const;

// The kinds of events that a calendar or an authority may be about: those of money and of projects.
export const JUDGED_KINDS = KINDS.filter((kind) => kind !== "indicator" && kind !== "rule");

// What may be estimated.
export const ESTIMATED = ["executed", "disbursed", "allocated", "plan"] as const;

// The fields of each kind, beside document, reason, note and actor, in the order of the form.
export const FIELDS_OF: Record<Kind, readonly Field[]> = {
  plan: ["unit", "source", "year", "area", "amount", "effective"],
  "plan-adjustment": ["unit", "source", "year", "area", "amount", "effective"],
  tranche: ["unit", "source", "year", "tranche", "amount", "effective", "limits"],
  "allocation-adjustment": ["unit", "source", "year", "tranche", "amount", "effective"],
  transfer: ["unit", "toUnit", "source", "year", "tranche", "area", "amount", "effective"],
  commitment: ["unit", "source", "year", "area", "number", "counterparty", "amount", "effective", "until", "tranche", "project"],
  release: ofNamed("release"),
  disbursement: ["unit", "source", "year", "area", "tranche", "effective", "amount", "commitment", "project"],
  refund: ["unit", "source", "year", "area", "tranche", "effective", "amount", "project"],
  advance: ["unit", "source", "year", "area", "tranche", "effective", "amount", "commitment", "project"],
  "advance-clearing": ofNamed("advance-clearing"),
  "advance-recovery": ofNamed("advance-recovery"),
  "carry-over": ["unit", "source", "year", "area", "tranche", "effective", "amount", "commitment", "advance", "toUnit", "toYear", "toTranche", "legalCase", "project"],
  lapse: ["unit", "source", "year", "area", "tranche", "effective", "amount"],
  settlement: ["unit", "source", "year", "effective", "amount", "disallowed", "isFinal"],
  correction: ["unit", "source", "year", "area", "amount", "effective", "finding"],
  project: OF_PROJECT,
  "project-amendment": OF_PROJECT,
  "project-stop": ["project", "decision", "effective"],
  indicator: ["indicator", "indicatorUnit", "indicatorName", "indicatorNameEn", "effective"],
  output: ["unit", "year", "indicator", "quantity", "effective", "area", "project", "periodBegin", "periodEnd"],
  execution: ["unit", "source", "year", "area", "amount", "effective", "project"],
  estimate: ["unit", "source", "year", "area", "measure", "amount", "effective", "statedOn"],
  rule: [
    "ruleId", "ruleWhat", "effective", "permille", "amountMax", "monthDay", "yearOffset", "role", "ruleKinds", "action", "areas", "projectKinds", "sources", "legalBasis", "verified",
  ],
  reversal: ["sequence", "effective"],
  close: ["units", "sources", "year", "through", "yearEnd", "confirmed"],
  reopen: ["closing"],
  "carry-over-year": ["units", "sources", "year", "effective", "legalCase", "lapseRest"],
  handover: ["unit", "year", "effective"],
};

export function requiredOf(kind: Kind): readonly Field[] {
  switch (kind) {
    case "reversal": return ["sequence", "reason"];
    case "release": case "advance-clearing": case "advance-recovery": return [NAMED[kind], "amount", "effective"];
    case "transfer": return [...MONEY, "toUnit"];
    case "commitment": return [...MONEY, "number"];
    case "tranche": return [...MONEY, "tranche"];
    case "correction": return [...MONEY, "reason"];
    case "project": return ["project", "projectName", "unit", "effective", "support"];
    case "project-amendment": return ["project", "effective"];
    case "project-stop": return ["project", "decision", "effective"];
    case "indicator": return ["indicator", "indicatorName", "indicatorUnit", "effective"];
    case "output": return ["unit", "year", "indicator", "quantity", "effective"];
    case "estimate": return ["unit", "year", "amount", "effective"];
    case "rule": return ["ruleId", "ruleWhat", "effective", "action", "legalBasis"];
    case "close": return ["year"];
    case "reopen": return ["closing", "reason"];
    case "carry-over-year": return ["year", "effective"];
    case "handover": return ["unit"];
    default: return MONEY;
  }
}

// What a rule looks at decides which terms it has.
export function termsOf(what: string, which: "has" | "may"): readonly Field[] {
  const found = RULE_WHATS.find((one) => one === what);
  return found === undefined ? [] : RULE_TERMS[found][which];
}

export const isTermOfRules = (field: Field): boolean => TERMS_OF_RULES.includes(field);

export const groupOf = (kind: Kind): KindGroup | undefined => GROUPS.find((group) => (KIND_GROUPS[group] as readonly Kind[]).includes(kind));

// What is recorded about a whole year or unit is several events, which the ledger makes.
export const isBatch = (kind: Kind): boolean => kind === "carry-over-year" || kind === "handover";
