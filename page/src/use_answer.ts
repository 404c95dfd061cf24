// The answer to the latest question, as state. The answer before stays until it is there, and is dimmed when that takes long.
// While the server cannot be reached the answer to the same question stays, too, and what failed is asked again when it can.
// A question may be asked ahead of the address that will have it: then it does not wait until the page is drawn.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isUnreachable, whenConnectionChanges } from "./connection";
import { Latest } from "./latest";

const DIM_MS = 150;

export interface Asked<Question, Answer> {
  answer?: Answer;
  error?: unknown;
  dim: boolean;
  // Asks a question, which the address has later or never.
  ask: (question: Question) => void;
  again: () => void;
}

// send    answers a question; one request is in flight at most.
// sender  another one begins anew: what `send` asks.
// taken   told of each question whose answer is shown from now on.
// ahead   which question is likely after two that were answered. It is sent when nothing else is to do, one at a time, and not
//         called off when another comes: that would end its connection. `send` has to keep what it answers.
export function useAnswer<Question extends object, Answer>(
  question: Question, send: (question: Question) => Promise<Answer>, sender: unknown, taken?: (question: Question) => void,
  ahead?: (before: Question | undefined, now: Question) => Question | undefined,
): Asked<Question, Answer> {
  const [answer, setAnswer] = useState<{ found: Answer; to: string } | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const [dim, setDim] = useState(false);
  const timer = useRef(0);
  const tell = useRef(taken);
  tell.current = taken;
  const { ask, asks } = useMemo(() => {
    // The last question that was asked, and the last one whose answer was taken ahead of the address, as text; the last two
    // that were answered.
    const asks: { last?: string; ahead?: string | undefined; shown: Question[]; isAhead?: boolean } = { shown: [] };
    const done = (): void => {
      clearTimeout(timer.current);
      setDim(false);
    };
    const latest = new Latest<Question, Answer>(
      send,
      (asked, found, isLatest) => {
        if (isLatest) done();
        const to = JSON.stringify(asked);
        asks.ahead = to;
        asks.shown = [...asks.shown.slice(-1), asked];
        setError(undefined);
        setAnswer({ found, to });
        tell.current?.(asked);
      },
      (_, problem) => (done(), setError(problem)),
      undefined,
      (answered) => {
        const likely = asks.isAhead ? undefined : ahead?.(asks.shown.at(-2), answered);
        if (likely === undefined) return;
        asks.isAhead = true;
        const ended = (): void => void (asks.isAhead = false);
        send(likely).then(ended, ended);
      },
    );
    const ask = (wanted: Question): void => {
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setDim(true), DIM_MS);
      asks.last = JSON.stringify(wanted);
      latest.ask(wanted);
    };
    return { ask, asks };
  }, [sender]);
  const asked = JSON.stringify(question);
  const again = useCallback(() => ask(question), [ask, asked]);
  // Not for an address that only follows what was asked ahead of it.
  useEffect(() => {
    if (asked === asks.last || asked === asks.ahead) return;
    asks.ahead = undefined;
    again();
  }, [again]);
  useEffect(() => (error === undefined ? undefined : whenConnectionChanges((lost) => lost || again())), [error, again]);
  const isKept = error !== undefined && answer?.to === asked && isUnreachable(error);
  return { dim, ask, again, ...(answer !== undefined && { answer: answer.found }), ...(error !== undefined && !isKept && { error }) };
}
