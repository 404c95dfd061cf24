// Asks for the published figures, with their verdicts by the names that an address and the command line have for them.
import { type ReconciledFigure, type Reconciliation, Verdict } from "../../generated/proto/view_pb";
import type { Question, VerdictName } from "../address";
import { ledger } from "../ledger";

export async function reconcile({ knownAt }: Pick<Question, "knownAt">): Promise<Reconciliation> {
  const { reconciliation } = await ledger.reconcile(knownAt === undefined ? {} : { knownAt });
  if (reconciliation === undefined) throw new Error("the ledger answered without a reconciliation");
  return reconciliation;
}

const NAME_OF: Partial<Record<Verdict, VerdictName>> = {
  [Verdict.AGREES]: "agrees",
  [Verdict.AGREES_WITHIN_ROUNDING]: "within-rounding",
  [Verdict.CONTRADICTS]: "contradicts",
  [Verdict.RESTATED_SINCE]: "restated-since",
  [Verdict.STATED_ONLY]: "stated-only",
};

export const verdictOf = ({ verdict }: ReconciledFigure): VerdictName => NAME_OF[verdict] ?? "stated-only";
