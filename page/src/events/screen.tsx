// The events: a page of them, and beside it the one that is shown.
import { useEffect, useRef } from "preact/hooks";
import type { Address } from "../address";
import { pinnedQuestion } from "../asking";
import { BasisOf } from "../basis_of";
import { Link } from "../link";
import { onScreen } from "../navigation";
import type { ScreenProps } from "../screen";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { type EventPage, PAGE, beginningOfPage, eventsAfter, readEvent } from "./asking";
import { EventView } from "./event";
import { EventList } from "./list";

// The event of a sequence, or that there is none yet.
async function readShown({ sequence }: { sequence?: string }) {
  const event = sequence === undefined ? undefined : await readEvent(BigInt(sequence));
  return { sequence, event };
}

// Begins the page so that it holds the event that is shown, where the list has it, when that is opened from elsewhere.
function useHeldPage(listed: Address, sequence: string | undefined, page: EventPage | undefined, begin: (after: string) => void): void {
  const latest = useRef(begin);
  latest.current = begin;
  useEffect(() => {
    const [first, last] = [page?.events[0], page?.events.at(-1)];
    if (sequence === undefined || page === undefined || first === undefined || last === undefined) return undefined;
    const at = BigInt(sequence);
    if (at < first.sequence ? listed.view.after === undefined : at <= last.sequence || !page.hasMore) return undefined;
    let isCurrent = true;
    beginningOfPage(listed, at + BigInt(PAGE / 2)).then((after) => isCurrent && after !== "" && latest.current(after), () => undefined);
    return () => void (isCurrent = false);
  }, [sequence, page === undefined]);
}

export function Events({ reader, books, address, go, answered }: ScreenProps) {
  const head = String(books.ledger.head);
  const { sequence, ...listed } = address;
  // What is listed is what was known when the page was opened, until the reader asks for more.
  const pinned = { ...listed, question: pinnedQuestion(address.question, books) };
  const list = useAnswer(pinned, (asked) => eventsAfter(asked, BigInt(asked.view.after ?? 0)), undefined);
  const one = useAnswer(sequence === undefined ? {} : { sequence }, readShown, head);
  const title = sequence === undefined ? reader.say("events") : reader.say("event", { sequence });
  useEffect(() => void (document.title = `${title} · tranche`), [title]);
  const shown = one.answer?.sequence === sequence ? one.answer : undefined;
  useHeldPage(pinned, sequence, list.answer, (after) => go({ ...address, view: { ...address.view, after } }, "replace"));
  return (
    <>
      <main id="content" class={sequence === undefined ? "event-screen" : "event-screen with-event"}>
        {list.error !== undefined
          ? <NoAnswer language={reader.language} error={list.error} again={list.again} />
          : list.answer !== undefined && <EventList {...{ reader, address, go }} page={list.answer} />}
        {sequence !== undefined && (
          <div class="event-panel">
            {one.error !== undefined && <NoAnswer language={reader.language} error={one.error} again={one.again} />}
            {shown?.event !== undefined && <EventView {...{ reader, address, go }} found={shown.event} head={books.ledger.head} />}
            {shown !== undefined && shown.event === undefined && (
              <div class="problem" role="alert">
                <p>{reader.say("noSuchEvent", { sequence, head })}</p>
                <Link to={onScreen(address, "events")} go={go}>{reader.say("events")}</Link>
              </div>
            )}
          </div>
        )}
      </main>
      <BasisOf {...{ reader, answered }} knownAt={pinned.question.knownAt ?? head} />
    </>
  );
}
