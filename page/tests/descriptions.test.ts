import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import type { DescField, DescFile, DescMessage } from "@bufbuild/protobuf";
import type { GenFile } from "@bufbuild/protobuf/codegenv2";
import { plainFile } from "../descriptions.mjs";
import { file_proto_event } from "../generated/proto/event_pb";
import { file_proto_proof } from "../generated/proto/proof_pb";
import { file_proto_refusal } from "../generated/proto/refusal_pb";
import { file_proto_request } from "../generated/proto/request_pb";
import { file_proto_service } from "../generated/proto/service_pb";
import { file_proto_view } from "../generated/proto/view_pb";
import { describedFile } from "../src/described";

const OURS: DescFile[] = [
  file_proto_event, file_proto_proof, file_proto_refusal, file_proto_request, file_proto_service, file_proto_view,
];
const generated = new URL("../proto/", import.meta.url);

function bytesOf({ name }: DescFile): string {
  const text = readFileSync(new URL(`${name.replace("proto/", "")}_pb.ts`, generated), "utf8");
  return /fileDesc\("([^"]+)"/.exec(text)?.[1] ?? "";
}

const told = (field: DescField): unknown[] => [
  field.name, field.number, field.jsonName, field.localName, field.fieldKind, field.scalar, field.presence, field.oneof?.name,
  field.message?.typeName, field.enum?.typeName, "listKind" in field && field.listKind, "mapKind" in field && field.mapKind,
  "packed" in field && field.packed,
];

const messageTold = (message: DescMessage): unknown[] => [
  message.typeName, message.fields.map(told), message.oneofs.map((one) => [one.name, one.fields.map(({ name }) => name)]),
  message.nestedMessages.map(messageTold), message.nestedEnums.map(({ typeName, values }) => [typeName, values.map(({ name, number }) => [name, number])]),
];

const fileTold = (file: DescFile): unknown[] => [
  file.name, file.dependencies.map(({ name }) => name), file.messages.map(messageTold),
  file.enums.map(({ typeName, values }) => [typeName, values.map(({ name, number, localName }) => [name, number, localName])]),
  file.services.map(({ typeName, methods }) => [
    typeName, methods.map((one) => [one.name, one.localName, one.methodKind, one.idempotency, one.input.typeName, one.output.typeName]),
  ]),
];

test("a description in plain text says all that the bytes of protobuf say", () => {
  for (const file of OURS) {
    const plain = plainFile(bytesOf(file));
    assert.ok(plain !== undefined, file.name);
    assert.deepEqual(fileTold(describedFile(plain, file.dependencies as GenFile[])), fileTold(file));
  }
});

test("every file of messages that the page has is compared", () => {
  const files = readdirSync(generated).filter((name) => name.endsWith("_pb.ts")).map((name) => `proto/${name.replace("_pb.ts", "")}`);
  const compared = new Set([...OURS, ...OURS.flatMap(({ dependencies }) => dependencies)].map(({ name }) => name));
  assert.deepEqual(files.filter((name) => !compared.has(name) && name !== "proto/localized"), []);
});
