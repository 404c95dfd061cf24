// The answer to the latest question, as state. The answer before stays until it is there, and is dimmed when that takes long.
// While the server cannot be reached the answer to the same question stays, too, and what failed is asked again when it can.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isUnreachable, whenConnectionChanges } from "./connection";
import { Latest } from "./latest";

const DIM_MS = 150;

export interface Asked<Answer> {
  answer?: Answer;
  error?: unknown;
  dim: boolean;
  again: () => void;
}

// send    answers a question; one request is in flight at most.
// sender  another one begins anew: what `send` asks.
export function useAnswer<Question extends object, Answer>(
  question: Question, send: (question: Question) => Promise<Answer>, sender: unknown,
): Asked<Answer> {
  const [answer, setAnswer] = useState<{ found: Answer; to: string } | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const [dim, setDim] = useState(false);
  const timer = useRef(0);
  const latest = useMemo(() => {
    const done = (): void => {
      clearTimeout(timer.current);
      setDim(false);
    };
    return new Latest<Question, Answer>(
      send,
      (asked, found, isLatest) => (isLatest && done(), setError(undefined), setAnswer({ found, to: JSON.stringify(asked) })),
      (_, problem) => (done(), setError(problem)),
    );
  }, [sender]);
  const asked = JSON.stringify(question);
  const again = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setDim(true), DIM_MS);
    latest.ask(question);
  }, [latest, asked]);
  useEffect(again, [again]);
  useEffect(() => (error === undefined ? undefined : whenConnectionChanges((lost) => lost || again())), [error, again]);
  const isKept = error !== undefined && answer?.to === asked && isUnreachable(error);
  return { dim, again, ...(answer !== undefined && { answer: answer.found }), ...(error !== undefined && !isKept && { error }) };
}
