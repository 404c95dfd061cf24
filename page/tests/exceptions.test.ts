import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { EXCEPTION_LABELS } from "../src/events/exception_labels";
import { type Answers, launch, open } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { assertWholeAndAccessible } from "./support/looks";

const line = { unitId: "VN63-40", sourceId: "national", areaId: "fairs", fiscalYear: 2024 };
const row = (exception: string, sequence: number, more: object = {}) => ({
  exception, sequence: String(sequence), kind: "DisbursementMade", effectiveDate: "2024-04-12", recordedAt: "2024-07-07T09:10:00Z", line, amount: "918000000", actor: "an", ...more,
});
const ROWS = [
  row("late", 37, { other: "34", days: 87, because: "chứng từ đến muộn" }), row("reversal", 9, { kind: "EventReversed", other: "8" }),
  row("deviation", 40, { kind: "AdvancePaid", rules: ["advance-rate/fairs"], number: "QD-15", approvedBy: "hoa" }), row("pair", 41, { events: "12", approvedBy: "hoa" }),
  row("of-tomorrow", 43, { number: "HD-7" }), // a word that this page does not know
];

// What was asked for is what is answered.
const answers: Answers = {
  ListExceptions: ({ exceptions = [] }: { exceptions?: string[] }) => ({
    status: 200, body: [{ part: { basis: { asOf: "2024-12-31", knownAtSequence: "120", head: "120", ledgerName: "SYNTHETIC-test" } } },
      { part: { rows: ROWS.filter(({ exception }) => exceptions.length === 0 || exceptions.includes(exception)) } }],
  }),
  ListProjects: {
    list: {
      projects: [
        { projectId: "PRJ-1", name: "Dây chuyền chế biến mực", unitId: "VN63-40", areaId: "fairs", kind: "machinery", registration: "12", stop: "0",
          money: [{ sourceId: "national", support: "600000000", committed: "200000000", disbursed: "100000000", left: "300000000" }, { sourceId: "local", support: "50000000", committed: "0", disbursed: "0", left: "50000000" }] },
        { projectId: "PRJ-2", name: "Phòng trưng bày", unitId: "VN63-06", registration: "14", stop: "20", stoppedOn: "2024-05-01", decision: "QD-3", money: [] },
      ],
    },
  },
  ListOutputs: { list: { outputs: [{ unitId: "VN63-40", fiscalYear: 2024, indicatorId: "e", indicatorName: "Cơ sở được hỗ trợ", indicatorNameEn: "Enterprises supported", indicatorUnit: "cơ sở", quantity: "1234", reports: 3 }] } },
};

