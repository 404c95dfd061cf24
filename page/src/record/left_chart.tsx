// What is left day by day as steps: as it is, dashed from the effective date on, and as it would be from there. What would be
// missing is below zero.
import { Grid, useWidth } from "../chart";
import { dateText, dayOf } from "../dates";
import { partOf } from "../rates";
import type { Reader } from "../reader";
import type { Day } from "./days";

const HEIGHT = 200;
const MARGIN = { left: 64, right: 16, top: 14, bottom: 36 };
const DAYS_AFTER = 60; // at least, so that the effect is seen

// effective  from which day on `change` counts.
// label      what the chart is about.
export function LeftChart({ reader, days, effective, change, label }: {
  reader: Reader;
  days: readonly Day[];
  effective: string;
  change: bigint;
  label: string;
}) {
  const [frame, width] = useWidth();
  const at = dayOf(effective);
  const from = dayOf(`${[effective, ...days.map(({ date }) => date)].sort()[0]?.slice(0, 4)}-01-01`);
  const to = Math.max(dayOf(`${effective.slice(0, 4)}-12-31`), at + DAYS_AFTER, ...days.map(({ date }) => dayOf(date)));
  const before = days.filter(({ date }) => date < effective);
  const now = days.slice(before.length);
  const then = now.map(({ date, left }) => ({ date, left: left + change }));
  const amounts = [0n, ...days.map(({ left }) => left), ...then.map(({ left }) => left)];
  const [least, greatest] = [amounts.reduce((a, b) => (b < a ? b : a)), amounts.reduce((a, b) => (b > a ? b : a))];
  const x = (day: number): number => MARGIN.left + ((day - from) / (to - from)) * (width - MARGIN.left - MARGIN.right);
  const y = (amount: bigint): number => MARGIN.top + partOf(greatest - amount, greatest - least) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const steps = (of: readonly Day[]): string => of.map(({ date, left }) => `H${x(dayOf(date))}V${y(left)}`).join("");
  const last = then.at(-1)?.left ?? 0n;
  const begin = `M${x(at)} ${y(before.at(-1)?.left ?? 0n)}`;
  const isOver = then.some(({ left }) => left < 0n);
  return (
    <div class={isOver ? "chart left over" : "chart left"} ref={frame}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        <Grid {...{ reader, x, y, from, to, greatest, width }} left={MARGIN.left} right={width - MARGIN.right} bottom={HEIGHT - 4} />
        {isOver && <rect class="missing" x={x(at)} y={y(0n)} width={x(to) - x(at)} height={y(least) - y(0n)} />}
        <line class="as-of-line" x1={x(at)} x2={x(at)} y1={MARGIN.top - 6} y2={HEIGHT - MARGIN.bottom} />
        <text x={x(at) - 6} y={MARGIN.top - 4} text-anchor="end">{dateText(reader.language, effective)}</text>
        <path class="steps-of disbursed" d={`M${x(from)} ${y(0n)}${steps(before)}H${x(at)}`} />
        <path class="steps-of now" d={`${begin}${steps(now)}H${x(to)}`} />
        <path class="steps-of then" d={`${begin}${steps(then)}H${x(to)}`} />
        <text class="end" x={x(to)} y={y(last)} dy={last < 0n ? "1.2em" : "-0.5em"} text-anchor="end">{reader.millions(last)}</text>
      </svg>
    </div>
  );
}
