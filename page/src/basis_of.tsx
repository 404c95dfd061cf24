// The basis of a screen that shows no balances: what was known, and the root that covers it.
import { useEffect, useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import { BasisLine } from "./basis";
import { ledger } from "./ledger";
import type { Reader } from "./reader";

// Where there is no answer: the ledger as it was when the page was opened.
export const BasisOfHead = ({ reader, head }: { reader: Reader; head: bigint }) => <BasisOf reader={reader} knownAt={String(head)} />;

// knownAt   a sequence, a date or an instant. Nothing is shown until the ledger has said its root.
// answered  told of it then.
export function BasisOf({ reader, knownAt, answered }: { reader: Reader; knownAt: string; answered?: (basis: Basis) => void }) {
  const [basis, setBasis] = useState<Basis | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    ledger.getBalance({ question: { knownAt } }).then(({ report }) => {
      if (!isCurrent) return;
      setBasis(report?.basis);
      if (report?.basis !== undefined) answered?.(report.basis);
    }, () => undefined);
    return () => void (isCurrent = false);
  }, [knownAt]);
  return basis === undefined ? null : <BasisLine reader={reader} basis={basis} isOfEvents />;
}
