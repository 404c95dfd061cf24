import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf, lagsOf } from "../bench/lags";

const move = (at: number, asked: string) => ({ at, asked });
const answer = (at: number, basis: string) => ({ at, painted: at + 5, basis });

test("a move waits for its answer, or for that of a move after it", () => {
  const moves = [move(10, "a"), move(20, "b"), move(30, "c")];
  assert.deepEqual(lagsOf(moves, [answer(25, "a"), answer(60, "c")], "z"), [20, 45, 35]);
});

test("a move that asks what the one before it asked, or what is shown, waits for nothing", () => {
  assert.deepEqual(lagsOf([move(10, "z"), move(20, "a"), move(30, "a")], [answer(40, "a")], "z"), [25]);
  assert.deepEqual(lagsOf([move(10, "a"), move(20, "z")], [], "z"), []);
});

test("an answer from before a move is not that of the move", () => {
  assert.deepEqual(lagsOf([move(10, "a"), move(20, "b"), move(30, "a")], [answer(15, "a"), answer(40, "a")], "z"), [10, 25, 15]);
});

test("a move without an answer is an error", () => {
  assert.throws(() => lagsOf([move(10, "a"), move(20, "b")], [answer(15, "a")], "z"), /1 moves were not answered: a is shown, b was asked/);
});

test("a percentile is one of what was measured", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual(figuresOf(hundred), { count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
  assert.deepEqual(figuresOf([7]), { count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
});
