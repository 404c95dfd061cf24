// What is being recorded, as state: the draft, which is kept with each change, and what became of it.
import { useState } from "preact/hooks";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { type Refused, type Sent, refusedOf, send } from "./asking";
import { type Draft, dropDraft, emptyDraft, keepDraft, keptDraft } from "./draft";
import type { Kind } from "./kinds";

export interface Recording {
  draft: Draft;
  // The draft with who is signed in.
  authored: Draft;
  sent: Sent | undefined;
  refused: Refused | undefined;
  isSending: boolean;
  change: (change: Partial<Draft>) => void;
  record: () => Promise<void>;
  // Begins anew: without what was written, or after a receipt with its kind and its author.
  empty: () => void;
  another: () => void;
}

// A draft for what the address asks about.
function begin({ books, address, reader }: ScreenProps, isClosing: boolean, kinds: readonly Kind[]): Draft {
  const { question } = address;
  const { today } = books.ledger;
  // What is closed is the year before, as a rule.
  if (isClosing) {
    return emptyDraft({
      kind: kinds[0] ?? "close", units: question.unit ?? "", sources: question.source ?? "", year: String(question.year ?? Number(today.slice(0, 4)) - 1), effective: today,
    });
  }
  const kind = kinds.includes("disbursement") ? "disbursement" : kinds[0] ?? "disbursement";
  return emptyDraft({
    kind, unit: question.unit === undefined ? "" : reader.unitName(question.unit), source: question.source ?? "", effective: today,
    year: String(question.year ?? today.slice(0, 4)),
  });
}

// What became of the last time that a draft was sent.
function useSending({ language, money }: Reader, proposes: boolean) {
  const [sent, setSent] = useState<Sent | undefined>(undefined);
  const [refused, setRefused] = useState<Refused | undefined>(undefined);
  const [isSending, setSending] = useState(false);
  const forget = (): void => (setSent(undefined), setRefused(undefined));
  const sendNow = async (draft: Draft, done: () => void): Promise<void> => {
    setSending(true);
    setRefused(undefined);
    try {
      setSent(await send(draft, { language, money, proposes, dryRun: false }));
      done();
    } catch (error) {
      setRefused(refusedOf(error));
    } finally {
      setSending(false);
    }
  };
  return { sent, refused, isSending, forget, sendNow };
}

// What a draft is kept by: it is that of who is signed in.
export const draftIdOf = ({ books, actor }: ScreenProps): string =>
  [books.ledger.terms?.ledgerId ?? "", actor].filter((part) => part !== "").join(".");

const kept = (id: string, kinds: readonly Kind[]): Draft | undefined => {
  const draft = keptDraft(id);
  return draft !== undefined && kinds.includes(draft.kind) ? draft : undefined;
};

// proposes   true for what a second person approves.
// isClosing  true for the draft of a closing, which is kept beside that of money.
// kinds      that may be recorded: a draft of another was kept when another role was had.
export function useRecording(props: ScreenProps, proposes: boolean, isClosing: boolean, kinds: readonly Kind[]): Recording {
  const { reader, actor } = props;
  const id = draftIdOf(props) + (isClosing ? ".closing" : "");
  const [draft, setDraft] = useState<Draft>(() => kept(id, kinds) ?? begin(props, isClosing, kinds));
  const { sent, refused, isSending, forget, sendNow } = useSending(reader, proposes);
  const authored: Draft = actor === "" ? draft : { ...draft, actor };
  const restart = (given: Partial<Draft>): void => {
    forget();
    setDraft({ ...begin(props, isClosing, kinds), ...given });
  };
  return {
    draft, authored, sent, refused, isSending,
    change: (change) => {
      const next = { ...draft, ...change };
      keepDraft(id, next);
      forget();
      setDraft(next);
    },
    record: () => sendNow(authored, () => dropDraft(id)),
    empty: () => (dropDraft(id), restart({})),
    another: () => restart({ kind: draft.kind, actor: draft.actor }),
  };
}
