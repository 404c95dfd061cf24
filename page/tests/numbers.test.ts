import assert from "node:assert/strict";
import { test } from "node:test";
import { amountText, changeText, countText, percentText, readTranche, trancheText } from "../src/numbers";

const BILLIONS = { exponent: 9, decimals: 1 };
const MILLIONS = { exponent: 6, decimals: 0 };
const DONG = { exponent: 0, decimals: 0 };

test("amounts are grouped and rounded half away from zero", () => {
  assert.equal(amountText("vi", 1_234_549_999_999n, BILLIONS), "1.234,5");
  assert.equal(amountText("en", 1_234_550_000_000n, BILLIONS), "1,234.6");
  assert.equal(amountText("en", 153_839_500_000n, MILLIONS), "153,840");
  assert.equal(amountText("en", -153_839_500_000n, MILLIONS), "\u2212153,840");
  assert.equal(amountText("vi", 1_663_000_000n, DONG), "1.663.000.000");
  assert.equal(amountText("vi", 0n, MILLIONS), "0");
  assert.equal(amountText("vi", 50_000_000n, BILLIONS), "0,1");
});

test("what rounds to zero has no minus, but as a change", () => {
  assert.equal(amountText("vi", -1n, MILLIONS), "0");
  assert.equal(changeText("vi", -1n, MILLIONS), "\u22120"); // something changed, and downwards
  assert.equal(changeText("vi", 1n, MILLIONS), "+0");
  assert.equal(changeText("vi", 0n, BILLIONS), "0");
});

test("no digit is lost above what a floating-point number holds", () => {
  assert.equal(amountText("en", 9_007_199_254_740_993n, DONG), "9,007,199,254,740,993");
  assert.equal(amountText("en", 123_456_789_012_345_678_901n, { exponent: 2, decimals: 2 }), "1,234,567,890,123,456,789.01");
});

test("changes have a sign, and minus is U+2212", () => {
  assert.equal(changeText("vi", 7_600_000_000n, BILLIONS), "+7,6");
  assert.equal(changeText("en", -200_000_000n, BILLIONS), "\u22120.2");
});

test("percents and counts are written as each language writes them", () => {
  assert.equal(percentText("vi", "61.0"), "61,0\u00a0%");
  assert.equal(percentText("en", "1213.0"), "1,213.0%");
  assert.equal(percentText("en", "-4.5"), "\u22124.5%");
  assert.equal(countText("vi", 2567), "2.567");
  assert.equal(countText("en", 1_234_567n), "1,234,567");
});

test("a tranche of carried-over money is written by its year and number, and read so", () => {
  for (const [number, text] of [[1, "1"], [999, "999"], [2024001, "2024/1"], [2025012, "2025/12"]] as const) {
    assert.equal(trancheText(number), text);
    assert.equal(readTranche(text), number);
  }
  assert.equal(readTranche(" 2024 / 1 "), 2024001);
  assert.equal(readTranche("2024001"), 2024001);
  for (const text of ["", "one", "2024/", "/1", "1/2/3", "-1", "2024/1000"]) assert.equal(readTranche(text), 0, text);
});
