// Opens the built page in Debian's Chromium, with its files and the answers of a fake ledger given by the test: no server,
// no network.
import { mkdirSync, readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "./chromium";
import { answerOf } from "./fake_ledger";

const ORIGIN = "https://ledger.test";
const page = new URL("../../", import.meta.url);
const screens = new URL("../build/page_screens/", page);

export function launch(): Promise<Browser> {
  mkdirSync(screens, { recursive: true });
  return launchChromium();
}

export const screenFile = (name: string): string => new URL(`${name}.png`, screens).pathname;

export interface Opened {
  page: Page;
  // What the console said, and errors of the page.
  complaints: string[];
  // The calls that were made, and how many were in flight at most.
  calls: { name: string; query: string }[];
  inFlight: { now: number; most: number };
}

export type Theme = "light" | "dark";

// By the names of calls: an answer, of a stream its parts, or what makes one of the request.
export type Answers = Record<string, object | ((request: never, language: string) => { status: number; body: unknown })>;

export interface Options {
  width?: number;
  height?: number;
  theme?: Theme;
  answerMs?: number;
  // Nobody is answered who has not signed in with it.
  token?: string;
  news?: readonly number[]; // the sequences of events that are recorded meanwhile
  lasting?: boolean; // a balance that is asked to last comes without its head, as from a server
  answers?: Answers; // in the place of the fake ledger's
}

function envelope(flags: number, message: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function leaveOutTheHead({ report, subtotals }: Record<"report" | "subtotals", { basis: { head?: string; root?: string } } | undefined>): void {
  for (const { basis } of [report, subtotals].filter((one) => one !== undefined)) {
    delete basis.head;
    delete basis.root;
  }
}

async function answerCalls({ page: opened, calls, inFlight }: Opened, { answerMs = 0, answers = {}, lasting = false }: Options, isIn: () => boolean): Promise<void> {
  await opened.route(`${ORIGIN}/tranche.v1.LedgerService/*`, async (route) => {
    const url = new URL(route.request().url());
    const name = url.pathname.split("/").at(-1) ?? "";
    if (!isIn()) return route.fulfill({
      status: 401, contentType: "application/json", body: JSON.stringify({ code: "unauthenticated", message: "who calls?" }),
    });
    const isStream = (route.request().headers()["content-type"] ?? "").startsWith("application/connect+");
    const text = isStream ? route.request().postDataBuffer()?.subarray(5).toString()
      : route.request().method() === "POST" ? route.request().postData() : url.searchParams.get("message");
    calls.push({ name, query: text ?? "" });
    const language = route.request().headers()["accept-language"] ?? "";
    if (name === "GetBalance") inFlight.most = Math.max(inFlight.most, ++inFlight.now);
    await new Promise((resolve) => setTimeout(resolve, answerMs));
    if (name === "GetBalance") --inFlight.now;
    const own = answers[name];
    const request = JSON.parse(text || "{}") as never;
    const { status, body } = typeof own === "function" ? (own as (request: never, language: string) => ReturnType<typeof answerOf>)(request, language)
      : own !== undefined ? { status: 200, body: own } : answerOf(name, request, language);
    if (lasting && url.searchParams.get("lasting") === "1" && (text ?? "").includes("knownAt")) leaveOutTheHead(body as never);
    // A stream of which the fake ledger knows nothing ends at once.
    const given = Array.isArray(body) ? body : body === undefined ? [] : [body];
    await route.fulfill(isStream
      ? {
        status: 200, contentType: "application/connect+json",
        body: status >= 400 ? envelope(2, { error: body }) : Buffer.concat([...given.map((part) => envelope(0, part)), envelope(2, {})]),
      }
      : { status, contentType: "application/json", body: JSON.stringify(body) });
  });
}

// Sessions as a server has them: `lan` is in from the token on, until the sign-out.
async function answerSessions(opened: Page, token: string | undefined): Promise<() => boolean> {
  let isIn = false;
  await opened.route(`${ORIGIN}/session`, async (route) => {
    const method = route.request().method();
    if (method === "POST") isIn = (route.request().postDataJSON() as { token: string }).token === token;
    if (method === "DELETE") isIn = false;
    const isRefused = token !== undefined && !isIn && method !== "DELETE";
    const actor = isIn ? "lan" : "";
    await route.fulfill({ status: isRefused ? 401 : 200, contentType: "application/json", body: JSON.stringify({ actor }) });
  });
  return () => token === undefined || isIn;
}

// New events, as a server sends them; the browser is told not to ask again.
async function serveNews(opened: Page, news: readonly number[]): Promise<void> {
  const frames = news.map((sequence) => `id: ${sequence}\ndata: {}\n\n`).join("");
  await opened.route(`${ORIGIN}/events?after=*`, (route) =>
    route.fulfill({ contentType: "text/event-stream", body: `retry: 3600000\n\n${frames}` }));
}

// The files of the page by their paths, each read once.
const files = new Map(readFileSync(new URL("dist/files.tsv", page), "utf8").trim().split("\n").map((line) => {
  const [path = "", name = "", contentType = ""] = line.split("\t");
  return [path, { contentType, body: readFileSync(new URL(`dist/${name}`, page)) }];
}));

async function serveFiles(opened: Page): Promise<void> {
  await opened.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const file = files.get(/^\/(vi|en)(\/|$)/.test(pathname) ? "/" : pathname);
    return file === undefined ? route.fulfill({ status: 404 }) : route.fulfill({
      ...file,
      headers: { "Content-Security-Policy": "default-src 'self'" },
    });
  });
}

// Signs in as `lan`, and waits for what is then there.
export async function openSignedIn(browser: Browser, address: string, ready: string, options: Options = {}): Promise<Opened> {
  const opened = await open(browser, address, { ...options, token: "tranche_right" });
  await opened.page.locator("#token").fill("tranche_right");
  await opened.page.keyboard.press("Enter");
  await opened.page.waitForSelector(ready);
  opened.complaints.length = 0; // of the answers before the sign-in
  return opened;
}

// Opens an address; returns when its answer is there, or what stands in its place.
export async function open(browser: Browser, address: string, options: Options = {}): Promise<Opened> {
  const { width = 1440, height = 900, theme = "light", token } = options;
  const opened: Opened = {
    page: await browser.newPage({ viewport: { width, height }, colorScheme: theme }),
    complaints: [], calls: [], inFlight: { now: 0, most: 0 },
  };
  opened.page.on("console", (message) => ["error", "warning"].includes(message.type()) && opened.complaints.push(message.text()));
  opened.page.on("pageerror", (error) => opened.complaints.push(String(error)));
  await serveFiles(opened.page);
  await serveNews(opened.page, options.news ?? []);
  await answerCalls(opened, options, await answerSessions(opened.page, token));
  await opened.page.goto(ORIGIN + address);
  await opened.page.waitForSelector(".basis, .problem, .problem-page, .sign-in, .event-table, .record form, .verify-checks", { state: "attached" });
  return opened;
}
