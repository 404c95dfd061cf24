// A client that knows proto/ and the Connect protocol alone: asks a served ledger, records in it, and prints what it was
// told, once with JSON and once with protobuf.
//
// usage: node connect_client.mjs SOURCE_DIR http://ADDRESS
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";

const [sourceDir, baseUrl] = process.argv.slice(2);
const packages = join(dirname(fileURLToPath(import.meta.url)), "node_modules");

// The modules that protoc makes of proto/, among the packages that they need.
async function generated(directory) {
  symlinkSync(packages, join(directory, "node_modules"));
  writeFileSync(join(directory, "package.json"), '{"type": "module"}');
  const protos = readdirSync(join(sourceDir, "proto")).filter((name) => name.endsWith(".proto"));
  execFileSync("protoc", [
    `-I${sourceDir}`, `--plugin=protoc-gen-es=${join(packages, ".bin/protoc-gen-es")}`, `--es_out=${directory}`,
    "--es_opt=target=js,import_extension=js", ...protos.map((name) => `proto/${name}`),
  ], { cwd: sourceDir, stdio: ["ignore", "inherit", "inherit"] });
  const module = (name) => import(pathToFileURL(join(directory, `proto/${name}_pb.js`)));
  return { ...(await module("service")), ...(await module("refusal")) };
}

async function ask({ LedgerService, RefusalSchema }, useBinaryFormat) {
  const transport = createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat, useHttpGet: true });
  const ledger = createClient(LedgerService, transport);
  const answer = await ledger.getBalance({ question: { unit: "P1", asOf: "2024-01-31" } });
  console.log("plan", String(answer.report.total.plan));
  const payment = {
    kind: "disbursement", unit: "P1", source: "national", area: "fairs", fiscalYear: 2024, amount: "1",
    effective: "2024-03-05", options: { actor: "node", key: `connect-${useBinaryFormat}` },
  };
  const first = await ledger.record(payment);
  const again = await ledger.record(payment);
  console.log("recorded", first.receipt.sequence === again.receipt.sequence ? "once" : "twice");
  let plans = 0;
  for await (const { part } of ledger.listEvents({ kind: "plan" })) plans += part.events.length;
  console.log("plans", plans);
  try {
    await ledger.getBalance({ question: { unit: "no such unit" } });
  } catch (error) {
    const [refusal] = ConnectError.from(error).findDetails(RefusalSchema);
    console.log("refused", Code[error.code], refusal.code);
  }
}

const directory = mkdtempSync(join(tmpdir(), "tranche-connect-"));
try {
  const modules = await generated(directory);
  await ask(modules, false);
  await ask(modules, true);
} finally {
  rmSync(directory, { recursive: true });
}
