// What the form calls its kinds and fields.
import type { Label } from "../labels";
import type { Field, Kind, KindGroup } from "./kinds";

export const KIND_LABELS: Record<Kind, Label> = {
  plan: "PlanApproved", "plan-adjustment": "PlanAdjusted", tranche: "TrancheAllocated",
  "allocation-adjustment": "AllocationAdjusted", transfer: "AllocationTransferred", commitment: "CommitmentMade",
  release: "CommitmentReleased", disbursement: "DisbursementMade", refund: "RefundReceived", advance: "AdvancePaid",
  "advance-clearing": "AdvanceCleared", "advance-recovery": "AdvanceRecovered", execution: "ExecutionReported", reversal: "EventReversed",
  close: "PeriodClosed", reopen: "PeriodReopened", "carry-over-year": "carryOverYear", handover: "handover",
  "carry-over": "BalanceCarriedOver", lapse: "BalanceLapsed", settlement: "SettlementApproved", correction: "PriorPeriodCorrection",
  project: "ProjectRegistered", "project-amendment": "ProjectAmended", "project-stop": "ProjectStopped", indicator: "IndicatorDefined", output: "OutputReported", estimate: "EstimateStated", rule: "RuleDefined",
};

export const GROUP_LABELS: Record<KindGroup, Label> = {
  planning: "planning", spending: "spending", windingUp: "windingUp", results: "results", spendingRules: "spendingRules", mistakes: "mistakes",
};

export const FIELD_LABELS: Record<Field, Label> = {
  unit: "unit", source: "source", area: "area", year: "year", amount: "amount", effective: "effective", tranche: "tranche",
  limits: "areaLimits", toUnit: "toUnit", sequence: "sequence",
  number: "contractNumber", counterparty: "counterparty", until: "until", commitment: "CommitmentMade", advance: "AdvancePaid", documentType: "documentType", documentNumber: "documentNumber",
  documentIssuer: "documentIssuer", documentDate: "documentDate", documentSha256: "documentSha256", reason: "reason", lateReason: "lateReason", note: "note", actor: "recordedBy",
  expires: "approveBy", units: "unit", sources: "source", through: "closedThrough", yearEnd: "yearEnds", confirmed: "confirmedDisbursed", closing: "PeriodClosed", split: "splitIt",
  project: "project", toYear: "toYear", toTranche: "toTranche", legalCase: "legalCase", lapseRest: "lapseRest", disallowed: "disallowed", isFinal: "isFinal",
  finding: "finding", projectName: "projectName", projectKind: "projectKind", support: "support", begin: "begin", end: "end", implementer: "implementer",
  beneficiary: "beneficiary", decision: "decisionNumber", indicator: "indicator", quantity: "quantity", periodBegin: "periodBegin", periodEnd: "periodEnd",
  indicatorName: "indicatorName", indicatorNameEn: "indicatorNameEn", indicatorUnit: "indicatorUnit", deviations: "deviations",
  measure: "measure", statedOn: "statedOn", ruleId: "ruleId", ruleWhat: "ruleWhat", permille: "permille", amountMax: "amountMax", monthDay: "monthDay", yearOffset: "yearOffset",
  role: "ruleRole", ruleKinds: "ruleKinds", action: "ruleAction", areas: "area", projectKinds: "projectKinds", legalBasis: "legalBasis", verified: "verifiedRule",
};
