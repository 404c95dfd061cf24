// What is printed: of whatever width the paper is, it is no phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { launch, open, screenFile } from "./support/browser";
import { hasChromium } from "./support/chromium";

const A4 = { width: 794, height: 1123 };
// The last line of the page, in points.
const BASIS = 21;

type Matrix = [number, number, number, number, number, number];
const times = (a: Matrix, b: Matrix): Matrix => [
  a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
  a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
];

// Of each sheet of a PDF, how far above its lower edge each piece of text stands, in points.
function heightsOfTexts(pdf: Buffer): number[][] {
  const sheets = [];
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 7)) {
    if (pdf.subarray(at - 3, at).toString() === "end") continue;
    // What is drawn on a sheet as a whole, such as what is pale, has its own edges.
    if (pdf.subarray(pdf.lastIndexOf(" obj", at), at).includes("/XObject")) continue;
    let text = "";
    try {
      text = inflateSync(pdf.subarray(at + 7, pdf.indexOf("endstream", at))).toString("latin1");
    } catch {
      continue;
    }
    if (!/\bBT\b/.test(text) || !/ Tm$/m.test(text)) continue;
    const [kept, heights]: [Matrix[], number[]] = [[], []];
    let matrix: Matrix = [1, 0, 0, 1, 0, 0];
    for (const line of text.split("\n")) {
      const words = line.trim().split(/\s+/);
      const numbers = (): Matrix => words.slice(-7, -1).map(Number) as Matrix;
      if (words.at(-1) === "q") kept.push(matrix);
      else if (words.at(-1) === "Q") matrix = kept.pop() ?? matrix;
      else if (words.at(-1) === "cm") matrix = times(numbers(), matrix);
      else if (words.at(-1) === "Tm") heights.push(times(numbers(), matrix)[5]);
    }
    sheets.push(heights);
  }
  return sheets;
}

describe("paper", { skip: hasChromium ? false : "Debian's chromium-headless-shell is not installed" }, () => {
  let browser: Browser;
  before(async () => void (browser = await launch()));
  after(() => browser.close());

  test("a sheet that stands upright has the table, with all its measures", async () => {
    const { page } = await open(browser, "/vi/overview?year=2024&as-of=2024-09-30&known-at=9", A4);
    await page.waitForSelector(".map svg");
    await page.emulateMedia({ media: "print" });
    const cells = page.locator(".balances tr.total > :visible");
    assert.deepEqual(await cells.evaluateAll((all) => all.map(({ className }) => className.trim())), ["", "bars", "number plan", "number allocated", "number disbursed", "number executed", "number rate"]);
    assert.ok((await page.locator(".balances tr.unit:visible").count()) >= 63);
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= 794"));
    await page.screenshot({ path: screenFile("paper"), fullPage: true });
    await page.close();
  });

  test("nothing is printed below the basis, which stands on each sheet", async () => {
    for (const landscape of [false, true]) {
      const { page } = await open(browser, "/en/overview?year=2024&as-of=2024-09-30&known-at=9");
      await page.waitForSelector(".map svg");
      const sheets = heightsOfTexts(await page.pdf({ format: "A4", landscape }));
      assert.ok(sheets.length > 1);
      const below = sheets.map((heights) => heights.filter((height) => height < BASIS).length);
      assert.ok((below[0] ?? 0) > 0);
      assert.equal(new Set(below).size, 1, below.join(" "));
      await page.close();
    }
  });
});
