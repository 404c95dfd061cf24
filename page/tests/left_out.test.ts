import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { without, withoutBodies } from "../left_out.mjs";

test("a module that is left out has the same functions, and each says so", async () => {
  const source = readFileSync(new URL("../../node_modules/@bufbuild/protobuf/dist/esm/to-binary.js", import.meta.url), "utf8");
  const functions = (await import(`data:text/javascript,${encodeURIComponent(withoutBodies(source))}`)) as Record<string, () => void>;
  assert.deepEqual(Object.keys(functions), ["toBinary", "writeField"]);
  for (const one of Object.values(functions)) assert.throws(one, /left_out\.mjs/);
});

test("a function or a class that is left out says so, the others are as they were", async () => {
  const source = "export function one() {\n  return two();\n}\nfunction two() {\n  return 2;\n}\nexport class Three {\n  three() {\n    return 3;\n  }\n}\nexport function four() {\n  return 4;\n}\n";
  const { one, Three, four } = (await import(`data:text/javascript,${encodeURIComponent(without(source, ["two", "Three"]))}`)) as
    { one: () => number; Three: new () => object; four: () => number };
  assert.throws(one, /left_out\.mjs/);
  assert.throws(() => new Three(), /left_out\.mjs/);
  assert.equal(four(), 4);
  assert.throws(() => without(source, ["five"]), /does not find five/);
});

test("nothing of it is in what is served", () => {
  const dist = new URL("../../dist/", import.meta.url);
  const { inputs } = JSON.parse(readFileSync(new URL("meta.json", dist), "utf8")) as { inputs: Record<string, { imports: unknown[] }> };
  const [, module] = Object.entries(inputs).find(([path]) => path.endsWith("/to-binary.js")) ?? [];
  assert.deepEqual(module?.imports, []);
});
