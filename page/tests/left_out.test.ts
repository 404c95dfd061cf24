import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { withoutBodies } from "../left_out.mjs";

test("a module that is left out has the same functions, and each says so", async () => {
  const source = readFileSync(new URL("../../node_modules/@bufbuild/protobuf/dist/esm/to-binary.js", import.meta.url), "utf8");
  const functions = (await import(`data:text/javascript,${encodeURIComponent(withoutBodies(source))}`)) as Record<string, () => void>;
  assert.deepEqual(Object.keys(functions), ["toBinary", "writeField"]);
  for (const one of Object.values(functions)) assert.throws(one, /left_out\.mjs/);
});

test("nothing of it is in what is served", () => {
  const dist = new URL("../../dist/", import.meta.url);
  const { inputs } = JSON.parse(readFileSync(new URL("meta.json", dist), "utf8")) as { inputs: Record<string, { imports: unknown[] }> };
  const [, module] = Object.entries(inputs).find(([path]) => path.endsWith("/to-binary.js")) ?? [];
  assert.deepEqual(module?.imports, []);
});
