// Whether the server can be reached. A call that does not come through says that it cannot; then it is asked every few
// seconds until it answers, and whoever waits for it is told.
import { useEffect, useState } from "preact/hooks";
import { CallError } from "./protocol/call_error";

const CHANGED = "connection";
const ASK_MS = 5000;

let lostSince: number | undefined; // in milliseconds from 1970-01-01
let timer = 0;

function tell(since: number | undefined): void {
  if ((since === undefined) === (lostSince === undefined)) return;
  lostSince = since;
  dispatchEvent(new Event(CHANGED));
}

// True for a call that nobody has answered: not the server, and nothing between.
export function isUnreachable(error: unknown): boolean {
  const { code, cause, details } = CallError.from(error);
  return details.length === 0 && (code === "unavailable" || (code === "unknown" && cause instanceof TypeError));
}

// Asks the server whether it is there, and again while it is not. Any answer of its own will do, also that nobody is signed in.
export function checkConnection(): void {
  clearTimeout(timer);
  fetch("/session", { credentials: "same-origin", cache: "no-store" })
    .then(({ status }) => (status < 500 ? tell(undefined) : lose()), lose);
}

function lose(): void {
  tell(Date.now());
  clearTimeout(timer);
  timer = window.setTimeout(checkConnection, ASK_MS);
}

// The server has answered.
export const noticeAnswer = (): void => tell(undefined);

// A call has failed, maybe because nobody answers.
export function noticeLost(error: unknown): void {
  if (isUnreachable(error)) lose();
}

// Calls `told` when the server is lost, and when it is back. Returns what ends that.
export function whenConnectionChanges(told: (lost: boolean) => void): () => void {
  const listen = (): void => told(lostSince !== undefined);
  addEventListener(CHANGED, listen);
  return () => removeEventListener(CHANGED, listen);
}

// Since when the server is lost; undefined while it answers.
export function useLostSince(): number | undefined {
  const [since, setSince] = useState(lostSince);
  useEffect(() => {
    setSince(lostSince);
    return whenConnectionChanges(() => setSince(lostSince));
  }, []);
  return since;
}
