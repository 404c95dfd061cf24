// Runs the tests of the page's modules: bundles each tests/*.test.ts for Node.js, and hands them to its test runner.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
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
const tests = readdirSync(join(page, "tests")).filter((name) => name.endsWith(".test.ts"));
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
const run = spawnSync(
  process.execPath,
  ["--enable-source-maps", "--test", ...tests.map((name) => join(bundled, name.replace(/\.ts$/, ".mjs")))],
  { cwd: page, stdio: "inherit" },
);
process.exit(run.status ?? 1);
