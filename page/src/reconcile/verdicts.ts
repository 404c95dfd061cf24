// Verdicts by the names that an address and the command line have for them.
import { type ReconciledFigure, Verdict } from "../../generated/proto/view_pb";
import type { VerdictName } from "../address";

const NAME_OF: Partial<Record<Verdict, VerdictName>> = {
  [Verdict.AGREES]: "agrees",
  [Verdict.AGREES_WITHIN_ROUNDING]: "within-rounding",
  [Verdict.CONTRADICTS]: "contradicts",
  [Verdict.RESTATED_SINCE]: "restated-since",
  [Verdict.STATED_ONLY]: "stated-only",
};

export const verdictOf = ({ verdict }: ReconciledFigure): VerdictName => NAME_OF[verdict] ?? "stated-only";
