// The proposals of one state: who asks for what, since when and until when.
import { useEffect, useState } from "preact/hooks";
import type { ProposalRow } from "../../generated/proto/view_pb";
import { type Address, STATES, type State, writeAddress } from "../address";
import { Choice } from "../choice";
import { dateText, instantText } from "../dates";
import { amountSigned, kindOf, kindText, subjectOf } from "../events/facts";
import type { Go } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { type Command, readProposal } from "./asking";

// Of so many it is said what they are about; each is a call.
const TOLD_MAX = 50;

// The commands of the proposals, by sequence; of one that is several events, and of those beyond, nothing is read here.
function useCommands(rows: readonly ProposalRow[]): Map<bigint, Command[]> {
  const [commands, setCommands] = useState(new Map<bigint, Command[]>());
  useEffect(() => {
    let isCurrent = true;
    const told = rows.filter(({ parts }) => parts === 1).slice(0, TOLD_MAX);
    Promise.all(told.map(({ proposal }) => readProposal(proposal).then((found) => [proposal, found.commands] as const))).then(
      (found) => isCurrent && setCommands(new Map(found)), () => undefined);
    return () => void (isCurrent = false);
  }, [rows]);
  return commands;
}

interface Props {
  reader: Reader;
  address: Address;
  go: Go;
  rows: ProposalRow[];
}

function Row({ reader, address, go, row, commands }: Omit<Props, "rows"> & { row: ProposalRow; commands: Command[] | undefined }) {
  const shown: Address = { ...address, view: { ...address.view, proposal: String(row.proposal) } };
  const isShown = address.view.proposal === shown.view.proposal;
  const [first, ...others] = commands ?? [];
  const proposedAt = reader.instant(row.proposedAt?.seconds ?? 0n);
  const amount = first === undefined || others.length > 0 ? undefined : amountSigned(first.event, first.reversed);
  const open = (click: MouseEvent): void => {
    if (click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    go(shown, "push");
  };
  return (
    <tr class={isShown ? "shown" : ""} onClick={open}>
      <th scope="row" class="number"><a href={writeAddress(shown)} aria-current={isShown ? "true" : undefined}>{countText(reader.language, row.proposal)}</a></th>
      <td class="recorded" title={proposedAt}>{instantText(reader.language, proposedAt)}</td>
      <td class="effective"><span class="on-phone">{reader.say("approveBy")} </span>{dateText(reader.language, row.expiresOn)}</td>
      <td class="kind">
        {first === undefined ? row.reason : kindText(reader, kindOf(first.event))}
        {row.commands > 1n && <> <span class="chip">{reader.say("countOfCommands", { n: countText(reader.language, row.commands) })}</span></>}
      </td>
      <td class="subject">{first !== undefined && [subjectOf(reader, first.reversed ?? first.event), row.reason].filter((text) => text !== "").join(" · ")}</td>
      <td class="proposer"><span class="on-phone">{reader.say("proposedBy")} </span>{row.proposer}</td>
      <td class="number how-much">{amount === undefined ? "" : reader.millions(amount)}</td>
    </tr>
  );
}

export function ProposalList({ reader, address, go, rows }: Props) {
  const commands = useCommands(rows);
  return (
    <div class="event-frame" tabIndex={0} role="region" aria-label={reader.say("proposals")}>
      <table class="event-table">
        <thead>
          <tr>
            <th scope="col" class="number">#</th><th scope="col">{reader.say("proposedAt")}</th>
            <th scope="col">{reader.say("approveBy")}</th><th scope="col">{reader.say("kind")}</th>
            <th scope="col">{reader.say("unit")}</th><th scope="col">{reader.say("proposedBy")}</th>
            <th scope="col" class="number">{reader.say("amountIn", { scale: reader.million })}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => <Row key={String(row.proposal)} {...{ reader, address, go, row }} commands={commands.get(row.proposal)} />)}
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{reader.say("noProposals")}</p>}
    </div>
  );
}

export function StateChoice({ reader, address, go }: Omit<Props, "rows">) {
  const { state, ...rest } = address.view;
  const shown = state ?? "open";
  const choose = (value: string): void => {
    const { proposal: _, ...view } = rest;
    go({ ...address, view: value === "open" ? view : { ...view, state: value as State } }, "push");
  };
  return (
    <Choice label={reader.say("state")} value={shown} shown={reader.say(shown)} onChange={choose}
      options={STATES.map((value) => ({ value, text: reader.say(value) }))} />
  );
}
