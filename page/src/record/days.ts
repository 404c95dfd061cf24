// What is left on a day and on each later one on which it changes.

export interface Day {
  date: string;
  left: bigint;
}

// The days from sums by date; what is before `from` counts on it.
export function daysFrom(from: string, changes: ReadonlyMap<string, bigint>): Day[] {
  const days: Day[] = [];
  let left = 0n;
  for (const [date, change] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (date > from && days.length === 0) days.push({ date: from, left });
    left += change;
    if (date > from) days.push({ date, left });
  }
  return days.length === 0 ? [{ date: from, left }] : days;
}
