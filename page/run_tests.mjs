// Runs the tests of the page's modules: bundles each tests/*.test.ts for Node.js, and hands them to its test runner, one file more
// at a time than there are processors, as a browser often waits. Words after the name of this file choose tests/WORD.test.ts.
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { bundledForNode, page } from "./bundled.mjs";

const SKIPPED = 77;

if (!existsSync(join(page, "node_modules")) || !existsSync(join(page, "dist", "files.tsv"))) {
  console.log("skipped: the page is not built here; ./dev page builds it");
  process.exit(SKIPPED);
}
const chosen = process.argv.slice(2);
// Those in a browser, the longest first: they begin first, so that none is left alone at the end.
const inBrowser = ["browser", "events_record", "screens", "desk", "proposals", "served", "closings", "exceptions", "paper"];
const place = (file) => (inBrowser.indexOf(file.replace(".test.ts", "")) + inBrowser.length + 1) % (inBrowser.length + 1);
const tests = readdirSync(join(page, "tests"))
  .filter((name) => name.endsWith(".test.ts") && (chosen.length === 0 || chosen.includes(name.replace(".test.ts", ""))))
  .sort((a, b) => place(a) - place(b));
// The stacks of the tests are those of their sources.
process.execArgv.push("--enable-source-maps");
const files = await bundledForNode(tests.map((name) => join("tests", name)), "tests");
const running = run({ files, concurrency: cpus().length + 1 });
running.on("test:fail", () => (process.exitCode = 1));
running.compose(new spec()).pipe(process.stdout);
