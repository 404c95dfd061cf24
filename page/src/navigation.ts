// The address of the window as state. A choice adds to the history; while something is dragged the address is replaced,
// at most every 200 ms.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Address, type AddressError, type Question, type Screen, readAddress, writeAddress } from "./address";
import type { Language } from "./dates";

export type Go = (address: Address, how: "push" | "replace") => void;

const REPLACE_MS = 200;

export const readPreferredLanguage = (): Language => (navigator.language.toLowerCase().startsWith("en") ? "en" : "vi");

function current(): Address | AddressError {
  return readAddress(location.pathname, location.search, readPreferredLanguage());
}

export function useAddress(): [Address | AddressError, Go] {
  const [address, setAddress] = useState(current);
  const pending = useRef<{ timer: number; path: string } | undefined>(undefined);

  useEffect(() => {
    const back = (): void => setAddress(current());
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);

  const go = useCallback<Go>((next, how) => {
    setAddress(next);
    const path = writeAddress(next);
    if (how === "push") {
      if (pending.current !== undefined) {
        clearTimeout(pending.current.timer);
        history.replaceState(null, "", pending.current.path);
        pending.current = undefined;
      }
      history.pushState(null, "", path);
    } else if (pending.current !== undefined) {
      pending.current.path = path;
    } else {
      const timer = window.setTimeout(() => {
        if (pending.current !== undefined) history.replaceState(null, "", pending.current.path);
        pending.current = undefined;
      }, REPLACE_MS);
      pending.current = { timer, path };
    }
  }, []);

  return [address, go];
}

export type Change = Partial<Record<keyof Question, string | number | undefined>>;

// The same question but for a change of it; what is undefined is not asked for any more.
export function changed(question: Question, change: Change): Question {
  const next: Record<string, unknown> = { ...question, ...change };
  for (const name of Object.keys(next)) if (next[name] === undefined) delete next[name];
  return next as Question;
}

// Events are as they are at any time: what lists or records them answers nothing that rests on a basis.
export const hasBasis = ({ screen, view: { tab } }: Address): boolean => screen !== "events" && screen !== "record" && tab === undefined;

// Asks the same question but for a change of it.
export function askingOf(address: Address, go: Go): (change: Change, how: "push" | "replace") => void {
  return (change, how) => go({ ...address, question: changed(address.question, change) }, how);
}

// The same question on another screen, without what was opened on this one. A comparison begins at the moment that was
// asked about. The dates of a list of events are no moments of a comparison.
export function onScreen({ sequence: _, ...address }: Address, screen: Screen): Address {
  const view = { ...address.view };
  const opened = ["why", "pick", "kind", "exception", "after", "tab", "state", "proposal"] as const;
  const ends = [screen, address.screen].includes("events") ? (["from", "to"] as const) : [];
  for (const name of [...opened, ...ends]) delete view[name];
  const { knownAt } = address.question;
  if (screen === "compare" && view.from === undefined && knownAt !== undefined) view.from = knownAt;
  return { ...address, view, screen };
}

// One event, beside the list of what the question chooses.
export const eventOn = (address: Address, sequence: bigint): Address => ({ ...onScreen(address, "events"), sequence: String(sequence) });
