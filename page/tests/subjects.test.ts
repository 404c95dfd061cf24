import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { subjectText } from "../src/reconcile/subjects";

// The cells of a column of a CSV file without line breaks in its cells.
function column(path: string, name: string): string[] {
  const lines = readFileSync(new URL(path, import.meta.url), "utf8").trim().split(/\r?\n/);
  const cells = lines.map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) => cell.replace(/^"|"$/g, "").replace(/""/g, '"')));
  const at = cells[0]?.indexOf(name) ?? -1;
  assert.ok(at >= 0, name);
  return cells.slice(1).map((row) => row[at] ?? "");
}

test("every subject of the published figures has its Vietnamese, and stays as recorded in English", () => {
  const subjects = [...new Set(column("../../../data/published_figures.csv", "subject"))].filter((subject) => subject !== "");
  assert.ok(subjects.length > 30);
  assert.deepEqual(subjects.filter((subject) => subjectText("vi", subject) === subject), []);
  assert.deepEqual(subjects.filter((subject) => subjectText("en", subject) !== subject), []);
  assert.equal(subjectText("vi", "something else"), "something else");
});
