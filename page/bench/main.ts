// Measures the page of a synthetic ledger in Chromium: how it opens, its questions, and its sliders. Nothing is asserted.
//
//   ./dev bench page [--events N] [--ledger DIRECTORY]
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../tests/support/chromium";
import { type Call, timesOf } from "./calls";
import { type HandleName, drag } from "./drag";
import { figuresOf } from "./lags";
import { serve } from "./served";
import { step } from "./steps";
import { seenIn, watch } from "./watch";

const OPENINGS = 5;
const CALLS = 100;
const YEAR = "year=2020&as-of=2020-06-30";
const PAST = "&known-at=2020-10-01";

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { events: { type: "string", default: "1000000" }, ledger: { type: "string" } },
});
const [program] = positionals;
if (program === undefined) throw new Error("wanted the program of the ledger");

const cell = (text: string, width: number): string => text.padStart(width);
const line = (name: string, measured: readonly number[], note = ""): void => {
  const { count, p50, p95, p99, max } = figuresOf(measured);
  console.log(`${name.padEnd(46)}${cell(String(count), 6)}${[p50, p95, p99, max].map((figure) => cell(figure.toFixed(1), 9)).join("")}  ${note}`);
};
const heading = (text: string): void => console.log(`\n${text}\n${cell("n", 52)}${["p50", "p95", "p99", "max"].map((name) => cell(name, 9)).join("")}  ms`);

async function open(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(120_000);
  await watch(page);
  await page.goto(address);
  await page.waitForFunction(() => window.seen.map > 0);
  return page;
}

async function measureOpening(browser: Browser, address: string): Promise<void> {
  const [usable, map]: [number[], number[]] = [[], []];
  for (let time = 0; time < OPENINGS; ++time) {
    const page = await open(browser, address);
    const seen = await seenIn(page);
    usable.push(seen.usable);
    map.push(seen.map);
    await page.close();
  }
  heading("the first opening, nothing kept");
  line("until the table is painted", usable);
  line("until the map is painted", map);
}

async function measureCalls(page: Page): Promise<void> {
  const on = (name: Call["name"], request: Omit<Call["request"], "question">, question: { fiscalYear?: number }): Call[] =>
    Array.from({ length: CALLS }, (_, index) => ({
      name, request: { question: { ...question, asOf: `2020-${String((index % 12) + 1).padStart(2, "0")}-${String((index % 28) + 1).padStart(2, "0")}` }, ...request },
    }));
  const year = { fiscalYear: 2020 };
  heading("calls alone, one after the other, from fetch to its last byte");
  line("GetBalance by region and unit, a year", await timesOf(page, on("GetBalance", { by: ["region", "unit"] }, year)));
  line("GetBalance by region, a year", await timesOf(page, on("GetBalance", { by: ["region"] }, year)));
  line("GetBalance by region and unit, all years", await timesOf(page, on("GetBalance", { by: ["region", "unit"] }, {})));
  line("GetTimeline without lines, a year", await timesOf(page, on("GetTimeline", {}, year)));
  line("GetTimeline with 2,000 lines, a year", (await timesOf(page, on("GetTimeline", { pairsMax: 2000 }, year).slice(0, 10))));
}

async function measureSteps(browser: Browser, address: string): Promise<void> {
  const page = await open(browser, address);
  const { asks, waits, renders, paints, whole, found } = await step(page);
  heading("a question end to end: one step of the date by a key");
  line("until the page has asked", asks);
  line("until it has the whole answer", waits);
  line("until that is in the document", renders);
  line("until its frame is painted", paints);
  line("from the key to the paint", whole);
  line("the same, with the answer in the page", found);
  await page.close();
}

async function measureDrag(browser: Browser, name: string, address: string, handle: HandleName): Promise<void> {
  const page = await open(browser, address);
  const { lags, moves, answers } = await drag(page, handle);
  line(name, lags, `${moves} moves, ${answers} answers shown`);
  await page.close();
}

async function measure(browser: Browser, origin: string): Promise<void> {
  const overview = `${origin}/en/overview?`;
  await measureOpening(browser, overview + YEAR);
  const page = await open(browser, overview + YEAR);
  await measureCalls(page);
  await page.close();
  await measureSteps(browser, overview + YEAR);
  heading("drags, from a move to the paint that answers it");
  await measureDrag(browser, "as of, known now, a year", overview + YEAR, "as-of");
  await measureDrag(browser, "as of, known then, a year", overview + YEAR + PAST, "as-of");
  await measureDrag(browser, "known at, a year", overview + YEAR + PAST, "known");
  await measureDrag(browser, "as of, known now, all years", `${overview}as-of=2020-06-30`, "as-of");
}

const served = await serve(program, { ledger: values.ledger, events: Number(values.events) });
const browser = await launchChromium();
try {
  console.log(`${values.ledger ?? `${values.events} events`}; Chromium ${browser.version()}; ${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`);
  await measure(browser, served.origin);
} finally {
  await browser.close();
  await served.end();
}
