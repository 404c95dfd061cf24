// Writes the types of the ledger's messages from ../proto into generated/proto, with Debian's protoc. What only calls need
// that the page does not make is left out, so that nobody fetches it.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const CALLS = [
  "GetLedger", "GetStatus", "ListUnits", "ListSources", "ListAreas", "ListRoles", "GetBalance", "Explain", "Restate", "GetTimeline", "ListEvents", "Reconcile",
  "Replay", "Record", "Reverse", "ClosePeriod", "ReopenPeriod", "ListClosings", "ListProposals", "ApproveProposal", "RejectProposal", "GetFourEyes", "ListOpenItems", "ProveEvent", "ProveBalance", "ExportLog", "VerifyLedger",
];
// Whole whatever the calls name: what errors carry, and the events.
const WHOLE = ["proto/event.proto", "proto/localized.proto", "proto/refusal.proto"];
const FILES = [...WHOLE, ...["proof", "request", "service", "view"].map((name) => `proto/${name}.proto`)];

const page = dirname(fileURLToPath(import.meta.url));
const generated = join(page, "generated", "proto");
const set = join(generated, "page.binpb");
const protoc = (...words) => execFileSync("protoc", words, { cwd: page, stdio: "inherit" });

// The messages and enums of a file that stand at its top, by the full name of each and of all within it.
function ownersOf(file) {
  const owners = new Map();
  const add = (owner, described, name) => {
    owners.set(name, owner);
    for (const inner of [...(described.nestedType ?? []), ...(described.enumType ?? [])]) add(owner, inner, `${name}.${inner.name}`);
  };
  for (const owner of [...file.messageType, ...file.enumType]) add(owner, owner, `.${file.package}.${owner.name}`);
  return owners;
}

// What `roots` and all that they name consist of.
function neededBy(roots, owners) {
  const needed = new Set();
  const need = (owner) => {
    if (owner === undefined || needed.has(owner)) return;
    needed.add(owner);
    const visit = (message) => {
      for (const { typeName } of message.field ?? []) need(owners.get(typeName));
      for (const inner of message.nestedType ?? []) visit(inner);
    };
    visit(owner);
  };
  roots.forEach(need);
  return needed;
}

function leaveOutOthers({ file: files }) {
  const owners = new Map(files.flatMap((file) => [...ownersOf(file)]));
  const services = files.flatMap((file) => file.service);
  for (const service of services) service.method = service.method.filter(({ name }) => CALLS.includes(name));
  const roots = services.flatMap(({ method }) => method).flatMap(({ inputType, outputType }) => [owners.get(inputType), owners.get(outputType)]);
  for (const file of files) if (WHOLE.includes(file.name)) roots.push(...file.messageType, ...file.enumType);
  const needed = neededBy(roots, owners);
  for (const file of files.filter(({ name }) => FILES.includes(name))) {
    file.messageType = file.messageType.filter((message) => needed.has(message));
    file.enumType = file.enumType.filter((one) => needed.has(one));
  }
}

rmSync(generated, { recursive: true, force: true });
mkdirSync(generated, { recursive: true });
protoc("-I", "..", "--include_imports", `--descriptor_set_out=${set}`, ...FILES);
const descriptors = fromBinary(FileDescriptorSetSchema, readFileSync(set));
leaveOutOthers(descriptors);
writeFileSync(set, toBinary(FileDescriptorSetSchema, descriptors));
protoc(
  `--descriptor_set_in=${set}`, `--plugin=protoc-gen-es=${join(page, "node_modules/.bin/protoc-gen-es")}`, "--es_out=generated",
  "--es_opt=target=ts", ...FILES,
);
