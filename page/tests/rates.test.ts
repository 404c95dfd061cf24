import assert from "node:assert/strict";
import { test } from "node:test";
import { circleRadius, partOf, rateStep } from "../src/rates";

test("a rate is in the step whose end it does not pass, zero alone", () => {
  const whole = 1_000_000_000_000_000_000n;
  assert.equal(rateStep(0n, whole), 0);
  assert.equal(rateStep(1n, whole), 1);
  assert.equal(rateStep(whole / 5n, whole), 1);
  assert.equal(rateStep(whole / 5n + 1n, whole), 2);
  assert.equal(rateStep(whole, whole), 5);
  assert.equal(rateStep(whole + 1n, whole), "over");
});

test("a rate without a denominator is a mistake of the caller", () => {
  assert.throws(() => rateStep(1n, 0n), RangeError);
});

test("circles are by area", () => {
  assert.equal(circleRadius(25n, 100n, 20), 10);
  assert.equal(circleRadius(0n, 100n, 20), 0);
  assert.equal(partOf(150n, 100n), 1);
  assert.equal(partOf(1n, 0n), 0);
});
