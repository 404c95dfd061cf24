// Finds events by the number of their document, which the ledger looks for: from the newest event backwards.
import { useEffect, useState } from "preact/hooks";
import type { Event } from "../../generated/proto/event_pb";
import { ledger } from "../ledger";
import { isDocumentNumber } from "./find";

const FOUND_MAX = 5;
const DEBOUNCE_MS = 300;

async function findDocuments(documentNumber: string, signal: AbortSignal): Promise<Event[]> {
  const found: Event[] = [];
  for await (const { part } of ledger.listEvents({ documentNumber, newest: true, pageSize: FOUND_MAX }, { signal })) {
    found.push(...(part?.events ?? []));
  }
  return found.reverse();
}

// The newest first; undefined while the ledger looks for them.
export function useDocuments(text: string): Event[] | undefined {
  const [found, setFound] = useState<Event[] | undefined>([]);
  useEffect(() => {
    if (!isDocumentNumber(text)) {
      setFound([]);
      return undefined;
    }
    setFound(undefined);
    const abort = new AbortController();
    const settle = (events: Event[]): void => void (abort.signal.aborted || setFound(events));
    // Units and events are found without them.
    const timer = setTimeout(() => void findDocuments(text.trim(), abort.signal).then(settle, () => settle([])), DEBOUNCE_MS);
    return () => (clearTimeout(timer), abort.abort());
  }, [text]);
  return found;
}
