// What the libraries have for others, and the page never does: it sends messages as JSON, never as protobuf's bytes, and ours
// have neither the defaults nor the extensions of proto2. Whoever calls it is told.
import { readFileSync } from "node:fs";

const MODULES = /[/\\]@bufbuild[/\\]protobuf[/\\]dist[/\\]esm[/\\](to-binary|extensions|wire[/\\]text-format)\.js$/;

// A module with the same functions, each of which throws.
export function withoutBodies(source) {
  const names = [...source.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  return `const leftOut = () => { throw new Error("page/left_out.mjs leaves it out"); };\nexport { ${names.map((name) => `leftOut as ${name}`).join(", ")} };`;
}

// For esbuild.
export const neverCalled = {
  name: "what is never called",
  setup: ({ onLoad }) => onLoad({ filter: MODULES }, ({ path }) => ({ contents: withoutBodies(readFileSync(path, "utf8")), loader: "js" })),
};
