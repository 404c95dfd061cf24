import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch, open, screenFile } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { CONTRACTS, verification } from "./support/fake_ledger";
import { seriousFindings } from "./support/findings";
import { assertWholeAndAccessible } from "./support/looks";

// Each screen: its address, and what is there when it can be used.
const SCREENS = [
  ["units", `units/${CONTRACTS}?year=2024&as-of=2024-09-30&known-at=9`, "#open-advance"],
  ["compare", "compare?year=2024&as-of=2024-09-30&from=9", ".changes"],
  ["reconcile", "reconcile", ".figures"],
  ["replay", "replay?year=2024&known-at=6", ".replay-steps .now"],
  ["verify", "replay?tab=verify", ".verify-checks"],
] as const;

const LOOKS = [["vi", "light", 1440, 900], ["en", "dark", 1280, 800], ["en", "light", 390, 844], ["vi", "dark", 390, 844]] as const;

describe("the screens in a browser", { skip: hasChromium ? false : "Debian's chromium-headless-shell is not installed" }, () => {
  let browser: Browser;
  before(async () => void (browser = await launch()));
  after(() => browser.close());

  for (const [name, address, there] of SCREENS) {
    for (const [language, theme, width, height] of LOOKS) {
      test(`${name} is whole and accessible: ${language}, ${theme}, ${width}`, async () => {
        const opened = await open(browser, `/${language}/${address}`, { width, height, theme });
        await opened.page.waitForSelector(there);
        await assertWholeAndAccessible(opened, `${name}-${language}-*-${width}`, [theme]);
        await opened.page.close();
      });
    }
  }

  test("no screen scrolls sideways at 320 pixels", async () => {
    for (const [, address, there] of [...SCREENS, ["events", "events", ".event-table"], ["event", "events/10", ".checks .holds"], ["record", "record", ".record form"]]) {
      const { page } = await open(browser, `/vi/${address}`, { width: 320, height: 640 });
      await page.locator(there ?? "").first().waitFor();
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 320, address);
      await page.close();
    }
  });

  test("the use of funds lists open contracts and advances as known then, each with its event", async () => {
    const { page, calls } = await open(browser, `/en/units/${CONTRACTS}?year=2024&as-of=2024-09-30&known-at=9`);
    await page.locator("#open-advance").waitFor();
    assert.match((await page.locator("table[aria-labelledby=open-commitment] tbody").textContent()) ?? "", /^HD-01\/2024Công ty Hội chợ Đông Bắc30 Nov 2024overdue500200300$/);
    assert.match((await page.locator("table[aria-labelledby=open-advance] tbody").textContent()) ?? "", /^#12#1130520080120$/);
    const asked = calls.filter(({ name }) => name === "ListOpenItems").map(({ query }) => JSON.parse(query) as { kind: string; openOnly: boolean; question: object });
    assert.deepEqual(asked.map(({ kind, openOnly }) => [kind, openOnly]).sort(), [["advance", true], ["commitment", true]]);
    for (const { question } of asked) assert.deepEqual(question, { unit: CONTRACTS, fiscalYear: 2024, asOf: "2024-09-30", knownAt: "9" });
    await page.getByRole("link", { name: "HD-01/2024" }).click();
    await page.waitForURL(/\/en\/events\/11\?/);
    await page.close();
  });

  test("a unit that never had a contract is not asked about any", async () => {
    const { page, calls } = await open(browser, "/en/units/VN63-06?year=2024");
    await page.locator(".statement").waitFor();
    assert.equal(calls.filter(({ name }) => name === "ListOpenItems").length, 0);
    assert.equal(await page.locator("#open-commitment").count(), 0);
    await page.close();
  });

  test("on a phone the last line of every screen is above the bar at the bottom", async () => {
    for (const address of ["overview", "events", "record", ...SCREENS.map(([, address]) => address)]) {
      const { page } = await open(browser, `/en/${address}`, { width: 390, height: 844 });
      await page.locator(".basis").waitFor();
      const places = `scrollTo(0, document.documentElement.scrollHeight),
        [document.querySelector(".basis").getBoundingClientRect().bottom, document.querySelector(".bottom-bar").getBoundingClientRect().top]`;
      // What is answered later moves the end of the page.
      for (let tries = 1; ; ++tries) {
        const [line, bar] = await page.evaluate<[number, number]>(places);
        if (line <= bar) break;
        assert.ok(tries < 20, `${address}: ${line} of ${bar}`);
        await page.waitForTimeout(100);
      }
      await page.close();
    }
  });

  test("on a phone a figure says which number was printed and which computed, though its columns have no heads", async () => {
    const { page } = await open(browser, "/vi/reconcile", { width: 390, height: 844 });
    await page.waitForSelector(".figures tbody tr");
    const before = (of: string): Promise<string> => page.evaluate<string>(`getComputedStyle(document.querySelector("${of}"), "::before").content`);
    assert.deepEqual([await before("td.printed"), await before("td.printed + td")], ['"Số in "', '"Số tính được "']);
    await page.close();
  });

  test("a comparison says before, after and change, and its handles and keys move both moments", async () => {
    const { page } = await open(browser, "/en/compare?year=2024&as-of=2024-09-30&from=9");
    await page.locator("h1 .choice-shown", { hasText: "the provinces of 30 Sep 2024" }).waitFor();
    await page.getByText("11 events effective by this date were recorded later").waitFor(); // than the moment A
    await page.waitForSelector(".changes");
    assert.match((await page.locator(".changes tbody tr").first().textContent()) ?? "", /\+250$/);
    await page.waitForSelector('.map path[class="change-up-1"]');
    assert.ok((await page.locator(".map path.change-0").count()) > 5);
    assert.match((await page.locator(".map path.no-record").first().getAttribute("data-unit")) ?? "", /^VN63-/);
    await page.screenshot({ path: screenFile("comparison") });
    await page.getByRole("slider", { name: "Known at (before)" }).press("ArrowLeft");
    await page.getByRole("slider", { name: "Known at (after)" }).press("ArrowLeft");
    const asked = new URL(page.url()).searchParams;
    assert.deepEqual([asked.get("from"), asked.get("to")], ["8", "19"]);
    await page.waitForSelector(".empty");
    await page.goBack();
    assert.equal(new URL(page.url()).searchParams.get("to"), null);
    await page.close();
  });

  test("what the events of a comparison add up to is checked against the change", async () => {
    const { page } = await open(browser, "/en/compare?year=2024&as-of=2024-09-30&from=9");
    await page.waitForSelector(".events .differs");
    await page.goto(page.url().replace("compare?", "compare?unit=VN63-06&"));
    await page.waitForSelector(".events .agrees");
    await page.close();
  });

  test("a verification says what was checked, its root, and that the server is its own judge", async () => {
    const { page, calls, complaints } = await open(browser, "/en/replay?year=2024");
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.waitForSelector(".verify-checks");
    assert.equal(new URL(page.url()).searchParams.get("tab"), "verify");
    assert.equal(calls.filter(({ name }) => name === "VerifyLedger").length, 0); // it costs, so it waits until it is wanted
    await page.getByRole("button", { name: "Verify the ledger" }).click();
    const verdict = await page.waitForSelector(".verdict.sound");
    assert.match((await verdict.textContent()) ?? "", /20 events and 1,234 index rows checked in [0-9.,]+ s\..*BwcHBwcH/);
    assert.equal(await page.locator(".verify-checks .done").count(), 3);
    assert.match((await page.locator(".by-yourself").textContent()) ?? "", /as trustworthy as the server.*import log history\.pb --root ROOT/s);
    await page.screenshot({ path: screenFile("verified") });
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("the checks of a verification are plain lines before it runs", async () => {
    const { page } = await open(browser, "/en/replay?tab=verify");
    const looks = await page.locator(".verify-checks li").evaluateAll((all) => all.map((line) => [getComputedStyle(line).backgroundColor, getComputedStyle(line).marginLeft].join(" ")));
    assert.deepEqual([...new Set(looks)], ["rgba(0, 0, 0, 0) 0px"]);
    await page.screenshot({ path: screenFile("verify-before") });
    await page.close();
  });

  test("a verification can be stopped before it has found anything", async () => {
    const { page } = await open(browser, "/en/replay?tab=verify");
    await page.route("**/VerifyLedger", () => new Promise(() => undefined));
    await page.getByRole("button", { name: "Verify the ledger" }).click();
    await page.locator(".verify-checks .now").waitFor();
    await page.getByRole("button", { name: "Stop verifying" }).click();
    await page.getByRole("button", { name: "Verify the ledger" }).waitFor();
    assert.equal(await page.locator(".verify-checks .now, .verdict, .problem").count(), 0);
    await page.close();
  });

  test("a damaged ledger is told by its first bad event, which can be opened", async () => {
    const findings = [
      { check: "index", message: "a row differs" },
      // The server tells it in the language of the page; the data beside it is for programs.
      { check: "event", sequence: "9", message: "sự kiện 9 đã bị sửa\nkhôi phục từ bản sao lưu", why: {
        code: "event.x", what: { text: "event {n} is altered", fields: [{ name: "n", number: "9" }] }, then: [{ text: "restore a backup" }],
      } },
      { check: "guard", sequence: "7", message: "more than was left" },
    ];
    const { page } = await open(browser, "/vi/replay?tab=verify", { width: 390, height: 844, theme: "dark", answers: { VerifyLedger: verification(findings) } });
    await page.getByRole("button", { name: "Kiểm tra sổ" }).click();
    await page.waitForSelector(".verdict.damaged");
    assert.equal(await page.locator(".verdict h2").textContent(), "Kiểm tra thất bại ở sự kiện 7");
    assert.deepEqual(await page.locator(".verdict li b").allTextContents(), ["chỉ mục", "sự kiện", "ràng buộc số dư"]);
    assert.match((await page.locator(".verdict li").nth(1).textContent()) ?? "", /#9sự kiện 9 đã bị sửa\nkhôi phục từ bản sao lưu/);
    await page.screenshot({ path: screenFile("damaged"), fullPage: true });
    assert.deepEqual(await seriousFindings(page), []);
    await page.locator(".verdict a").nth(1).click();
    await page.waitForURL("**/vi/events/7*");
    await page.keyboard.press("1");
    await page.getByText("Các số từ đó trở đi không được hiển thị.").waitFor();
    assert.equal(await page.locator(".totals").count(), 0);
    await page.getByText("Xem đến sự kiện 6").click();
    await page.waitForSelector(".totals");
    assert.equal(new URL(page.url()).searchParams.get("known-at"), "6");
    await page.close();
  });

  test("a replay steps, plays to its end, and goes back to a moment of the address", async () => {
    const { page, complaints } = await open(browser, "/en/replay?known-at=2");
    const disbursed = page.locator(".tank").first().locator(".disbursed b");
    await page.waitForSelector(".replay-steps .now");
    assert.equal(await disbursed.textContent(), "0");
    await page.getByRole("button", { name: "Step" }).click();
    await page.waitForSelector(".tank .moved-line.disbursed");
    assert.equal(await page.locator(".replay-steps .now .days-late").textContent(), " +40 days");
    assert.equal(new URL(page.url()).searchParams.get("known-at"), "4");
    assert.equal(await disbursed.textContent(), "50");
    await page.getByRole("button", { name: "160/s" }).click();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.waitForSelector(".play:disabled");
    assert.equal(await disbursed.textContent(), "500");
    await page.getByRole("button", { name: "To the beginning" }).click();
    await page.locator(".tank").first().locator(".disbursed b", { hasText: /^0$/ }).waitFor();
    assert.equal(await page.locator(".marks i").count(), 1);
    assert.match(await page.evaluate<string>("document.querySelector('.density .played').style.clipPath"), /inset\(0(px)? 100% /);
    assert.match((await page.locator(".density .played path").getAttribute("d")) ?? "", /^M0 1V.*V1$/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("single keys act while the slider of a replay has the focus, and Page Up is 30 events", async () => {
    const { page } = await open(browser, "/en/replay?known-at=2");
    const at = (): string | null => new URL(page.url()).searchParams.get("known-at");
    await page.locator(".scrub input").focus();
    await page.keyboard.press(".");
    await page.waitForURL(/known-at=3$/);
    await page.keyboard.press("PageUp");
    await page.waitForURL((url) => !url.search.includes("known-at")); // 33 is more than there are
    await page.keyboard.press("Home");
    await page.waitForURL(/known-at=0$/);
    await page.getByRole("button", { name: "Play", exact: true }).waitFor();
    await page.keyboard.press(" ");
    await page.waitForURL((url) => !url.search.includes("known-at=0"));
    assert.notEqual(at(), "0");
    await page.close();
  });

  test("event by event a comparison moves its later moment, and n is now", async () => {
    const { page } = await open(browser, "/en/compare?year=2024&as-of=2024-09-30&from=9");
    await page.waitForSelector(".changes");
    await page.keyboard.press(",");
    await page.waitForURL(/from=9&to=19$/);
    await page.locator(".basis .known", { hasText: "event 19 " }).waitFor();
    await page.keyboard.press(".");
    await page.waitForURL(/from=9$/);
    await page.locator(".basis .known", { hasNotText: "event 19 " }).waitFor();
    await page.keyboard.press(",");
    await page.waitForURL(/to=19$/);
    await page.keyboard.press("n");
    await page.waitForURL(/from=9$/);
    await page.close();
  });

  test("the balance that a replay is compared with, whose basis it shows, is in the boundaries of its map", async () => {
    const { page, calls } = await open(browser, "/en/replay?year=2024&source=national&known-at=6");
    await page.waitForSelector(".replay .basis");
    const asked = calls.filter(({ name, query }) => name === "GetBalance" && query.includes('"knownAt":"6"')).map(({ query }) => JSON.parse(query) as { question: object });
    assert.deepEqual(asked.at(-1)?.question, { fiscalYear: 2024, source: "national", asOf: "2024-02-16", knownAt: "6", boundaries: "2024-12-31" });
    await page.close();
  });

  test("a replay that does not agree with the ledger's balance says so", async () => {
    const { page } = await open(browser, "/en/replay?known-at=6");
    await page.waitForSelector(".recomputed .differs");
    await page.close();
  });

  // Presses "e" and chooses a form; says how the file is called and what it has.
  async function exported(page: Page, form: string): Promise<[name: string, content: string]> {
    await page.keyboard.press("e");
    const download = page.waitForEvent("download");
    await page.locator(".export li button", { has: page.getByText(form, { exact: true }) }).click();
    const file = await download;
    return [file.suggestedFilename(), readFileSync((await file.path()) ?? "", "utf8")];
  }

  test("what is shown is exported with its basis, and the name says that it is synthetic", async () => {
    const { page, complaints } = await open(browser, "/en/overview?year=2024&as-of=2024-09-30&known-at=9");
    await page.waitForSelector(".map svg [data-unit]");
    for (const [form, ending, content] of [
      ["CSV", "csv", /\r\nSYNTHETIC,2024-09-30,9,2024-09-30,VND,region:north,VN63-01,/], ["JSON", "json", /"knownAtSequence": "9"/],
      ["SVG", "svg", /Industrial promotion funds of 2024/],
    ] as const) {
      const [name, text] = await exported(page, form);
      assert.equal(name, `tranche-SYNTHETIC-overview-2024-2024-09-30-event-9.${ending}`);
      assert.match(text, content);
      if (form === "SVG") {
        assert.deepEqual(await seriousFindings(page), []);
        await page.screenshot({ path: screenFile("export") });
      }
      await page.keyboard.press("Escape");
      await page.locator(".export").waitFor({ state: "detached" });
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("a chart of nothing has one amount at its side", async () => {
    const { page } = await open(browser, "/en/units?year=2024&as-of=2024-09-30");
    await page.waitForSelector(".chart .tick");
    assert.deepEqual(await page.locator(".chart .tick text").allTextContents(), ["0"]);
    await page.close();
  });

  test("where nothing is answered there is print and the whole history, also before a verification", async () => {
    const { page } = await open(browser, "/en/replay?tab=verify");
    await page.waitForSelector(".verify-checks");
    await page.keyboard.press("e");
    await page.locator(".export li button").first().waitFor();
    assert.deepEqual(await page.locator(".export li button b").allTextContents(), ["PDF", "JSONL"]);
    await page.close();
  });

  for (const [address, rendered, csv, json] of [
    ["compare?year=2024&as-of=2024-09-30&from=9", ".changes tbody tr", /^ledger,as_of,known_at_from,known_at_to,.*\r\nSYNTHETIC,2024-09-30,9,20,VND,/s, /"knownAtSequence": "9"/],
    ["replay?year=2024&known-at=6", ".replay .basis", /^ledger,as_of,known_at,.*\r\nSYNTHETIC,2024-02-16,6,2024-12-31,VND,region:north,/s, /"knownAtSequence": "6"/],
    ["reconcile?verdict=contradicts", ".figures tbody tr", /^ledger,known_at,boundaries,.*,contradicts,/s, /"verdict": "VERDICT_CONTRADICTS"/],
  ] as const) {
    test(`the answer of a screen is exported: ${address}`, async () => {
      const { page, complaints } = await open(browser, `/en/${address}`);
      await page.waitForSelector(rendered);
      const [name, table] = await exported(page, "CSV");
      assert.match(name, /^tranche-SYNTHETIC-(compare|reconcile|replay)-.*\.csv$/);
      assert.match(table, csv);
      assert.doesNotMatch(table, /,agrees,/);
      await page.keyboard.press("Escape");
      await page.locator(".export").waitFor({ state: "detached" });
      assert.match((await exported(page, "JSON"))[1], json);
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }

  test("a name of the table opens the use of funds of that unit", async () => {
    const { page } = await open(browser, "/en/overview?year=2024&as-of=2024-09-30", { width: 390, height: 844 });
    await page.getByRole("button", { name: "Table" }).click();
    await page.getByRole("button", { name: "Bắc Kạn", exact: true }).click();
    await page.waitForSelector(".statement");
    assert.equal(new URL(page.url()).pathname, "/en/units/VN63-06");
    await page.close();
  });

  test("a unit is found without its marks, and Enter opens its use of funds", async () => {
    const { page } = await open(browser, "/en/overview?year=2024&as-of=2024-09-30");
    await page.keyboard.press("/");
    await page.locator(".search input").fill("bac kan");
    assert.deepEqual(await seriousFindings(page), []);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".statement");
    assert.equal(new URL(page.url()).pathname, "/en/units/VN63-06");
    assert.equal(new URL(page.url()).searchParams.get("year"), "2024");
    await page.close();
  });

  for (const [language, nothing] of [["vi", "Không có đơn vị, sự kiện hay văn bản nào khớp."], ["en", "No unit, event or document fits."]] as const) {
    test(`a document is found by its number, however it is written: ${language}`, async () => {
      const { page, calls } = await open(browser, `/${language}/overview?year=2024&as-of=2024-09-30`);
      await page.keyboard.press("/");
      const field = page.locator(".search input");
      await field.fill("bac kan");
      await field.fill("unc 6024");
      await page.locator(".search li").nth(4).waitFor();
      const [newest] = await page.locator(".search li").allTextContents();
      assert.match(newest ?? "", /^#118 · .*UNC-6024$/);
      assert.deepEqual(await seriousFindings(page), []);
      await page.screenshot({ path: screenFile(`search-document-${language}`) });
      const asked = calls.filter(({ name }) => name === "ListEvents").map(({ query }) => query);
      assert.equal(asked.length, 1, "names of units are not looked for as documents");
      assert.match(asked[0] ?? "", /"documentNumber":"unc 6024".*"newest":true|"newest":true.*"documentNumber":"unc 6024"/);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/events\/118/);
      await page.keyboard.press("/");
      await field.fill("UNC-9999");
      await page.locator(".search").getByText(nothing).waitFor();
      await page.close();
    });
  }

  // A browser tells that a dialog was closed after the keys that were pressed meanwhile.
  test("a search that is asked for while another closes stays open, and keys do not act behind it", async () => {
    const { page } = await open(browser, "/en/overview?year=2024&as-of=2024-09-30");
    await page.keyboard.press("/");
    await page.locator(".search input").fill("bac kan");
    await page.evaluate(`
      window.seen = 0;
      document.querySelector(".search").addEventListener("close", () => window.seen += 1);
      document.querySelector(".search form").requestSubmit();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
    `);
    await page.waitForFunction("window.seen === 1");
    await page.waitForSelector(".statement");
    assert.equal(await page.locator(".search input").inputValue(), "");
    await page.locator(".search .button").press("4");
    assert.equal(new URL(page.url()).pathname, "/en/units/VN63-06");
    await page.locator(".search .button").press("Enter");
    await page.locator(".search").waitFor({ state: "detached" });
    await page.keyboard.press("4");
    assert.equal(new URL(page.url()).pathname, "/en/compare");
    await page.close();
  });

  test("verdicts are filters, and what contradicts comes first", async () => {
    const { page } = await open(browser, "/en/reconcile");
    assert.deepEqual(await page.locator(".figures tbody th").allTextContents(), ["F003", "F002", "F001", "F004"]);
    assert.equal(await page.locator(".intervals").count(), 3);
    await page.getByRole("button", { name: /agrees within rounding/ }).click();
    assert.equal(new URL(page.url()).searchParams.get("verdict"), "within-rounding");
    assert.deepEqual(await page.locator(".figures tbody th").allTextContents(), ["F002"]);
    await page.close();
  });

  for (const [language, executed] of [["vi", "Thực hiện ước"], ["en", "Executed estimate"]] as const) {
    test(`an estimate is marked among the figures, and one that is about right is hollow: ${language}`, async () => {
      const { page } = await open(browser, `/${language}/reconcile`);
      const row = (id: string) => page.locator(".figures tbody tr", { has: page.getByRole("rowheader", { name: id }) });
      await row("F004").locator(".inexact").waitFor();
      assert.equal(await row("F004").locator("td").nth(2).textContent(), executed);
      assert.equal(await row("F001").locator(".intervals .printed.hollow").count(), 1);
      assert.equal(await row("F002").locator(".hollow").count(), 0);
      await page.close();
    });
  }

  test("the statement of a unit opens the events behind a number", async () => {
    const { page } = await open(browser, "/en/units/VN63-06?year=2024&as-of=2024-09-30&known-at=9");
    await page.waitForSelector(".statement");
    assert.match((await page.locator(".statement .key-line").nth(3).textContent()) ?? "", /8Disbursed 6 \+ 7/);
    assert.equal(await page.locator(".statement .changed").count(), 6, "what was paid, disbursed and is left, of all sources and of the one that changed");
    await page.locator(".statement tr", { hasText: "6 + 7" }).locator(".changed").last().click();
    await page.waitForSelector(".why .agrees");
    const asked = (): (string | null)[] => ["source", "why"].map((name) => new URL(page.url()).searchParams.get(name));
    assert.deepEqual(asked(), [null, ".disbursed"]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Disbursed, Bắc Kạn, national: / }).click();
    await page.waitForSelector(".why .agrees");
    assert.deepEqual(asked(), ["national", ".disbursed"]);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".why").count(), 0);
    await page.close();
  });
});
