// Whether who is signed in may record what a form is for, by the roles in force today. The ledger judges each of them; this
// is to say so before somebody fills in the form.
import type { RoleRow } from "../../generated/proto/view_pb";
import type { Kind } from "./draft";
import { KIND_LABELS } from "./field_labels";

export interface Rights {
  mayRecord: boolean;
  // Who gives roles.
  administrators: string[];
}

// A role without kinds is for all of them.
const records = ({ role, kinds }: RoleRow, wanted: readonly Kind[]): boolean =>
  role === "officer" && (kinds.length === 0 || wanted.some((kind) => kinds.includes(KIND_LABELS[kind])));

// actor  who is signed in. Where nobody is asked who they are, and where the ledger does not say who has which role, it is for
//        the ledger to refuse.
// roles  those in force, of everybody.
// kinds  what the form is for.
export function rightsOf(actor: string, roles: readonly RoleRow[] | undefined, kinds: readonly Kind[]): Rights {
  if (actor === "" || roles === undefined) return { mayRecord: true, administrators: [] };
  const administrators = roles.filter(({ role }) => role === "administrator").map(({ actorId }) => actorId);
  return {
    mayRecord: roles.some((role) => role.actorId === actor && records(role, kinds)),
    administrators: [...new Set(administrators)].sort(),
  };
}
