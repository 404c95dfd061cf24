// Whether what is recorded needs a second person, and who has which role today.
import { useEffect, useState } from "preact/hooks";
import type { RoleRow } from "../../generated/proto/view_pb";
import type { Books } from "../asking";
import { useLostSince } from "../connection";
import { ledger } from "../ledger";

export interface Duties {
  // True if commands are proposed: four eyes is on.
  proposes: boolean;
  // True if four eyes is or was on, so that there may be proposals.
  hasProposals: boolean;
  // Those in force; absent where the ledger does not say.
  roles?: RoleRow[];
}

// undefined as long as the ledger has not said, or is not asked. A ledger that knows no four eyes has it off.
export function useDuties({ ledger: { head, today } }: Books, isAsked: boolean): Duties | undefined {
  const [duties, setDuties] = useState<Duties | undefined>(undefined);
  const isLost = useLostSince() !== undefined;
  useEffect(() => {
    if (!isAsked || (isLost && duties !== undefined)) return undefined;
    let isCurrent = true;
    const none = (): undefined => undefined;
    Promise.all([ledger.getFourEyes({}).catch(none), ledger.listRoles({ on: today }).catch(none)]).then(([eyes, roles]) => isCurrent && setDuties({
      proposes: eyes?.report?.on ?? false, hasProposals: (eyes?.report?.since ?? 0n) > 0n,
      ...(roles !== undefined && { roles: roles.list?.roles ?? [] }),
    }));
    return () => void (isCurrent = false);
  }, [head, today, isLost, isAsked]);
  return duties;
}
