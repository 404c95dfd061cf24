import assert from "node:assert/strict";
import { test } from "node:test";
import { Latest } from "../src/latest";

test("at most one request is in flight, and of those that wait only the latest is sent", async () => {
  const sent: number[] = [];
  const taken: number[] = [];
  const answers: (() => void)[] = [];
  const latest = new Latest<number, number>(
    (request) => (sent.push(request), new Promise((resolve) => answers.push(() => resolve(request)))),
    (_, answer) => taken.push(answer),
    () => assert.fail("nothing fails here"),
  );
  for (const request of [1, 2, 3]) latest.ask(request);
  assert.deepEqual(sent, [1]);
  answers[0]?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([sent, taken], [[1, 3], []], "an answer that is out of date is not shown");
  answers[1]?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(taken, [3]);
});

test("a request after an error is sent", async () => {
  const failed: number[] = [];
  const latest = new Latest<number, number>(() => Promise.reject(new Error("no")), () => undefined, (request) => failed.push(request));
  latest.ask(1);
  await new Promise((resolve) => setImmediate(resolve));
  latest.ask(2);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(failed, [1, 2]);
});