test("every kind of exception that the report has is called by its name", () => {
  const tables = readFileSync(new URL("../../../reports/exception_tables.cc", import.meta.url), "utf8");
  const [, all = ""] = /kLabels\[\] = \{([^]*?)\};/.exec(tables) ?? [];
  const kinds = [...all.matchAll(/\{"([a-z]+)", Marked/g)].map(([, kind = ""]) => kind);
  assert.ok(kinds.length > 10, all);
  assert.deepEqual(Object.keys(EXCEPTION_LABELS), kinds);
});

describe("exceptions and projects in a browser", { skip: hasChromium ? false : "Debian's chromium-headless-shell is not installed" }, () => {
  let browser: Browser;
  before(async () => void (browser = await launch()));
  after(() => browser.close());

  for (const tab of ["exceptions", "projects"]) {
    for (const [language, width, height] of [["vi", 1440, 900], ["en", 1440, 900], ["vi", 360, 740], ["en", 390, 844]] as const) {
      test(`the screen is whole and accessible, light and dark: ${tab}, ${language}, ${width} px`, async () => {
        const opened = await open(browser, `/${language}/events?tab=${tab}`, { width, height, answers });
        await opened.page.locator("tbody tr").nth(1).waitFor();
        await assertWholeAndAccessible(opened, `${tab}-${language}-*-${width}`, ["light", "dark"]);
        await opened.page.close();
      });
    }
  }

  test("a kind of exception is listed alone, by the address; a word that is new to the page stands for itself", async () => {
    const { page, calls } = await open(browser, "/en/events?tab=exceptions&year=2024&as-of=2024-06-30&known-at=50", { answers });
    await page.locator("tbody tr").nth(4).waitFor();
    const texts = await page.locator("tbody tr").allInnerTexts();
    assert.match(texts[0] ?? "", /late Disbursement/);
    assert.match(texts[0] ?? "", /Closing #34 · 87 days · chứng từ đến muộn/);
    assert.match(texts[2] ?? "", /deviation from a rule Advance[^]*advance-rate\/fairs · QD-15[^]*an → hoa/);
    assert.match(texts[3] ?? "", /maker and approver[^]*12 events/);
    assert.match(texts[4] ?? "", /of-tomorrow Disbursement[^]*HD-7/);
    const asked = JSON.parse(calls.find(({ name }) => name === "ListExceptions")?.query ?? "{}") as { question: object };
    assert.deepEqual(asked.question, { fiscalYear: 2024, asOf: "2024-06-30", knownAt: "50" });
    await page.getByLabel("Exceptions", { exact: true }).locator("xpath=self::select").selectOption("of-tomorrow");
    await page.waitForURL(/exception=of-tomorrow/);
    await page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
    await page.goBack();
    await page.locator("tbody tr").nth(4).waitFor();
    await page.close();
  });

  test("a row opens its event beside the list, which stays", async () => {
    const { page } = await open(browser, "/vi/events?tab=exceptions", { answers });
    await page.getByRole("link", { name: "37", exact: true }).click();
    await page.waitForURL(/\/vi\/events\/37\?tab=exceptions$/);
    await page.locator(".event h1").waitFor();
    assert.equal(await page.locator("tr.shown").count(), 1);
    await page.keyboard.press("Escape");
    await page.waitForURL(/\/vi\/events\?tab=exceptions$/);
    await page.close();
  });

  test("the exceptions are exported with their basis, amounts in full", async () => {
    const { page } = await open(browser, "/en/events?tab=exceptions", { answers });
    await page.locator("tbody tr").nth(4).waitFor();
    const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV", exact: true }).click()]);
    assert.equal(saved.suggestedFilename(), "tranche-SYNTHETIC-exceptions-2024-12-31-event-120.csv");
    const lines = readFileSync(await saved.path(), "utf8").split("\r\n");
    assert.match(lines[0] ?? "", /^ledger,as_of,known_at,boundaries,currency,exception,sequence,kind/);
    assert.match(lines[1] ?? "", /^SYNTHETIC-test,2024-12-31,120,,,late,37,DisbursementMade,2024-04-12,2024-07-07T09:10:00\.000000Z,VN63-40,national,2024,fairs,918000000,87,an/);
    assert.equal(lines.length, ROWS.length + 2);
    await page.close();
  });

  test("a project leads to its registration and its stop, and has a row for each source", async () => {
    const { page } = await open(browser, "/en/events?tab=projects", { answers });
    await page.locator("tbody tr").nth(2).waitFor();
    assert.match((await page.locator("tbody").first().textContent()) ?? "", /PRJ-1.*national600200100300local500050PRJ-2.*stopped on 1 May 2024 QD-3/);
    assert.match((await page.locator("tbody").last().textContent()) ?? "", /2024Enterprises supported1,234cơ sở3/);
    await page.getByRole("link", { name: "PRJ-1" }).click();
    await page.waitForURL(/events\/12\?tab=projects$/);
    await page.close();
  });

  test("a day moves the date of the exceptions, and nothing where none is shown", async () => {
    const { page } = await open(browser, "/en/events", { answers });
    await page.locator("tbody tr").first().waitFor();
    await page.keyboard.press("[");
    await page.keyboard.press("]");
    await page.waitForTimeout(300);
    assert.match(page.url(), /\/en\/events$/);
    await page.getByRole("button", { name: "Exceptions" }).click();
    await page.locator(".exceptions").waitFor();
    await page.keyboard.press("[");
    await page.waitForURL(/as-of=2024-12-30/);
    assert.equal(await page.getByLabel("As of").inputValue(), "2024-12-30");
    await page.close();
  });
});
