import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { inColumns } from "../label_texts.mjs";
import { COLOURS, COLUMNS, LEVELS } from "../src/address";
import { LABELS, say } from "../src/labels";

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();

test("every label is there in both languages, with the same values", () => {
  for (const [name, [vietnamese, english]] of Object.entries<readonly [string, string]>(LABELS)) {
    assert.ok(vietnamese.trim() === vietnamese && vietnamese !== "", name);
    assert.ok(english.trim() === english && english !== "", name);
    assert.deepEqual(placeholders(vietnamese), placeholders(english), name);
  }
});

test("what an address can name has a label", () => {
  for (const name of [...COLOURS, ...COLUMNS.filter((column) => column !== "rate"), ...LEVELS]) assert.ok(name in LABELS, name);
});

test("every label is used", () => {
  const sources = new URL("../../src/", import.meta.url);
  const folders = readdirSync(sources, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`);
  const text = ["", ...folders]
    .flatMap((folder) => readdirSync(new URL(folder, sources)).map((name) => folder + name))
    .filter((name) => /\.tsx?$/.test(name) && name !== "labels.ts")
    .map((name) => readFileSync(new URL(name, sources), "utf8"))
    .join("\n");
  const unused = Object.keys(LABELS).filter((name) => !text.includes(`"${name}"`));
  assert.deepEqual(unused, []);
});

test("values are filled in, and a missing one is a mistake", () => {
  assert.equal(say("vi", "event", { sequence: 7 }), "sự kiện 7");
  assert.equal(say("en", "missing", { n: 2, m: 15 }), "2/15 missing");
  assert.throws(() => say("en", "event"), /needs \{sequence\}/);
});

test("in columns the labels say the same", () => {
  const source = inColumns(readFileSync(new URL("../../src/labels.ts", import.meta.url), "utf8"));
  const table = /\nconst \[names[^]*?\n(?=\nexport type)/.exec(source)?.[0].replace("export const LABELS: any =", "return") ?? "";
  assert.deepEqual(new Function(table)(), Object.fromEntries(Object.entries(LABELS).map(([name, texts]) => [name, [...texts]])));
});
