// Steps the date by a key, one question after the other, and says what each waits for.
import type { Page } from "playwright-core";
import { forget } from "./watch";

const STEPS = 60;
const BETWEEN_MS = 200;

// The parts of a step, each in milliseconds: until the page has asked, until it has the whole answer, until that is in the
// document, until its frame is painted.
export interface Steps {
  asks: number[];
  waits: number[];
  renders: number[];
  paints: number[];
  whole: number[];
}

// The page has an overview open.
export async function step(page: Page): Promise<Steps> {
  const steps: Steps = { asks: [], waits: [], renders: [], paints: [], whole: [] };
  await page.locator(".handle.as-of").focus();
  for (let index = 0; index < STEPS; ++index) {
    await page.waitForTimeout(BETWEEN_MS);
    await forget(page);
    await page.keyboard.press(index % 20 < 10 ? "ArrowRight" : "ArrowLeft");
    await page.waitForFunction(() => (window.seen.shown[1]?.painted ?? 0) > 0, undefined, { polling: 50 });
    const times = await page.evaluate(() => {
      const calls = (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).filter(({ name }) => name.includes("/GetBalance"));
      return {
        pressed: window.seen.moves[0]?.at ?? 0, shown: window.seen.shown[1]?.at ?? 0, painted: window.seen.shown[1]?.painted ?? 0,
        asked: Math.min(...calls.map(({ startTime }) => startTime)), answered: Math.max(...calls.map(({ responseEnd }) => responseEnd)),
      };
    });
    steps.asks.push(times.asked - times.pressed);
    steps.waits.push(times.answered - times.asked);
    steps.renders.push(times.shown - times.answered);
    steps.paints.push(times.painted - times.shown);
    steps.whole.push(times.painted - times.pressed);
  }
  return steps;
}
