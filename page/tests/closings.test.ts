import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { questionOf, wholesOf } from "../src/record/closed";
import { confirmedIn, confirmedText } from "../src/record/draft";
import { launch, open, openSignedIn } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { OF_ALL, OF_ONE, closings } from "./support/fake_closings";
import { CONTRACTS, role } from "./support/fake_ledger";
import { APPROVER, fourEyes } from "./support/fake_proposals";
import { assertWholeAndAccessible } from "./support/looks";

const UNITS = [
  { unitId: "north", regionId: "", successorUnitId: "" }, { unitId: "Q1", regionId: "north", successorUnitId: "" }, { unitId: "Q2", regionId: "north", successorUnitId: "" },
  { unitId: "P1", regionId: "north", successorUnitId: "Q1" }, { unitId: "P2", regionId: "north", successorUnitId: "Q1" },
];

test("what was closed as a whole is told without what counts in it: members of a region, predecessors of a unit", () => {
  assert.deepEqual(wholesOf(UNITS, ["P1", "P2", "Q1", "Q2", "north"]), ["north"]);
  assert.deepEqual(wholesOf(UNITS, ["P1", "P2", "Q1"]), ["Q1"]);
  assert.deepEqual(wholesOf(UNITS, ["P1", "Q2"]), ["P1", "Q2"]);
});

test("the closed figures are asked for as a closing of the year only where that names this one", () => {
  const closing = { closing: 310n, fiscalYear: 2025, through: "2025-12-31", unitIds: [], sourceIds: [] };
  assert.deepEqual(questionOf(UNITS, closing, true), { year: 2025, asOf: "2025-12-31", knownAt: "close:2025" });
  assert.equal(questionOf(UNITS, closing, false).knownAt, "310");
  const ofOne = { ...closing, unitIds: ["P1", "P2", "Q1"], sourceIds: ["national"] };
  assert.deepEqual(questionOf(UNITS, ofOne, true), { year: 2025, asOf: "2025-12-31", knownAt: "close:2025", unit: "Q1", source: "national" });
  assert.equal(questionOf(UNITS, { ...ofOne, unitIds: ["P1", "Q2"] }, true).knownAt, "310");
  assert.equal(questionOf(UNITS, { ...ofOne, sourceIds: ["national", "local"] }, true).knownAt, "310");
});

test("confirmed figures are kept as text and read again, however far they are written", () => {
  const rows: [string, string, string][] = [["VN63-04", "national", "1,5 tỷ"], ["", "", ""]];
  assert.deepEqual(confirmedIn({ confirmed: confirmedText(rows) }), rows);
  assert.deepEqual(confirmedIn({ confirmed: "" }), []);
});

