// What the form calls its kinds and fields.
import type { Label } from "../labels";
import type { Field, Kind } from "./draft";

export const KIND_LABELS: Record<Kind, Label> = {
  plan: "PlanApproved", "plan-adjustment": "PlanAdjusted", tranche: "TrancheAllocated",
  "allocation-adjustment": "AllocationAdjusted", transfer: "AllocationTransferred", commitment: "CommitmentMade",
  release: "CommitmentReleased", disbursement: "DisbursementMade", refund: "RefundReceived", advance: "AdvancePaid",
  "advance-clearing": "AdvanceCleared", "advance-recovery": "AdvanceRecovered", execution: "ExecutionReported", reversal: "EventReversed",
  close: "PeriodClosed", reopen: "PeriodReopened",
};

export const FIELD_LABELS: Record<Field, Label> = {
  unit: "unit", source: "source", area: "area", year: "year", amount: "amount", effective: "effective", tranche: "tranche",
  limits: "areaLimits", toUnit: "toUnit", sequence: "sequence",
  number: "contractNumber", counterparty: "counterparty", until: "until", commitment: "CommitmentMade", advance: "AdvancePaid", documentType: "documentType", documentNumber: "documentNumber",
  documentIssuer: "documentIssuer", documentDate: "documentDate", documentSha256: "documentSha256", reason: "reason", lateReason: "lateReason", note: "note", actor: "recordedBy",
  expires: "approveBy", units: "unit", sources: "source", through: "closedThrough", yearEnd: "yearEnds", confirmed: "confirmedDisbursed", closing: "PeriodClosed", split: "splitIt",
};
