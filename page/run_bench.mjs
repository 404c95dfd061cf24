// Measures the page in the browser: bundles bench/main.ts for Node.js, and runs it with the words after the name of this file.
import { bundledForNode } from "./bundled.mjs";

const [main] = await bundledForNode(["bench/main.ts"], "bench");
await import(main);
