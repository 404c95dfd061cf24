import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceParts, sentenceText } from "../src/sentence";

const words = {
  year: "năm 2024", source: "tất cả", area: "tất cả", unit: "Cà Mau", boundaries: "63 tỉnh", asOf: "30/09/2024",
  knownAt: "hiện nay",
};

test("the sentence says everything that is asked", () => {
  assert.equal(
    sentenceText("vi", false, words),
    "Kinh phí khuyến công năm 2024, nguồn tất cả, nội dung tất cả, theo địa giới 63 tỉnh, tính đến 30/09/2024, theo những gì đã biết hiện nay",
  );
});

test("a unit that is asked about is a word of the sentence, and only then", () => {
  for (const language of ["vi", "en"] as const) {
    const wordsOf = (ofUnit: boolean): string[] =>
      sentenceParts(language, ofUnit).flatMap((part) => ("word" in part ? [part.word] : []));
    assert.deepEqual([...wordsOf(true)].sort(), Object.keys(words).sort());
    assert.deepEqual([...wordsOf(false), "unit"].sort(), Object.keys(words).sort());
  }
});
