// The measures over the year as steps: between two dates on which something is effective nothing changes.
import { useEffect, useRef, useState } from "preact/hooks";
import { MEASURES, type Measure, type Question } from "../address";
import { dateOf, dateText, dayOf, monthText, monthsBetween } from "../dates";
import { partOf } from "../rates";
import type { Reader } from "../reader";
import { type Fold, stepsOf } from "./fold";

const HEIGHT = 250;
const MARGIN = { left: 58, right: 112, top: 12, bottom: 24 };
const LABEL_HEIGHT = 16;
const TICKS_MAX = 5n;

// The amounts of the grid, from 0: at most five steps of 1, 2 or 5 times a power of ten.
export function ticksUpTo(greatest: bigint): bigint[] {
  let step = 1n;
  for (let index = 0; greatest / step > TICKS_MAX; ++index) step = index % 3 === 1 ? (step / 2n) * 5n : step * 2n;
  const ticks = [];
  for (let tick = 0n; tick <= greatest; tick += step) ticks.push(tick);
  return ticks;
}

// Moves what is too near to the one above it down; the order stays.
export function spread(places: readonly number[], least: number): number[] {
  const moved: number[] = [];
  for (const place of places) moved.push(Math.max(place, (moved.at(-1) ?? -Infinity) + least));
  return moved;
}

function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth || 600));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, width];
}

// The days that the chart covers: the budget year, or from the first change on; what is later is included.
function daysOf({ year }: Question, dates: readonly string[], asOf: string): { from: number; to: number } {
  const last = dayOf(asOf);
  if (year === undefined) {
    const first = dates.reduce((least, date) => (date < least ? date : least), asOf);
    return { from: dayOf(`${first.slice(0, 4)}-01-01`), to: last + 1 };
  }
  return { from: dayOf(`${year}-01-01`), to: Math.max(dayOf(`${year + 1}-01-01`), last) };
}

export function Chart({ reader, question, fold, asOf }: { reader: Reader; question: Question; fold: Fold; asOf: string }) {
  const [frame, width] = useWidth();
  const shown = MEASURES.filter((measure) => fold.byDay[measure].size > 0)
    .map((measure) => ({ measure, steps: stepsOf(fold.byDay[measure]) }));
  const { from, to } = daysOf(question, shown.flatMap(({ steps }) => steps.map(({ date }) => date)), asOf);
  const greatest = shown.flatMap(({ steps }) => steps).reduce((most, { amount }) => (amount > most ? amount : most), 1n);
  const x = (day: number): number =>
    MARGIN.left + (Math.min(Math.max((day - from) / (to - from), 0), 1) * (width - MARGIN.left - MARGIN.right));
  const y = (amount: bigint): number => HEIGHT - MARGIN.bottom - partOf(amount, greatest) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const path = (steps: readonly { date: string; amount: bigint }[]): string =>
    `M${x(from)} ${y(0n)}` + steps.map(({ date, amount }) => `H${x(dayOf(date))}V${y(amount)}`).join("") + `H${x(dayOf(asOf))}`;
  const ends = shown.map(({ measure, steps }) => ({ measure, at: y(steps.at(-1)?.amount ?? 0n) })).sort((a, b) => a.at - b.at);
  const labels = spread(ends.map(({ at }) => at), LABEL_HEIGHT);
  const months = monthsBetween(from, to).filter((day) => day >= from);
  const everyMonth = Math.max(1, Math.ceil(months.length / Math.max(2, Math.floor((width - 170) / 100)) / 3) * 3);
  return (
    <div class="chart" ref={frame}>
      <svg width={width} height={HEIGHT} role="img" aria-label={reader.say("chartOf", { date: dateText(reader.language, asOf) })}>
        {ticksUpTo(greatest).map((tick) => (
          <g key={String(tick)} class="tick">
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
            <text x={MARGIN.left - 6} y={y(tick)} dy="0.35em" text-anchor="end">{reader.millions(tick)}</text>
          </g>
        ))}
        {months.filter((_, index) => index % everyMonth === 0).map((day) => (
          <text key={day} class={dateOf(day).endsWith("-01-01") ? "year" : ""} x={x(day)} y={HEIGHT - 6} text-anchor="middle">
            {monthText(reader.language, day)}
          </text>
        ))}
        <line class="as-of-line" x1={x(dayOf(asOf))} x2={x(dayOf(asOf))} y1={MARGIN.top - 6} y2={HEIGHT - MARGIN.bottom} />
        {shown.map(({ measure, steps }) => <path key={measure} class={`steps-of ${measure}`} d={path(steps)} />)}
        {ends.map(({ measure }, index) => (
          <text key={measure} class={`end ${measure}`} x={x(dayOf(asOf)) + 8} y={labels[index] ?? 0} dy="0.35em">
            {reader.say(measure satisfies Measure)}
          </text>
        ))}
      </svg>
    </div>
  );
}