describe("closings in a browser", { skip: hasChromium ? false : "Debian's chromium-headless-shell is not installed" }, () => {
  let browser: Browser;
  before(async () => void (browser = await launch()));
  after(() => browser.close());

  const TAB = "record?tab=closings";
  interface Sent {
    units?: string[];
    sources?: string[];
    fiscalYear?: number;
    through?: string;
    yearEnd?: boolean;
    confirmed?: object[];
    closing?: string;
    reason?: string;
    options: { key: string; dryRun?: boolean; propose?: boolean };
  }
  const sent = (calls: { name: string; query: string }[], call: string): Sent[] =>
    calls.filter(({ name }) => name === call).map(({ query }) => JSON.parse(query) as Sent);

  for (const [language, width, height] of [["vi", 1440, 900], ["en", 1440, 900], ["vi", 360, 740], ["en", 390, 844]] as const) {
    test(`the screen is whole and accessible, light and dark: closings, ${language}, ${width} px`, async () => {
      const opened = await open(browser, `/${language}/${TAB}&unit=${CONTRACTS}&year=2024`, { width, height, answers: closings() });
      await opened.page.locator(".effect .holds").waitFor();
      await opened.page.locator(".closings tbody tr").nth(2).waitFor();
      await assertWholeAndAccessible(opened, `closings-${language}-*-${width}`, ["light", "dark"]);
      if (width < 860) {
        await opened.page.locator(".closings").scrollIntoViewIfNeeded();
        await assertWholeAndAccessible(opened, `closings-list-${language}-*-${width}`, ["dark", "light"]);
      }
      await opened.page.close();
    });
  }

  test("what is open is asked for of the money that would be closed, and told beside the form", async () => {
    const { page, calls } = await open(browser, `/en/${TAB}`, { answers: closings() });
    await page.locator("[name=units]").selectOption(CONTRACTS);
    await page.locator("[name=units]").selectOption("VN63-06");
    await page.locator("[name=sources]").selectOption("national");
    await page.locator("[name=year]").fill("2024");
    await page.locator("[name=through]").fill("2024-11-30");
    await page.locator(".effect").getByText("as of 30 Nov 2024").waitFor();
    await page.locator(".effect").getByText("HD-01/2024").waitFor();
    await page.getByRole("button", { name: "Remove" }).nth(1).click();
    await page.locator(".effect .plain").last().locator("thead", { hasNotText: "Unit" }).waitFor();
    const asked = calls.filter(({ name }) => name === "ListOpenItems").map(({ query }) => (JSON.parse(query) as { kind: string; openOnly: boolean; question: object }))
      .filter(({ kind }) => kind === "commitment").at(-1);
    assert.deepEqual([asked?.openOnly, asked?.question], [true, { unit: CONTRACTS, source: "national", fiscalYear: 2024, asOf: "2024-11-30" }]);
    await page.close();
  });

  test("a closing is recorded as it was rehearsed, once, and then stands in the list", async () => {
    const { page, calls } = await open(browser, `/en/${TAB}&year=2024`, { answers: closings() });
    await page.locator("[name=sources]").selectOption("national");
    await page.getByLabel("The year ends with it").check();
    await page.getByRole("button", { name: "Add a figure" }).click();
    await page.locator(".confirmed-row select").first().selectOption(CONTRACTS);
    await page.locator(".confirmed-row input").fill("1 billion");
    await page.locator(".refused-box").getByText("the ledger has 600,000,000 VND").waitFor();
    assert.equal(await page.locator(".confirmed-row input").getAttribute("aria-invalid"), "true");
    await page.locator(".confirmed-row input").fill("600,000,000");
    await page.locator(".effect .holds", { hasText: "Keeps every rule" }).waitFor();
    await page.locator(".more-fields summary").click();
    assert.equal(await page.locator("[name=lateReason]").count(), 0);
    await page.locator("[name=reason]").fill("settlement of 2024");
    await page.reload();
    assert.equal(await page.locator(".confirmed-row input").inputValue(), "600,000,000", "the draft outlives the page");
    await page.locator("[name=actor]").fill("lan");
    await page.locator(".form-tools").getByRole("button", { name: "Record", exact: true }).click();
    await page.getByText("Recorded as event 121").waitFor();
    await page.locator(".closings").getByText("#121").waitFor();
    assert.match((await page.locator(".closings tbody tr").first().textContent()) ?? "", /^#121202431 Dec 2024year endallnational/);
    const all = sent(calls, "ClosePeriod");
    assert.equal(new Set(all.map(({ options }) => options.key)).size, 1);
    const [recorded, ...others] = all.filter(({ options }) => options.dryRun !== true);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [recorded?.fiscalYear, recorded?.sources, recorded?.units, recorded?.yearEnd, recorded?.reason, recorded?.confirmed],
      [2024, ["national"], undefined, true, "settlement of 2024", [{ unit: CONTRACTS, source: "national", amount: "600,000,000" }]],
    );
    await page.close();
  });

  for (const [language, says, button] of [["vi", "các đề nghị đang mở có chuyển tiền trong đó", "Xem đề nghị 16"], ["en", "open proposals move money in it", "Open proposal 16"]] as const) {
    test(`the open proposals that a refusal names are a click away: ${language}`, async () => {
      const { page } = await openSignedIn(browser, `/${language}/${TAB}&year=2021`, ".record form", { answers: { ...fourEyes([...APPROVER, role("lan", "officer")]), ...closings() } });
      await page.locator(".refused-box").getByText(says).waitFor();
      assert.equal(await page.locator(".effect .links a").count(), 2);
      await page.getByRole("link", { name: button }).click();
      await page.waitForURL(/tab=proposals&proposal=16$/);
      await page.close();
    });
  }

  test("the list leads to the closed figures and to what has changed since, each closing in its own words", async () => {
    const { page } = await open(browser, `/en/${TAB}`, { answers: closings() });
    const row = (closing: number) => page.locator(".closings tr", { has: page.getByRole("link", { name: `#${closing}`, exact: true }) });
    assert.equal(await row(OF_ONE).getByRole("link", { name: "Closed figures" }).getAttribute("href"),
      `/en/overview?year=2024&source=national&unit=${CONTRACTS}&as-of=2024-06-30&known-at=close:2024`);
    assert.equal(await row(OF_ALL).getByRole("link", { name: "Changed since" }).getAttribute("href"), "/en/compare?year=2023&as-of=2023-12-31&from=close:2023");
    assert.match((await page.locator(".closings .reversed").textContent()) ?? "", /reopened by #21/);
    await page.close();
  });

  test("what was closed is opened again with a reason", async () => {
    const { page, calls } = await open(browser, `/vi/${TAB}`, { answers: closings() });
    await page.locator(".closings tr", { hasText: "30/06/2024" }).getByRole("button", { name: "Mở lại…" }).click();
    assert.equal(await page.locator("[name=closing]").inputValue(), String(OF_ONE));
    assert.ok(await page.locator(".form-tools .primary").isDisabled());
    await page.keyboard.type("Kho bạc đính chính");
    await page.locator("[name=actor]").fill("lan");
    await page.locator(".form-tools .primary").click();
    await page.getByText("Đã ghi là sự kiện 121").waitFor();
    await page.locator(".closings .reversed").nth(1).waitFor();
    const recorded = sent(calls, "ReopenPeriod").filter(({ options }) => options.dryRun !== true);
    assert.deepEqual(recorded.map(({ closing, reason }) => [closing, reason]), [[String(OF_ONE), "Kho bạc đính chính"]]);
    await page.close();
  });

  test("the draft of a closing and that of a payment are two", async () => {
    const { page } = await open(browser, "/en/record", { answers: closings() });
    await page.locator("[name=amount]").fill("7 billion");
    await page.getByRole("button", { name: "Closings" }).click();
    await page.locator("[name=year]").fill("2019");
    await page.getByRole("button", { name: "Record", exact: true }).first().click();
    await page.waitForURL(/\/en\/record$/);
    assert.equal(await page.locator("[name=amount]").inputValue(), "7 billion");
    await page.getByRole("button", { name: "Closings" }).click();
    assert.equal(await page.locator("[name=year]").inputValue(), "2019");
    await page.close();
  });

  test("a role that moves money but closes nothing is told so on this tab alone", async () => {
    const roles = [role("lan", "officer", ["DisbursementMade"]), role("minh", "administrator")];
    const { page } = await openSignedIn(browser, `/en/${TAB}`, ".read-only", { answers: { ...closings(), ListRoles: { list: { roles } } } });
    await page.locator(".closings tbody tr").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "Reopen …" }).count(), 0);
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await page.locator(".record form").waitFor();
    await page.close();
  });
});
