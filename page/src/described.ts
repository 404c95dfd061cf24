// Reads the descriptions of messages as page/descriptions.mjs writes them.
import { createFileRegistry } from "@bufbuild/protobuf";
import { protoCamelCase } from "@bufbuild/protobuf/reflect";
import type { GenFile } from "@bufbuild/protobuf/codegenv2";
import type { FileDescriptorProto } from "@bufbuild/protobuf/wkt";

type Name = string;
type PlainField = [name: Name, number: number, type: number, typeName?: Name | 0, isRepeated?: 0 | 1, group?: number];
type PlainEnum = [name: Name, values: [Name, number][]];
type PlainMessage = [
  name: Name, fields: PlainField[], groups?: string | 0, messages?: PlainMessage[] | 0, enums?: PlainEnum[] | 0, isMapEntry?: 0 | 1,
];
type PlainMethod = [name: Name, input: Name, output: Name, isStream: 0 | 1, idempotency: number];
export type PlainFile = [
  name: Name, packageName: Name, messages: PlainMessage[], enums: PlainEnum[], services: [Name, PlainMethod[]][],
];

const field = ([name, number, type, typeName, isRepeated, group]: PlainField) => ({
  name, number, type, typeName: typeName || "", label: isRepeated ? 3 : 1, jsonName: protoCamelCase(name),
  ...(group && { oneofIndex: Math.abs(group) - 1, proto3Optional: group < 0 }),
});

const enumeration = ([name, values]: PlainEnum) => ({ name, value: values.map(([value, number]) => ({ name: value, number })) });

const message = ([name, fields, groups, messages, enums, mapEntry]: PlainMessage): object => ({
  name, field: fields.map(field), oneofDecl: (groups || "").split(" ").filter(Boolean).map((group) => ({ name: group })),
  nestedType: (messages || []).map(message), enumType: (enums || []).map(enumeration), extension: [],
  ...(mapEntry && { options: { mapEntry: true } }),
});

const method = ([name, inputType, outputType, serverStreaming, idempotencyLevel]: PlainMethod) =>
  ({ name, inputType, outputType, serverStreaming: serverStreaming === 1, clientStreaming: false, options: { idempotencyLevel } });

// imports  the files that it names, each described.
export function describedFile([name, packageName, messages, enums, services]: PlainFile, imports: GenFile[] = []): GenFile {
  const described = {
    $typeName: "google.protobuf.FileDescriptorProto", name, package: packageName, syntax: "proto3", edition: 0,
    dependency: imports.map(({ proto }) => proto.name), messageType: messages.map(message), enumType: enums.map(enumeration),
    service: services.map(([service, methods]) => ({ name: service, method: methods.map(method) })), extension: [],
  } as unknown as FileDescriptorProto;
  const file = createFileRegistry(described, (wanted) => imports.find(({ proto }) => proto.name === wanted)).getFile(name);
  if (file === undefined) throw new Error(`${name} is not described`);
  return file as GenFile;
}
