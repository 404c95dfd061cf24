// The timeline of a question: its lines, which are the same wherever the two handles stand and so are asked for once, and
// what the handles change, which is asked for when they rest.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Basis, Timeline } from "../../generated/proto/view_pb";
import type { Question } from "../address";
import { Latest } from "../latest";
import { ledger, questionText } from "../ledger";
import { useEffectAtRest } from "../rest";
import { type Line, linesOf, questionOfLines } from "./line";

const PAIRS_MAX = 2000;
const KEPT_MAX = 20;

// What the two times of a question change.
export interface Moments {
  recordedLater: number;
  previousDay?: string;
  nextDay?: string;
}

async function timelineOf(question: Question, pairsMax: number): Promise<Timeline> {
  const { timeline } = await ledger.getTimeline({ question: questionText(question), pairsMax });
  if (timeline === undefined) throw new Error("the ledger answered without a timeline");
  return timeline;
}

const kept = new Map<string, Promise<Line[]>>();

// After the ledger has grown.
export const forgetLines = (): void => kept.clear();

// The lines behind a question, whatever its two times.
export function linesBehind(question: Question): Promise<Line[]> {
  const asked = questionOfLines(question);
  const key = JSON.stringify(asked);
  const found = kept.get(key) ?? timelineOf(asked, PAIRS_MAX).then(linesOf);
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  return found;
}

export async function momentsOf(question: Question): Promise<Moments> {
  const { recordedLater, previousDay, nextDay } = await timelineOf(question, 0);
  return {
    recordedLater: Number(recordedLater),
    ...(previousDay !== "" && { previousDay }),
    ...(nextDay !== "" && { nextDay }),
  };
}

// The lines behind a question, once it may be asked; those before until then. Without an answer there are none.
function useLines(question: Question, isReady: boolean, head: bigint | undefined): readonly Line[] {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const asked = JSON.stringify(questionOfLines(question));
  useEffect(() => {
    if (!isReady) return undefined;
    let isCurrent = true;
    linesBehind(question).then((found) => isCurrent && setLines(found), () => isCurrent && setLines([]));
    return () => void (isCurrent = false);
  }, [asked, isReady, head]);
  return lines;
}

// What the band shows of a question.
export interface Band {
  lines: readonly Line[];
  moments: Moments | undefined;
}

// basis  that of the answer; the band comes after it.
export function useBand(question: Question, basis: Basis | undefined): Band {
  const isReady = basis !== undefined;
  return { lines: useLines(question, isReady, basis?.head), moments: useMoments(question, isReady, basis?.head) };
}

// What the two times of the latest question change; undefined while it is not known.
function useMoments(question: Question, isReady: boolean, head: bigint | undefined): Moments | undefined {
  const [known, setKnown] = useState<{ asked: string; moments: Moments } | undefined>(undefined);
  const asked = JSON.stringify(question);
  const latest = useMemo(() => new Latest<Question, Moments>(
    momentsOf,
    (of, moments) => setKnown({ asked: JSON.stringify(of), moments }),
    () => setKnown(undefined),
  ), []);
  useEffectAtRest(() => void (isReady && latest.ask(question)), [asked, isReady, head]);
  return known?.asked === asked ? known.moments : undefined;
}
