// The calls of the page alone, made inside the browser: from fetch to the last byte of the answer.
import type { Page } from "playwright-core";

interface Question {
  fiscalYear?: number;
  asOf?: string;
  knownAt?: string;
}

// A call and its request, as the page sends them.
export interface Call {
  name: "GetBalance" | "GetTimeline";
  request: { question: Question; by?: string[]; pairsMax?: number };
}

const pathOf = ({ name, request }: Call): string =>
  `/tranche.v1.LedgerService/${name}?connect=v1&encoding=json&message=${encodeURIComponent(JSON.stringify(request))}`;

// One after the other, in milliseconds.
export const timesOf = (page: Page, calls: readonly Call[]): Promise<number[]> => page.evaluate(async (paths) => {
  const times: number[] = [];
  for (const path of paths) {
    const begun = performance.now();
    const answer = await fetch(path, { cache: "no-store" });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
    times.push(performance.now() - begun);
  }
  return times;
}, calls.map(pathOf));

// The sequence that was known at the end of each date, by date.
export async function knownOn(page: Page, dates: readonly string[]): Promise<Map<string, string>> {
  const paths = dates.map((knownAt) => pathOf({ name: "GetBalance", request: { question: { knownAt } } }));
  const known = await page.evaluate(async (all) => {
    const found: string[] = [];
    for (const path of all) {
      const { report } = (await (await fetch(path)).json()) as { report: { basis: { knownAtSequence?: string } } };
      found.push(report.basis.knownAtSequence ?? "0");
    }
    return found;
  }, paths);
  return new Map(dates.map((date, index) => [date, known[index] ?? ""]));
}
