import assert from "node:assert/strict";
import { test } from "node:test";
import { questionAhead } from "../src/ahead";

test("a time that moves in steps is expected one step further, to either side", () => {
  const year = { year: 2024 };
  assert.deepEqual(questionAhead({ ...year, asOf: "2024-09-30" }, { ...year, asOf: "2024-10-01" }), { ...year, asOf: "2024-10-02" });
  assert.deepEqual(questionAhead({ ...year, asOf: "2024-03-05" }, { ...year, asOf: "2024-03-02" }), { ...year, asOf: "2024-02-28" });
  assert.deepEqual(questionAhead({ asOf: "2024-01-31", knownAt: "9" }, { asOf: "2024-01-31", knownAt: "7" }), { asOf: "2024-01-31", knownAt: "5" });
  assert.deepEqual(questionAhead({ knownAt: "2024-10-01" }, { knownAt: "2024-10-03" }), { knownAt: "2024-10-05" });
});

test("a month is followed by a month, however many days it has", () => {
  assert.deepEqual(questionAhead({ asOf: "2024-01-15" }, { asOf: "2024-02-15" }), { asOf: "2024-03-15" });
  assert.deepEqual(questionAhead({ asOf: "2024-01-31" }, { asOf: "2024-02-29" }), { asOf: "2024-03-29" });
  assert.deepEqual(questionAhead({ asOf: "2024-05-01" }, { asOf: "2024-04-01" }), { asOf: "2024-03-01" });
});

test("nothing is expected after a jump, of another question, at the beginning, or when both times move", () => {
  assert.equal(questionAhead(undefined, { asOf: "2024-09-30" }), undefined);
  assert.equal(questionAhead({ asOf: "2024-01-01" }, { asOf: "2024-12-31" }), undefined);
  assert.equal(questionAhead({ asOf: "2024-09-29", year: 2023 }, { asOf: "2024-09-30", year: 2024 }), undefined);
  assert.equal(questionAhead({ asOf: "2024-09-30" }, { asOf: "2024-09-30" }), undefined);
  assert.equal(questionAhead({}, { asOf: "2024-09-30" }), undefined);
  assert.equal(questionAhead({ asOf: "2024-09-29", knownAt: "1" }, { asOf: "2024-09-30", knownAt: "2" }), undefined);
  assert.equal(questionAhead({ knownAt: "1" }, { knownAt: "0" }), undefined);
  assert.equal(questionAhead({ knownAt: "1" }, { knownAt: "400" }), undefined);
  assert.equal(questionAhead({ knownAt: "9" }, { knownAt: "2024-10-01" }), undefined);
});
