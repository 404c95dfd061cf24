// A synthetic ledger behind `tranche serve`, as users run it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";

interface Shapes {
  objects: { provinces: { geometries: { id: string }[] } };
}

// The units of `generate` are on no map. With the ids of the provinces that the page has shapes of, it draws one.
function mappedIds(): string[] {
  const shapes = JSON.parse(readFileSync(new URL("../../shapes/provinces_2008.topojson", import.meta.url), "utf8")) as Shapes;
  return shapes.objects.provinces.geometries.map(({ id }) => id).sort();
}

async function* onMap(lines: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const ids = mappedIds();
  let rest = "";
  for await (const bytes of lines) {
    const text = rest + bytes.toString("latin1");
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    yield text.slice(0, end).replace(/"S([0-9]{2})"/g, (_, number: string) => `"${ids[Number(number) - 1]}"`);
  }
  yield rest;
}

// A history as `generate` makes it, of provinces that are on the map.
async function generate(program: string, events: number, directory: string): Promise<string> {
  const [unmapped, history, ledger] = ["unmapped", "history.jsonl", "ledger"].map((name) => join(directory, name)) as [string, string, string];
  const run = (...words: string[]): unknown => execFileSync(program, words, { stdio: ["ignore", "ignore", "inherit"] });
  run("--ledger", unmapped, "generate", "--events", String(events), "--seed", "1");
  const log = spawn(program, ["--ledger", unmapped, "export", "log", "-", "--as", "jsonl"], { stdio: ["ignore", "pipe", "ignore"] });
  await pipeline(log.stdout, onMap, createWriteStream(history, "latin1"));
  rmSync(unmapped, { recursive: true });
  run("--ledger", ledger, "import", "log", history);
  rmSync(history);
  return ledger;
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", () => reject(new Error("the server does not start")));
    if (server.stdout === null) return;
    createInterface(server.stdout).on("line", (line) => {
      const [address] = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}

export interface Served {
  origin: string;
  // Ends the server, and removes the ledger if it was made here.
  end: () => Promise<void>;
}

// ledger  the directory of one that is there; else one of so many events is made below $TRANCHE_BENCH_DIR, or where
//         temporary files are.
export async function serve(program: string, { ledger, events }: { ledger: string | undefined; events: number }): Promise<Served> {
  const made = ledger === undefined ? mkdtempSync(join(process.env["TRANCHE_BENCH_DIR"] ?? tmpdir(), "tranche_bench.")) : undefined;
  const remove = (): void => made === undefined ? undefined : rmSync(made, { recursive: true, force: true });
  try {
    const directory = ledger ?? (await generate(program, events, made ?? ""));
    // Its log of requests is written, and read by nobody.
    const server = spawn(program, ["--lang", "en", "--ledger", directory, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
    const origin = await addressOf(server);
    server.removeAllListeners("exit");
    const end = async (): Promise<void> => {
      const isOver = once(server, "exit");
      server.kill();
      await isOver;
      remove();
    };
    return { origin, end };
  } catch (error) {
    remove();
    throw error;
  }
}
