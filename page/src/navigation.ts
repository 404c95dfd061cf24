// The address of the window as state. A choice adds to the history; while something is dragged the address is replaced,
// at most every 200 ms.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Address, type AddressError, readAddress, writeAddress } from "./address";
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
