// The desk of an officer against the program itself: projects, rules and decisions, a year that ends. Nothing here is answered
// by the tests.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { KINDS } from "../src/record/kinds";
import { launch, screenFile } from "./support/browser";
import { hasChromium } from "./support/chromium";
import { seriousFindings } from "./support/findings";
import { type ServedLedger, hasProgram, openServed, serveLedger } from "./support/served_ledger";

const UNIT = "VN63-22";
const MONEY = ["--unit", UNIT, "--source", "local", "--year", "2024"];
const RULES = new URL("../../../data/rules.csv", import.meta.url).pathname;
const skip = !hasChromium ? "Debian's chromium-headless-shell is not installed" : !hasProgram ? "TRANCHE_PROGRAM names no program" : false;

const write = async (page: Page, fields: Record<string, string>): Promise<void> => {
  for (const [name, text] of Object.entries(fields)) {
    const field = page.locator(`.record [name=${name}]`);
    await (["area", "source", "ruleWhat", "action", "measure"].includes(name) ? field.selectOption(text) : field.fill(text));
  }
};
describe("the desk with a server", { skip }, () => {
  let browser: Browser;
  let served: ServedLedger;
  before(async () => {
    browser = await launch();
    served = await serveLedger([{ id: "an", role: "officer" }, { id: "hoa", role: "approver" }, { id: "binh", role: "approver" }, { id: "kiem", role: "auditor" }], [
      ["import", RULES],
      ["record", "plan", ...MONEY, "--amount", "5 billion", "--effective", "2024-01-10"],
      ["record", "tranche", ...MONEY, "--tranche", "1", "--amount", "3 billion", "--effective", "2024-01-15"],
      ["record", "commitment", ...MONEY, "--area", "fairs", "--number", "HD-01", "--counterparty", "Hạ Long Fairs", "--amount", "300 million", "--effective", "2024-02-20"],
      ["record", "disbursement", ...MONEY, "--area", "fairs", "--amount", "400 million", "--effective", "2024-10-01"],
    ]);
  });
  after(async () => {
    await browser.close();
    await served.end();
  });

  const holds = (page: Page) => page.locator(".effect .holds", { hasText: "Keeps every rule" }).waitFor();
  const propose = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText(/Proposed as [0-9]+; nothing is recorded yet\./).waitFor();
  };
  const only4xx = (complaints: string[]): string[] => complaints.filter((text) => !/status of 40[0-9]/.test(text));

  // Opens what was proposed last, and approves it.
  async function approve(check?: (page: Page) => Promise<void>, actor = "hoa"): Promise<void> {
    const { page } = await openServed(browser, served, actor, "/en/record?tab=proposals");
    await page.locator(".event-table tbody a").first().click();
    await page.locator(".effect .holds").waitFor();
    await check?.(page);
    await page.getByRole("button", { name: "Approve and record" }).click();
    await page.getByText("Approved, and recorded from event").waitFor();
    await page.close();
  }

  // The first questions of a page are refused one after the other, and slowed down; who is quick has signed in by then.
  test("a question that is refused after the sign-in, but was asked before it, signs nobody out", async () => {
    let release: (() => void) | undefined;
    const isHeld = new Promise<void>((resolve) => (release = resolve));
    let asked = 0;
    const slow = {
      newPage: async (options: object) => {
        const page = await browser.newPage(options);
        await page.route(/\/ListAreas/, async (route) => {
          if (asked++ > 0) return route.continue();
          const response = await route.fetch();
          await isHeld;
          return route.fulfill({ response });
        });
        return page;
      },
    } as unknown as Browser;
    const { page } = await openServed(slow, served, "an", "/en/overview");
    const late = page.waitForResponse((answer) => answer.url().includes("/ListAreas"));
    release?.();
    assert.equal((await late).status(), 401);
    await page.keyboard.press("3");
    await page.locator(".event-table").waitFor();
    assert.equal(await page.locator("#token").count(), 0);
    await page.close();
  });

  test("an advance above its rate is refused by name, departs from the rule with a decision, and the approver sees both", async () => {
    const { page, complaints } = await openServed(browser, served, "an", `/en/record?unit=${UNIT}&source=local&year=2024`);
    await page.getByRole("button", { name: "Advance", exact: true }).click();
    await write(page, { area: "fairs", effective: "2024-03-01", amount: "250 million", commitment: "HD-01" });
    await page.locator(".refused-box").getByText("advance-rate").first().waitFor();
    await page.screenshot({ path: screenFile("desk-rule-refused-en") });
    await page.getByRole("button", { name: /^Depart from advance-rate/ }).click();
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate("document.activeElement?.id"), "record-documentNumber");
    await page.keyboard.type("QD-15");
    await page.locator(".effect .holds", { hasText: "Keeps every other rule on every day" }).waitFor();
    await page.locator(".effect .of-rule").getByText(/Departs from the rule advance-rate/).waitFor();
    await page.locator(".effect .of-rule small").getByText(/from/).waitFor();
    await page.screenshot({ path: screenFile("desk-deviation-en") });
    assert.deepEqual(await seriousFindings(page), []);
    await propose(page);
    await page.locator(".receipt .of-rule").waitFor();
    assert.deepEqual(only4xx(complaints), []);
    await approve(async (other) => {
      await other.locator(".facts .of-rule small").waitFor();
      await other.locator(".effect .holds", { hasText: "Keeps every other rule" }).waitFor();
      await other.screenshot({ path: screenFile("desk-deviation-approver-en") });
    });
    await page.close();
  });

  test("every kind that the ledger records on its own has a form", async () => {
    const answer = await fetch(`${served.origin}/tranche.v1.LedgerService/Record`, {
      method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${served.tokenOf("an")}` },
      body: JSON.stringify({ kind: "nonsense", effective: "2024-01-01", options: { dryRun: true } }),
    });
    const { message } = (await answer.json()) as { message: string };
    const [, known = ""] = /wanted one of: ([a-z, -]+)/.exec(message) ?? [];
    const kinds = known.split(", ");
    assert.ok(kinds.length > 20, message);
    assert.deepEqual(kinds.filter((kind) => !(KINDS as readonly string[]).includes(kind)), []);
  });

  test("an administrator proposes a project, another approves it, and it is told by its fields", async () => {
    const { page, complaints } = await openServed(browser, served, "mai", "/en/record");
    assert.equal(await page.locator(".record form .segments button", { hasText: "Disbursement" }).count(), 0, "administrators move no money");
    await write(page, { project: "PRJ-1", projectName: "Dây chuyền chế biến mực", unit: "Quảng Ninh", effective: "2024-01-20", projectKind: "machinery", "support-local": "60 million", begin: "2024-02-01" });
    await holds(page);
    await page.screenshot({ path: screenFile("desk-project-en") });
    assert.deepEqual(await seriousFindings(page), []);
    await write(page, { "support-local": "none" });
    await page.locator(".field.support [aria-invalid=true]").first().waitFor();
    await write(page, { "support-local": "60 million" });
    await holds(page);
    await propose(page);
    assert.deepEqual(only4xx(complaints), []);
    await page.close();
    await approve(async (other) => {
      await other.locator(".facts").getByText("Support by source").waitFor();
      assert.match((await other.locator(".facts").first().textContent()) ?? "", /ProjectPRJ-1NameDây chuyền chế biến mực.*Local budget 60,000,000/);
      await other.screenshot({ path: screenFile("desk-project-approver-en") });
    }, "nam");
  });

  test("money of a project is held to its support", async () => {
    const { page } = await openServed(browser, served, "an", `/vi/record?unit=${UNIT}&source=local&year=2024`);
    await write(page, { amount: "70 triệu", effective: "2024-11-02", area: "fairs", project: "PRJ-1" });
    await page.locator("#record-projects option[value='PRJ-1']").waitFor({ state: "attached" });
    await page.locator(".refused-box").getByText("PRJ-1").first().waitFor();
    await write(page, { amount: "50 triệu" });
    await page.locator(".effect .holds").waitFor();
    await page.getByRole("button", { name: "Gửi đề nghị", exact: true }).click();
    await page.getByText(/Đã gửi đề nghị [0-9.]+/).waitFor();
    await page.close();
    await approve();
  });

  test("an indicator is defined by administrators, and an output of it is reported by an officer", async () => {
    const { page } = await openServed(browser, served, "mai", "/en/record");
    await page.getByRole("button", { name: "Indicator defined" }).click();
    await write(page, { indicator: "enterprises-supported", indicatorName: "Cơ sở được hỗ trợ", indicatorUnit: "cơ sở", effective: "2024-01-02" });
    await holds(page);
    await propose(page);
    await page.close();
    await approve(undefined, "nam");
    const officer = await openServed(browser, served, "an", `/en/record?unit=${UNIT}&year=2024`);
    await officer.page.getByRole("button", { name: "Projects, results" }).click();
    await officer.page.getByRole("button", { name: "Output", exact: true }).click();
    assert.equal(await officer.page.locator(".record form .segments button", { hasText: "Project" }).count(), 1, "the group alone: projects are for administrators");
    await write(officer.page, { indicator: "nothing", quantity: "3", effective: "2024-12-31" });
    await officer.page.locator("[name=indicator][aria-invalid=true]").waitFor();
    await write(officer.page, { indicator: "enterprises-supported" });
    await holds(officer.page);
    await officer.page.screenshot({ path: screenFile("desk-output-en") });
    await propose(officer.page);
    await officer.page.close();
    await approve();
  });

  test("what a year leaves is carried over in one step, after it was shown, and the next year has it", async () => {
    const { page, complaints } = await openServed(browser, served, "an", `/en/record?tab=closings&unit=${UNIT}&year=2024`);
    await page.getByRole("button", { name: "Carry the year over" }).click();
    await write(page, { effective: "2025-01-31" });
    await page.locator("#batch").waitFor();
    assert.match((await page.locator("#batch + .scroll-x").textContent()) ?? "", /Carry-over/);
    await page.locator(".effect").getByText("Figures as of 31 Jan 2025").waitFor();
    await page.screenshot({ path: screenFile("desk-carry-over-year-en") });
    assert.deepEqual(await seriousFindings(page), []);
    await propose(page);
    assert.deepEqual(only4xx(complaints), []);
    await approve(async (other) => {
      await other.locator(".commands li").first().getByText("Carry-over").waitFor();
      await other.screenshot({ path: screenFile("desk-carry-over-approver-en") });
    });
    await page.goto(`${served.origin}/en/events`);
    await page.getByRole("button", { name: "Last page" }).click();
    await page.locator(".event-table tr", { hasText: "Carry-over" }).last().locator("a", { hasText: /^[0-9]+$/ }).click();
    await page.locator(".event .facts").first().waitFor();
    assert.match((await page.locator(".event .facts").first().textContent()) ?? "", /2024 · tranche 1.*2025 · tranche 2024\/1/);
    await page.screenshot({ path: screenFile("desk-carried-event-en") });
    await page.close();
  });

  test("of the use of funds every number opens its events: the lines, the tranches, the areas, with what was carried over", async () => {
    const { page, complaints } = await openServed(browser, served, "kiem", `/en/units/${UNIT}?year=2024`);
    const line = (number: string) => page.locator(".statement tr", { has: page.locator("td.at", { hasText: new RegExp(`^${number}$`) }) });
    assert.equal(await line("4a").locator("button").last().innerText(), "−2,550");
    assert.equal(await line("9").locator("button").last().innerText(), "0");
    for (const number of ["1", "2", "4a", "4b", "5", "6", "7", "9"]) {
      await line(number).locator("button").last().click();
      await page.locator(".why .agrees").waitFor();
      assert.equal(await page.locator(".why .amount-in-full b").innerText(), (await line(number).locator("button").last().getAttribute("title")), number);
    }
    assert.equal(new URL(page.url()).searchParams.get("why"), ".allocated~left");
    await page.screenshot({ path: screenFile("desk-units-left-en") });
    for (const table of ["tranches-heading", "areas-heading"]) {
      const buttons = page.locator(`table[aria-labelledby=${table}] tbody button`);
      for (let at = 0; at < await buttons.count(); ++at) {
        await buttons.nth(at).click();
        await page.locator(".why .agrees").waitFor();
        assert.equal(await page.locator(".why .amount-in-full b").innerText(), await buttons.nth(at).getAttribute("title"), `${table} ${at}`);
      }
    }
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(complaints, []);
    await page.goto(`${served.origin}/vi/units/${UNIT}?year=2025`);
    await page.locator("table[aria-labelledby=tranches-heading] tbody tr", { hasText: "2024/1" }).first().waitFor();
    await page.screenshot({ path: screenFile("desk-units-carried-vi") });
    // As known before the first payment of the project: what changed later has a dot, in each part of it, too.
    await page.goto(`${served.origin}/en/units/${UNIT}?year=2024&known-at=190`);
    await line("6").locator("button.changed").last().waitFor();
    assert.equal(await line("1").locator("button.changed").count(), 0);
    assert.ok((await page.locator("table[aria-labelledby=tranches-heading] button.changed").count()) > 0);
    assert.ok((await page.locator("table[aria-labelledby=areas-heading] button.changed").count()) > 0);
    await page.screenshot({ path: screenFile("desk-units-hindsight-en") });
    await page.close();
  });

  test("an auditor finds the deviation among the exceptions, and the project with what is left of its support", async () => {
    const { page, complaints } = await openServed(browser, served, "kiem", "/vi/events?tab=exceptions&exception=deviation");
    await page.locator(".event-table tbody tr").first().waitFor();
    assert.match(await page.locator(".event-table tbody").innerText(), /không theo quy định Tạm ứng[^]*advance-rate\/fairs · QD-15[^]*an → hoa/);
    await page.locator(".event-table tbody a").first().click();
    await page.locator(".event .facts .of-rule").waitFor();
    await page.getByRole("button", { name: "Đề án" }).click();
    await page.locator("table[aria-labelledby=projects] tbody tr").first().waitFor();
    assert.match(await page.locator("table[aria-labelledby=projects] tbody").innerText(), /PRJ-1[^]*60\s+0\s+50\s+10/);
    await page.locator("table[aria-labelledby=outputs]").getByText("Cơ sở được hỗ trợ").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  for (const [kind, fields, says] of [
    ["Lapse", { year: "2024", effective: "2024-12-31", amount: "1 million" }, /./],
    ["Settlement", { year: "2024", effective: "2025-03-31", amount: "400 million" }, /./],
    ["Correction after settlement", { year: "2024", effective: "2025-05-12", amount: "-3 million", finding: "12/KL" }, /Still missing: Reason|./],
    ["Carry-over", { year: "2025", effective: "2025-12-31", amount: "1 million", tranche: "2024/1" }, /./],
  ] as const) {
    test(`the form of a year that ends has its own fields, and the ledger's word under them: ${kind}`, async () => {
      const { page, complaints } = await openServed(browser, served, "an", `/en/record?unit=${UNIT}&source=local`);
      await page.getByRole("button", { name: "End of the year" }).click();
      await page.getByRole("button", { name: kind, exact: true }).click();
      await write(page, fields);
      await page.locator(".effect .holds, .effect .refused-box, .effect .remark").first().waitFor();
      await page.locator(".effect[aria-busy=false]").waitFor();
      assert.match((await page.locator(".effect").textContent()) ?? "", says);
      assert.deepEqual(await seriousFindings(page), []);
      await page.screenshot({ path: screenFile(`desk-${kind.toLowerCase().replace(/ /g, "-")}-en`) });
      assert.deepEqual(only4xx(complaints), []);
      await page.close();
    });
  }

  for (const [language, verb, decided, says, approveIt] of [
    ["vi", "approve", "được duyệt", /tình trạng của đề nghị đã đổi: đã được duyệt/, "Duyệt và ghi"], ["en", "reject", "withdrawn", /this proposal has become: withdrawn/, "Approve and record"],
  ] as const) {
    test(`who decides on what is decided already is told what has become of it, and can decide nothing: ${language}, ${decided}`, async () => {
      const officer = await openServed(browser, served, "an", `/en/record?unit=${UNIT}&source=local&year=2025`);
      await write(officer.page, { amount: verb === "approve" ? "5 million" : "6 million", effective: "2025-03-03", area: "fairs" });
      await holds(officer.page);
      await propose(officer.page);
      const { page } = await openServed(browser, served, "hoa", `/${language}/record?tab=proposals`);
      await page.locator(".event-table tbody a").first().click();
      await page.locator(".effect .holds").waitFor();
      if (verb === "approve") await approve(undefined, "binh");
      else {
        await officer.page.locator(".receipt a").click();
        await officer.page.locator("#decision-reason").fill("typed twice");
        await officer.page.getByRole("button", { name: "Withdraw" }).click();
        await officer.page.getByText("Nothing of the proposal is recorded.").waitFor();
      }
      await page.getByRole("button", { name: approveIt }).click();
      await page.getByRole("alert").getByText(says).waitFor();
      assert.equal(await page.locator(".decision").count(), 0);
      await page.screenshot({ path: screenFile(`desk-meanwhile-${language}`) });
      assert.deepEqual(await seriousFindings(page), []);
      await page.close();
      await officer.page.close();
    });
  }

  test("an administrator proposes a rule of spending, is told what is wrong with it, and another approves it", async () => {
    const { page, complaints } = await openServed(browser, served, "mai", "/vi/record");
    await page.getByRole("button", { name: "Quy định chi" }).click();
    await write(page, { ruleId: "last-day-adjust", ruleWhat: "last-day", effective: "2024-06-01", monthDay: "32/13", action: "question", legalBasis: "Thông tư 28/2018/TT-BTC" });
    await page.locator("[name=ruleKinds]").selectOption("PlanAdjusted");
    await page.locator("[name=monthDay][aria-invalid=true]").waitFor();
    assert.equal(await page.locator("[name=permille]").count(), 0, "a calendar has no rate");
    assert.match(await page.locator(".refused-box").innerText(), /^Bị từ chối. gặp "13-32", cần tháng và ngày/);
    await page.screenshot({ path: screenFile("desk-rule-wrong-vi") });
    assert.deepEqual(await seriousFindings(page), []);
    await write(page, { monthDay: "15/11" });
    await page.locator(".effect .holds").waitFor();
    await page.screenshot({ path: screenFile("desk-rule-vi") });
    await page.getByRole("button", { name: "Gửi đề nghị", exact: true }).click();
    await page.getByText(/Đã gửi đề nghị [0-9.]+/).waitFor();
    assert.deepEqual(only4xx(complaints), []);
    await page.close();
    await approve(async (other) => {
      assert.match((await other.locator(".facts").first().textContent()) ?? "", /last-day-adjust.*last day.*accepted, and questioned.*Thông tư 28\/2018\/TT-BTC.*Plan adjusted.*15\/11/);
      await other.screenshot({ path: screenFile("desk-rule-approver-en") });
    }, "nam");
    const officer = await openServed(browser, served, "an", `/en/record?unit=${UNIT}&source=local&year=2024`);
    assert.equal(await officer.page.getByRole("button", { name: "Spending rules" }).count(), 0, "rules are for administrators");
    await officer.page.getByRole("button", { name: "Plan, allocation" }).click();
    await officer.page.getByRole("button", { name: "Plan adjusted" }).click();
    await write(officer.page, { amount: "1 million", effective: "2024-11-20" });
    await holds(officer.page);
    await officer.page.close();
  });
});

