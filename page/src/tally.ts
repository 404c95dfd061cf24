// Postings that are counted and added up as they come; only the first of them are kept, to be shown.
import type { PostingRow } from "../generated/proto/view_pb";

const SHOWN_MAX = 500;

export interface Tally {
  postings: PostingRow[]; // at most SHOWN_MAX
  count: number; // of all
  sum: bigint; // of all
}

export const noPostings = (): Tally => ({ postings: [], count: 0, sum: 0n });

export function add(posting: PostingRow, tally: Tally): void {
  tally.count += 1;
  tally.sum += BigInt(posting.amount);
  if (tally.postings.length < SHOWN_MAX) tally.postings.push(posting);
}
