// Writes the types of the ledger's messages from ../proto into generated/proto, with Debian's protoc, and plain.ts, by which
// the page reads and writes them. What only calls need that the page does not make is left out, so that nobody fetches it.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { plainCall, plainEnum, plainMessage } from "./plain_messages.mjs";

const CALLS = [
  "GetLedger", "GetStatus", "ListUnits", "ListSources", "ListAreas", "ListRoles", "ListCatalogueEvents", "GetBalance", "Explain", "Restate", "GetTimeline", "ListEvents", "Reconcile",
  "Replay", "Record", "Reverse", "Import", "ClosePeriod", "ReopenPeriod", "ListClosings", "ListProposals", "ApproveProposal", "RejectProposal", "GetFourEyes", "ListOpenItems", "ListExceptions", "ListProjects", "ListOutputs", "CarryOverYear", "HandOver", "ProveEvent", "ProveBalance", "ExportLog", "VerifyLedger",
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

// The descriptions that the page itself has; those beside them are for types, and for the tests.
const READ_AS_BYTES = ["proto/refusal.proto", "proto/localized.proto"];
const registry = createFileRegistry(descriptors);
const ours = FILES.map((name) => registry.getFile(name));
const lines = (text) => JSON.stringify(text.join("\n"));
const withNested = (messages) => messages.flatMap((one) => [one, ...withNested(one.nestedMessages)]);
const enums = (file) => [...file.enums, ...withNested(file.messages).flatMap(({ nestedEnums }) => nestedEnums)];
const named = (all) => JSON.stringify(all.join(" "));
writeFileSync(join(generated, "plain.ts"), [
  "// Written by page/messages.mjs; page/plain_messages.mjs tells how to read it.",
  `export const MESSAGES = ${lines(ours.flatMap((file) => withNested(file.messages).map((one) => plainMessage(one, READ_AS_BYTES.includes(`${file.name}.proto`)))))};`,
  `export const ENUMS = ${lines(ours.flatMap(enums).map(plainEnum))};`,
  `export const CALLS = ${named(ours.flatMap(({ services }) => services).flatMap(({ methods }) => methods).map(plainCall))};`, "",
].join("\n"));
