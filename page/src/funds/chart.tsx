// The measures over the year as steps: between two dates on which something is effective nothing changes.
import { MEASURES, type Measure, type Question } from "../address";
import { Grid, useWidth } from "../chart";
import { dateText, dayOf } from "../dates";
import { partOf } from "../rates";
import type { Reader } from "../reader";
import { type Fold, stepsOf } from "./fold";

const HEIGHT = 250;
const MARGIN = { left: 58, right: 112, top: 12, bottom: 24 };
const LABEL_HEIGHT = 16;

// Moves what is too near to the one above it down; the order stays.
export function spread(places: readonly number[], least: number): number[] {
  const moved: number[] = [];
  for (const place of places) moved.push(Math.max(place, (moved.at(-1) ?? -Infinity) + least));
  return moved;
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
  return (
    <div class="chart" ref={frame}>
      <svg width={width} height={HEIGHT} role="img" aria-label={reader.say("chartOf", { date: dateText(reader.language, asOf) })}>
        <Grid {...{ reader, x, y, from, to, greatest, width }} left={MARGIN.left} right={width - MARGIN.right} bottom={HEIGHT - 6} />
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
