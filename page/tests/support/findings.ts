// What axe finds on a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string | null;
  nodes: { target: string[] }[];
}

const LEAN = { resultTypes: ["violations"], preload: false };
const OF_COLOUR = { ...LEAN, runOnly: ["color-contrast", "link-in-text-block"] };

// What is serious, as "rule: element". Axe is evaluated, not added as a script, which the page forbids.
//
// onlyColours  runs the rules about colours alone: for another theme of what the others have seen.
export async function seriousFindings(page: Page, onlyColours = false): Promise<string[]> {
  if (await page.evaluate("window.axe === undefined")) await page.evaluate(axe);
  const found = (await page.evaluate(`axe.run(${JSON.stringify(onlyColours ? OF_COLOUR : LEAN)})`)) as { violations: Finding[] };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")}`);
}
