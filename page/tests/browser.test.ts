import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser, Page, Route } from "playwright-core";
import { dateOf, dateText } from "../src/dates";
import { launch, open, screenFile } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { refusedBy } from "./support/fake_events";
import { AMBIGUOUS_UNIT, REFUSED_SOURCE } from "./support/fake_ledger";
import { seriousFindings } from "./support/findings";
import { assertWholeAndAccessible } from "./support/looks";

const QUESTION = "year=2024&as-of=2024-09-30";
// The page asks again within this time whether the server is there.
const ASKED_AGAIN_MS = 5000;
const search = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

describe("the page in a browser", { skip: hasChromium ? false : "Debian's chromium-headless-shell is not installed" }, () => {
  let browser: Browser;
  before(async () => void (browser = await launch()));
  after(() => browser.close());

  // Each is opened in one theme, and looked at in both: the page follows the system.
  for (const [language, themes] of [["vi", ["light", "dark"]], ["en", ["dark", "light"]]] as const) {
    for (const [size, width, height] of [["desk", 1440, 900], ["phone", 390, 844]] as const) {
      test(`the overview is whole and accessible, light and dark: ${language}, ${size}`, async () => {
        const opened = await open(browser, `/${language}/overview?${QUESTION}&known-at=9`, { width, height, theme: themes[0] });
        await opened.page.waitForSelector(".map svg");
        await assertWholeAndAccessible(opened, `overview-${language}-*-${size}`, themes);
        assert.equal(await opened.page.locator("html").getAttribute("lang"), language);
        await opened.page.close();
      });
    }
  }

  test("who is not signed in sees one field, signs in by keyboard, and leaves nothing behind", async () => {
    const { page } = await open(browser, `/vi/overview?${QUESTION}`, { token: "tranche_right" });
    assert.deepEqual(await seriousFindings(page), []);
    assert.equal(await page.locator(".balances").count(), 0);
    await page.screenshot({ path: screenFile("sign-in") });
    const field = page.getByLabel("Mã truy cập");
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    await page.keyboard.type("tranche_wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.equal(await field.inputValue(), "");
    await field.focus();
    await page.keyboard.type("tranche_right");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".map svg");
    assert.equal(await page.locator(".who span").textContent(), "lan");
    assert.equal(search(page).get("as-of"), "2024-09-30");
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
    assert.ok(!kept.includes("tranche_"), kept);
    await page.getByRole("button", { name: "Đăng xuất" }).click();
    await page.waitForSelector(".sign-in");
    assert.equal(await page.locator(".balances").count(), 0);
    await page.close();
  });

  test("what is folded on the screen is on paper", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&known-at=9`);
    await page.waitForSelector(".balances tbody tr");
    const region = page.locator('.balances tr.region', { has: page.locator('button.fold[aria-expanded="true"]') }).first();
    const below = page.locator(".balances tr.region + tr.unit").first();
    assert.ok(await below.isVisible());
    await region.locator("button.fold").click();
    assert.ok(!(await below.isVisible()));
    await page.emulateMedia({ media: "print" });
    assert.ok(await below.isVisible());
    await page.close();
  });

  test("tabs and number keys go to the screens, and Back returns", async () => {
    const { page, complaints } = await open(browser, `/en/overview?${QUESTION}&known-at=9`);
    await page.getByRole("navigation", { name: "Screens", exact: true }).getByRole("link", { name: "Use of funds" }).click();
    await page.waitForSelector(".statement");
    assert.equal(new URL(page.url()).pathname, "/en/units");
    assert.equal(search(page).get("known-at"), "9");
    await page.keyboard.press("1");
    await page.waitForSelector(".balances");
    await page.keyboard.press("2");
    await page.waitForSelector(".statement");
    await page.goBack();
    await page.waitForSelector(".balances");
    assert.equal(new URL(page.url()).pathname, "/en/overview");
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("a number that changed later is marked, and its total says what is known now", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&known-at=9`);
    assert.match((await page.locator(".figure.disbursed").textContent()) ?? "", /Known now .* \(\+/);
    assert.equal(await page.locator(".figure.plan .changed").count(), 0);
    assert.ok((await page.locator(".balances .unit .changed").count()) > 5);
    await page.close();
  });

  test("the rate of the table is the one of the map, and sorts by itself; a total without one has a dash", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&sort=-rate&colour=allocated-of-plan`);
    const header = page.locator(".balances thead th.rate");
    assert.equal(await header.innerText(), "Allocated / plan ↓");
    const rates = (): Promise<string[]> => page.locator(".balances tr.region .rate").allInnerTexts();
    const [allocated, total] = [await rates(), await page.locator(".figure.allocated .below").innerText()];
    assert.equal(`${await page.locator(".balances tr.total .rate").innerText()} of plan`, total);
    await page.getByLabel("Colour by").selectOption("disbursed-of-allocated");
    assert.equal(await header.innerText(), "Disbursed / allocated ↓");
    assert.notDeepEqual(await rates(), allocated);
    await page.getByLabel("Colour by").selectOption("executed");
    assert.equal(await header.innerText(), "Disbursed / allocated ↓");
    await page.goto(page.url().replace(/\?.*/, "?as-of=2023-12-31"));
    await page.waitForSelector(".empty");
    assert.equal(await page.locator(".figure.executed .below").innerText(), "– of plan");
    await page.close();
  });

  test("what the rows are by is in the address, and a number of theirs narrows the question to them", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&known-at=9`);
    await page.getByLabel("Rows by").selectOption("source");
    const row = page.locator(".balances tr.group");
    assert.match((await row.locator("th").textContent()) ?? "", /^national$/);
    assert.equal(search(page).get("by"), "source");
    assert.deepEqual(await seriousFindings(page), []);
    assert.equal(await row.locator(".changed").count(), 1);
    await page.screenshot({ path: screenFile("rows-by-source") });
    await row.locator(".disbursed .amount").click();
    await page.waitForSelector(".why");
    assert.deepEqual(["by", "source", "why"].map((name) => search(page).get(name)), [null, "national", ".disbursed"]);
    await page.goBack();
    await row.waitFor();
    await page.close();
  });

  test("what the rows are by is chosen on a phone, too", async () => {
    const { page } = await open(browser, `/vi/overview?${QUESTION}`, { width: 390, height: 844 });
    await page.getByRole("button", { name: "Bảng", exact: true }).click();
    const rowsBy = page.getByLabel("Dòng theo");
    const { height } = (await rowsBy.boundingBox()) ?? { height: 0 };
    assert.ok(height >= 44, `${height}`);
    await rowsBy.selectOption("source");
    await page.locator(".balances tr.group").waitFor();
    assert.equal(search(page).get("by"), "source");
    assert.deepEqual(await page.locator(".balances thead th:visible").allInnerTexts().then(([, ...texts]) => texts), ["Đã giải ngân", "Giải ngân / phân bổ"]);
    assert.ok(await page.locator(".balances tr.group .bar .executed").isVisible());
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    assert.deepEqual(await seriousFindings(page), []);
    await page.screenshot({ path: screenFile("rows-by-source-390") });
    await page.close();
  });

  test("a unit without a record says whether one was recorded later", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&known-at=2`);
    const rows = page.locator(".balances tr.unit");
    assert.match((await rows.nth(0).textContent()) ?? "", /no record.*recorded later/);
    assert.doesNotMatch((await rows.filter({ hasText: "Hà Tĩnh" }).textContent()) ?? "", /recorded later/);
    await page.close();
  });

  test("the basis says whether a published checkpoint covers what is shown", async () => {
    const { page, calls } = await open(browser, `/en/overview?${QUESTION}&known-at=9`);
    await page.locator(".basis").getByText("checkpoint 12").waitFor();
    await page.keyboard.press("n");
    await page.locator(".basis").getByText("Not yet covered by a published checkpoint").waitFor();
    assert.equal(calls.filter(({ name }) => name === "GetStatus").length, 1);
    await page.close();
  });

  for (const [language, verified, since] of [
    ["vi", "Đã kiểm tra", "Chưa kiểm tra từ 30/12/2024 14:43"], ["en", "Verified", "Not verified since 30 Dec 2024 14:43"],
  ] as const) {
    test(`the basis says whether the server has verified what is shown, and since when it has not: ${language}`, async () => {
      const { page } = await open(browser, `/${language}/overview?${QUESTION}&known-at=15`);
      await page.locator(".basis .verified").getByText(verified, { exact: true }).waitFor();
      await page.keyboard.press("n");
      await page.locator(".basis").getByText(since).waitFor();
      assert.equal(await page.locator(".basis .verified").count(), 0);
      await page.close();
    });
  }

  for (const [language, more, funds, copied] of [
    ["vi", "Thêm", "Sử dụng kinh phí", "Đã chép liên kết"], ["en", "More", "Use of funds", "Link copied"],
  ] as const) {
    test(`what a narrow bar has no room for is under "more": ${language}`, async () => {
      for (const width of [1024, 390, 320]) {
        const { page, complaints } = await open(browser, `/${language}/overview?${QUESTION}&known-at=9`, { width, height: 800 });
        await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
        await page.locator(".tool.narrow").click();
        await page.getByRole("dialog", { name: more }).waitFor();
        assert.deepEqual(await seriousFindings(page), []);
        await page.screenshot({ path: screenFile(`more-${language}-${width}`) });
        await page.getByRole("dialog").getByRole("button").first().click();
        await page.locator(".notice").getByText(copied).waitFor();
        await page.locator(".tool.narrow").click();
        await page.getByRole("dialog").getByRole("link", { name: funds }).click();
        await page.waitForSelector(".statement");
        assert.equal(search(page).get("known-at"), "9");
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
        assert.deepEqual(complaints, []);
        await page.close();
      }
    });
  }

  test("who is signed in leaves from \"more\" on a phone, and the bar is not wider than the window", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`, { token: "tranche_right", width: 390, height: 844 });
    await page.getByLabel("Token").fill("tranche_right");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".map svg");
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await page.locator(".tool.narrow").click();
    await page.getByRole("button", { name: "Sign out (lan)" }).click();
    await page.waitForSelector(".sign-in");
    await page.close();
  });

  test("without the server the page says so, keeps what it can, and comes back by itself", async () => {
    const { page } = await open(browser, "/en/overview?year=2024&as-of=2024-09-30&known-at=9");
    await page.clock.install();
    const lost = (route: Route): Promise<void> => route.abort("connectionrefused");
    await page.route("**/*", lost);
    await page.getByRole("slider", { name: "As of" }).press("ArrowLeft");
    await page.locator(".news.lost").getByText(/^Showing the copy of [0-9]+ [A-Z][a-z]+ 20[0-9]{2} [0-9]{2}:[0-9]{2}; no connection\./).waitFor();
    await page.locator(".problem").waitFor();
    await page.goBack();
    await page.locator(".balances").waitFor();
    assert.equal(await page.locator(".problem").count(), 0);
    assert.equal(await page.locator(".news.lost").count(), 1);
    await page.screenshot({ path: screenFile("lost") });
    await page.goForward();
    await page.locator(".problem").waitFor();
    await page.unroute("**/*", lost);
    await page.clock.fastForward(ASKED_AGAIN_MS);
    await page.locator(".balances").waitFor();
    assert.equal(await page.locator(".news.lost").count(), 0);
    await page.close();
  });

  test("without the server a screen that was never opened says so in the language of the page, and comes by itself", async () => {
    const { page } = await open(browser, `/vi/overview?${QUESTION}`);
    await page.clock.install();
    const lost = (route: Route): Promise<void> => route.abort("connectionrefused");
    await page.route("**/*", lost);
    await page.keyboard.press("3");
    await page.locator(".problem").waitFor();
    assert.match((await page.locator(".problem").textContent()) ?? "", /Máy chủ không trả lời/);
    assert.doesNotMatch((await page.locator(".problem").textContent()) ?? "", /fetch|http/);
    await page.locator(".news.lost").waitFor();
    await page.unroute("**/*", lost);
    await page.clock.fastForward(ASKED_AGAIN_MS);
    await page.locator(".event-table").waitFor();
    await page.close();
  });

  test("a ledger whose units have no shapes is shown as a table, which says so", async () => {
    const unit = (unitId: string, type: string, regionId: string) => ({ unitId, name: unitId, nameEn: unitId, type, regionId, firstDay: "2008-08-01" });
    const units = [unit("VN", "nation", ""), unit("region:north", "region", ""), unit("S01", "province", "region:north")];
    for (const width of [1280, 390]) {
      const { page } = await open(browser, "/en/overview?year=2024", { width, answers: { ListUnits: { list: { units } } } });
      await page.locator(".unit-line").getByText("The map has no shapes of these units.").waitFor();
      assert.equal(await page.locator(".map, .map-panel").count(), 0);
      assert.ok(await page.locator(".balances").isVisible());
      await page.screenshot({ path: screenFile(`without-map-${width}`) });
      await page.close();
    }
  });

  test("keys move the handles, the address follows, and Back undoes it", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`);
    const asOf = page.getByRole("slider", { name: "As of" });
    await asOf.press("ArrowRight");
    assert.equal(search(page).get("as-of"), "2024-10-01");
    assert.equal(await asOf.getAttribute("aria-valuetext"), "1 October 2024");
    await asOf.press("PageDown");
    assert.equal(search(page).get("as-of"), "2024-09-01");
    const known = page.getByRole("slider", { name: "Known at" });
    await known.press("ArrowLeft");
    assert.equal(search(page).get("known-at"), "19");
    await page.locator(".basis .known", { hasText: "event 19 " }).waitFor();
    assert.equal(await known.getAttribute("aria-valuetext"), "15 December 2024 14:43, event 19");
    await page.goBack();
    assert.equal(search(page).get("known-at"), null);
    await page.goBack();
    assert.equal(search(page).get("as-of"), "2024-10-01");
    await page.close();
  });

  test("keys go to the days on which something changes", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`);
    await page.keyboard.press("}");
    await page.waitForURL(/as-of=2024-10-05/);
    await page.keyboard.press("{");
    await page.waitForURL(/as-of=2024-09-20/);
    await page.close();
  });

  test("the lines of the band are asked for once, whatever the handles do", async () => {
    const { page, calls } = await open(browser, `/en/overview?${QUESTION}&known-at=9`);
    await page.waitForSelector(".hindsight .known");
    assert.match((await page.locator(".hindsight .known").textContent()) ?? "", /^11 events .* recorded later$/);
    await page.getByRole("slider", { name: "As of" }).press("PageDown");
    await page.getByRole("slider", { name: "Known at" }).press("ArrowRight");
    await page.getByText("10 events effective by this date were recorded later").waitFor();
    const asked = calls.filter(({ name }) => name === "GetTimeline").map(({ query }) => query);
    assert.equal(asked.filter((query) => query.includes("pairsMax")).length, 1);
    const ink = await page.evaluate(`(() => {
      const canvas = document.querySelector("canvas");
      return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0);
    })()`);
    assert.ok(ink, "nothing is drawn");
    await page.close();
  });

  test("while a handle is dragged rows out of view wait, the table keeps its measures, and all rows are drawn in the end", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`, { height: 500 });
    await page.waitForSelector(".map svg");
    const measures = (): Promise<number[]> => page.evaluate(() => {
      const frame = document.querySelector(".table-frame");
      return [frame?.scrollHeight ?? 0, ...[...document.querySelectorAll(".balances thead th")].map((cell) => Math.round(cell.getBoundingClientRect().width))];
    });
    const amounts = page.locator(".balances tr:not([hidden]) td.executed");
    const [before, texts] = [await measures(), await amounts.allTextContents()];
    const box = await page.locator(".plot").boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width / 2, box.y + 27);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 5, box.y + 27);
    await page.waitForSelector(".balances.held");
    assert.ok((await page.locator(".balances tbody tr").count()) > (await page.locator(".balances tbody tr:visible").count()) * 1.2);
    assert.deepEqual(await measures(), before);
    await page.mouse.up();
    await page.waitForSelector(".balances:not(.held)");
    await page.waitForFunction((first) => document.querySelector(".balances tr.total td.executed")?.textContent !== first, texts[0]);
    const after = await amounts.allTextContents();
    assert.equal(after.length, texts.length);
    assert.ok(after.every((text, row) => text !== texts[row]), after.join(" "));
    assert.equal(await page.locator(".balances button.amount:not([aria-label])").count(), 0, "a number has a name when the handle is let go");
    await page.close();
  });

  test("a balance has both times pinned, and one without a head has that of when the page was opened", async () => {
    const { page, calls } = await open(browser, "/en/overview?year=2024", { lasting: true });
    await page.locator(".basis").getByText("event 20 / 20").waitFor();
    await page.keyboard.press("[");
    await page.locator(".basis").getByText("2024-12-30").waitFor();
    assert.match((await page.locator(".basis").textContent()) ?? "", /event 20 \/ 20.*root BwcHBwcHBwcH/);
    for (const { query } of calls.filter(({ name, query }) => name === "GetBalance" && query.includes("subtotalsBy"))) {
      assert.match(query, /"asOf":"2024-12-3[01]","knownAt":"20"/);
    }
    await page.close();
  });

  test("a date that is stepped on is asked for ahead, and one that was shown is not asked for again", async () => {
    const { page, calls } = await open(browser, `/en/overview?${QUESTION}`);
    const asked = (date: string): number =>
      calls.filter(({ name, query }) => name === "GetBalance" && query.includes(`"asOf":"${date}"`)).length;
    const until = async (date: string): Promise<void> => {
      const end = Date.now() + 5000;
      while (asked(date) === 0 && Date.now() < end) await page.waitForTimeout(20);
      assert.equal(asked(date), 1, date);
    };
    const shown = (text: string): Promise<void> => page.locator(".basis .as-of").getByText(text, { exact: true }).waitFor();
    const asOf = page.getByRole("slider", { name: "As of" });
    await asOf.press("ArrowRight");
    await until("2024-10-02");
    await asOf.press("ArrowRight");
    await shown("2024-10-02");
    await until("2024-10-03");
    await asOf.press("ArrowLeft");
    await shown("2024-10-01");
    await asOf.press("ArrowLeft");
    await shown("2024-09-30");
    await until("2024-09-29");
    for (const date of ["2024-09-30", "2024-10-01", "2024-10-02", "2024-10-03"]) assert.equal(asked(date), 1, date);
    await page.close();
  });

  test("while a handle is dragged one question is in flight and one ahead of it, and the last place is what is shown", async () => {
    const { page, inFlight } = await open(browser, `/vi/overview?${QUESTION}`, { answerMs: 40 });
    inFlight.most = 0;
    const box = await page.locator(".plot").boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width * 0.5, box.y + 27);
    await page.mouse.down();
    for (let step = 0; step <= 60; ++step) await page.mouse.move(box.x + box.width * (0.5 + step / 300), box.y + 27);
    await page.mouse.up();
    await page.waitForTimeout(500);
    const last = search(page).get("as-of") ?? "";
    assert.ok(last > "2024-09-30", last);
    assert.ok(inFlight.most <= 2, `${inFlight.most}`);
    assert.equal(await page.locator(".basis .as-of").textContent(), last);
    await page.goBack();
    assert.equal(search(page).get("as-of"), "2024-09-30");
    await page.close();
  });

  test("while a handle is held, the handle is at the hand, and all else is of the answer that is shown", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`, { answerMs: 1500 });
    const box = await page.locator(".plot").boundingBox();
    assert.ok(box !== null);
    const answered = (): Promise<string> => page.locator(".basis .as-of").innerText();
    const handleAt = async (): Promise<string> => dateOf(Number(await page.locator(".handle.as-of").getAttribute("aria-valuenow")));
    const untilAnswered = (date: string): Promise<unknown> =>
      page.waitForFunction((wanted) => document.querySelector(".basis .as-of")?.textContent === wanted, date);
    const before = await answered();
    assert.equal(before, await handleAt());
    await page.mouse.move(box.x + box.width * 0.5, box.y + 27);
    await page.mouse.down();
    const pressed = await handleAt();
    assert.notEqual(pressed, before);
    await untilAnswered(pressed);
    await page.mouse.move(box.x + box.width * 0.52, box.y + 27);
    await page.mouse.move(box.x + box.width * 0.6, box.y + 27);
    const held = await handleAt();
    assert.ok(held > pressed);
    assert.equal(await answered(), pressed, "the answer takes longer than a look at the handle");
    await untilAnswered(held);
    assert.match(await page.locator(".sentence").innerText(), new RegExp(dateText("en", held)), "the sentence follows the answer");
    assert.equal(await handleAt(), held);
    const opened = await open(browser, `/en/overview?year=2024&as-of=${held}`);
    const wanted = await opened.page.locator(".balances tbody tr").allTextContents();
    await opened.page.close();
    const rows = page.locator(".balances tbody tr");
    assert.equal(await rows.first().textContent(), wanted[0]);
    assert.notEqual(await rows.last().textContent(), wanted.at(-1), "rows that nobody sees wait until the hand rests");
    await page.locator(".table-frame").evaluate((frame) => { frame.scrollTop = frame.scrollHeight; });
    await page.waitForFunction((text) => document.querySelector(".balances tbody tr:last-child")?.textContent === text, wanted.at(-1));
    await page.mouse.up();
    assert.equal(await handleAt(), held);
    await page.waitForFunction(
      (texts) => JSON.stringify([...document.querySelectorAll(".balances tbody tr")].map((row) => row.textContent)) === texts,
      JSON.stringify(wanted));
    await page.goBack();
    await untilAnswered(before);
    assert.equal(await handleAt(), before);
    await page.close();
  });

  test("who leaves by a key while a handle is held is not brought back by the answer", async () => {
    const { page, inFlight } = await open(browser, `/en/overview?${QUESTION}`, { answerMs: 1500 });
    const box = await page.locator(".plot").boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width * 0.5, box.y + 27);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 27);
    await page.keyboard.press("2");
    assert.ok(inFlight.now > 0);
    const left = new URL(page.url()).pathname;
    assert.doesNotMatch(left, /overview/);
    await page.waitForTimeout(2000);
    assert.equal(new URL(page.url()).pathname, left);
    await page.close();
  });

  test("a number opens its postings beside the table, and they add up", async () => {
    const { page, complaints } = await open(browser, `/en/overview?${QUESTION}`);
    await page.locator(".balances .unit .disbursed .amount", { hasText: /^[1-9]/ }).nth(6).click();
    await page.waitForSelector(".why .agrees");
    assert.match(search(page).get("why") ?? "", /^VN63-[0-9]+\.disbursed$/);
    assert.ok(await page.locator(".balances").isVisible());
    assert.deepEqual(await seriousFindings(page), []);
    await page.screenshot({ path: screenFile("events-behind-a-number") });
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".why").count(), 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("what was recorded after the moment shown is beside its number, and not counted", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&known-at=9&why=VN63-06.disbursed`);
    await page.waitForSelector(".why .agrees");
    assert.match((await page.locator(".why summary").textContent()) ?? "", /Not counted: .*1 · \+250,000,000/);
    await page.close();
  });

  for (const [language, theme, width] of [["vi", "light", 1440], ["en", "dark", 1440], ["vi", "dark", 390], ["en", "light", 390]] as const) {
    test(`the panel of a number is whole and accessible: ${language}, ${theme}, ${width}`, async () => {
      const opened = await open(browser, `/${language}/overview?${QUESTION}&known-at=9&why=VN63-06.disbursed`, { width, height: 844, theme });
      await opened.page.waitForSelector(".why .reversal");
      await opened.page.locator(".why summary").click();
      await assertWholeAndAccessible(opened, `why-${language}-*-${width}`, [theme]);
      await opened.page.close();
    });
  }

  test("a posting has the number of its document and opens its event, from which Back leads to it again", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&why=VN63-06.disbursed`);
    assert.equal(await page.locator(".why .scope").textContent(), "2024 · all · 30 Sep 2024 · event 20");
    const [first] = await page.locator(".why li .details").allTextContents();
    assert.match(first ?? "", /^#5 · Bắc Kạn · national · Fairs · UNC UNC-6024, KBNN/);
    await page.locator(".why li").first().click();
    await page.waitForURL(/\/en\/events\/5\?year=2024/);
    await page.goBack();
    await page.waitForSelector(".why .agrees");
    await page.close();
  });

  test("a posting that was reversed says so, leads to the reversal, and is struck through once that counts", async () => {
    for (const [knownAt, struck] of [[9, 1], [8, 0]] as const) {
      const { page, calls } = await open(browser, `/en/overview?${QUESTION}&known-at=${knownAt}&why=VN63-06.disbursed`);
      const chip = page.locator(".why li .reversal");
      await chip.waitFor();
      const asked = calls.filter(({ name }) => name === "ListEvents").map(({ query }) => query);
      assert.deepEqual(asked, ['{"after":"8","before":"10"}'], "the log is not searched for reversals");
      assert.equal(await page.locator(".why .struck").count(), struck);
      assert.equal(await chip.textContent(), "reversed by #9");
      await chip.click();
      await page.waitForURL(/\/en\/events\/9\?/);
      await page.close();
    }
  });

  test("a number is copied in full, and exported as its postings and with a proof", async () => {
    const { page, calls } = await open(browser, `/en/overview?${QUESTION}&known-at=9&why=VN63-06.disbursed`, {
      answers: { ProveBalance: { proof: { checkpoint: "ledger.test/log" } } },
    });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator(".why-tools").waitFor();
    await page.locator("#why-heading").focus();
    for (const key of ["Tab", "Tab", "Enter"]) await page.keyboard.press(key); // past the button that closes the panel
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), "1430000000");
    const saved = async (button: string): Promise<[name: string, content: string]> => {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button, exact: true }).click()]);
      return [file.suggestedFilename(), readFileSync((await file.path()) ?? "", "utf8")];
    };
    const [csvName, csv] = await saved("CSV");
    assert.equal(csvName, "tranche-SYNTHETIC-VN63-06.disbursed-2024-09-30-event-9.csv");
    const [head, ...rows] = csv.trim().split("\r\n");
    assert.match(head ?? "", /^ledger,as_of,known_at,boundaries,currency,sequence,.*,amount,actor,because$/);
    assert.equal(rows.length, 4, "only the postings of this measure");
    for (const row of rows) assert.match(row, /^SYNTHETIC,2024-09-30,9,2024-09-30,VND,[0-9]+,.*,disbursed,/);
    const [proofName, proof] = await saved("Get proof");
    assert.equal(proofName, "tranche-SYNTHETIC-VN63-06.disbursed-2024-09-30-event-9.proof.json");
    assert.match(proof, /"checkpoint": ?"ledger.test/);
    assert.match(calls.find(({ name }) => name === "ProveBalance")?.query ?? "", /"unit":"VN63-06".*"knownAt":"9"|"knownAt":"9".*"unit":"VN63-06"/);
    await page.close();
  });

  test("what cannot be exported says why, and what a region itself holds has no proof", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&why=region:north/own.plan`);
    await page.waitForSelector(".why-tools");
    assert.deepEqual(await page.locator(".why-tools .button").allTextContents(), ["Copy number", "CSV"]);
    await page.goto(page.url().replace(/why=.*/, "why=VN63-06.plan"));
    await page.getByRole("button", { name: "Get proof" }).click(); // this ledger answers without one
    await page.locator(".why .problem").waitFor();
    await page.close();
  });

  test("the table is one stop of the Tab key, with arrows inside", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`);
    assert.equal(await page.locator('.balances tbody [tabindex="0"]').count(), 1);
    await page.locator('.balances tbody [tabindex="0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const label = await page.evaluate("document.activeElement.getAttribute('aria-label')");
    assert.match(String(label), /^Allocated, centre: /);
    await page.close();
  });

  test("the arrows reach the names of units, also of those without a record, and fold a region", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`);
    const focused = (): Promise<string> => page.evaluate("document.activeElement.textContent + ' ' + document.activeElement.className");
    await page.locator('.balances tbody [tabindex="0"]').focus();
    for (const key of ["ArrowDown", "ArrowLeft"]) await page.keyboard.press(key);
    assert.match(await focused(), /^centre.* fold$/);
    const row = page.locator(".balances tr", { hasText: "Hà Tĩnh" });
    const steps = await page.locator(".balances tbody tr").evaluateAll((all) => all.findIndex((line) => line.textContent?.startsWith("Hà Tĩnh")));
    for (let step = 1; step < steps; ++step) await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "Hà Tĩnh name");
    assert.equal(await page.locator('.balances tbody [tabindex="0"]').count(), 1);
    assert.equal(await row.locator('[tabindex="0"]').count(), 1);
    for (let step = 1; step < steps; ++step) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    assert.ok(!(await row.isVisible()));
    await page.keyboard.press("ArrowDown");
    assert.match(await focused(), /^north.* fold$/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".statement");
    await page.close();
  });

  test("who closes the postings is back at their number", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`);
    const focused = (): Promise<string> => page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.id");
    await page.locator('.balances tbody [tabindex="0"]').focus();
    for (const key of ["ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    for (const close of [["Escape"], ["Tab", "Enter"]]) {
      await page.keyboard.press("Enter");
      await page.waitForSelector(".why .agrees, .why .differs");
      assert.equal(await focused(), "why-heading");
      for (const key of close) await page.keyboard.press(key);
      await page.locator(".why").waitFor({ state: "detached" });
      assert.match(await focused(), /^Allocated, centre: /);
    }
    await page.close();
  });

  test("what the address has too much is named, and nothing is asked", async () => {
    const { page, calls } = await open(browser, "/en/overview?yaer=2024");
    assert.match((await page.locator("[role=alert]").textContent()) ?? "", /yaer/);
    assert.equal(calls.filter(({ query }) => query.includes("2024")).length, 0);
    await page.close();
  });

  test("a refusal says what, why and what to do", async () => {
    const { page } = await open(browser, `/en/overview?source=${REFUSED_SOURCE}`);
    const text = (await page.locator(".problem").textContent()) ?? "";
    assert.match(text, /no source refused/);
    assert.match(text, /ask for one of the list/);
    assert.doesNotMatch(text, /Try again/);
    await page.locator(".problem").getByRole("link", { name: "Open the overview" }).click();
    await page.waitForSelector(".balances");
    await page.close();
  });

  test("what the ledger does not have is told, and not ignored", async () => {
    for (const [query, told] of [
      [`overview?${QUESTION}&pick=foo`, /pick cannot be read: “foo”/], ["replay?known-at=9999999", /no event 9999999 yet; the last one is 20/],
      ["record?known-at=9999999", /no event 9999999 yet/],
    ] as const) {
      const { page } = await open(browser, `/en/${query}`);
      assert.match((await page.locator(".problem-page").textContent({ timeout: 3000 })) ?? "", told);
      await page.locator(".basis").getByText("event 20 / 20").waitFor(); // the last line of every screen
      await page.close();
    }
  });

  test("what is no row of the answer has no number but the one that the ledger says", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&why=foo.disbursed`, {
      answers: { Explain: () => refusedBy("unit.unknown", "no unit foo", "không có đơn vị foo", "en") },
    });
    await page.locator(".why .problem").waitFor();
    assert.equal(await page.locator(".why .amount-in-full").count(), 0);
    await page.close();
  });

  test("a name that may mean several units offers each, and asks about the one that is chosen", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}&unit=${AMBIGUOUS_UNIT}`);
    assert.match((await page.locator(".problem").textContent()) ?? "", /This name can mean 2 units/);
    const [first] = await page.locator(".problem a").allTextContents();
    await page.locator(".problem a").first().click();
    await page.waitForSelector(".balances");
    assert.ok(first?.startsWith(search(page).get("unit") ?? "none"), first);
    assert.equal(search(page).get("as-of"), "2024-09-30");
    await page.close();
  });

  test("so does the address of a unit", async () => {
    const { page } = await open(browser, `/en/units/${AMBIGUOUS_UNIT}?${QUESTION}`);
    const first = page.locator(".problem a").first();
    assert.match((await page.locator(".problem").textContent()) ?? "", /This name can mean 2 units/);
    const id = (await first.textContent())?.split(/[ ,]/)[0];
    await first.click();
    await page.waitForURL(`**/en/units/${id}?${QUESTION}`);
    await page.close();
  });

  test("an empty answer says which of three it is, and goes to the first", async () => {
    const texts = [];
    for (const query of ["as-of=2023-12-31", "known-at=3&as-of=2024-09-30", "source=local"]) {
      const { page } = await open(browser, `/en/overview?${query}`);
      await page.waitForSelector(".empty p");
      texts.push(await page.locator(".empty p").textContent());
      if (query.startsWith("as-of")) {
        await page.getByRole("button", { name: "Go there" }).click();
        assert.equal(search(page).get("as-of"), "2024-01-05");
      }
      await page.close();
    }
    assert.deepEqual(texts, [
      "Nothing up to this date. The first event is effective on 5 Jan 2024.",
      "Nothing was known then. The first event was recorded at 10 Mar 2024 09:00.",
      "No event in this scope yet.",
    ]);
  });

  test("on a phone what is touched is at least 44 pixels high", async () => {
    for (const [address, ready, tab] of [
      [`overview?${QUESTION}`, ".map svg", 0], [`overview?${QUESTION}`, ".balances .name", 1], ["events/10", ".checks .holds", -1], ["events?year=2024&source=national&known-at=9", ".word", -1], ["record", ".record form", -1],
    ] as const) {
      const { page } = await open(browser, `/vi/${address}`, { width: 390, height: 844 });
      if (tab >= 0) await page.locator(".work > .segments button").nth(tab).click();
      await page.locator(ready).first().waitFor();
      const low = await page.evaluate(`[...document.querySelectorAll("button:not(.figure *), select, summary, .brand, .handle, .bottom-bar a")]
        .map((element) => [element, element.getBoundingClientRect().height]).filter(([, height]) => height > 0 && height < 43.5)
        .map(([element, height]) => element.outerHTML.slice(0, 80) + " " + height)`);
      assert.deepEqual(low, [], address);
      await page.close();
    }
  });

  // Where the names of the months stand, and the lines beside them, in pixels.
  const NAMES = `[...document.querySelectorAll(".months span")].map((span) => {
    const [{ left, top }, text] = [span.getBoundingClientRect(), document.createRange()];
    text.selectNodeContents(span);
    const isAmongNames = top < span.parentElement.getBoundingClientRect().top + 16;
    return { line: left, isAmongNames, end: text.getBoundingClientRect().right, isNamed: !span.classList.contains("unnamed") };
  })`;

  test("the names of the months cross neither each other nor a line, on any phone, in both languages", async () => {
    for (const language of ["vi", "en"]) {
      const { page } = await open(browser, `/${language}/overview?year=2024&as-of=2024-09-30`, { width: 320 });
      for (const asked of ["year=2024&as-of=2024-09-30", "as-of=2024-09-30"]) {
        await page.goto(`${new URL(page.url()).origin}/${language}/overview?${asked}`);
        await page.waitForSelector(".totals");
        for (const width of [320, 360, 390, 430, 900, 1440]) {
          await page.setViewportSize({ width, height: 800 });
          await page.waitForTimeout(100);
          const months = (await page.evaluate(NAMES)) as { line: number; isAmongNames: boolean; end: number; isNamed: boolean }[];
          const named = months.filter(({ isNamed }) => isNamed);
          assert.ok(named.length >= 3, `${named.length} names at ${width}`);
          for (const { line, end } of named) {
            const crossed = months.filter((other) => other.isAmongNames && other.line > line && other.line < end + 2);
            assert.deepEqual(crossed, [], `${language}, ${asked}, ${width}`);
          }
        }
      }
      await page.close();
    }
  });

  test("nothing scrolls sideways at 320 pixels", async () => {
    const { page } = await open(browser, `/vi/overview?${QUESTION}&known-at=9`, { width: 320, height: 640 });
    for (const tab of [1, 2]) {
      await page.locator(".work > .segments button").nth(tab - 1).click();
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 320);
    }
    await page.close();
  });

  test("single keys act, but not when they are turned off", async () => {
    const { page } = await open(browser, `/en/overview?${QUESTION}`);
    await page.keyboard.press("]");
    await page.waitForURL(/2024-10-01/);
    await page.keyboard.press("l");
    await page.waitForURL(/\/vi\/overview/);
    await page.keyboard.press("?");
    await page.locator(".keys input").check();
    await page.keyboard.press("Escape");
    await page.keyboard.press("l");
    assert.equal(new URL(page.url()).pathname, "/vi/overview");
    await page.close();
  });
});