describe("the desk of one person with a server", { skip }, () => {
  let browser: Browser;
  let served: ServedLedger;
  before(async () => {
    browser = await launch();
    served = await serveLedger([{ id: "an", role: "officer" }], [
      ["import", RULES], ["record", "plan", ...MONEY, "--amount", "5 billion", "--effective", "2024-01-10"],
      ["record", "tranche", ...MONEY, "--tranche", "1", "--amount", "3 billion", "--effective", "2024-01-15"],
    ], false);
  });
  after(async () => {
    await browser.close();
    await served.end();
  });

  test("a rule that questions is shown in the effect, in the receipt and on the event, with its source", async () => {
    const { page, complaints } = await openServed(browser, served, "an", `/vi/record?unit=${UNIT}&source=local&year=2024`);
    await page.getByRole("button", { name: "Tạm ứng", exact: true }).click();
    await page.locator("[name=area]").selectOption("conferences");
    await page.locator("[name=effective]").fill("2024-03-05");
    await page.locator("[name=amount]").fill("10 triệu");
    await page.locator(".effect .of-rule").getByText("Quy định advance-rate/conferences đặt câu hỏi về khoản này").waitFor();
    await page.locator(".effect .of-rule small").getByText("chưa ai kiểm tra").waitFor();
    await page.screenshot({ path: screenFile("desk-question-vi") });
    assert.deepEqual(await seriousFindings(page), []);
    await page.locator(".form-tools .primary").click();
    await page.locator(".receipt .of-rule").waitFor();
    await page.locator(".receipt a").click();
    await page.locator(".event .facts .of-rule small").waitFor();
    await page.screenshot({ path: screenFile("desk-question-event-vi") });
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("an estimate is recorded, and is in no sum", async () => {
    const { page } = await openServed(browser, served, "an", `/en/record?unit=${UNIT}&source=local&year=2024`);
    await page.getByRole("button", { name: "Projects, results" }).click();
    await page.getByRole("button", { name: "Estimate stated" }).click();
    await write(page, { amount: "2.5 billion", effective: "2024-12-31", measure: "disbursed", statedOn: "2024-10-15" });
    await page.locator(".effect .holds").waitFor();
    await page.screenshot({ path: screenFile("desk-estimate-en") });
    await page.locator(".form-tools .primary").click();
    await page.locator(".receipt a").click();
    await page.locator(".event .facts").first().waitFor();
    assert.match((await page.locator(".event").textContent()) ?? "", /Estimate stated.*2,500,000,000/);
    await page.close();
  });

  test("on a phone all of a year's end is within reach of a thumb, in the dark too", async () => {
    const { page, complaints } = await openServed(browser, served, "an", `/vi/record?unit=${UNIT}&source=local&year=2024`, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    await page.getByRole("button", { name: "Cuối năm" }).click();
    await page.locator("[name=amount]").fill("1 tỷ");
    await page.locator(".effect .holds, .effect .refused-box").first().waitFor();
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    const heights = await page.locator(".record form .segments button").evaluateAll((all) => (all as unknown as { offsetHeight: number }[]).map(({ offsetHeight }) => offsetHeight));
    assert.ok(heights.length > 6 && heights.every((height) => height >= 44), String(heights));
    await page.screenshot({ path: screenFile("desk-phone-dark-vi"), fullPage: true });
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(complaints.filter((text) => !/status of 40[0-9]/.test(text)), []);
    await page.close();
  });
});
