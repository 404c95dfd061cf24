// Above the slider of a replay: how many events a day were recorded where it stands. What was played is in colour.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Line } from "../band/line";
import { linesBehind } from "../band/timeline";
import { stretchesOf } from "./stretches";

export function Density({ head, sequence }: { head: bigint; sequence: bigint }) {
  const [lines, setLines] = useState<readonly Line[]>([]);
  useEffect(() => {
    let isCurrent = true;
    // A help, not an answer: without it the slider is as it is.
    linesBehind({}).then((found) => isCurrent && setLines(found), () => undefined);
    return () => void (isCurrent = false);
  }, [head]);
  const end = Math.max(Number(head), 1);
  const path = useMemo(
    () => stretchesOf(lines, end).map(({ from, to, height }) => `M${from} 1V${1 - height}H${to}V1`).join(""), [lines, end]);
  const drawing = (
    <svg viewBox={`0 0 ${end} 1`} preserveAspectRatio="none"><path d={path} /></svg>
  );
  return (
    <div class="density" aria-hidden="true">
      {drawing}
      <div class="played" style={{ clipPath: `inset(0 ${100 - (Number(sequence) / end) * 100}% 0 0)` }}>{drawing}</div>
    </div>
  );
}
