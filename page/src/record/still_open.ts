// What a closing leaves open, and the figures that it closes: as of its last day, by what is known now.
import type { BalanceRow, OpenItem } from "../../generated/proto/view_pb";
import type { Question } from "../address";
import { type ItemKind, type OpenOnes, openItems } from "../funds/open_items";
import { ledger, questionText } from "../ledger";

export interface ClosingScope {
  units: string[]; // none for all
  sources: string[]; // likewise
  year: string;
  asOf: string;
}

export interface StillOpen extends Record<ItemKind, OpenOnes> {
  // By source, of each unit that is closed with all that counts in it.
  figures: { unit: string; row: BalanceRow }[];
}

// Each once: a region and a unit in it may both be chosen.
function joined(found: readonly OpenOnes[]): OpenOnes {
  const items = new Map<bigint, OpenItem>(found.flatMap(({ items }) => items).map((item) => [item.sequence, item]));
  return { items: [...items.values()], hasMore: found.some(({ hasMore }) => hasMore) };
}

export async function askStillOpen({ units, sources, year, asOf }: ClosingScope): Promise<StillOpen | undefined> {
  if (!/^[0-9]{4}$/.test(year)) return undefined;
  const all = { year: Number(year), asOf };
  const ofUnits: Question[] = units.length === 0 ? [all] : units.map((unit) => ({ ...all, unit }));
  const ofEach = sources.length === 0 ? ofUnits : ofUnits.flatMap((question) => sources.map((source) => ({ ...question, source })));
  const open = async (kind: ItemKind): Promise<OpenOnes> => joined(await Promise.all(ofEach.map((question) => openItems(kind, question))));
  const figures = Promise.all(ofUnits.map(async (question) => {
    const { report } = await ledger.getBalance({ question: questionText(question), by: ["source"] });
    return (report?.rows ?? []).filter(({ sourceId }) => sources.length === 0 || sources.includes(sourceId)).map((row) => ({ unit: question.unit ?? "", row }));
  }));
  const [commitment, advance] = await Promise.all([open("commitment"), open("advance")]);
  return { commitment, advance, figures: (await figures).flat() };
}
