// How much of the log the newest published checkpoint covers. It is asked for once, and again when the log has grown.
import { useEffect, useState } from "preact/hooks";
import { ledger } from "./ledger";

let kept: { head: bigint; size: Promise<bigint> } | undefined;

function askFor(head: bigint): Promise<bigint> {
  if (kept?.head === head) return kept.size;
  const size = ledger.getStatus({}).then(({ report }) => report?.checkpointSize ?? 0n);
  kept = { head, size };
  size.catch(() => (kept = undefined));
  return size;
}

// The number of events, 0 if none was published; undefined as long as the ledger has not said.
export function useCovered(head: bigint): bigint | undefined {
  const [covered, setCovered] = useState<bigint | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    askFor(head).then((size) => isCurrent && setCovered(size), () => undefined);
    return () => void (isCurrent = false);
  }, [head]);
  return covered;
}
