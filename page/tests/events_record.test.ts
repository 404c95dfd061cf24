import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch, open, screenFile } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { seriousFindings } from "./support/findings";
import { assertWholeAndAccessible } from "./support/looks";
import { APPROVED, AVAILABLE, BY_APPROVAL, CLOSING, CONTRACT, DOCUMENT, LATE, OF_CONTRACT, PROPOSED, record } from "./support/fake_events";
import { role } from "./support/fake_ledger";

const search = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

describe("events and recording in a browser", { skip: hasChromium ? false : "Debian's chromium-headless-shell is not installed" }, () => {
  let browser: Browser;
  before(async () => void (browser = await launch()));
  after(() => browser.close());

  for (const [screen, address, ready] of [
    ["events", "events", ".event-table tbody tr"], ["event", "events/10", ".checks .holds"], ["record", "record", ".record form"],
  ] as const) {
    for (const [language, themes] of [["vi", ["light", "dark"]], ["en", ["dark", "light"]]] as const) {
      for (const [size, width, height] of [["desk", 1440, 900], ["phone", 390, 844]] as const) {
        test(`the screen is whole and accessible, light and dark: ${screen}, ${language}, ${size}`, async () => {
          const opened = await open(browser, `/${language}/${address}`, { width, height, theme: themes[0] });
          await opened.page.waitForSelector(ready);
          await assertWholeAndAccessible(opened, `${screen}-${language}-*-${size}`, themes);
          await opened.page.close();
        });
      }
    }
  }

  test("events are listed by pages of sequence, and what leads nowhere is disabled", async () => {
    const { page } = await open(browser, "/en/events");
    const button = (name: string) => page.getByRole("button", { name });
    assert.equal(await page.locator(".pages span").textContent(), "#1 – 50");
    assert.ok(await button("First page").isDisabled());
    assert.ok(await button("Previous page").isDisabled());
    await button("Next page").click();
    await page.getByText("#51 – 100").waitFor();
    assert.equal(search(page).get("after"), "50");
    await button("Last page").click();
    await page.getByText("#71 – 120").waitFor();
    assert.ok(await button("Next page").isDisabled());
    await button("Previous page").click();
    await page.getByText("#21 – 70").waitFor();
    await button("First page").click();
    await page.getByText("#1 – 50").waitFor();
    assert.equal(search(page).get("after"), null);
    await page.close();
  });

  test("a kind is listed alone, and its name is in the address", async () => {
    const { page } = await open(browser, "/en/events?after=50");
    await page.getByLabel("Kind").selectOption("PlanApproved");
    await page.waitForURL(/kind=PlanApproved$/);
    await page.locator(".event-table .kind", { hasNotText: "Plan approved" }).first().waitFor({ state: "detached" });
    assert.ok((await page.locator(".event-table .kind").count()) > 0);
    await page.close();
  });

  test("what the question chooses is shown, and can be taken away", async () => {
    const { page, calls } = await open(browser, "/en/events?year=2024&source=national&known-at=50");
    await page.getByRole("button", { name: "Remove Source: national" }).click();
    await page.waitForURL(/events\?year=2024&known-at=50$/);
    await page.getByRole("button", { name: "Remove Known at: 50" }).waitFor();
    const asked = calls.filter(({ name }) => name === "ListEvents").map(({ query }) => query);
    assert.match(asked[0] ?? "", /"source":"national"/);
    await page.close();
  });

  test("an event has both times, its document, its books before and after, and a proof that is checked here", async () => {
    const { page } = await open(browser, "/en/events");
    await page.getByRole("link", { name: "10", exact: true }).click();
    await page.waitForURL(/\/en\/events\/10/);
    await page.getByText("In the log, at its place").waitFor();
    assert.match((await page.locator(".two-times").textContent()) ?? "", /\+87 days/);
    assert.ok((await page.locator(".before-after tbody tr").count()) === 6);
    const file = page.locator(".compare input");
    await file.setInputFiles({ name: "voucher.pdf", mimeType: "application/pdf", buffer: Buffer.from("another") });
    await page.getByText("it is not this file").waitFor();
    await file.setInputFiles({ name: "voucher.pdf", mimeType: "application/pdf", buffer: Buffer.from(DOCUMENT) });
    await page.getByText("it is this file").waitFor();
    await page.locator(".stored summary").click();
    assert.match((await page.locator(".stored pre").textContent()) ?? "", /^0000  08 0a 12/);
    await page.keyboard.press("Escape");
    await page.waitForURL(/\/en\/events$/);
    await page.close();
  });

  test("the list holds the event that is opened by its address, and marks it, until another page is wanted", async () => {
    const { page } = await open(browser, "/en/events/100");
    await page.locator(".event-table tr.shown").waitFor({ timeout: 5000 });
    assert.match(await page.locator(".event-table tr.shown").innerText(), /^100/);
    await page.waitForURL(/events\/100\?after=70$/);
    const [row, frame] = [await page.locator(".event-table tr.shown").boundingBox(), await page.locator(".event-frame").boundingBox()];
    assert.ok(row !== null && frame !== null && row.y > frame.y && row.y + row.height <= frame.y + frame.height);
    await page.screenshot({ path: screenFile("event-opened") });
    await page.getByRole("button", { name: "First page" }).click();
    await page.getByText("#1 – 50").waitFor();
    await page.close();
  });

  test("an event that no checkpoint covers is not asked to be proven", async () => {
    const { page, calls, complaints } = await open(browser, "/en/events/37");
    await page.locator(".checks .open").getByText("Not yet covered by a published checkpoint").waitFor();
    assert.equal(calls.filter(({ name }) => name === "ProveEvent").length, 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("a copied link of a list as known on a date names the event, and says so until something else is shown", async () => {
    const { page } = await open(browser, "/en/events?year=2024&known-at=2024-09-15");
    await page.clock.install();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator(".basis .known").waitFor();
    const told = page.locator(".notice").getByText("Link copied, pinned at event 20.");
    await page.keyboard.press("c");
    await told.waitFor({ timeout: 5000 });
    assert.match(await page.evaluate("navigator.clipboard.readText()"), /\/en\/events\?year=2024&known-at=20$/);
    await page.keyboard.press("l");
    await page.waitForURL(/\/vi\//);
    await page.locator(".notice:empty").waitFor({ state: "attached" });
    await page.keyboard.press("c");
    await page.locator(".notice:not(:empty)").waitFor();
    await page.clock.fastForward(11_000);
    await page.locator(".notice:empty").waitFor({ state: "attached" });
    await page.close();
  });

  test("the books of a unit are its own, without those of the units in it", async () => {
    const row = (unitId: string, plan: string) => ({ unitId, plan, allocated: "0", disbursed: "0", executed: "0", availableToAllocate: plan, availableToDisburse: "0" });
    const report = (rows: object[]) => ({ report: { basis: { knownAtSequence: "20", head: "20" }, rows, total: row("", "90000000") } });
    for (const [rows, plan] of [[[row("VN63-40", "7000000"), row("VN63-41", "83000000")], "7"], [[row("VN63-41", "1"), row("VN63-42", "2")], "0"], [[row("VN34-40", "90000000")], "90"]] as const) {
      const { page } = await open(browser, "/en/events/10", { answers: { GetBalance: report([...rows]) } });
      const cells = page.locator(".before-after tr", { has: page.locator("th", { hasText: /^(Plan|Left to allocate)$/ }) }).locator("td");
      await cells.first().waitFor();
      assert.deepEqual(await cells.allInnerTexts(), [plan, plan, plan, plan]);
      await page.close();
    }
  });

  test("what is only rehearsed and not answered may not have been recorded", async () => {
    const { page } = await open(browser, "/en/record");
    await page.route("**/Record", (route) => route.abort("connectionrefused"));
    await fill(page, "18.3 billion");
    await page.locator(".effect .refused-box").waitFor();
    assert.equal(await page.locator(".effect .refused-box").innerText(), "The server does not answer. Try again.");
    await page.close();
  });

  test("a reversal and what it reverses lead to each other", async () => {
    const { page } = await open(browser, "/vi/events/9");
    await page.locator(".reversed-note").getByRole("link", { name: "sự kiện 8" }).click();
    await page.waitForURL(/\/vi\/events\/8/);
    await page.getByText("Không có gì bị xoá.").waitFor();
    assert.match(await page.evaluate<string>("getComputedStyle(document.querySelector('.event .amount-in-full b')).textDecoration"), /line-through/);
    await page.locator(".reversed-note").getByRole("link", { name: "sự kiện 9" }).click();
    await page.waitForURL(/\/vi\/events\/9/);
    await page.close();
  });

  for (const [language, proposer, approver] of [["vi", "Người đề nghị", "Người duyệt"], ["en", "Proposed by", "Approved by"]] as const) {
    test(`an event says who proposed and who approved it, and leads to both: ${language}`, async () => {
      const { page } = await open(browser, `/${language}/events/${BY_APPROVAL}`);
      const fact = (label: string) => page.locator(".facts > div", { has: page.locator("dt", { hasText: label }) });
      assert.match((await fact(proposer).textContent()) ?? "", /an · (Đề nghị|Proposal) 22$/);
      await fact(approver).getByRole("link").click();
      await page.waitForURL(new RegExp(`/events/${APPROVED}$`));
      await page.locator("h1", { hasText: `#${PROPOSED}` }).waitFor();
      assert.match((await page.locator(".facts").textContent()) ?? "", /hoa · (Đề nghị|Proposal) 22/);
      await page.locator(".facts").getByRole("link", { name: /22/ }).click();
      await page.waitForURL(/record\?tab=proposals&proposal=22$/);
      await page.close();
    });
  }

  test("a proposal is listed by its name, and its event leads to it", async () => {
    const { page } = await open(browser, `/en/events/${PROPOSED}`);
    await page.locator(".event-table .shown .kind").getByText("Proposal").waitFor();
    assert.equal(await page.locator(".facts dd").getByRole("link", { name: "Proposal 22" }).count(), 1);
    await page.close();
  });

  test("a posting says who approved it", async () => {
    const posting = { sequence: "7", kind: "DisbursementMade", effectiveDate: "2024-02-01", measure: "disbursed", amount: "5", approval: "6", approvedBy: "hoa" };
    const { page } = await open(browser, "/en/overview?year=2024&why=.disbursed", { answers: { Explain: [{ part: { total: {}, postings: [posting] } }] } });
    await page.locator(".why .details").getByText("#7 · Approved by hoa").waitFor();
    await page.close();
  });

  test("a contract says its number and whom it pays, and its payment leads to it", async () => {
    const { page } = await open(browser, `/en/events/${OF_CONTRACT}`);
    await page.locator(".facts > div", { hasText: "Commitment" }).getByRole("link", { name: `event ${CONTRACT}` }).click();
    await page.waitForURL(new RegExp(`/events/${CONTRACT}$`));
    await page.locator(".facts").getByText("HD-01/2024 · Công ty Hội chợ Đông Bắc · Until 30 Nov 2024").waitFor();
    await page.close();
  });

  for (const [language, reversedBy, late, width] of [["vi", "bị đảo bởi #9", "+87 ngày", 390], ["en", "reversed by #9", "+87 days", 1440]] as const) {
    test(`what was reversed is struck through in the list and leads to its reversal, what is late has a clock: ${language}`, async () => {
      const { page, complaints } = await open(browser, `/${language}/events`, { width, height: 844, theme: width === 390 ? "dark" : "light" });
      const row = page.locator(".event-table tr.reversed");
      await row.waitFor();
      assert.match(await page.evaluate<string>("getComputedStyle(document.querySelector('tr.reversed .how-much')).textDecoration"), /line-through/);
      assert.equal(await row.locator(".chip").textContent(), reversedBy);
      await row.scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenFile(`events-reversed-${language}`) });
      assert.deepEqual(await seriousFindings(page), []);
      await row.locator(".chip").click();
      await page.waitForURL(/events\/9$/);
      await page.screenshot({ path: screenFile(`event-reversal-${language}`) });
      await page.goto(page.url().replace(/9$/, "10"));
      await page.locator(".two-times .chip.late .icon").waitFor();
      assert.match((await page.locator(".two-times .chip").textContent()) ?? "", new RegExp(`^\\${late} · `));
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }

  test("new events are offered, and nothing changes before they are asked for", async () => {
    const { page, calls } = await open(browser, "/en/overview?year=2024", { news: [21, 22] });
    await page.getByText("2 new events.").waitFor();
    const asked = calls.filter(({ name }) => name === "GetBalance").length;
    await page.getByRole("slider", { name: "As of" }).press("ArrowLeft");
    await page.waitForTimeout(300);
    const pinned = calls.filter(({ name }) => name === "GetBalance").slice(asked);
    assert.ok(pinned.length > 0 && pinned.every(({ query }) => query.includes('"knownAt":"20"')));
    await page.getByRole("button", { name: "Show up to event 22" }).click();
    await page.waitForTimeout(300);
    assert.ok(calls.filter(({ name }) => name === "GetLedger").length === 2);
    await page.close();
  });

  test("every screen shows what was known when the page was opened", async () => {
    for (const [address, call, known] of [
      ["units/VN63-06?year=2024", "Explain", '"knownAt":"20"'], ["compare?year=2024&from=9", "Restate", '"to":"20"'],
      ["reconcile", "Reconcile", '"knownAt":"20"'], ["events", "ListEvents", '"knownAt":"20"'],
    ] as const) {
      const { page, calls } = await open(browser, `/en/${address}`);
      const asked = calls.filter(({ name }) => name === call).map(({ query }) => query);
      assert.ok(asked.length > 0 && asked.every((query) => query.includes(known)), `${call}: ${asked.join(" ")}`);
      await page.close();
    }
  });

  async function fill(page: Page, amount: string): Promise<void> {
    await page.locator("[name=unit]").fill("Nghệ An");
    await page.locator("[name=source]").selectOption("national");
    await page.locator("[name=amount]").fill(amount);
  }

  test("what would be recorded is shown as one types, and recorded with the key of the draft", async () => {
    const { page, calls } = await open(browser, "/en/record");
    await fill(page, "18.3 billion");
    await page.getByText("Keeps every rule on every day").waitFor();
    assert.match((await page.locator(".field.amount .field-note").textContent()) ?? "", /= 18,300,000,000 VND/);
    assert.ok(await page.locator(".form-tools").getByRole("button", { name: "Record", exact: true }).isDisabled(), "nobody records");
    await page.locator("[name=actor]").fill("lan");
    await page.locator(".form-tools").getByRole("button", { name: "Record", exact: true }).click();
    await page.getByText("Recorded as event 121").waitFor();
    const sent = calls.filter(({ name }) => name === "Record").map(({ query }) => JSON.parse(query) as { options: { key: string; dryRun?: boolean } });
    assert.equal(new Set(sent.map(({ options }) => options.key)).size, 1);
    assert.deepEqual(sent.filter(({ options }) => options.dryRun !== true).length, 1);
    assert.equal(await page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tranche.draft')).length"), 0);
    await page.close();
  });

  // The requests of the rehearsals, the last one first.
  const rehearsed = (calls: { name: string; query: string }[]) =>
    calls.filter(({ name }) => name === "Record").map(({ query }) => JSON.parse(query) as Record<string, string>).reverse();

  test("a contract is committed with its number, and takes from what is free", async () => {
    const { page, calls } = await open(browser, "/en/record");
    await page.getByRole("button", { name: "Commitment", exact: true }).click();
    await fill(page, "18.3 billion");
    assert.match((await page.locator(".effect [role=status]").textContent()) ?? "", /Still missing: Contract number/);
    await page.locator("[name=number]").fill("HD-01/2024");
    await page.locator("[name=counterparty]").fill("Công ty Hội chợ Đông Bắc");
    await page.locator("[name=until]").fill("2024-11-30");
    const row = (name: string) => page.locator(".before-after tr", { has: page.locator("th", { hasText: new RegExp(`^${name}$`) }) });
    assert.equal(await row("Committed").locator("td").last().textContent(), "+18,300");
    assert.equal(await row("Free").locator("td").last().textContent(), "−18,300");
    await page.getByText("Free, day by day").first().waitFor();
    await page.screenshot({ path: screenFile("record-commitment-en") });
    await page.waitForTimeout(600);
    const [last] = rehearsed(calls);
    assert.deepEqual([last?.kind, last?.number, last?.counterparty, last?.until], ["commitment", "HD-01/2024", "Công ty Hội chợ Đông Bắc", "2024-11-30"]);
    await page.close();
  });

  test("what is released is named by its sequence alone, and it is said what is left of it", async () => {
    const { page, calls } = await open(browser, "/vi/record?unit=VN63-06&year=2024");
    await page.getByRole("button", { name: "Giải tỏa cam kết" }).click();
    await page.locator("[name=amount]").fill("18,3 tỷ");
    await page.locator("[name=commitment]").fill("31");
    await page.locator(".field.commitment").getByText("sự kiện 31 · sau đó còn 75.000.000 đồng").waitFor();
    assert.equal(await page.getByText("Sổ chọn đợt").count(), 0, "its tranche was chosen with the contract");
    const [last] = rehearsed(calls);
    assert.deepEqual([last?.kind, last?.commitment, last?.unit, last?.source, last?.fiscalYear], ["release", "31", undefined, undefined, undefined]);
    await page.close();
  });

  test("a payment may name the contract that it pays, and an advance is cleared by its sequence", async () => {
    const { page, calls } = await open(browser, "/en/record");
    await fill(page, "18.3 billion");
    await page.locator("[name=commitment]").fill("HD-01/2024");
    await page.waitForTimeout(600);
    assert.deepEqual([rehearsed(calls)[0]?.commitment, rehearsed(calls)[0]?.unit], ["HD-01/2024", "Nghệ An"]);
    await page.getByRole("button", { name: "Advance clearing" }).click();
    await page.locator("[name=advance]").fill("12");
    await page.locator(".field.advance").getByText("event 12 · 75,000,000 VND left afterwards").waitFor();
    assert.equal(rehearsed(calls)[0]?.commitment, undefined);
    await page.close();
  });

  test("who is signed in records: the form asks for no name", async () => {
    const { page, calls } = await open(browser, "/en/record", { token: "tranche_right" });
    await page.getByLabel("Token").fill("tranche_right");
    await page.keyboard.press("Enter");
    await page.locator(".author").getByText("lan").waitFor();
    assert.equal(await page.locator("[name=actor]").count(), 0);
    await fill(page, "18.3 billion");
    await page.locator(".form-tools").getByRole("button", { name: "Record", exact: true }).click();
    await page.getByText("Recorded as event 121").waitFor();
    const sent = calls.filter(({ name }) => name === "Record").map(({ query }) => JSON.parse(query) as { options: { actor: string } });
    assert.ok(sent.every(({ options }) => options.actor === "lan"));
    await page.close();
  });

  for (const [language, says, asks, granted] of [
    ["vi", "Bạn chỉ có quyền xem.", "Hãy đề nghị một quản trị viên giao vai trò này: hoa, minh.", role("lan", "auditor")],
    ["en", "You may only read.", "Ask an administrator to give you that role: hoa, minh.", role("lan", "officer", ["FigurePublished"])],
  ] as const) {
    test(`who may not record is told so before the form is filled in, and whom to ask: ${language}`, async () => {
      const roles = [granted, role("minh", "administrator"), role("hoa", "administrator"), role("an", "officer")];
      for (const [size, width, height] of [["desk", 1440, 900], ["phone", 390, 844]] as const) {
        const opened = await open(browser, `/${language}/record`, { token: "tranche_right", width, height, answers: { ListRoles: { list: { roles } } } });
        const { page } = opened;
        await page.locator("#token").fill("tranche_right");
        await page.keyboard.press("Enter");
        await page.locator(".read-only").getByText(says).waitFor();
        await page.locator(".read-only").getByText(asks).waitFor();
        assert.equal(await page.locator(".record form").count(), 0);
        opened.complaints.length = 0; // of the answers before the sign-in
        await assertWholeAndAccessible(opened, `read-only-${language}-*-${size}`, ["light", "dark"]);
        await page.close();
      }
    });
  }

  test("a role that is for one kind of money is enough for the form", async () => {
    const roles = [role("lan", "officer", ["DisbursementMade"])];
    const { page } = await open(browser, "/en/record", { token: "tranche_right", answers: { ListRoles: { list: { roles } } } });
    await page.locator("#token").fill("tranche_right");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".record form");
    assert.equal(await page.locator(".read-only").count(), 0);
    await page.close();
  });

  test("an estimate, and an amount that is not exact, are marked in the list and on the event", async () => {
    for (const [language, estimate, about] of [["vi", "ước", "khoảng"], ["en", "estimate", "about"]] as const) {
      const { page } = await open(browser, `/${language}/events`);
      assert.deepEqual(await page.locator(".event-table .inexact").allTextContents(), [estimate, about]);
      await page.goto(page.url() + "/13");
      await page.locator(".event h1 .inexact").getByText(estimate).waitFor();
      await page.locator(".tracks.hollow").waitFor();
      await page.screenshot({ path: screenFile(`estimate-${language}`) });
      await page.close();
    }
  });

  test("a listed reversal has its minus, what it reverses and its reason", async () => {
    const { page } = await open(browser, "/en/events");
    const row = page.locator(".event-table tr", { hasText: "Reversal" });
    assert.equal(await row.locator(".how-much").textContent(), "−918");
    assert.match((await row.locator(".subject").textContent()) ?? "", /^#8 · .* · nhập nhầm số tiền$/);
    await page.close();
  });

  test("the events have no basis: they are exported whole, and a unit is found from them", async () => {
    const { page } = await open(browser, "/en/events?kind=PlanApproved&from=2024-01-01");
    await page.keyboard.press("e");
    await page.waitForSelector(".export li button");
    assert.deepEqual(await page.locator(".export li b").allTextContents(), ["PDF", "JSONL"]);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".export li button", { state: "detached" });
    await page.keyboard.press("/");
    await page.locator(".search input").fill("bac kan");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/en\/units\/VN63-06$/);
    await page.close();
  });

  for (const [language, text, use] of [
    ["vi", "giải ngân sẽ vượt số đã phân bổ", "Dùng đúng 53.200.000.000 đồng còn lại"],
    ["en", "disbursed would exceed allocated", "Use the 53,200,000,000 VND that is left"],
  ] as const) {
    test(`a refusal names the day and the amounts, in the language of the page, and offers what is left: ${language}`, async () => {
      const { page } = await open(browser, `/${language}/record`);
      await fill(page, "60 tỷ");
      await page.locator(".refused-box").getByText(text).waitFor();
      await page.locator(".by-day tr.refused").waitFor();
      assert.match((await page.locator(".by-day tr.refused").textContent()) ?? "", /^31.*2024.*−/);
      // The chart says the same: what is left falls below zero on the effective date, and how far.
      assert.match((await page.locator(".chart.left.over .end").textContent()) ?? "", /^−/);
      assert.ok(((await page.locator(".chart .missing").boundingBox())?.height ?? 0) > 5);
      await page.locator(".effect h2 small").first().getByText(/Nghệ An · .* · 2024 · /).waitFor();
      await page.locator(".field.amount .field-note").getByText(/= 60[.,]000[.,]000[.,]000/).waitFor();
      await page.screenshot({ path: screenFile(`record-refused-${language}`) });
      assert.deepEqual(await seriousFindings(page), []);
      await page.getByRole("button", { name: use }).click();
      assert.equal((await page.locator("[name=amount]").inputValue()).replace(/[.,]/g, ""), AVAILABLE);
      await page.close();
    });
  }

  for (const [language, text, label] of [["vi", "Năm 2023 đã khóa sổ", "Lý do ghi sau khóa sổ"], ["en", "2023 is closed through", "Why after the closing"]] as const) {
    test(`what is late for a closed period asks why, and says so then: ${language}`, async () => {
      const { page, calls } = await open(browser, `/${language}/record`);
      await fill(page, "18 300 000 000");
      await page.locator("[name=effective]").fill("2023-12-20");
      await page.locator(".refused-box").getByText(text).waitFor();
      const why = page.getByLabel(label);
      assert.equal(await why.getAttribute("aria-invalid"), "true");
      assert.ok(await why.isVisible(), "it is not hidden among what may be left out");
      assert.deepEqual(await seriousFindings(page), []);
      await why.fill("chứng từ đến muộn");
      await page.locator(".refused-box").waitFor({ state: "detached" });
      const sent = calls.filter(({ name }) => name === "Record").map(({ query }) => JSON.parse(query) as { options: { lateReason?: string } });
      assert.equal(sent.at(-1)?.options.lateReason, "chứng từ đến muộn");
      await page.close();
    });
  }

  // A payment of which tranche 1 has some, and tranche 2 the rest; as one it is refused.
  const inParts = (request: { split?: boolean; amount?: string; options?: { key?: string; dryRun?: boolean } }, language: string) => {
    const whole = record(request as never, language);
    if (request.split !== true) return whole;
    const part = (number: number, amount: string) => {
      const { receipt } = record({ ...request, amount: "1" } as never, language).body as { receipt: { event: { disbursementMade: object } } };
      const event = { ...receipt.event, eventId: `${request.options?.key}#${number}`, disbursementMade: { ...receipt.event.disbursementMade, trancheNumber: number, amount } };
      return { ...receipt, sequence: String(120 + number), trancheChosen: 0, event };
    };
    return { status: 200, body: { receipt: part(1, AVAILABLE), others: [part(2, "6800000000")] } };
  };

  for (const [language, split, parts, button] of [
    ["vi", "Chia cho nhiều đợt", /đợt 153\.200\.000\.000 đồngđợt 26\.800\.000\.000 đồng/, "Ghi sổ"],
    ["en", "Split over several tranches", /tranche 153,200,000,000 VNDtranche 26,800,000,000 VND/, "Record"],
  ] as const) {
    test(`a payment that no one tranche can pay is split once its parts are shown: ${language}`, async () => {
      const { page, calls } = await open(browser, `/${language}/record`, { answers: { Record: inParts } });
      const sent = () => calls.filter(({ name }) => name === "Record").map(({ query }) => JSON.parse(query) as { split?: boolean; options: { dryRun?: boolean } });
      await fill(page, "60 000 000 000");
      await page.locator("[name=actor]").fill("lan");
      await page.locator(".offered-parts .parts").waitFor();
      assert.match((await page.locator(".parts").textContent()) ?? "", parts);
      assert.deepEqual(await seriousFindings(page), []);
      await page.screenshot({ path: screenFile(`record-split-${language}`) });
      await page.getByRole("button", { name: split }).click();
      await page.locator(".effect .holds").waitFor();
      await page.locator(".before-after .changes", { hasText: /60[.,]000$/ }).first().waitFor();
      await page.locator("[name=amount]").fill("61 000 000 000");
      await page.locator(".offered-parts").waitFor();
      assert.equal(await page.locator("[name=split]").count(), 0, "another amount is not split before it is asked for");
      await page.getByRole("button", { name: split }).click();
      await page.locator(".more-fields summary").click();
      await page.locator("[name=reason]").fill("nghiệm thu");
      assert.ok(await page.locator("[name=split]").isChecked());
      await page.locator(".form-tools").getByRole("button", { name: button, exact: true }).click();
      await page.locator(".receipt .parts").waitFor();
      assert.match((await page.locator(".parts").textContent()) ?? "", parts);
      assert.deepEqual(sent().filter(({ options }) => options.dryRun !== true).map((one) => one.split), [true]);
      await page.close();
    });
  }

  test("an event that is late for a closing says why, and leads to it", async () => {
    const { page } = await open(browser, `/en/events/${LATE}`);
    await page.locator(".facts > div", { hasText: "Why after the closing" }).getByText("chứng từ đến muộn").waitFor();
    await page.locator(".facts > div", { hasText: "Late for closing" }).getByRole("link").click();
    await page.waitForURL(new RegExp(`/events/${CLOSING}$`));
    await page.locator(".event-table .shown .kind").getByText("Closing").waitFor();
    await page.locator(".facts > div", { hasText: "Closed through" }).getByText("31 Dec 2023").waitFor();
    await page.close();
  });

  test("a file gives the hash of its document, and does not leave the browser", async () => {
    const { page, calls } = await open(browser, "/en/record");
    await fill(page, "18.3 billion");
    await page.locator(".more-fields summary").click();
    await page.locator(".documentSha256 input[type=file]").setInputFiles({ name: "voucher.pdf", mimeType: "application/pdf", buffer: Buffer.from(DOCUMENT) });
    const hash = createHash("sha256").update(DOCUMENT).digest();
    await page.waitForFunction((hex) => document.querySelector<HTMLInputElement>("[name=documentSha256]")?.value === hex, hash.toString("hex"));
    await page.waitForTimeout(600);
    const sent = calls.filter(({ name }) => name === "Record").map(({ query }) => JSON.parse(query) as { document?: { sha256?: string } });
    assert.equal(sent.at(-1)?.document?.sha256, hash.toString("base64"));
    assert.ok(calls.every(({ query }) => !query.includes(DOCUMENT)));
    await page.close();
  });

  test("events and the form say on what they rest", async () => {
    for (const screen of ["events", "record"]) {
      const { page } = await open(browser, `/en/${screen}`);
      const basis = (await (await page.waitForSelector(".basis")).textContent()) ?? "";
      assert.match(basis, /event 20 \/ 20.*root BwcHBwcHBwcH/);
      assert.doesNotMatch(basis, /Natural Earth|2024-12-31/);
      await page.close();
    }
  });

  test("on a phone five screens are below, and the form is reached from the events", async () => {
    const { page } = await open(browser, "/en/events", { width: 390, height: 844 });
    assert.deepEqual(await page.locator(".bottom-bar a").allTextContents(), ["Overview", "Events", "Compare", "Reconcile", "Replay"]);
    await page.locator(".to-form").click();
    await page.waitForURL(/\/en\/record/);
    await page.close();
  });

  test("a draft outlives Esc and the page", async () => {
    const { page } = await open(browser, "/vi/record");
    await fill(page, "7 tỷ");
    await page.keyboard.press("Escape");
    await page.reload();
    await page.waitForSelector(".record form");
    assert.equal(await page.locator("[name=amount]").inputValue(), "7 tỷ");
    assert.equal(await page.locator("[name=unit]").inputValue(), "Nghệ An");
    await page.close();
  });
});
