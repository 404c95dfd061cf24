// The events: a page of them, and beside it the one that is shown.
import { useEffect, useRef } from "preact/hooks";
import type { Address } from "../address";
import { pinnedQuestion } from "../asking";
import { BasisOf } from "../basis_of";
import { Segments } from "../choice";
import { Link } from "../link";
import { onScreen } from "../navigation";
import type { ScreenProps } from "../screen";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { type EventPage, PAGE, beginningOfPage, eventsAfter, readEvent } from "./asking";
import { EventView } from "./event";
import { ExceptionList } from "./exceptions";
import { EventList } from "./list";
import { ProjectLists } from "./projects";

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

// The page of events; none while another list is shown.
const listedIn = async (asked: Address): Promise<EventPage | undefined> =>
  asked.view.tab === undefined ? eventsAfter(asked, BigInt(asked.view.after ?? 0)) : undefined;

const TABS = ["events", "exceptions", "projects"] as const;

// What is listed: the events, what an auditor looks at first, or the projects and what they have brought about.
function Tabs({ reader, address, go }: Pick<ScreenProps, "reader" | "address" | "go">) {
  const { tab, kind: _, from: __, to: ___, after: ____, exception: _____, ...view } = address.view;
  const { sequence: ______, ...list } = address;
  return (
    <Segments<(typeof TABS)[number]> label={reader.say("events")} value={TABS.find((one) => one === tab) ?? "events"}
      options={TABS.map((value) => ({ value, text: reader.say(value) }))}
      onChange={(value) => go({ ...list, view: value === "events" ? view : { ...view, tab: value } }, "push")} />
  );
}

export function Events({ reader, books, address, go, answered }: ScreenProps) {
  const head = String(books.ledger.head);
  const { sequence, ...listed } = address;
  // What is listed is what was known when the page was opened, until the reader asks for more.
  const pinned = { ...listed, question: pinnedQuestion(address.question, books) };
  const { tab = "events" } = address.view;
  const list = useAnswer(pinned, listedIn, undefined);
  const one = useAnswer(sequence === undefined ? {} : { sequence }, readShown, head);
  const tabs = <Tabs {...{ reader, address, go }} />;
  const title = sequence === undefined ? reader.say(tab === "exceptions" || tab === "projects" ? tab : "events") : reader.say("event", { sequence });
  useEffect(() => void (document.title = `${title} · tranche`), [title]);
  const shown = one.answer?.sequence === sequence ? one.answer : undefined;
  useHeldPage(pinned, sequence, list.answer, (after) => go({ ...address, view: { ...address.view, after } }, "replace"));
  return (
    <>
      <main id="content" class={sequence === undefined ? "event-screen" : "event-screen with-event"}>
        {tab === "exceptions" ? <ExceptionList {...{ reader, address, go, pinned, tabs }} />
          : tab === "projects" ? <ProjectLists {...{ reader, address, go, pinned, tabs }} />
            : list.error !== undefined ? <NoAnswer language={reader.language} error={list.error} again={list.again} />
              : list.answer !== undefined && <EventList {...{ reader, address, go, tabs }} page={list.answer} />}
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
