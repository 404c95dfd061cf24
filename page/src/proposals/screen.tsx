// The proposals: a list of those of one state, and beside it the one that is shown.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { BasisOf } from "../basis_of";
import type { ScreenProps } from "../screen";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { type Verb, readProposal } from "./asking";
import { standingOf } from "./deciders";
import { Decided } from "./decision_card";
import { ProposalList, StateChoice } from "./list";
import { listProposals } from "./listed";
import { ProposalView } from "./proposal";

async function readShown({ proposal, knownAt }: { proposal?: string; knownAt?: string }) {
  return { number: proposal, ...(proposal !== undefined && { proposal: await readProposal(BigInt(proposal), knownAt) }) };
}

// tabs     what leads back to the form.
// draftId  of the ledger and who is signed in.
export function Proposals({ reader, books, address, go, actor, approvals: { duties, decided }, tabs, draftId }: ScreenProps & {
  tabs: ComponentChildren;
  draftId: string;
}) {
  const { state = "open", proposal } = address.view;
  const { knownAt } = address.question;
  const { head } = books.ledger;
  const [done, setDone] = useState<{ number: bigint; sequence: bigint; verb: Verb } | undefined>(undefined);
  const moment = knownAt === undefined ? {} : { knownAt };
  const asked = `${head}/${done?.sequence ?? ""}`;
  const list = useAnswer({ state, ...moment }, (wanted) => listProposals(wanted.state, knownAt), asked + (knownAt ?? ""));
  const one = useAnswer(proposal === undefined ? {} : { proposal, ...moment }, readShown, asked);
  const shown = one.answer?.number === proposal ? one.answer?.proposal : undefined;
  const title = proposal === undefined ? reader.say("proposals") : reader.say("proposal", { sequence: proposal });
  useEffect(() => void (document.title = `${title} · tranche`), [title]);
  const isDone = done !== undefined && String(done.number) === proposal;
  return (
    <>
      <main id="content" class={proposal === undefined ? "event-screen" : "event-screen with-event"}>
        <section class="event-list" aria-label={reader.say("proposals")}>
          <div class="event-head">{tabs}<StateChoice {...{ reader, address, go }} /></div>
          {list.error !== undefined
            ? <NoAnswer language={reader.language} error={list.error} again={list.again} />
            : list.answer !== undefined && <ProposalList {...{ reader, address, go }} rows={list.answer} />}
        </section>
        {proposal !== undefined && (
          <div class="event-panel">
            {one.error !== undefined && <NoAnswer language={reader.language} error={one.error} again={one.again} />}
            {isDone && <Decided {...{ reader, address, go }} {...done} />}
            {shown !== undefined && one.error === undefined && (
              <ProposalView key={proposal} {...{ reader, address, go, actor, draftId, head }} proposal={shown} ledgerId={books.ledger.terms?.ledgerId ?? ""}
                reread={one.again} isDecidedHere={isDone} standing={standingOf(actor, shown.row, duties?.roles ?? [])}
                decided={(sequence, verb) => {
                  setDone({ number: shown.row.proposal, sequence, verb });
                  decided();
                }} />
            )}
          </div>
        )}
      </main>
      <BasisOf reader={reader} knownAt={knownAt ?? String(head)} />
    </>
  );
}
