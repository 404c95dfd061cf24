// A ledger behind `tranche serve`, as its users have it: four eyes on, and who calls shows a token.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright-core";

const WAIT_MS = 30_000;

const page = new URL("../../", import.meta.url);
const data = new URL("../data", page).pathname;

// The program that is tested, which ctest names.
const PROGRAM = process.env["TRANCHE_PROGRAM"] ?? "";
export const hasProgram = PROGRAM !== "" && existsSync(PROGRAM);

export interface ServedLedger {
  origin: string;
  // Runs a command on the ledger while the server is not, or asks the server.
  run: (...words: string[]) => string;
  tokenOf: (actor: string) => string;
  end: () => Promise<void>;
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on("exit", () => reject(new Error("the server does not start")));
    if (server.stdout === null) return;
    createInterface(server.stdout).on("line", (line) => {
      const [address] = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}

// actors  who there is, beside the two administrators mai and nam: each with a role, and maybe a public key.
// before  the commands that are recorded before four eyes is on.
// isOn    false for a ledger on which one person records alone.
export async function serveLedger(
  actors: { id: string; role: "officer" | "approver" | "auditor"; publicKey?: string }[], before: string[][], isOn = true,
): Promise<ServedLedger> {
  const directory = mkdtempSync(join(tmpdir(), "tranche_page."));
  const run = (...words: string[]): string =>
    execFileSync(PROGRAM, ["--lang", "en", "--ledger", join(directory, "ledger"), ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  run("init", "--geography", data, "--name", "SYNTHETIC-closing", "--administrator", "mai", "--administrator", "nam");
  for (const { id, role, publicKey } of actors) {
    run("actor", "register", id, "--person", `of ${id}`, ...(publicKey === undefined ? [] : ["--public-key", publicKey]), "--actor", "mai");
    run("role", "grant", id, "--role", role, "--actor", "mai");
  }
  for (const words of before) run(...words, "--actor", "an");
  if (isOn) run("four-eyes", "on", "--reason", "decision 17", "--actor", "mai");
  const until = ["--until", `${new Date().getFullYear() + 1}-12-31`];
  const tokens = new Map(["mai", "nam", ...actors.map(({ id }) => id)].map((id) => [id, run("token", "issue", "--actor", id, ...until).trim()]));
  const words = ["--lang", "en", "--ledger", join(directory, "ledger"), "serve", "--listen", "127.0.0.1:0", "--access", join(directory, "ledger-access")];
  const server = spawn(PROGRAM, words, { stdio: ["ignore", "pipe", "ignore"] });
  const origin = await addressOf(server);
  server.removeAllListeners("exit");
  const end = async (): Promise<void> => {
    const isOver = once(server, "exit");
    server.kill();
    await isOver;
    rmSync(directory, { recursive: true, force: true });
  };
  return { origin, run, tokenOf: (actor) => tokens.get(actor) ?? "", end };
}

const files = new Map(readFileSync(new URL("dist/files.tsv", page), "utf8").trim().split("\n").map((line) => {
  const [path = "", name = "", contentType = ""] = line.split("\t");
  return [path, { contentType, body: readFileSync(new URL(`dist/${name}`, page)) }];
}));

// Signs in at an address of the server. The files are those of dist/: the program may carry a page that was built before.
export async function openServed(browser: Browser, { origin, tokenOf }: ServedLedger, actor: string, address: string, options: object = {}): Promise<{ page: Page; complaints: string[] }> {
  const opened = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  opened.setDefaultTimeout(WAIT_MS);
  const complaints: string[] = [];
  opened.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  opened.on("pageerror", (error) => complaints.push(String(error)));
  await opened.route(/^[^?]*\/(vi|en|assets)\//, (route) => {
    const { pathname } = new URL(route.request().url());
    const file = files.get(/^\/(vi|en)\//.test(pathname) ? "/" : pathname);
    return file === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ ...file, headers: { "Content-Security-Policy": "default-src 'self'" } });
  });
  await opened.goto(origin + address);
  await opened.locator("#token").fill(tokenOf(actor));
  await opened.keyboard.press("Enter");
  await opened.waitForSelector(".basis");
  complaints.length = 0; // of the answers before the sign-in
  return { page: opened, complaints };
}
