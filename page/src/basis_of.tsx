// The basis of a screen that shows no balances: what was known, and the root that covers it.
import { useEffect, useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import { BasisLine } from "./basis";
import { ledger } from "./ledger";
import type { Reader } from "./reader";

// knownAt  a sequence, a date or an instant. Nothing is shown until the ledger has said its root.
export function BasisOf({ reader, knownAt }: { reader: Reader; knownAt: string }) {
  const [basis, setBasis] = useState<Basis | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    ledger.getBalance({ question: { knownAt } }).then(({ report }) => isCurrent && setBasis(report?.basis), () => undefined);
    return () => void (isCurrent = false);
  }, [knownAt]);
  return basis === undefined ? null : <BasisLine reader={reader} basis={basis} isOfEvents />;
}
