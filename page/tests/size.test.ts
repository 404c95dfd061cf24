import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const dist = new URL("../../dist/", import.meta.url);

interface Output {
  entryPoint?: string;
  cssBundle?: string;
  imports: { path: string; kind: string }[];
}
const outputs = (JSON.parse(readFileSync(new URL("meta.json", dist), "utf8")) as { outputs: Record<string, Output> })
  .outputs;

const isFont = (path: string): boolean => path.endsWith(".woff2");

function gzipBytes(path: string): number {
  const bytes = readFileSync(new URL(path.replace(/^dist\//, ""), dist));
  return isFont(path) ? bytes.length : gzipSync(bytes, { level: 9 }).length;
}

const sum = (paths: Iterable<string>): number => [...paths].reduce((total, path) => total + gzipBytes(path), 0);

// What must be there before the overview can be used: the first script and what it imports, the style, the first file.
function first(): Set<string> {
  const found = new Set<string>(["dist/index.html"]);
  const add = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const one of outputs[path]?.imports ?? []) {
      if (one.kind === "import-statement") add(one.path);
    }
    const style = outputs[path]?.cssBundle;
    if (style !== undefined) found.add(style);
  };
  const [main] = Object.entries(outputs).find(([, output]) => output.entryPoint === "src/main.tsx") ?? [];
  assert.ok(main !== undefined);
  add(main);
  return found;
}

test("everything but fonts is at most 150 KB in gzip", () => {
  const bytes = sum(["dist/index.html", ...Object.keys(outputs).filter((path) => !isFont(path))]);
  assert.ok(bytes <= 150_000, `${bytes} bytes`);
});

test("what the overview needs before it can be used is at most 95 KB in gzip", () => {
  const bytes = sum(first());
  assert.ok(bytes <= 95_000, `${bytes} bytes: ${[...first()].join(", ")}`);
});

test("the fonts are at most 40 KB", () => {
  const bytes = sum(Object.keys(outputs).filter(isFont));
  assert.ok(bytes > 0 && bytes <= 40_000, `${bytes} bytes`);
});
