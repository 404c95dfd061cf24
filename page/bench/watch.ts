// Watches the page from inside, without a part of it knowing: when the hand moved, when an answer was in the document, and
// when the frame that has it was painted.
import type { Page } from "playwright-core";

export interface Seen {
  // The handle that has the focus was moved there, in percent of the width of the band.
  moves: { at: number; percent: number }[];
  shown: { at: number; painted: number; asOf: string; known: string }[];
  // When they were there for the first time: the table, and the map.
  usable: number;
  map: number;
}

declare global {
  interface Window {
    seen: Seen;
  }
}

// Runs in the page, before anything of it does; so it is one function that refers to nothing outside.
//
// A frame counts as painted when its drawing has left the thread of the page: a message that is posted while it is made
// comes after that. What the compositor does with it then is not in the figures.
function begin(): void {
  const seen: Seen = { moves: [], shown: [], usable: 0, map: 0 };
  window.seen = seen;
  performance.setResourceTimingBufferSize(100_000);
  const waiting: ((now: number) => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.splice(0).forEach((tell) => tell(performance.now()));
  const whenPainted = (tell: (now: number) => void): void =>
    void requestAnimationFrame(() => (waiting.push(tell), port2.postMessage(0)));

  const textOf = (selector: string): string => document.querySelector(selector)?.textContent ?? "";
  const show = (): void => {
    const one = {
      at: performance.now(), painted: 0, asOf: textOf(".basis .as-of"), known: /[0-9,.]+/.exec(textOf(".basis .known"))?.[0].replace(/[,.]/g, "") ?? "",
    };
    whenPainted((now) => { one.painted = now; });
    seen.shown.push(one);
  };
  const later = new MutationObserver(show);
  const first = new MutationObserver(() => {
    const basis = document.querySelector(".basis");
    if (basis !== null && seen.usable === 0) {
      seen.usable = -1;
      whenPainted((now) => { seen.usable = now; });
      later.observe(basis, { subtree: true, childList: true, characterData: true });
      show();
    }
    if (document.querySelector(".map svg [data-unit]") === null) return;
    whenPainted((now) => { seen.map = now; });
    first.disconnect();
  });
  first.observe(document, { subtree: true, childList: true });

  const move = ({ timeStamp }: Event): void => void requestAnimationFrame(() => {
    const { activeElement: handle } = document;
    if (handle instanceof HTMLElement && handle.classList.contains("handle")) seen.moves.push({ at: timeStamp, percent: parseFloat(handle.style.left) });
  });
  addEventListener("pointerdown", move, true);
  addEventListener("pointermove", (event) => event.buttons === 1 && move(event), true);
  addEventListener("keydown", move, true);
}

export const watch = (page: Page): Promise<void> => page.addInitScript(begin);

export const seenIn = (page: Page): Promise<Seen> => page.evaluate(() => window.seen);

// What is seen from now on is seen alone.
export const forget = (page: Page): Promise<void> => page.evaluate(() => {
  window.seen.moves = [];
  window.seen.shown = window.seen.shown.slice(-1);
  performance.clearResourceTimings();
});
