// How much of the log the newest published checkpoint covers, and how much of it the server has found sound. They are asked for
// once, and again when the log has grown or was verified here.
import { useEffect, useState } from "preact/hooks";
import type { VerifiedEvents } from "../generated/proto/service_pb";
import { ledger } from "./ledger";

export interface Covered {
  // The events that the checkpoint covers, 0 if none was published.
  size: bigint;
  // Absent where the server does not say it.
  verified?: VerifiedEvents | undefined;
}

let kept: { head: bigint; covered: Promise<Covered> } | undefined;

export const forgetCovered = (): void => void (kept = undefined);

// What covers the log up to its head.
export function coveredAt(head: bigint): Promise<Covered> {
  if (kept?.head === head) return kept.covered;
  const covered = ledger.getStatus({}).then(({ report, verified }) => ({ size: report?.checkpointSize ?? 0n, verified }));
  kept = { head, covered };
  covered.catch(forgetCovered);
  return covered;
}

// undefined as long as the ledger has not said.
export function useCovered(head: bigint): Covered | undefined {
  const [covered, setCovered] = useState<Covered | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    coveredAt(head).then((found) => isCurrent && setCovered(found), () => undefined);
    return () => void (isCurrent = false);
  }, [head]);
  return covered;
}
