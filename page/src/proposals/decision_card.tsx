// Approving and rejecting, for those who may; for others why they may not, and for whom it waits.
import { useEffect, useRef, useState } from "preact/hooks";
import { useLostSince } from "../connection";
import { EventLink } from "../events/event";
import { FileChoice } from "../file_choice";
import { Icon } from "../icons";
import { countText } from "../numbers";
import { RefusedBox } from "../record/effect_panel";
import type { Verb } from "./asking";
import { useDecision } from "./decision";
import type { ProposalProps } from "./proposal";
import { signatureOf } from "./signature";

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

interface Signing {
  signature: string;
  sign: (signature: string) => void;
}

// Signs with the key of a file.
function Signature({ reader, actor, ledgerId, proposal: { row }, signature, sign }: ProposalProps & Signing) {
  const [cannot, setCannot] = useState(false);
  const take = async (file: File): Promise<void> => {
    sign(await signatureOf(file, ledgerId, row, actor));
    setCannot(false);
  };
  const failed = (): void => (setCannot(true), sign(""));
  return (
    <p class="remark">
      {reader.say("needsSignature")} <FileChoice text={reader.say("signWithFile")} take={take} failed={failed} />
      <span role="status" class={cannot ? "compared other" : "compared same"}>
        {signature !== "" && <><Icon name="check" />{reader.say("signed")}</>}
        {cannot && <><Icon name="warning" />{reader.say("cannotSign")}</>}
      </span>
    </p>
  );
}

export function DecisionCard({ isAllowed, isSigned, ...props }: ProposalProps & Signing & {
  isAllowed: boolean; // the effect is there, and the ledger would take the approval
  isSigned: boolean; // the approval takes a signature
}) {
  const { reader, proposal: { row }, standing: { isOwn, mayDecide, deciders }, actor, draftId, decided, signature, reread } = props;
  const { reason, write, isSending, refused, send } = useDecision(draftId, row, actor, signature, decided, reread);
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
          {isSigned && <Signature {...props} />}
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
