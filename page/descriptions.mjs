// The descriptions of messages as plain text instead of protobuf's bytes in base64. To read those the page would need the
// description of descriptions, which is as large as all of ours, and base64 hardly shrinks on its way to the browser.
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

const IS_REPEATED = 3;

const without0s = (list) => list.slice(0, list.map((one) => one !== 0).lastIndexOf(true) + 1);

// What cannot be told in plain text is an error here, not a message that is read wrong.
function mustBe(isTrue, what) {
  if (!isTrue) throw new Error(`page/descriptions.mjs does not know how to tell ${what}`);
}

function plainField(field) {
  const { name, number, type, label, typeName, oneofIndex, proto3Optional, options } = field;
  mustBe(field.extendee === "" && field.defaultValue === "" && (options?.packed ?? true), `all of the field ${name}`);
  // The group of which it is one, from 1 on: below 0 if it is the only one, as optional fields are.
  const group = !Object.hasOwn(field, "oneofIndex") ? 0 : proto3Optional ? -1 - oneofIndex : 1 + oneofIndex;
  return without0s([name, number, type, typeName || 0, label === IS_REPEATED ? 1 : 0, group]);
}

const plainEnum = ({ name, value }) => [name, value.map((one) => [one.name, one.number])];

function plainMessage({ name, field, oneofDecl, nestedType, enumType, extension, options }) {
  mustBe(extension.length === 0, `the extensions in ${name}`);
  return without0s([
    name, field.map(plainField), oneofDecl.map((one) => one.name).join(" ") || 0,
    nestedType.length > 0 ? nestedType.map(plainMessage) : 0, enumType.length > 0 ? enumType.map(plainEnum) : 0,
    options?.mapEntry ? 1 : 0,
  ]);
}

const plainMethod = ({ name, inputType, outputType, clientStreaming, serverStreaming, options }) => {
  mustBe(!clientStreaming, `that ${name} takes a stream`);
  return [name, inputType, outputType, serverStreaming ? 1 : 0, options?.idempotencyLevel ?? 0];
};

// A file as src/described.ts reads it; undefined for one of another syntax than ours, which protobuf has for plugins.
export function plainFile(base64) {
  const file = fromBinary(FileDescriptorProtoSchema, base64Decode(base64));
  if (file.syntax !== "proto3") return undefined;
  mustBe(file.extension.length === 0, `the extensions in ${file.name}`);
  return [
    file.name, file.package, file.messageType.map(plainMessage), file.enumType.map(plainEnum),
    file.service.map(({ name, method }) => [name, method.map(plainMethod)]),
  ];
}

// An enum that nothing names is left out only if making it is one expression.
const asExpressions = (text) =>
  text.replace(/export var (\w+);\s*\(function \(\1\) \{([^]*?)\}\)\(\1 \|\| \(\1 = \{\}\)\);/g,
    "export const $1 = /*@__PURE__*/ (function ($1) {$2 return $1; })({});");

// For esbuild: the files that protoc-gen-es has written, ours and those of protobuf itself.
export const plainDescriptions = (page) => ({
  name: "plain descriptions",
  setup(build) {
    build.onLoad({ filter: /_pb\.(js|ts)$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const [bytes, base64] = /fileDesc\(\s*"([^"]+)"/.exec(text) ?? [];
      const plain = base64 && plainFile(base64);
      const contents = plain === undefined ? text : [
        `import { describedFile } from ${JSON.stringify(join(page, "src/described.ts"))};`,
        text.replace(bytes, () => `describedFile(${JSON.stringify(plain)}`),
      ].join("\n");
      return extname(path) === ".ts" ? { contents, loader: "ts" } : { contents: asExpressions(contents), loader: "js" };
    });
  },
});
