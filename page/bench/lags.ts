// What was seen in the browser, as figures: how long a move waits for its answer on the screen.

// A move of a handle. Times are in milliseconds from the beginning of the page.
export interface Move {
  at: number; // when the browser had it from the hand
  asked: string; // what the basis of its answer says
}

// An answer on the screen.
export interface Shown {
  at: number; // when it was in the document
  painted: number; // when its frame was painted
  basis: string;
}

// Of each move that asks for something else than the one before it, how long it took until its answer was painted, or that of
// a move after it: of moves that come faster than answers only the latest waits. A move back to what is on the screen waits
// for nothing and is not counted.
//
// first  the basis that is on the screen before the first move.
// Throws if a move was never answered.
export function lagsOf(moves: readonly Move[], shown: readonly Shown[], first: string): number[] {
  const asking = moves.filter(({ asked }, index) => asked !== (index === 0 ? first : moves[index - 1]?.asked));
  const lags: number[] = [];
  let next = 0;
  for (const { at, painted, basis } of shown) {
    const answered = asking.reduce((last, move, index) => (move.at <= at && move.asked === basis ? index : last), -1);
    for (; next <= answered; ++next) lags.push(painted - (asking[next]?.at ?? painted));
  }
  const on = shown.at(-1)?.basis ?? first;
  if (next < asking.length && asking.at(-1)?.asked !== on) {
    throw new Error(`${asking.length - next} moves were not answered: ${on} is shown, ${asking.at(-1)?.asked} was asked`);
  }
  return lags;
}

export interface Figures {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

// Each is one that was measured: the least that so many of a hundred are not above.
export function figuresOf(measured: readonly number[]): Figures {
  const sorted = [...measured].sort((a, b) => a - b);
  const of = (percent: number): number => sorted[Math.max(Math.ceil((sorted.length * percent) / 100), 1) - 1] ?? NaN;
  return { count: sorted.length, p50: of(50), p95: of(95), p99: of(99), max: of(100) };
}
