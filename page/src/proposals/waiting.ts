// How many open proposals wait for whoever is signed in.
import { useEffect, useState } from "preact/hooks";
import type { Duties } from "../record/duties";
import { listProposals } from "./asking";
import { standingOf } from "./deciders";

// since  counts again when it changes.
export function useWaiting(actor: string, duties: Duties | undefined, since: string): number {
  const [waiting, setWaiting] = useState(0);
  const roles = duties?.roles ?? [];
  const decides = roles.some(({ actorId, role }) => actorId === actor && (role === "approver" || role === "administrator"));
  const asks = duties?.hasProposals === true && decides;
  useEffect(() => {
    if (!asks) return undefined;
    let isCurrent = true;
    listProposals("open").then((rows) => isCurrent && setWaiting(rows.filter((row) => standingOf(actor, row, roles).mayDecide).length), () => undefined);
    return () => void (isCurrent = false);
  }, [asks, since]);
  return waiting;
}
