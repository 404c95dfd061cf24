// Who may decide on a proposal, by the roles in force today. The ledger judges the limits of each role; this is to say
// beforehand whom a proposal waits for, and to offer nobody what is certainly refused.
import type { ProposalRow, RoleRow } from "../../generated/proto/view_pb";

export interface Standing {
  // True if the person who is signed in proposed it, with whichever actor.
  isOwn: boolean;
  mayDecide: boolean;
  // The actors that may, the proposer's person left out.
  deciders: string[];
}

// actor  who is signed in; empty where nobody is asked.
export function standingOf(actor: string, { proposer }: Pick<ProposalRow, "proposer">, roles: readonly RoleRow[]): Standing {
  const personOf = (one: string): string => roles.find(({ actorId }) => actorId === one)?.personId ?? one;
  // What administrators propose, other administrators approve; they have no other role.
  const isOfAdministrators = roles.some(({ actorId, role }) => actorId === proposer && role === "administrator");
  const deciding = roles.filter(({ role, personId }) =>
    role === (isOfAdministrators ? "administrator" : "approver") && personId !== personOf(proposer));
  const deciders = [...new Set(deciding.map(({ actorId }) => actorId))].sort();
  return { isOwn: actor !== "" && personOf(actor) === personOf(proposer), mayDecide: deciders.includes(actor), deciders };
}
