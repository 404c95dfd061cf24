import assert from "node:assert/strict";
import { test } from "node:test";
import { Latest } from "../src/latest";

test("at most one request is in flight, of those that wait only the latest is sent, and every answer is shown", async () => {
  const sent: number[] = [];
  const taken: [number, boolean][] = [];
  const answers: (() => void)[] = [];
  const latest = new Latest<number, number>(
    (request) => (sent.push(request), new Promise((resolve) => answers.push(() => resolve(request)))),
    (_, answer, isLatest) => taken.push([answer, isLatest]),
    () => assert.fail("nothing fails here"),
    () => Promise.resolve(),
  );
  for (const request of [1, 2, 3]) latest.ask(request);
  assert.deepEqual(sent, [1]);
  answers[0]?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([sent, taken], [[1, 3], [[1, false]]]);
  answers[1]?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(taken, [[1, false], [3, true]]);
});

test("a request after an error is sent", async () => {
  const failed: number[] = [];
  const latest = new Latest<number, number>(() => Promise.reject(new Error("no")), () => undefined, (request) => failed.push(request), () => Promise.resolve());
  latest.ask(1);
  await new Promise((resolve) => setImmediate(resolve));
  latest.ask(2);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(failed, [1, 2]);
});

test("what comes while an answer is drawn waits for that, the latest is sent, and then it is told that nothing waits", async () => {
  const sent: number[] = [];
  const rested: number[] = [];
  const drawn: (() => void)[] = [];
  const latest = new Latest<number, number>(
    (request) => (sent.push(request), Promise.resolve(request)),
    () => undefined,
    () => assert.fail("nothing fails here"),
    () => new Promise((resolve) => drawn.push(resolve)),
    (request) => rested.push(request),
  );
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  latest.ask(1);
  await settled();
  for (const request of [2, 3]) latest.ask(request);
  await settled();
  assert.deepEqual([sent, rested], [[1], []]);
  drawn[0]?.();
  await settled();
  assert.deepEqual([sent, rested], [[1, 3], []]);
  drawn[1]?.();
  await settled();
  assert.deepEqual([sent, rested], [[1, 3], [3]]);
});
