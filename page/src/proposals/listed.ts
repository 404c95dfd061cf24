// Asks which proposals there are.
import type { ProposalRow } from "../../generated/proto/view_pb";
import { STATES, type State } from "../address";
import { ledger } from "../ledger";
import type { Reader } from "../reader";

export const at = (knownAt: string | undefined) => (knownAt === undefined ? {} : { knownAt });

// The proposals that have this state: open ones in the order in which they were made, of the others the newest first.
export async function listProposals(state: State, knownAt?: string): Promise<ProposalRow[]> {
  const found: ProposalRow[] = [];
  for await (const { rows } of ledger.listProposals({ states: [state], ...at(knownAt) })) found.push(...rows);
  return state === "open" ? found : found.reverse();
}

// What has become of a proposal, in words; as the ledger calls it where it knows more than this page.
export function stateText(reader: Reader, { state }: ProposalRow): string {
  const known = STATES.find((one) => one === state);
  return known === undefined ? state : reader.say(known);
}
