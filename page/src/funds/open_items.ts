// Asks for the commitments or advances of a question of which something is left.
import type { OpenItem } from "../../generated/proto/view_pb";
import type { Question } from "../address";
import { ledger, questionText } from "../ledger";

export type ItemKind = "commitment" | "advance";

export interface OpenOnes {
  items: OpenItem[];
  hasMore: boolean;
}

const SHOWN_MAX = 100;

export async function openItems(kind: ItemKind, question: Question): Promise<OpenOnes> {
  const found: OpenOnes = { items: [], hasMore: false };
  for await (const { part, nextPageToken } of ledger.listOpenItems({ kind, openOnly: true, question: questionText(question), pageSize: SHOWN_MAX })) {
    found.items.push(...(part?.items ?? []));
    if (nextPageToken !== "") found.hasMore = true;
  }
  return found;
}
