// What charts over days share: how wide they are, and the grid of amounts and months behind them.
import { useEffect, useRef, useState } from "preact/hooks";
import { dateOf, monthText, monthsBetween } from "./dates";
import type { Reader } from "./reader";

const TICKS_MAX = 5n;

// The amounts of the grid, from 0: at most five steps of 1, 2 or 5 times a power of ten, which `least` is, too.
export function ticksUpTo(greatest: bigint, least = 1n): bigint[] {
  let step = least;
  for (let index = 0; greatest / step > TICKS_MAX; ++index) step = index % 3 === 1 ? (step / 2n) * 5n : step * 2n;
  const ticks = [];
  for (let tick = 0n; tick <= greatest; tick += step) ticks.push(tick);
  return ticks;
}

export function useWidth(): [{ current: HTMLDivElement | null }, number] {
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

// x, y   where a day and an amount are.
// width  of the drawing, which decides how many months are named; left, right and bottom are the ends of the grid in it.
export function Grid({ reader, x, y, from, to, greatest, width, left, right, bottom }: {
  reader: Reader;
  x: (day: number) => number;
  y: (amount: bigint) => number;
  from: number;
  to: number;
  greatest: bigint;
  width: number;
  left: number;
  right: number;
  bottom: number;
}) {
  const months = monthsBetween(from, to).filter((day) => day >= from);
  const everyMonth = Math.max(1, Math.ceil(months.length / Math.max(2, Math.floor((width - 170) / 100)) / 3) * 3);
  return (
    <>
      {ticksUpTo(greatest, reader.aMillion).map((tick) => (
        <g key={String(tick)} class="tick">
          <line x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick)} dy="0.35em" text-anchor="end">{reader.millions(tick)}</text>
        </g>
      ))}
      {months.filter((_, index) => index % everyMonth === 0).map((day) => (
        <text key={day} class={dateOf(day).endsWith("-01-01") ? "year" : ""} x={x(day)} y={bottom} text-anchor="middle">
          {monthText(reader.language, day)}
        </text>
      ))}
    </>
  );
}
