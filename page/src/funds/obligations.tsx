// The contracts that are still to be paid, and the advances that are neither cleared nor recovered: each leads to its event.
import type { OpenItem } from "../../generated/proto/view_pb";
import type { Address } from "../address";
import { dateText } from "../dates";
import { EventLink } from "../events/event";
import { Icon } from "../icons";
import type { Label } from "../labels";
import type { Go } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { WideTable } from "../wide_table";
import type { ItemKind, OpenOnes } from "./open_items";

interface Props {
  reader: Reader;
  address: Address;
  go: Go;
}

const TITLES: Record<ItemKind, Label> = { commitment: "openCommitments", advance: "openAdvances" };
const COLUMNS: Record<ItemKind, Label[]> = {
  commitment: ["contractNumber", "counterparty", "until", "amount", "paidAndReleased", "left"],
  advance: ["sequence", "CommitmentMade", "daysOpen", "amount", "clearedAndRecovered", "left"],
};

const sum = (...digits: string[]): bigint => digits.reduce((total, one) => total + BigInt(one || "0"), 0n);

function Row({ reader, address, go, item }: Props & { item: OpenItem }) {
  const link = (sequence: bigint, text: string) => <EventLink {...{ address, go, sequence }}>{text}</EventLink>;
  const unit = item.line?.unitId ?? "";
  return (
    <tr>
      <th scope="row" class="wraps">{link(item.sequence, item.number || `#${countText(reader.language, item.sequence)}`)}</th>
      <td class="wraps">
        {item.counterparty}{item.namedSequence > 0n && link(item.namedSequence, `#${countText(reader.language, item.namedSequence)}`)}
        {unit !== address.question.unit && <small>{reader.unitName(unit)}</small>}
      </td>
      <td class="number">
        {item.kind === "AdvancePaid" ? countText(reader.language, item.daysOpen) : item.until !== "" && dateText(reader.language, item.until)}
        {item.isPastUntil && <span class="chip incomplete"><Icon name="warning" />{reader.say("overdue")}</span>}
      </td>
      <td class="number">{reader.millions(sum(item.amount))}</td>
      <td class="number">{reader.millions(sum(item.paid, item.released, item.cleared, item.recovered))}</td>
      <td class="number" title={reader.inFull(sum(item.left))}>{reader.millions(sum(item.left))}</td>
    </tr>
  );
}

export function Obligations({ kind, open: { items, hasMore }, ...props }: Props & { kind: ItemKind; open: OpenOnes }) {
  const { reader } = props;
  const id = `open-${kind}`;
  return (
    <>
      <h2 id={id}>{reader.say(TITLES[kind])} <small>{reader.million}</small></h2>
      <WideTable named={id}>
        <thead>
          <tr>
            {COLUMNS[kind].map((label, at) => <th key={label} scope="col" class={at < 2 ? "" : "number"}>{reader.say(label)}</th>)}
          </tr>
        </thead>
        <tbody>{items.map((item) => <Row key={String(item.sequence)} {...props} item={item} />)}</tbody>
      </WideTable>
      {hasMore && <p class="small">{reader.say("firstItems", { n: countText(reader.language, items.length) })}</p>}
    </>
  );
}
