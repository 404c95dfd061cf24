// Approving and rejecting, for those who may; for others why they may not, and for whom it waits.
import { useEffect, useRef } from "preact/hooks";
import { useLostSince } from "../connection";
import { EventLink } from "../events/event";
import { countText } from "../numbers";
import { RefusedBox } from "../record/effect_panel";
import type { Verb } from "./asking";
import { useDecision } from "./decision";
import type { ProposalProps } from "./proposal";

// What became of it, in the place of the buttons.
export function Decided({ reader, address, go, sequence, verb }: Pick<ProposalProps, "reader" | "address" | "go"> & {
  sequence: bigint;
  verb: Verb;
}) {
  const isApproved = verb === "approve";
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // The first of what was proposed follows its approval.
  const first = isApproved ? sequence + 1n : sequence;
  const text = countText(reader.language, first);
  return (
    <section class="card receipt" role="status">
      <h2 tabIndex={-1} ref={heading}>{reader.say(isApproved ? "approvedAndRecorded" : "nothingRecorded", { sequence: text })}</h2>
      <p><EventLink {...{ reader, address, go }} sequence={first}>{reader.say("openEvent", { sequence: text })}</EventLink></p>
    </section>
  );
}

export function DecisionCard({ reader, proposal: { row }, standing: { isOwn, mayDecide, deciders }, actor, draftId, decided, isAllowed }: ProposalProps & {
  isAllowed: boolean; // the effect is there, and the ledger would take the approval
}) {
  const { reason, write, isSending, refused, send } = useDecision(draftId, row, actor, decided);
  const isLost = useLostSince() !== undefined;
  const isOff = isSending || isLost;
  const names = deciders.length === 0 ? reader.say("nobody") : deciders.join(", ");
  return (
    <section class="card decision" aria-label={reader.say("decision")}>
      <h2>{reader.say("decision")}</h2>
      {isOwn && <p class="remark">{reader.say("notOnesOwn")}</p>}
      {!mayDecide && <p class="remark">{reader.say("mayBeDecidedBy", { names })}</p>}
      {(mayDecide || isOwn) && (
        <form noValidate onSubmit={(event) => event.preventDefault()}>
          {refused !== undefined && <RefusedBox reader={reader} refused={refused} />}
          <div class="field reason">
            <label for="decision-reason">{reader.say("reason")} <small>{reader.say(isOwn ? "toWithdraw" : "toReject")}</small></label>
            <input id="decision-reason" value={reason} autocomplete="off" onInput={(event) => write(event.currentTarget.value)} />
          </div>
          <p class="form-tools">
            {mayDecide && <button type="button" class="button primary" disabled={isOff || !isAllowed} onClick={() => send("approve")}>{reader.say("approveNow")}</button>}
            <button type="button" class="button" disabled={isOff || reason.trim() === ""} onClick={() => send("reject")}>{reader.say(isOwn ? "withdraw" : "reject")}</button>
            <span class="field-note">{reader.say("draftKept")}</span>
          </p>
        </form>
      )}
    </section>
  );
}
