// Drags a handle of the time band as a hand does, and says how long each move waited for its answer.
import type { Page } from "playwright-core";
import { type Scale, dateAt } from "../src/band/scale";
import { knownOn } from "./calls";
import { type Move, type Shown, lagsOf } from "./lags";
import { type Seen, forget, seenIn } from "./watch";

export type HandleName = "as-of" | "known";

// A hand moves evenly enough at the pace of the screen, whether the page keeps up or not.
const MOVES_A_SECOND = 60;
const MOVES = 90;
const PASSES = 6;
// Which part of the band a pass goes over: there, and back.
const FROM = 0.15;
const TO = 0.75;
// How far from the top of the band the handles are, in pixels.
const AT: Record<HandleName, number> = { "as-of": 27, known: 84 };
// The page has settled when nothing was moved or shown for so long, and the title names an event: it does so of the answer to
// just this question.
const SETTLED_MS = 1000;

const settle = (page: Page): Promise<unknown> => page.waitForFunction((since) => {
  const { moves, shown } = window.seen;
  const last = Math.max(moves.at(-1)?.at ?? 0, shown.at(-1)?.at ?? 0);
  return performance.now() - last > since && document.querySelector(".sentence .time.known small") !== null;
}, SETTLED_MS, { polling: 100 });

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export interface Dragged {
  lags: number[];
  moves: number;
  answers: number;
}

// The moves are sent by the clock: none waits until the page has taken the one before it.
async function pass(page: Page, handle: HandleName, from: number, to: number): Promise<void> {
  const box = await page.locator(".plot").boundingBox();
  if (box === null) throw new Error("there is no band");
  const placeOf = (move: number): { x: number; y: number } =>
    ({ x: box.x + box.width * (from + ((to - from) * move) / MOVES), y: box.y + AT[handle] });
  const hand = await page.context().newCDPSession(page);
  const { x, y } = placeOf(0);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await settle(page);
  await forget(page);
  const begun = performance.now();
  const sent: Promise<unknown>[] = [];
  for (let move = 1; move <= MOVES; ++move) {
    await pause(begun + (move * 1000) / MOVES_A_SECOND - performance.now());
    sent.push(hand.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...placeOf(move), button: "left", buttons: 1 }));
  }
  await Promise.all(sent);
  await settle(page);
  await page.mouse.up();
  await hand.detach();
}

// The days of the scale, as the handle of the date says them.
const scaleIn = (page: Page): Promise<Scale> => page.locator(".handle.as-of").evaluate((handle) => ({
  from: Number(handle.getAttribute("aria-valuemin")), to: Number(handle.getAttribute("aria-valuemax")),
}));

// What the basis says of a date, of the handle that was moved there.
async function answersOf(page: Page, handle: HandleName, dates: readonly string[]): Promise<(date: string) => string> {
  if (handle === "as-of") return (date) => date;
  const known = await knownOn(page, [...new Set(dates)]);
  return (date) => known.get(date) ?? "";
}

async function lagsIn(page: Page, handle: HandleName, { moves, shown }: Seen): Promise<Dragged> {
  const scale = await scaleIn(page);
  const dated = moves.map(({ at, percent }) => ({ at, date: dateAt(scale, percent) }));
  const answerOf = await answersOf(page, handle, dated.map(({ date }) => date));
  const asked = dated.map(({ at, date }): Move => ({ at, asked: answerOf(date) }));
  const answers = shown.map(({ at, painted, asOf, known }): Shown => ({ at, painted, basis: handle === "as-of" ? asOf : known }));
  const [first, ...later] = answers;
  return { lags: lagsOf(asked, later, first?.basis ?? ""), moves: moves.length, answers: later.length };
}

// The page has an overview open.
export async function drag(page: Page, handle: HandleName): Promise<Dragged> {
  const all: Dragged = { lags: [], moves: 0, answers: 0 };
  for (let time = 0; time < PASSES; ++time) {
    const [from, to] = time % 2 === 0 ? [FROM, TO] : [TO, FROM];
    await pass(page, handle, from, to);
    const { lags, moves, answers } = await lagsIn(page, handle, await seenIn(page));
    all.lags.push(...lags);
    all.moves += moves;
    all.answers += answers;
  }
  return all;
}
