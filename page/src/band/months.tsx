// The months below which both tracks stand: a line for each, and a name where there is room for it.
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { dateOf, monthText, monthsBetween } from "../dates";
import type { Reader } from "../reader";
import { type Scale, percentOf } from "./scale";

// Where a name stands, in pixels from the left end of the band.
export interface Name {
  month: number; // counted from January of the year 0
  left: number;
  width: number;
}

const MONTHS_APART = [1, 2, 3, 6, 12, 24, 60, 120];
const GAP = 3;

// Which of the names are shown: of every month, every second, every third and so on, as long as each ends before the next
// one begins. One that would end outside of the band is left out.
export function namesWithRoom(names: readonly Name[], bandWidth: number): boolean[] {
  const shownEvery = (apart: number): boolean[] =>
    names.map(({ month, left, width }) => month % apart === 0 && left + width <= bandWidth);
  const haveRoom = (shown: readonly boolean[]): boolean => {
    const left = names.filter((_, index) => shown[index]);
    return left.every((name, index) => name.left + name.width + GAP <= (left[index + 1]?.left ?? Infinity));
  };
  return MONTHS_APART.map(shownEvery).find(haveRoom) ?? names.map(() => false);
}

function monthOf(day: number): number {
  const [year, month] = dateOf(day).split("-").map(Number);
  return (year ?? 0) * 12 + (month ?? 1) - 1;
}

// The names are measured where they stand, and again when the band has another width or the letters another shape.
function useNames(days: readonly number[], language: string) {
  const band = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<readonly boolean[]>([]);
  useLayoutEffect(() => {
    const { current } = band;
    if (current === null) return undefined;
    const measure = (): void => {
      const names = [...current.children] as HTMLElement[];
      setShown(namesWithRoom(
        names.map(({ offsetLeft, offsetWidth }, index) => ({ month: monthOf(days[index] ?? 0), left: offsetLeft, width: offsetWidth })),
        current.offsetWidth,
      ));
    };
    const resized = new ResizeObserver(measure);
    resized.observe(current);
    let isThere = true;
    void document.fonts.ready.then(() => isThere && measure());
    return () => (isThere = false, resized.disconnect());
  }, [days, language]);
  return { band, shown };
}

export function Months({ reader, scale }: { reader: Reader; scale: Scale }) {
  const days = useMemo(() => {
    const months = monthsBetween(scale.from, scale.to).filter((day) => day >= scale.from);
    // More lines than that would be a hatching.
    const apart = months.length <= 18 ? 1 : months.length <= 40 ? 3 : 12;
    return months.filter((_, index) => index % apart === 0);
  }, [scale.from, scale.to]);
  const { band, shown } = useNames(days, reader.language);
  return useMemo(() => (
    <div class="months" aria-hidden="true" ref={band}>
      {days.map((day, index) => (
        <span key={day} class={`${monthOf(day) % 12 === 0 ? "year" : ""}${shown[index] ? "" : " unnamed"}`} style={{ left: `${percentOf(scale, day)}%` }}>
          {monthText(reader.language, day)}
        </span>
      ))}
    </div>
  ), [reader, days, shown]);
}
