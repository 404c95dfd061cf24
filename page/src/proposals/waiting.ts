// What waits for whoever is signed in: told in the bar on every screen, and by the form.
import { useEffect, useState } from "preact/hooks";
import type { Books } from "../asking";
import { standingOf } from "./deciders";
import { type Duties, useDuties } from "./duties";
import { listProposals } from "./listed";

export interface Approvals {
  // As in useDuties.
  duties: Duties | undefined;
  // How many open proposals wait for whoever is signed in.
  waiting: number;
  // Counts again: one was decided on here.
  decided: () => void;
}

// isRecording  true on the screen that asks even where nobody is signed in.
export function useApprovals(books: Books, actor: string, isRecording: boolean): Approvals {
  const duties = useDuties(books, actor !== "" || isRecording);
  const [waiting, setWaiting] = useState(0);
  const [decisions, setDecisions] = useState(0);
  const roles = duties?.roles ?? [];
  const decides = roles.some(({ actorId, role }) => actorId === actor && (role === "approver" || role === "administrator"));
  const asks = duties?.hasProposals === true && decides;
  useEffect(() => {
    if (!asks) return undefined;
    let isCurrent = true;
    listProposals("open").then((rows) => isCurrent && setWaiting(rows.filter((row) => standingOf(actor, row, roles).mayDecide).length), () => undefined);
    return () => void (isCurrent = false);
  }, [asks, books.ledger.head, decisions]);
  return { duties, waiting, decided: () => setDecisions((before) => before + 1) };
}
