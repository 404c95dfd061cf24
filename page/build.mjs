// Builds the page into dist/: checks the types, bundles, and lists what is served.
//
//   dist/files.tsv   one line for each file: its path in the address, its name in dist/, its content type, and
//                    "immutable" if the hash of its content is in its name, else "changing"
//   dist/meta.json   esbuild's account of what is in which file, for the test of the sizes
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { labelsInColumns } from "./label_texts.mjs";
import { shapesAsColumns } from "./shape_columns.mjs";

const page = dirname(fileURLToPath(import.meta.url));
const dist = join(page, "dist");
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".topojson": "application/json",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
execFileSync(process.execPath, [join(page, "messages.mjs")], { stdio: "inherit" });
execFileSync(process.execPath, [join(page, "node_modules/typescript/bin/tsc"), "-p", page], { stdio: "inherit" });

const { metafile } = await build({
  absWorkingDir: page,
  entryPoints: ["src/main.tsx", "src/icon.svg"],
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2021", "chrome105", "firefox115", "safari15.4"],
  minify: true,
  metafile: true,
  legalComments: "none",
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  publicPath: "/assets/",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  plugins: [labelsInColumns, shapesAsColumns],
  loader: { ".woff2": "file", ".topojson": "file", ".svg": "copy", ".csv": "text" },
});

const names = Object.keys(metafile.outputs).map((path) => basename(path));
const named = (pattern) => {
  const found = names.filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`wanted one file like ${pattern}, found ${found.join(", ") || "none"}`);
  return found[0];
};
const index = readFileSync(join(page, "src/index.html"), "utf8")
  .replace("{script}", `/assets/${named(/^main-.*\.js$/)}`)
  .replace("{style}", `/assets/${named(/^main-.*\.css$/)}`)
  .replace("{icon}", `/assets/${named(/^icon-.*\.svg$/)}`)
  .replace("{latin}", `/assets/${named(/^source-sans-3-latin-.*\.woff2$/)}`)
  .replace("{vietnamese}", `/assets/${named(/^source-sans-3-vietnamese-.*\.woff2$/)}`);
writeFileSync(join(dist, "index.html"), index);
writeFileSync(join(dist, "NOTICE.txt"), readFileSync(join(page, "NOTICE.txt")));
writeFileSync(join(dist, "meta.json"), JSON.stringify(metafile));

const line = (path, name, life) => [path, name, types[extname(name)], life].join("\t") + "\n";
const files =
  line("/", "index.html", "changing") +
  line("/NOTICE.txt", "NOTICE.txt", "changing") +
  names.sort().map((name) => line(`/assets/${name}`, name, "immutable")).join("");
writeFileSync(join(dist, "files.tsv"), files);
for (const name of ["index.html", ...names]) {
  const bytes = readFileSync(join(dist, name));
  const packed = extname(name) === ".woff2" ? bytes : gzipSync(bytes, { level: 9 });
  console.log(`${String(packed.length).padStart(8)}  ${relative(page, join(dist, name))}`);
}
