// The table of balances while a handle is dragged: columns keep their widths, and the rows that are not in view are out of the
// layout, with as much empty room in their place. So an answer lays out and paints a third of the table, and no column.
import type { RefObject } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";

// Places of rows, the second one not included.
interface Range {
  from: number;
  to: number;
}

interface Held {
  frame: HTMLElement;
  table: HTMLTableElement;
  rows: HTMLTableRowElement[];
  tops: number[]; // of the rows, and the bottom of the last one
  widths: number[]; // of the columns
}

// How the browser has laid the table out. undefined where the frame does not scroll: there, all is in view.
function measured(body: HTMLTableSectionElement | null): Held | undefined {
  const table = body?.parentElement;
  const frame = table?.parentElement;
  if (!(table instanceof HTMLTableElement) || !frame || getComputedStyle(frame).overflowY === "visible") return undefined;
  const rows = [...table.tBodies[0]?.rows ?? []];
  const last = rows.at(-1);
  const tops = [...rows.map(({ offsetTop }) => offsetTop), last === undefined ? 0 : last.offsetTop + last.offsetHeight];
  return { frame, table, rows, tops, widths: [...table.tHead?.rows[0]?.cells ?? []].map((cell) => cell.getBoundingClientRect().width) };
}

function inView({ frame: { scrollTop, clientHeight }, rows, tops }: Held): Range {
  const above = (edge: number): number => tops.filter((top) => top <= edge).length;
  return { from: Math.max(above(scrollTop) - 1, 0), to: Math.min(above(scrollTop + clientHeight), rows.length) };
}

function hold({ table, rows, tops, widths }: Held, { from, to }: Range): void {
  const [cells, top, bottom] = [table.tHead?.rows[0]?.cells, tops[0] ?? 0, tops.at(-1) ?? 0];
  widths.forEach((width, column) => cells?.[column]?.style.setProperty("width", `${width}px`));
  table.style.setProperty("--above", `${(tops[from] ?? top) - top}px`);
  table.style.setProperty("--below", `${bottom - (tops[to] ?? bottom)}px`);
  rows.forEach((row, place) => (row.style.display = place < from || place >= to ? "none" : ""));
  table.classList.add("held");
}

function letGo({ table, rows }: Held): void {
  table.classList.remove("held");
  for (const cell of table.tHead?.rows[0]?.cells ?? []) cell.style.width = "";
  for (const row of rows) row.style.display = "";
}

// Which rows are to be drawn; undefined for all.
//
// scrolls  another number when the frame was scrolled.
export function useHeld(body: RefObject<HTMLTableSectionElement>, isDragging: boolean, scrolls: number): Range | undefined {
  const held = useMemo(() => (isDragging ? measured(body.current) : undefined), [isDragging]);
  const range = useMemo(() => held && inView(held), [held, scrolls]);
  useLayoutEffect(() => {
    if (held !== undefined && range !== undefined) hold(held, range);
  }, [held, range]);
  useLayoutEffect(() => held && (() => letGo(held)), [held]);
  return range;
}
