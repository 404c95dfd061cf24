// Whether who is signed in may record movements of money, by the roles in force today. The ledger judges each of them; this
// is to say so before somebody fills in the form.
import type { RoleRow } from "../../generated/proto/view_pb";
import { KINDS } from "./draft";
import { KIND_LABELS } from "./form";

export interface Rights {
  mayRecord: boolean;
  // Who gives roles.
  administrators: string[];
}

// A role without kinds is for all of them.
const recordsMoney = ({ role, kinds }: RoleRow): boolean =>
  role === "officer" && (kinds.length === 0 || KINDS.some((kind) => kinds.includes(KIND_LABELS[kind])));

// actor  who is signed in. Where nobody is asked who they are, and where the ledger does not say who has which role, it is for
//        the ledger to refuse.
// roles  those in force, of everybody.
export function rightsOf(actor: string, roles: readonly RoleRow[] | undefined): Rights {
  if (actor === "" || roles === undefined) return { mayRecord: true, administrators: [] };
  const administrators = roles.filter(({ role }) => role === "administrator").map(({ actorId }) => actorId);
  return {
    mayRecord: roles.some((role) => role.actorId === actor && recordsMoney(role)),
    administrators: [...new Set(administrators)].sort(),
  };
}
