// A decision that is being made, as state. Its reason is kept in the browser until it is made, and its key with it.
import { useState } from "preact/hooks";
import type { ProposalRow } from "../../generated/proto/view_pb";
import { type Refused, refusedOf } from "../record/asking";
import { newKey } from "../record/draft";
import { type Verb, decide } from "./asking";

interface Draft {
  reason: string;
  key: string;
}

function kept(name: string): Draft {
  try {
    const { reason, key } = JSON.parse(localStorage.getItem(name) ?? "") as Partial<Draft>;
    if (typeof reason === "string" && typeof key === "string" && key !== "") return { reason, key };
  } catch { /* none, or none that can be read */ }
  return { reason: "", key: newKey() };
}

export interface Decision {
  reason: string;
  write: (reason: string) => void;
  isSending: boolean;
  refused: Refused | undefined;
  send: (verb: Verb) => void;
}

// id         of the ledger, and who is signed in: the draft is theirs.
// signature  of an approval.
// decided    told of its event when the ledger has taken it.
// failed     told that it has not.
export function useDecision(
  id: string, row: ProposalRow, actor: string, signature: string, decided: (sequence: bigint, verb: Verb) => void, failed: () => void,
): Decision {
  const name = `tranche.decision.${id}.${row.proposal}`;
  const [draft, setDraft] = useState(() => kept(name));
  const [isSending, setSending] = useState(false);
  const [refused, setRefused] = useState<Refused | undefined>(undefined);
  const keep = (next: Draft): void => {
    localStorage.setItem(name, JSON.stringify(next));
    setDraft(next);
  };
  const sendNow = async (verb: Verb): Promise<void> => {
    // With its key before it is sent: after a closed window it is the same decision.
    keep(draft);
    setSending(true);
    setRefused(undefined);
    try {
      const { sequence } = await decide(verb, row, { ...draft, actor, signature, dryRun: false });
      localStorage.removeItem(name);
      decided(sequence, verb);
    } catch (error) {
      setRefused(refusedOf(error));
      failed();
    } finally {
      setSending(false);
    }
  };
  return {
    reason: draft.reason, isSending, refused,
    write: (reason) => (setRefused(undefined), keep({ ...draft, reason })),
    send: (verb) => void sendNow(verb),
  };
}
