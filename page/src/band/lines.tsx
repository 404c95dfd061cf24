// The lines of the band on one canvas: each from its effective day on the upper track to its recording on the lower one.
// Upright is on time, slanted is late; what is right of the lower handle was not known yet.
import { useEffect, useRef } from "preact/hooks";
import { FATES, type Fate, type Line, fateOf, isWithinDay } from "./line";

// The tracks, in pixels from the top of the plot.
const TOP = 29;
const BOTTOM = 82;

const STYLES: Record<Fate, { token: string; alpha: number; dash: number[] }> = {
  later: { token: "--ink-3", alpha: 0.3, dash: [] },
  unknown: { token: "--ink-3", alpha: 0.16, dash: [] },
  counted: { token: "--disbursed", alpha: 0.42, dash: [] },
  partly: { token: "--known", alpha: 0.5, dash: [3, 2.5] },
  hindsight: { token: "--known", alpha: 0.85, dash: [3, 2.5] },
};
const ALPHA_STEPS = 4;
// They are drawn again at most so often while a handle is dragged: two thousand take as long as all else that a move changes.
const DRAWN_MS = 250;
// With more lines each of them is paler, so that what lies below is still seen, and none is dashed: that could not be seen, and
// takes three times as long to draw.
const LINES_AT_FULL = 300;

// More events, a stronger line: in steps, so that lines of one strength are drawn at once.
const strengthOf = (events: number): number => Math.min(Math.ceil(Math.log2(events + 1)), ALPHA_STEPS);

interface Drawing {
  lines: readonly Line[];
  asOf: number;
  known: number;
  // How many events of those that count were recorded afterwards, if that is known.
  recordedLater: number | undefined;
  // Where a day is, in parts of the width; outside of 0 to 1 for one that the scale does not have.
  place: (day: number) => number;
}

interface Size {
  width: number;
  height: number;
}

function draw(canvas: HTMLCanvasElement, { width, height }: Size, { lines, asOf, known, recordedLater, place }: Drawing): void {
  const ratio = devicePixelRatio;
  const context = canvas.getContext("2d");
  if (context === null || width === 0) return;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  // A canvas whose size is set is made anew.
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const colours = getComputedStyle(document.documentElement);
  const pale = Math.min(Math.sqrt(LINES_AT_FULL / Math.max(lines.length, 1)), 1);
  const isWithin = isWithinDay(lines, asOf, known, recordedLater);
  const paths = new Map<string, { fate: Fate; strength: number; path: Path2D }>();
  for (const line of lines) {
    const fate = fateOf(line, asOf, known, isWithin);
    const strength = strengthOf(line.events);
    const key = `${fate}${strength}`;
    const found = paths.get(key) ?? { fate, strength, path: new Path2D() };
    paths.set(key, found);
    found.path.moveTo(place(line.effective) * width, TOP);
    found.path.lineTo(place(line.recorded) * width, BOTTOM);
  }
  for (const wanted of FATES) {
    for (const { fate, strength, path } of paths.values()) {
      if (fate !== wanted) continue;
      const { token, alpha, dash } = STYLES[fate];
      context.strokeStyle = colours.getPropertyValue(token);
      context.globalAlpha = Math.min(alpha * pale * (0.5 + strength / ALPHA_STEPS), 1);
      context.lineWidth = fate === "hindsight" ? 1.2 : 1;
      context.setLineDash(lines.length > LINES_AT_FULL ? [] : dash);
      context.stroke(path);
    }
  }
}

// Theme is that of the document, which is looked at when it changes. The size is told by the browser: to measure it with each
// move would lay out the page each time.
export function BandLines(drawing: Drawing) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useRef<Size>({ width: 0, height: 0 });
  const latest = useRef(drawing);
  latest.current = drawing;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    let frame = 0;
    const again = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => draw(element, size.current, latest.current));
    };
    const resized = new ResizeObserver(([entry]) => {
      if (entry !== undefined) size.current = entry.contentRect;
      again();
    });
    resized.observe(element);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => (cancelAnimationFrame(frame), resized.disconnect(), theme.disconnect());
  }, []);
  const { lines, asOf, known, recordedLater, place } = drawing;
  const drawn = useRef<{ at: number; timer: number; lines?: readonly Line[] }>({ at: -Infinity, timer: 0 });
  useEffect(() => {
    const { current } = drawn;
    clearTimeout(current.timer);
    if (current.lines !== lines) current.at = -Infinity;
    current.lines = lines;
    current.timer = window.setTimeout(() => {
      current.at = performance.now();
      if (canvas.current !== null) draw(canvas.current, size.current, latest.current);
    }, current.at + DRAWN_MS - performance.now());
  }, [lines, asOf, known, recordedLater, place(0), place(40_000)]);
  return <canvas class="lines" ref={canvas} aria-hidden="true" />;
}
