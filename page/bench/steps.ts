// Steps the date by keys, one question after the other, and says what each waits for.
import type { Page } from "playwright-core";
import { forget } from "./watch";

const STEPS = 60;
const BETWEEN_MS = 200;
// No date comes twice, and every other one is a day after a day that was stepped to, so that the page may have asked ahead.
const KEYS = ["PageUp", "ArrowRight", "PageDown", "ArrowRight"];

// The parts of a step that asked, each in milliseconds: until the page has asked, until it has the whole answer, until that is
// in the document, until its frame is painted; and the whole of those that found their answer in the page.
export interface Steps {
  asks: number[];
  waits: number[];
  renders: number[];
  paints: number[];
  whole: number[];
  found: number[];
}

// The page has an overview open.
export async function step(page: Page): Promise<Steps> {
  const steps: Steps = { asks: [], waits: [], renders: [], paints: [], whole: [], found: [] };
  await page.locator(".handle.as-of").focus();
  for (let index = 0; index < STEPS; ++index) {
    await page.waitForTimeout(BETWEEN_MS);
    await forget(page);
    await page.keyboard.press(KEYS[index % KEYS.length] ?? "");
    await page.waitForFunction(() => (window.seen.shown[1]?.painted ?? 0) > 0, undefined, { polling: 50 });
    const times = await page.evaluate(() => {
      const [pressed, shown, painted] = [window.seen.moves[0]?.at ?? 0, window.seen.shown[1]?.at ?? 0, window.seen.shown[1]?.painted ?? 0];
      const calls = (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
        .filter(({ name, startTime, responseEnd }) => name.includes("/GetBalance") && startTime > pressed && responseEnd < shown);
      return {
        pressed, shown, painted, isFound: calls.length === 0,
        asked: Math.min(...calls.map(({ startTime }) => startTime)), answered: Math.max(...calls.map(({ responseEnd }) => responseEnd)),
      };
    });
    if (times.isFound) {
      steps.found.push(times.painted - times.pressed);
      continue;
    }
    steps.asks.push(times.asked - times.pressed);
    steps.waits.push(times.answered - times.asked);
    steps.renders.push(times.shown - times.answered);
    steps.paints.push(times.painted - times.shown);
    steps.whole.push(times.painted - times.pressed);
  }
  return steps;
}
