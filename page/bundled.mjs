// Bundles TypeScript for Node.js, which runs none.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const page = dirname(fileURLToPath(import.meta.url));

// Writes each of `files` (by its path below page/) to generated/`folder`, and returns the paths there.
export async function bundledForNode(files, folder) {
  const { build } = await import("esbuild");
  const outdir = join(page, "generated", folder);
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: page,
    entryPoints: files,
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    packages: "external",
    format: "esm",
    target: "node18",
    sourcemap: "inline",
    logLevel: "warning",
  });
  return files.map((file) => join(outdir, file.replace(/^.*\//, "").replace(/\.ts$/, ".mjs")));
}
