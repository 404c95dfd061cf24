// Asks for one proposal, and decides on it.
import type { Event } from "../../generated/proto/event_pb";
import type { ProposalRow, Receipt } from "../../generated/proto/view_pb";
import { readEvent } from "../events/asking";
import { ledger } from "../ledger";
import { at } from "./listed";

// What a proposal would record.
export interface Command {
  event: Event;
  reversed?: Event; // what a reversal reverses
}

// Of a larger proposal nobody could read all here, so that it is decided on the command line.
export const COMMANDS_MAX = 500;

export interface Proposal {
  row: ProposalRow;
  commands: Command[];
  // False if it has more commands than are read here.
  isWhole: boolean;
}

async function withReversed(event: Event): Promise<Command> {
  if (event.kind.case !== "eventReversed") return { event };
  const reversed = (await readEvent(event.kind.value.reversedSequence))?.event;
  return reversed === undefined ? { event } : { event, reversed };
}

export async function readProposal(proposal: bigint, knownAt?: string): Promise<Proposal> {
  let row: ProposalRow | undefined;
  const events: Event[] = [];
  for await (const part of ledger.listProposals({ proposal, ...at(knownAt) })) {
    row ??= part.rows[0];
    events.push(...part.commands);
    if (events.length > COMMANDS_MAX) break;
  }
  if (row === undefined) throw new Error("the ledger answered without a proposal");
  const commands: Command[] = [];
  for (const event of events.slice(0, COMMANDS_MAX)) commands.push(await withReversed(event));
  return { row, commands, isWhole: events.length <= COMMANDS_MAX };
}

export interface Deciding {
  // Of the draft of the decision: sending it again with its key decides nothing twice.
  key: string;
  actor: string;
  reason: string;
  dryRun: boolean;
  // Of an approval by an actor with a key; empty for none.
  signature: string;
}

export type Verb = "approve" | "reject";

// Approves what was shown, by its digest, or rejects it; of one's own proposal that is to withdraw it.
export async function decide(verb: Verb, { proposal, digest }: ProposalRow, { key, actor, reason, dryRun, signature }: Deciding): Promise<Receipt> {
  const common = { proposal, reason: reason.trim(), options: { key: `${key}-${verb}`, actor, dryRun } };
  const { receipt } = verb === "approve" ? await ledger.approveProposal({ ...common, digest, signature }) : await ledger.rejectProposal(common);
  if (receipt === undefined) throw new Error("the ledger answered without a receipt");
  return receipt;
}
