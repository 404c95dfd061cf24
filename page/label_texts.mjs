// The labels in columns: their names, all Vietnamese texts, all English ones. Like beside like shrinks more on its way to the
// browser than the pairs of src/labels.ts, which are easier to write.
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

const OF_LABELS = /export const LABELS = (\{[^]*?\n\}) as const satisfies [^;]*;/;

// The source of labels.ts with its table in columns.
export function inColumns(source) {
  const [, table] = OF_LABELS.exec(source) ?? [];
  if (table === undefined) throw new Error("page/label_texts.mjs does not find the labels");
  const labels = Object.entries(new Function(transformSync(`return ${table}`, { loader: "ts" }).code)());
  const columns = [0, 1, 2].map((column) => labels.map(([name, texts]) => [name, ...texts][column]));
  if (columns.flat().some((text) => text.includes("\n"))) throw new Error("a label has one line");
  const [names, vietnamese, english] = columns.map((column) => `${JSON.stringify(column.join("\n"))}.split("\\n")`);
  return source.replace(OF_LABELS, () => `
const [names, vietnamese, english] = [${names}, ${vietnamese}, ${english}];
export const LABELS: any = Object.fromEntries(names.map((name, at) => [name, [vietnamese[at], english[at]]]));`);
}

// For esbuild.
export const labelsInColumns = {
  name: "labels in columns",
  setup: ({ onLoad }) => onLoad({ filter: /[/\\]src[/\\]labels\.ts$/ }, ({ path }) => ({ contents: inColumns(readFileSync(path, "utf8")), loader: "ts" })),
};
