// Whether who is signed in may record movements of money, by the roles in force today. The ledger judges each of them; this
// is to say so before somebody fills in the form.
import { useEffect, useState } from "preact/hooks";
import type { RoleRow } from "../../generated/proto/view_pb";
import type { Books } from "../asking";
import { ledger } from "../ledger";
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

// actor  who is signed in.
// roles  those in force, of everybody.
export function rightsOf(actor: string, roles: readonly RoleRow[]): Rights {
  const administrators = roles.filter(({ role }) => role === "administrator").map(({ actorId }) => actorId);
  return {
    mayRecord: roles.some((role) => role.actorId === actor && recordsMoney(role)),
    administrators: [...new Set(administrators)].sort(),
  };
}

const MAY: Rights = { mayRecord: true, administrators: [] };

// undefined as long as the ledger has not said. Where nobody is asked who they are, and where the ledger does not say it, it is
// for the ledger to refuse.
export function useRights(actor: string, { ledger: { head, today } }: Books): Rights | undefined {
  const [rights, setRights] = useState<Rights | undefined>(actor === "" ? MAY : undefined);
  useEffect(() => {
    if (actor === "") return undefined;
    let isCurrent = true;
    ledger.listRoles({ on: today }).then(
      ({ list }) => isCurrent && setRights(rightsOf(actor, list?.roles ?? [])), () => isCurrent && setRights(MAY));
    return () => void (isCurrent = false);
  }, [actor, head, today]);
  return rights;
}
