// Writes the types of the ledger's messages from ../proto into generated/proto, with Debian's protoc.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const page = dirname(fileURLToPath(import.meta.url));
const generated = join(page, "generated", "proto");

rmSync(generated, { recursive: true, force: true });
mkdirSync(generated, { recursive: true });
execFileSync(
  "protoc",
  [
    "-I", "..",
    `--plugin=protoc-gen-es=${join(page, "node_modules/.bin/protoc-gen-es")}`,
    "--es_out=generated",
    "--es_opt=target=ts",
    ...["event", "localized", "proof", "refusal", "request", "service", "view"].map((name) => `proto/${name}.proto`),
  ],
  { cwd: page, stdio: "inherit" },
);
