// The slider of a replay in stretches, apart from who asks for them and who draws them.
import type { Line } from "../band/line";

// Events that were recorded in one bin of days, which all have the same length.
export interface Stretch {
  from: number; // sequences, of which `to` is not part
  to: number;
  height: number; // 1 where most were recorded, by square root so that few are seen, too
}

// The lines of the band do not say at which sequence a bin begins. Money is recorded one event after the other, so its bins
// are laid end to end up to the head; what moves no money is mostly the catalogue, which comes before.
export function stretchesOf(lines: readonly Line[], head: number): Stretch[] {
  const bins = new Map<number, number>();
  for (const { recorded, events } of lines) bins.set(recorded, (bins.get(recorded) ?? 0) + events);
  const most = Math.max(...bins.values());
  const total = [...bins.values()].reduce((sum, events) => sum + events, 0);
  // More than the head are counted when events are recorded meanwhile.
  const scale = Math.min(head / total, 1);
  let from = Math.max(head - total, 0);
  return [...bins].sort(([a], [b]) => a - b).map(([, events]) => {
    const stretch = { from, to: from + events * scale, height: Math.sqrt(events / most) };
    from = stretch.to;
    return stretch;
  });
}
