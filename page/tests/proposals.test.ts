import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { standingOf } from "../src/proposals/deciders";
import { launch, openSignedIn, screenFile } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { role } from "./support/fake_ledger";
import { ADMINISTRATOR, APPROVER, DIGEST, GRANT, OFFICER, OPEN, OWN, REJECTED, REVERSAL, SEVERAL, TOO_LARGE, fourEyes } from "./support/fake_proposals";
import { seriousFindings } from "./support/findings";
import { assertWholeAndAccessible } from "./support/looks";

test("who may decide: approvers for officers, administrators for administrators, and never the same person", () => {
  const both = [...APPROVER, { ...role("an2", "approver"), personId: "an" }, role("hoang", "administrator")] as never;
  assert.deepEqual(standingOf("lan", { proposer: "an" }, both), { isOwn: false, mayDecide: true, deciders: ["hoa", "lan"] });
  assert.deepEqual(standingOf("an2", { proposer: "an" }, both), { isOwn: true, mayDecide: false, deciders: ["hoa", "lan"] });
  assert.deepEqual(standingOf("hoa", { proposer: "minh" }, both), { isOwn: false, mayDecide: false, deciders: ["hoang"] });
  assert.equal(standingOf("", { proposer: "an" }, both).mayDecide, false);
});

