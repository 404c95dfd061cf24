// What the kinds of exceptions are called, in the order of the report. One that is new to this page is called by its own word.
import type { Label } from "../labels";

export const EXCEPTION_LABELS: Record<string, Label> = {
  late: "exceptionLate", reversal: "EventReversed", deviation: "exceptionDeviation", question: "exceptionQuestion", pair: "exceptionPair", advance: "exceptionAdvance",
  unapproved: "exceptionUnapproved", commitment: "exceptionCommitment", ceiling: "exceptionCeiling", payee: "exceptionPayee", stopped: "exceptionStopped",
};
