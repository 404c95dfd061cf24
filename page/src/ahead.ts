// The question that a hand is likely to ask next.
import type { Question } from "./address";
import { addMonths, dateOf, readDate } from "./dates";

// Farther than that a hand does not go in steps.
const DAYS_MAX = 31;
const EVENTS_MAX = 30;

const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));

// A time as far after `now` as that is after `before`: whole months are months. Both are dates, or sequences.
function timeAhead(before: string, now: string): string | undefined {
  const [from, to] = [readDate(before), readDate(now)];
  if (from !== undefined && to !== undefined) {
    if (Math.abs(to - from) > DAYS_MAX) return undefined;
    const months = monthOf(now) - monthOf(before);
    return dateOf(months !== 0 && addMonths(from, months) === to ? addMonths(to, months) : 2 * to - from);
  }
  if (![before, now].every((time) => /^[0-9]+$/.test(time))) return undefined;
  const step = Number(now) - Number(before);
  return Math.abs(step) > EVENTS_MAX || Number(now) + step < 0 ? undefined : String(Number(now) + step);
}

// The question after `now` of a hand that came from `before`, and moves one of the two times alone, on in the same steps.
// undefined if it does something else.
export function questionAhead(before: Question | undefined, now: Question): Question | undefined {
  if (before === undefined) return undefined;
  const [moved, ...others] = (["asOf", "knownAt"] as const).filter((name) => before[name] !== now[name]);
  if (moved === undefined || others.length > 0 || JSON.stringify({ ...before, [moved]: "" }) !== JSON.stringify({ ...now, [moved]: "" })) return undefined;
  const [from, to] = [before[moved], now[moved]];
  const time = from === undefined || to === undefined ? undefined : timeAhead(from, to);
  return time === undefined ? undefined : { ...now, [moved]: time };
}
