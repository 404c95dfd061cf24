// The scale that both tracks of the band share.
import type { Question } from "../address";
import { dateOf, dayOf } from "../dates";

// Where on the scale the last day is; "now" stands at its end.
export const LAST_DAY_PERCENT = 96;

export interface Scale {
  from: number;
  to: number;
}

// The days that the sliders cover: the budget year and the half year after it, or all years up to today.
export function scaleOf(question: Question, years: readonly number[], today: string): Scale {
  if (question.year !== undefined) {
    return { from: dayOf(`${question.year}-01-01`), to: dayOf(`${question.year + 1}-06-30`) };
  }
  const to = dayOf(today);
  return { from: Math.min(dayOf(`${years[0] ?? Number(today.slice(0, 4))}-01-01`), to - 1), to };
}

export const percentOf = ({ from, to }: Scale, day: number): number =>
  (Math.min(Math.max((day - from) / (to - from), 0), 1) * LAST_DAY_PERCENT);

// Where a day is, in parts of the width of the band; outside of 0 to 1 for one that the scale does not have.
export const placeOn = ({ from, to }: Scale) => (day: number): number => (day - from) / (to - from) * (LAST_DAY_PERCENT / 100);

// The date at a place, at most the last day.
export function dateAt({ from, to }: Scale, percent: number): string {
  const part = Math.min(Math.max(percent / LAST_DAY_PERCENT, 0), 1);
  return dateOf(Math.round(from + part * (to - from)));
}

// True where the nearest thing is not the last day but "now".
export const isAtNow = (percent: number): boolean => percent > (LAST_DAY_PERCENT + 100) / 2;
