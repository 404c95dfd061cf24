// The life of a closing against the program itself: nothing here is answered by the tests.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch, screenFile } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { seriousFindings } from "./support/findings";
import { type ServedLedger, hasProgram, openServed, serveLedger } from "./support/served_ledger";

const MONEY = ["--unit", "VN34-96", "--source", "national", "--year", "2025"];
// Of a unit that ended on 30 June 2025, and what follows it.
const ENDED = ["--unit", "VN63-82", "--source", "local", "--year", "2025"];
const KEY = generateKeyPairSync("ed25519");
const PEM = KEY.privateKey.export({ type: "pkcs8", format: "pem" });
const OTHER_PEM = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
const PUBLIC_KEY = KEY.publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");

const skip = !hasChromium ? "Debian's chromium-headless-shell is not installed" : !hasProgram ? "TRANCHE_PROGRAM names no program" : false;

describe("closing a year with a server", { skip }, () => {
  let browser: Browser;
  let served: ServedLedger;
  before(async () => {
    browser = await launch();
    served = await serveLedger([{ id: "an", role: "officer" }, { id: "hoa", role: "approver", publicKey: PUBLIC_KEY }, { id: "kiem", role: "auditor" }], [
      ["record", "plan", ...MONEY, "--amount", "5 billion", "--effective", "2025-07-10"],
      ["record", "tranche", ...MONEY, "--tranche", "1", "--amount", "1 billion", "--effective", "2025-07-15"],
      ["record", "tranche", ...MONEY, "--tranche", "2", "--amount", "2 billion", "--effective", "2025-08-15"],
      ["record", "commitment", ...MONEY, "--number", "HD-01", "--counterparty", "Năm Căn Co.", "--amount", "300 million", "--effective", "2025-08-20"],
      ["record", "advance", ...MONEY, "--amount", "200 million", "--effective", "2025-09-01"],
      ["record", "disbursement", ...MONEY, "--amount", "400 million", "--effective", "2025-10-01"],
      ["record", "plan", ...ENDED, "--amount", "2 billion", "--effective", "2025-01-10"],
      ["record", "tranche", ...ENDED, "--tranche", "1", "--amount", "1 billion", "--effective", "2025-01-15"],
      ["record", "commitment", ...ENDED, "--number", "HD-82", "--counterparty", "Mỹ Tho Co.", "--amount", "300 million", "--effective", "2025-02-20"],
      ["record", "disbursement", ...ENDED, "--amount", "250 million", "--effective", "2025-05-01"],
    ]);
  });
  after(async () => {
    await browser.close();
    await served.end();
  });

  const file = (buffer: string | Buffer) => ({ name: "hoa.key", mimeType: "application/x-pem-file", buffer: Buffer.from(buffer) });

  // Opens what was proposed last, and approves it with the key.
  async function approve(): Promise<Page> {
    const { page } = await openServed(browser, served, "hoa", "/en/record?tab=proposals");
    await page.locator(".event-table tbody a").last().click();
    await page.locator(".decision .compare input").setInputFiles(file(PEM));
    await page.locator(".decision").getByText("signed", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Approve and record" }).click();
    await page.getByText("Approved, and recorded from event").waitFor();
    return page;
  }

  test("the officer sees what is still open, is refused what is confirmed otherwise, and proposes the closing", async () => {
    const { page, complaints } = await openServed(browser, served, "an", "/en/record?tab=closings&unit=VN34-96");
    await page.locator(".effect").getByText("HD-01").waitFor();
    const effect = async (): Promise<string> => (await page.locator(".effect").textContent()) ?? "";
    assert.match(await effect(), /Open commitments.*HD-01Năm Căn Co\..*300.*Open advances.*200.*as of 31 Dec 2025.*National budget5,0003,0006002,400/);
    await page.locator(".effect .holds", { hasText: "Keeps every rule" }).waitFor();
    await page.locator(".field.through").getByText("31 Dec 2025").waitFor();
    await page.getByRole("button", { name: "Add a figure" }).click();
    await page.locator(".confirmed-row select").nth(1).selectOption("national");
    await page.locator(".confirmed-row input").fill("590 million");
    await page.locator(".refused-box").getByText("590,000,000 VND is confirmed as disbursed by 2025-12-31, the ledger has 600,000,000 VND").waitFor();
    assert.equal(await page.locator(".confirmed-row input").getAttribute("aria-invalid"), "true");
    await page.screenshot({ path: screenFile("served-closing-refused-en") });
    await page.locator(".confirmed-row input").fill("600 million");
    await page.locator(".refused-box").waitFor({ state: "detached" });
    await page.getByLabel("The year ends with it").check();
    await page.locator(".effect[aria-busy=false]").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.screenshot({ path: screenFile("served-closing-en") });
    complaints.splice(0, Infinity, ...complaints.filter((text) => !/status of 400/.test(text)));
    assert.deepEqual(complaints, []);
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText(/Proposed as [0-9]+; nothing is recorded yet\./).waitFor();
    await page.close();
  });

  test("an approver with a key signs in the browser, with no other key, and sees in words what is closed", async () => {
    const { page } = await openServed(browser, served, "hoa", "/en/record?tab=proposals");
    await page.locator(".event-table tbody a").first().click();
    const approval = page.getByRole("button", { name: "Approve and record" });
    await page.getByText("your approval has to be signed").waitFor();
    assert.ok(await approval.isDisabled());
    assert.match((await page.locator(".facts").first().textContent()) ?? "", /Budget year2025 year end.*31 Dec 2025.*National budget · 600,000,000/);
    const key = page.locator(".decision .compare input");
    await key.setInputFiles(file("no key"));
    await page.locator(".decision").getByText("It cannot be signed").waitFor();
    await key.setInputFiles(file(OTHER_PEM));
    await page.locator(".refused-box").getByText("this is no signature of actor").waitFor();
    assert.ok(await approval.isDisabled());
    await page.screenshot({ path: screenFile("served-signature-refused-en") });
    await key.setInputFiles(file(PEM));
    await page.locator(".effect .holds").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.screenshot({ path: screenFile("served-signature-en") });
    const stored = await page.evaluate<string>("JSON.stringify({ ...localStorage, ...sessionStorage })");
    assert.doesNotMatch(stored, /PRIVATE KEY|MC4CAQ/);
    await page.locator("#decision-reason").fill("as the treasury has it");
    await approval.click();
    await page.getByText("Approved, and recorded from event").waitFor();
    await page.close();
  });

  test("the closed figures and what has changed since are a click away, and stay when something late is recorded", async () => {
    const { page } = await openServed(browser, served, "an", "/en/record?unit=VN34-96&source=national&year=2025");
    await page.locator("[name=amount]").fill("50 million");
    await page.locator("[name=effective]").fill("2025-12-20");
    await page.locator(".refused-box").getByText("say why it is late").waitFor();
    await page.locator("[name=lateReason]").fill("the voucher came late");
    await page.locator(".effect .holds").waitFor();
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText(/Proposed as [0-9]+/).waitFor();
    await (await approve()).close();
    await page.getByRole("button", { name: "Closings" }).click();
    await page.reload(); // a page shows what was known when it was opened
    await page.getByRole("link", { name: "Closed figures" }).click();
    await page.waitForURL(/\/en\/overview\?year=2025&unit=VN34-96&as-of=2025-12-31&known-at=close:2025$/);
    await page.locator(".totals .figure", { hasText: "Disbursed" }).getByText(/^Known now/).waitFor();
    assert.match((await page.locator(".totals .figure", { hasText: "Disbursed" }).textContent()) ?? "", /0\.6.*Known now 0\.7/);
    await page.goBack();
    await page.getByRole("link", { name: "Changed since" }).click();
    await page.waitForURL(/\/en\/compare\?.*from=close:2025$/);
    await page.locator(".events").getByText("the voucher came late").waitFor();
    await page.close();
  });

  test("a closing is refused while a proposal moves money in it, which it leads to", async () => {
    const { page } = await openServed(browser, served, "an", "/en/record?unit=VN34-96&source=national&year=2025");
    await page.locator("[name=amount]").fill("10 million");
    await page.locator("[name=effective]").fill("2025-12-21");
    await page.locator(".refused-box").waitFor();
    await page.locator("[name=lateReason]").fill("found in a drawer");
    await page.locator(".effect .holds").waitFor();
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText(/Proposed as [0-9]+/).waitFor();
    await page.getByRole("button", { name: "Closings" }).click();
    await page.locator(".refused-box").getByText("open proposals move money in it").waitFor();
    await page.locator(".effect .links a").click();
    await page.waitForURL(/tab=proposals&proposal=[0-9]+$/);
    await page.locator("#decision-reason").fill("typed twice");
    await page.getByRole("button", { name: "Withdraw" }).click();
    await page.getByText("Nothing of the proposal is recorded.").waitFor();
    await page.close();
  });

  test("a closing is opened again with a reason, by two persons, and the list has both", async () => {
    const { page, complaints } = await openServed(browser, served, "an", "/en/record?tab=closings");
    await page.getByRole("button", { name: "Reopen …" }).click();
    assert.equal(await page.evaluate("document.activeElement?.id"), "record-reason");
    assert.match((await page.locator(".effect [role=status]").textContent()) ?? "", /Still missing: Reason/);
    await page.keyboard.type("the treasury corrected its statement");
    await page.locator(".effect .holds").waitFor();
    await page.screenshot({ path: screenFile("served-reopening-en") });
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText(/Proposed as [0-9]+/).waitFor();
    await (await approve()).close();
    await page.reload();
    await page.locator(".closings .reversed").getByText("reopened by").waitFor();
    assert.equal(await page.getByRole("link", { name: "Closed figures" }).count(), 0);
    await page.screenshot({ path: screenFile("served-reopened-en") });
    complaints.splice(0, Infinity, ...complaints.filter((text) => !/status of 40[01]/.test(text)));
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("a payment that no one tranche can pay is offered as one from each, and proposed so", async () => {
    const { page } = await openServed(browser, served, "an", "/en/record?unit=VN34-96&source=national&year=2025");
    await page.locator("[name=amount]").fill("2.03 billion");
    await page.locator("[name=effective]").fill("2025-12-22");
    await page.locator(".refused-box").first().waitFor();
    await page.locator(".offered-parts").waitFor();
    await page.screenshot({ path: screenFile("served-split-offered-en") });
    await page.getByRole("button", { name: "Split over several tranches" }).click();
    await page.locator(".effect .holds").waitFor();
    assert.match((await page.locator(".parts").textContent()) ?? "", /tranche 150,000,000 VNDtranche 21,980,000,000 VND$/);
    assert.match((await page.locator(".before-after").first().textContent()) ?? "", /Disbursed6502,680\+2,030/);
    await page.locator(".field.amount").getByText("= 2,030,000,000 VND").waitFor();
    await page.screenshot({ path: screenFile("served-split-en") });
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText(/Proposed as [0-9]+/).waitFor();
    await page.locator(".receipt a").click();
    await page.locator(".commands li").nth(1).getByText("tranche 2").waitFor();
    await page.close();
  });

  test("what a unit that has ended still has is handed over by two persons, after both saw every event of it", async () => {
    const { page, complaints } = await openServed(browser, served, "an", "/vi/record?tab=closings");
    await page.getByRole("button", { name: "Bàn giao sau sáp nhập", exact: true }).click();
    await page.locator(".effect [role=status]").getByText(/Còn thiếu: Đơn vị/).waitFor();
    assert.deepEqual([await page.locator("[name=effective]").inputValue(), await page.locator("[name=year]").inputValue()], ["", ""], "from the first day of what follows");
    await page.locator("[name=unit]").fill("VN34-96");
    await page.locator(".refused-box").getByText("VN34-96").waitFor();
    await page.screenshot({ path: screenFile("served-handover-refused-vi") });
    await page.locator("[name=unit]").fill("Bắc Kạn");
    await page.locator(".refused-box", { hasNotText: "VN34-96" }).waitFor();
    await page.locator("[name=unit]").fill("VN63-82");
    await page.locator("#batch").waitFor();
    assert.equal(await page.locator(".refused-box").count(), 0);
    const told = (await page.locator("#batch + .scroll-x").innerText()).replace(/\s+/g, " ");
    assert.match(told, /Chuyển nguồn[^.]*300\.000\.000/);
    assert.match(told, /450\.000\.000/);
    const rows = await page.locator("#batch + .scroll-x tr").count();
    assert.equal(await page.locator("#batch").innerText(), `${rows} lệnh đồng`);
    assert.deepEqual(await seriousFindings(page), []);
    await page.screenshot({ path: screenFile("served-handover-vi") });
    await page.getByRole("button", { name: "Gửi đề nghị", exact: true }).click();
    await page.getByText(/Đã gửi đề nghị [0-9.]+/).waitFor();
    await page.locator(".receipt a").click();
    await page.getByText("Người đề nghị không duyệt được đề nghị của chính mình").waitFor();
    assert.equal(await page.getByRole("button", { name: "Duyệt và ghi" }).count(), 0);
    assert.equal(await page.locator(".commands li").count(), rows);
    assert.deepEqual(complaints.filter((text) => !/status of 40[0-9]/.test(text)), []);
    const approver = await approve();
    await approver.getByRole("link", { name: /^Open event/ }).click();
    await approver.locator(".event .facts").first().waitFor();
    await approver.goto(`${served.origin}/en/units/VN34-82?year=2025`);
    await approver.locator(".statement").waitFor();
    await approver.locator("table[aria-labelledby=tranches-heading] tbody tr", { hasText: "2025/1" }).waitFor();
    await approver.locator("table[aria-labelledby=open-commitment]").getByText("HD-82").waitFor();
    await approver.screenshot({ path: screenFile("served-handed-over-en") });
    await approver.close();
    await page.goto(`${served.origin}/vi/record?tab=closings`);
    await page.getByRole("button", { name: "Bàn giao sau sáp nhập", exact: true }).click();
    await page.locator("[name=unit]").fill("VN63-82");
    await page.locator(".refused-box").waitFor();
    await page.screenshot({ path: screenFile("served-handover-again-vi") });
    await page.close();
  });

  test("an auditor reads the closings, and closes none", async () => {
    const { page } = await openServed(browser, served, "kiem", "/vi/record?tab=closings");
    await page.locator(".closings .reversed").waitFor();
    await page.getByText("Bạn chỉ có quyền xem.").waitFor();
    assert.equal(await page.locator(".record form").count(), 0);
    await page.close();
  });
});