describe("proposals in a browser", { skip: hasChromium ? false : "Debian's chromium-headless-shell is not installed" }, () => {
  let browser: Browser;
  before(async () => void (browser = await launch()));
  after(() => browser.close());

  const LIST = "record?tab=proposals";
  const shown = (proposal: number): string => `${LIST}&proposal=${proposal}`;
  const sent = (calls: { name: string; query: string }[], call: string) =>
    calls.filter(({ name }) => name === call).map(({ query }) => JSON.parse(query) as { proposal: string; digest?: string; reason?: string; options: { dryRun?: boolean; key: string; actor: string } });

  const DESK = { width: 1440, height: 900 };
  const PHONE = { width: 390, height: 844 };
  for (const [screen, address, ready, roles, looks] of [
    ["proposals", LIST, ".event-table tbody tr", APPROVER, [["vi", DESK], ["en", PHONE]]],
    ["proposal", shown(OPEN), ".effect .holds", APPROVER, [["vi", DESK], ["en", DESK], ["vi", PHONE]]],
    ["proposal-own", shown(OWN), ".decision form", OFFICER, [["en", DESK], ["vi", PHONE]]],
    ["proposal-refused", shown(TOO_LARGE), ".effect .refused-box", APPROVER, [["vi", DESK]]],
    ["proposal-grant", shown(GRANT), ".effect .holds", ADMINISTRATOR, [["vi", DESK]]],
    ["record-proposing", "record", ".record form", OFFICER, [["vi", DESK], ["en", PHONE]]],
    ["proposal-several", shown(SEVERAL), ".before-after .changes", APPROVER, [["en", PHONE]]],
  ] as const) {
    for (const [language, size] of looks) {
      const device = size === DESK ? "desk" : "phone";
      test(`the screen is whole and accessible, light and dark: ${screen}, ${language}, ${device}`, async () => {
        const opened = await openSignedIn(browser, `/${language}/${address}`, ready, { ...size, theme: "light", answers: fourEyes([...roles]) });
        await opened.page.locator(".basis").waitFor();
        // A refusal that is rehearsed is an answer of the server like any other, which the console of a browser tells.
        opened.complaints.splice(0, Infinity, ...opened.complaints.filter((text) => !/status of 400/.test(text)));
        await assertWholeAndAccessible(opened, `${screen}-${language}-*-${device}`, ["light", "dark"]);
        await opened.page.close();
      });
    }
  }

  test("open proposals are listed with who asks for what until when, and those that wait for one are counted", async () => {
    const { page } = await openSignedIn(browser, `/en/${LIST}`, ".event-table .subject:has-text('Nghệ An')", { answers: fourEyes(APPROVER) });
    await page.getByRole("button", { name: "Proposals (4)" }).waitFor();
    const rows = await page.locator(".event-table tbody tr").allTextContents();
    assert.equal(rows.length, 6);
    assert.match(rows[0] ?? "", /^162 Dec 2024 09:00.*1 Jan 2025Disbursement.*Nghệ An.*an918$/);
    await page.getByLabel("State").selectOption("rejected");
    await page.waitForURL(/tab=proposals&state=rejected$/);
    await page.getByRole("link", { name: String(REJECTED) }).click();
    await page.waitForURL(/state=rejected&proposal=12$/);
    assert.match((await page.locator(".facts").nth(1).textContent()) ?? "", /rejected.*hoa · 3 Dec 2024 09:00 · event 13thiếu biên bản/);
    assert.equal(await page.locator(".decision").count(), 0);
    await page.keyboard.press("Escape");
    await page.waitForURL(/tab=proposals&state=rejected$/);
    await page.close();
  });

  test("what waits for one is counted in the bar of every screen, and under More where it has no room", async () => {
    const { page } = await openSignedIn(browser, "/en/overview?year=2024", ".top .waiting", { answers: fourEyes(APPROVER) });
    const link = page.locator(".top nav a", { has: page.locator(".waiting") });
    assert.equal(await link.textContent(), "Record 4");
    assert.equal(await page.locator(".waiting").getAttribute("title"), "4 proposals wait for you");
    assert.deepEqual(await seriousFindings(page), []);
    await link.click();
    await page.waitForURL(/\/en\/record\?year=2024&tab=proposals$/);
    await page.close();
    const phone = await openSignedIn(browser, "/vi/overview?year=2024", ".basis", { ...PHONE, answers: fourEyes(APPROVER) });
    await phone.page.getByRole("button", { name: "Thêm" }).click();
    await phone.page.locator(".more .waiting").getByText("4").waitFor();
    await phone.page.close();
    const officer = await openSignedIn(browser, "/vi/overview?year=2024", ".basis", { answers: fourEyes(OFFICER) });
    await officer.page.waitForTimeout(300);
    assert.equal(await officer.page.locator(".waiting").count(), 0);
    assert.equal(officer.calls.filter(({ name }) => name === "ListProposals").length, 0);
    await officer.page.close();
  });

  test("what is approved is what is shown: its effect as known now, and its digest", async () => {
    const { page, calls } = await openSignedIn(browser, `/en/${shown(OPEN)}`, ".effect .holds", { answers: fourEyes(APPROVER) });
    assert.match((await page.locator(".facts").first().textContent()) ?? "", /1 Jun 2024.*Nghệ An.*UNC-77/);
    assert.match((await page.locator(".effect").textContent()) ?? "", /since this was proposed: 4\..*Disbursed[\d,]+\+918/);
    await page.locator(".by-day tbody tr").first().waitFor();
    const looked = sent(calls, "ApproveProposal");
    assert.ok(looked.length > 0 && looked.every(({ options }) => options.dryRun === true));
    await page.getByRole("button", { name: "Approve and record" }).click();
    await page.getByText("Approved, and recorded from event 22 on.").waitFor();
    await page.locator(".facts").getByText("approved", { exact: true }).waitFor();
    assert.equal(await page.locator(".decision").count(), 0);
    const [approval] = sent(calls, "ApproveProposal").filter(({ options }) => options.dryRun !== true);
    assert.deepEqual([approval?.proposal, approval?.digest, approval?.options.actor], [String(OPEN), DIGEST, "lan"]);
    await page.getByRole("button", { name: "Proposals (3)" }).waitFor();
    await page.getByRole("link", { name: "Open event 22" }).click();
    await page.waitForURL(/\/en\/events\/22$/);
    await page.close();
  });

  test("nothing can be approved before its effect stands there", async () => {
    const { page } = await openSignedIn(browser, `/en/${shown(OPEN)}`, ".decision form", { answers: fourEyes(APPROVER), answerMs: 300 });
    const approve = page.getByRole("button", { name: "Approve and record" });
    assert.equal(await page.locator(".before-after").count(), 0);
    assert.ok(await approve.isDisabled());
    await page.locator(".before-after .changes").first().waitFor();
    assert.ok(await approve.isEnabled());
    await page.close();
  });

  test("a rejection needs a reason, which is kept in the browser until it is made", async () => {
    const { page, calls } = await openSignedIn(browser, `/vi/${shown(OPEN)}`, ".decision form", { answers: fourEyes(APPROVER) });
    const reject = page.getByRole("button", { name: "Từ chối" });
    assert.ok(await reject.isDisabled());
    await page.locator("#decision-reason").fill("thiếu biên bản");
    await page.reload();
    await page.locator("#decision-reason").waitFor();
    assert.equal(await page.locator("#decision-reason").inputValue(), "thiếu biên bản");
    await reject.click();
    await page.getByText("Không có gì của đề nghị được ghi.").waitFor();
    assert.deepEqual(sent(calls, "RejectProposal").map(({ proposal, reason }) => [proposal, reason]), [[String(OPEN), "thiếu biên bản"]]);
    assert.equal(await page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tranche.decision')).length"), 0);
    await page.close();
  });

  test("nobody decides their own proposal, and is told why; it may be withdrawn", async () => {
    const { page, calls } = await openSignedIn(browser, `/en/${shown(OWN)}`, ".decision form", { answers: fourEyes(OFFICER) });
    await page.getByText("Nobody can approve their own proposal; you may withdraw it.").waitFor();
    await page.getByText("others decide on it: hoa.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Approve and record" }).count(), 0);
    assert.equal(sent(calls, "ApproveProposal").length, 0);
    await page.locator("#decision-reason").fill("typed twice");
    await page.getByRole("button", { name: "Withdraw" }).click();
    await page.getByText("Nothing of the proposal is recorded.").waitFor();
    await page.close();
  });

  test("who is no approver reads the proposal, and is told for whom it waits", async () => {
    const { page } = await openSignedIn(browser, `/en/${shown(OPEN)}`, ".decision", { answers: fourEyes(OFFICER) });
    await page.getByText("others decide on it: hoa.").waitFor();
    await page.locator(".before-after .changes").first().waitFor();
    assert.equal(await page.locator(".decision button").count(), 0);
    await page.close();
  });

  for (const [language, says, button] of [["vi", "giải ngân sẽ vượt", "Duyệt và ghi"], ["en", "disbursed would exceed", "Approve and record"]] as const) {
    test(`what the ledger would refuse now cannot be approved, and is refused in the language of the page: ${language}`, async () => {
      const { page } = await openSignedIn(browser, `/${language}/${shown(TOO_LARGE)}`, ".effect .refused-box", { answers: fourEyes(APPROVER) });
      await page.locator(".effect .refused-box").getByText(says).waitFor();
      assert.ok(await page.getByRole("button", { name: button }).isDisabled());
      await page.close();
    });
  }

  test("of several commands each can be read, and the effect is told for each books", async () => {
    const { page } = await openSignedIn(browser, `/en/${shown(SEVERAL)}`, ".effect .holds", { answers: fourEyes(APPROVER) });
    const changes = (): Promise<string[]> => page.locator(".before-after .changes").allTextContents();
    await page.locator(".before-after .changes").first().waitFor();
    assert.match((await changes()).join(" "), /Disbursed.*\+918/);
    await page.locator(".effect select").selectOption("1");
    await page.getByText("+700").waitFor();
    await page.locator(".commands summary").nth(1).click();
    await page.locator(".commands .facts").getByText("UNC UNC-77").waitFor();
    await page.close();
  });

  test("an approver is told what repeats an event and what a rule questions", async () => {
    const warnings = async (path: string): Promise<string[]> => {
      const { page } = await openSignedIn(browser, path, ".effect .holds", { answers: fourEyes(APPROVER) });
      const told = await page.locator(".effect .remark.warns").allTextContents();
      await page.close();
      return told;
    };
    const several = await warnings(`/en/${shown(SEVERAL)}`);
    assert.match(several[0] ?? "", /^Command 2: Event 8 has the same kind, line, amount and date.*count twice/);
    assert.match(several[1] ?? "", /^Command 2: The rule last-day-spend questions this/);
    assert.match(several[2] ?? "", /^51 more remarks/);
    assert.match((await warnings(`/vi/${shown(OPEN)}`))[0] ?? "", /^Sự kiện 8 đã ghi cùng loại.*sẽ tính hai lần/);
  });

  test("a reversal says what it takes back", async () => {
    const { page } = await openSignedIn(browser, `/en/${shown(REVERSAL)}`, ".effect .holds", { answers: fourEyes(APPROVER) });
    assert.match((await page.locator(".facts").first().textContent()) ?? "", /Reversesevent 8 · Disbursement.*ghi hai lần/);
    await page.locator(".before-after tr", { hasText: "Disbursed" }).getByText("−918").waitFor();
    await page.close();
  });

  test("what administrators propose other administrators approve, and they see all of it", async () => {
    const { page } = await openSignedIn(browser, `/en/${shown(GRANT)}`, ".effect .holds", { answers: fourEyes(ADMINISTRATOR) });
    await page.getByRole("button", { name: "Proposals (1)" }).waitFor();
    assert.match((await page.locator(".facts pre").textContent()) ?? "", /"actorId": "an",\s*"role": "ROLE_OFFICER",\s*"unitIds": \[\s*"VN63-40"\s*\],\s*"amountMax": "5000000000"/);
    assert.equal(await page.locator(".before-after").count(), 0);
    await page.getByRole("button", { name: "Approve and record" }).click();
    await page.getByText("Approved, and recorded from event 22 on.").waitFor();
    await page.close();
  });

  test("what was known earlier is shown as it was, with nothing to decide", async () => {
    const { page, calls } = await openSignedIn(browser, `/en/record?known-at=18&tab=proposals&proposal=${OPEN}`, ".event-panel .facts", { answers: fourEyes(APPROVER) });
    assert.equal(await page.locator(".decision, .effect").count(), 0);
    const asked = calls.filter(({ name, query }) => name === "ListProposals" && query.includes('"proposal":"16"'));
    assert.ok(asked.some(({ query }) => query.includes('"knownAt":"18"')));
    await page.close();
  });

  test("without the server a proposal stays, and nothing is decided", async () => {
    const { page } = await openSignedIn(browser, `/en/${shown(OPEN)}`, ".effect .holds", { answers: fourEyes(APPROVER) });
    await page.locator("#decision-reason").fill("later");
    await page.route("**/tranche.v1.LedgerService/*", (route) => route.abort());
    await page.route("**/session", (route) => route.abort());
    await page.getByRole("button", { name: "Approve and record" }).click();
    await page.locator(".news.lost").waitFor();
    assert.ok(await page.getByRole("button", { name: "Approve and record" }).isDisabled());
    assert.equal(await page.locator("#decision-reason").inputValue(), "later");
    assert.match((await page.locator(".decision .refused-box").textContent()) ?? "", /Sending it again records nothing twice/);
    await page.close();
  });

  async function fill(page: Page, amount: string): Promise<void> {
    await page.locator("[name=unit]").fill("Nghệ An");
    await page.locator("[name=source]").selectOption("national");
    await page.locator("[name=amount]").fill(amount);
  }

  test("while four eyes is on the form proposes, and the receipt says who may approve it until when", async () => {
    const { page, calls } = await openSignedIn(browser, "/vi/record", ".record form", { answers: fourEyes(OFFICER) });
    await page.getByText("chỉ được ghi khi một người khác duyệt").waitFor();
    await fill(page, "18,3 tỷ");
    await page.locator(".effect").getByText("Giữ mọi quy tắc trên mọi ngày").waitFor();
    await page.locator(".more-fields summary").click();
    await page.locator("[name=expires]").fill("2024-12-31");
    await page.getByRole("button", { name: "Gửi đề nghị" }).click();
    await page.getByText("Đã gửi đề nghị 121; chưa ghi vào sổ.").waitFor();
    await page.getByText("Đến hết ngày 01/01/2025 có thể được duyệt bởi: hoa.").waitFor();
    await page.getByText("Không đủ cho tất cả").waitFor();
    await page.screenshot({ path: screenFile("proposed-vi") });
    assert.deepEqual(await seriousFindings(page), []);
    const options = calls.filter(({ name }) => name === "Record").map(({ query }) => (JSON.parse(query) as { options: { propose?: boolean; expires?: string; dryRun?: boolean } }).options);
    assert.ok(options.every(({ propose }) => propose === true));
    assert.equal(options.find(({ dryRun }) => dryRun !== true)?.expires, "2024-12-31");
    await page.getByRole("link", { name: "Xem đề nghị 121" }).click();
    await page.waitForURL(/tab=proposals&proposal=121$/);
    await page.close();
  });

  test("a proposal that the ledger refuses is refused as one types", async () => {
    const { page } = await openSignedIn(browser, "/en/record", ".record form", { answers: fourEyes(OFFICER) });
    await fill(page, "60 billion");
    await page.locator(".refused-box").getByText("disbursed would exceed allocated").waitFor();
    await page.close();
  });

  test("once four eyes is off again the form records, and what was proposed can still be read", async () => {
    const { page } = await openSignedIn(browser, "/en/record", ".record form", { answers: fourEyes(OFFICER, false) });
    await page.getByRole("button", { name: "Record", exact: true }).nth(1).waitFor();
    await page.getByRole("button", { name: "Proposals" }).click();
    await page.locator(".event-table tbody tr").first().waitFor();
    await page.close();
  });
});
