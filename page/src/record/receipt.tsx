// The receipt, which takes the place of the form: what was recorded, or what was proposed and waits.
import { useEffect, useRef } from "preact/hooks";
import type { ProposalRow, Receipt, RoleRow } from "../../generated/proto/view_pb";
import type { Address } from "../address";
import { dateText, instantText } from "../dates";
import { RuleRemarks } from "../events/rules";
import { Link } from "../link";
import { onScreen } from "../navigation";
import { countText } from "../numbers";
import { standingOf } from "../proposals/deciders";
import { stateText } from "../proposals/listed";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import type { Sent } from "./asking";
import { Batch } from "./batch";
import { Parts } from "./effect_panel";

// What became of a proposal that was sent: nothing is recorded, and who may change that until when.
function Proposed({ reader, actor, receipt: { alreadyRecorded, event }, row, roles }: Pick<ScreenProps, "reader" | "actor"> & {
  receipt: Receipt;
  row: ProposalRow;
  roles: readonly RoleRow[] | undefined;
}) {
  const { deciders } = standingOf(actor, { proposer: row.proposer || event?.actor || actor }, roles ?? []);
  return (
    <>
      {row.state === "open" && (
        <p>{reader.say("decidedUntil", { date: dateText(reader.language, row.expiresOn), names: deciders.join(", ") || reader.say("nobody") })}</p>
      )}
      {!alreadyRecorded && row.alongside.length > 0 && (
        <p>
          {reader.say("alongside", { others: row.alongside.map((one) => countText(reader.language, one)).join(", ") })}
          {row.fitsAlongside === false && <> <b>{reader.say("doNotFit")}</b></>}
        </p>
      )}
    </>
  );
}

// A payment is split into parts of one kind.
const isOfPayment = ({ event }: Receipt): boolean => event?.kind.case === "disbursementMade" || event?.kind.case === "advancePaid";

function receiptTitle(reader: Reader, { alreadyRecorded, proposal }: Receipt, sequence: string, instant: string): string {
  if (proposal !== undefined) {
    return alreadyRecorded ? reader.say("proposedBefore", { sequence, state: stateText(reader, proposal) }) : reader.say("proposedAs", { sequence });
  }
  return alreadyRecorded ? reader.say("alreadyRecorded", { sequence }) : reader.say("recordedAs", { sequence, instant });
}

export function ReceiptView({ reader, sent, address, go, actor, roles, again }: Pick<ScreenProps, "reader" | "address" | "go" | "actor"> & {
  sent: Sent;
  roles: readonly RoleRow[] | undefined;
  again: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { receipt, others } = sent;
  const { proposal } = receipt;
  const number = String(receipt.sequence);
  const sequence = countText(reader.language, receipt.sequence);
  const recordedAt = reader.instant(receipt.recordedAt?.seconds ?? 0n);
  const to: Address = proposal === undefined ? { ...onScreen(address, "events"), sequence: number }
    : { ...address, view: { ...address.view, tab: "proposals", proposal: number } };
  return (
    <section class="card receipt" role="status">
      <h2 tabIndex={-1} ref={heading} title={recordedAt}>{receiptTitle(reader, receipt, sequence, instantText(reader.language, recordedAt))}</h2>
      {proposal !== undefined && <Proposed {...{ reader, actor, receipt, roles }} row={proposal} />}
      {receipt.event !== undefined && <RuleRemarks reader={reader} event={receipt.event} />}
      {others.length > 0 && (isOfPayment(receipt) ? <Parts {...{ reader, sent }} /> : <Batch {...{ reader, sent }} />)}
      <p>{reader.say("key")} <code>{receipt.eventId}</code></p>
      <p class="form-tools">
        <Link class="button" to={to} go={go}>{reader.say(proposal === undefined ? "openEvent" : "openProposal", { sequence })}</Link>
        <button type="button" class="button primary" onClick={again}>{reader.say(proposal === undefined ? "recordAnother" : "proposeAnother")}</button>
      </p>
    </section>
  );
}
