// A verification of the ledger by its server: how far it is, and what it found.
import { useEffect, useRef, useState } from "preact/hooks";
import type { VerifyReport } from "../../generated/proto/view_pb";
import { ledger } from "../ledger";

// What is checked, one after the other.
export const CHECKS = ["files", "eventsAgain", "indexAndPublished"] as const;

export interface Verification {
  isRunning: boolean;
  done: bigint;
  total: bigint;
  seconds: number;
  report?: VerifyReport;
  error?: unknown;
}

// Which of CHECKS is being made; their number when all are made.
export function checkOf({ done, total, report }: Verification): number {
  if (report !== undefined) return CHECKS.length;
  if (total === 0n) return 0;
  return done < total ? 1 : 2;
}

// The first event that is not as it was recorded; undefined if the finding concerns no event, or there is none.
export const firstBad = ({ findings }: VerifyReport): bigint | undefined =>
  findings.map(({ sequence }) => sequence).filter((sequence) => sequence > 0n).reduce<bigint | undefined>(
    (first, sequence) => (first === undefined || sequence < first ? sequence : first), undefined);

// Nothing runs until `start`; whoever leaves the screen ends it.
export function useVerification(): [Verification | undefined, () => void, () => void] {
  const [verification, set] = useState<Verification | undefined>(undefined);
  const abort = useRef<AbortController | undefined>(undefined);
  const stop = (): void => abort.current?.abort();
  useEffect(() => stop, []);
  const start = async (): Promise<void> => {
    const mine = (abort.current = new AbortController());
    const begun = performance.now();
    let now: Verification = { isRunning: true, done: 0n, total: 0n, seconds: 0 };
    const show = (change: Partial<Verification>): void => {
      now = { ...now, ...change, seconds: (performance.now() - begun) / 1000 };
      set(now);
    };
    show({});
    try {
      for await (const { eventsDone, eventsTotal, report } of ledger.verifyLedger({}, { signal: mine.signal })) {
        show({ done: eventsDone, total: eventsTotal, ...(report !== undefined && { report }) });
      }
      show({ isRunning: false });
    } catch (error) {
      if (mine.signal.aborted) set(undefined);
      else show({ isRunning: false, error });
    }
  };
  return [verification, () => void start(), stop];
}
