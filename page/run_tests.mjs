// Runs the tests of the page's modules: bundles each tests/*.test.ts for Node.js, and hands them to its test runner, as many
// files at a time as there are processors. Words after the name of this file choose tests/WORD.test.ts.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const page = dirname(fileURLToPath(import.meta.url));
const bundled = join(page, "generated", "tests");
const SKIPPED = 77;

if (!existsSync(join(page, "node_modules")) || !existsSync(join(page, "dist", "files.tsv"))) {
  console.log("skipped: the page is not built here; ./dev page builds it");
  process.exit(SKIPPED);
}
const { build } = await import("esbuild");
rmSync(bundled, { recursive: true, force: true });
const chosen = process.argv.slice(2);
// Those in a browser take longest, so they begin first.
const inBrowser = ["screens", "browser", "events_record"];
const tests = readdirSync(join(page, "tests"))
  .filter((name) => name.endsWith(".test.ts") && (chosen.length === 0 || chosen.includes(name.replace(".test.ts", ""))))
  .sort((a, b) => Number(inBrowser.includes(b.replace(".test.ts", ""))) - Number(inBrowser.includes(a.replace(".test.ts", ""))));
await build({
  absWorkingDir: page,
  entryPoints: tests.map((name) => join("tests", name)),
  outdir: bundled,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  packages: "external",
  format: "esm",
  target: "node18",
  sourcemap: "inline",
  logLevel: "warning",
});
// The stacks of the tests are those of their sources.
process.execArgv.push("--enable-source-maps");
const files = tests.map((name) => join(bundled, name.replace(/\.ts$/, ".mjs")));
const running = run({ files, concurrency: Math.max(cpus().length, 1) });
running.on("test:fail", () => (process.exitCode = 1));
running.compose(new spec()).pipe(process.stdout);
