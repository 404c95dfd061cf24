// Whether who is signed in may record what a form is for, by the roles in force today. The ledger judges each of them; this
// is to say so before somebody fills in the form.
import type { RoleRow } from "../../generated/proto/view_pb";
import type { Label } from "../labels";
import { KIND_LABELS } from "./field_labels";
import type { Kind } from "./kinds";

export interface Rights<T extends Kind> {
  // Of what a form is for, what may be recorded by somebody with these roles.
  kinds: readonly T[];
  // Who gives roles.
  administrators: string[];
}

// What is said of the programme, not of its money, is for administrators.
const OF_CATALOGUE: readonly Kind[] = ["project", "project-amendment", "project-stop", "indicator", "rule"];

// What is done to a whole year or unit is recorded as events of these kinds.
const RECORDED_AS: Partial<Record<Kind, Label>> = { "carry-over-year": "BalanceCarriedOver", handover: "BalanceCarriedOver" };

// A role without kinds is for all of them.
const records = ({ role, kinds }: RoleRow, kind: Kind): boolean =>
  role === (OF_CATALOGUE.includes(kind) ? "administrator" : "officer") && (kinds.length === 0 || kinds.includes(RECORDED_AS[kind] ?? KIND_LABELS[kind]));

// actor  who is signed in. Where nobody is asked who they are, and where the ledger does not say who has which role, it is for
//        the ledger to refuse.
// roles  those in force, of everybody.
// kinds  what the form is for.
export function rightsOf<T extends Kind>(actor: string, roles: readonly RoleRow[] | undefined, kinds: readonly T[]): Rights<T> {
  if (actor === "" || roles === undefined) return { kinds, administrators: [] };
  const administrators = roles.filter(({ role }) => role === "administrator").map(({ actorId }) => actorId);
  return {
    kinds: kinds.filter((kind) => roles.some((role) => role.actorId === actor && records(role, kind))),
    administrators: [...new Set(administrators)].sort(),
  };
}
