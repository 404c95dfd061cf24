// What the libraries have for others, and the page never does: it sends messages as JSON, never as protobuf's bytes, streams
// nothing to the server, and our messages have neither the defaults and extensions of proto2 nor values of any type. What is
// left out throws where it is called.
import { readFileSync } from "node:fs";

const ALL = undefined;
const VALUES = ["any", "duration", "fieldMask", "struct", "value", "listValue"];

// The functions and classes, by module.
const LEFT_OUT = {
  "protobuf/dist/esm/to-binary.js": ALL,
  "protobuf/dist/esm/extensions.js": ALL,
  "protobuf/dist/esm/wire/text-format.js": ALL,
  "protobuf/dist/esm/wire/binary-encoding.js": ["BinaryWriter"],
  "protobuf/dist/esm/from-json.js": VALUES.map((name) => `${name}FromJson`),
  "protobuf/dist/esm/to-json.js": VALUES.map((name) => `${name}ToJson`),
  "connect/dist/esm/promise-client.js": ["createClientStreamingFn", "createBiDiStreamingFn"],
  "connect/dist/esm/protocol/serialization.js": ["createBinarySerialization"],
};

const STUB = 'const leftOut = function () { throw new Error("page/left_out.mjs leaves it out"); };\n';

// A module with the same exported functions, each of which throws.
export function withoutBodies(source) {
  const names = [...source.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  return `${STUB}export { ${names.map((name) => `leftOut as ${name}`).join(", ")} };`;
}

// A module in which these functions and classes at its top throw.
export function without(source, names) {
  return STUB + names.reduce((text, name) => {
    const found = new RegExp(`^(export )?(function|class) ${name}\\b[^]*?^\\}$`, "m");
    if (!found.test(text)) throw new Error(`page/left_out.mjs does not find ${name}`);
    return text.replace(found, (_, exported = "") => `${exported}const ${name} = leftOut;`);
  }, source);
}

// For esbuild.
export const neverCalled = {
  name: "what is never called",
  setup: ({ onLoad }) => onLoad({ filter: /[/\\]node_modules[/\\]@(bufbuild|connectrpc)[/\\].*\.js$/ }, ({ path }) => {
    const module = Object.keys(LEFT_OUT).find((name) => path.replace(/\\/g, "/").endsWith(`/${name}`));
    if (module === undefined) return undefined;
    const source = readFileSync(path, "utf8");
    return { contents: LEFT_OUT[module] === ALL ? withoutBodies(source) : without(source, LEFT_OUT[module]), loader: "js" };
  }),
};
