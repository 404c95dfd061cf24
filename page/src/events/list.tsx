// Events in the order in which they were recorded, by pages of sequence. The first page begins with event 1.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Event } from "../../generated/proto/event_pb";
import type { Address, View } from "../address";
import { writeAddress } from "../address";
import { Choice } from "../choice";
import { dateText, instantText } from "../dates";
import { Icon } from "../icons";
import { Link, staying } from "../link";
import { type Go, onScreen } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { ReversedChip } from "../reversed";
import { type EventPage, beginningOfPage, reversedIn } from "./asking";
import { MONEY_KINDS, amountSigned, effectiveOf, kindOf, kindText, notExactlyOf, recordedOf, subjectOf } from "./facts";
import { PageIcon } from "./page_icon";
import { QuestionWords } from "./question_words";

const ANY = "";

interface ListProps {
  reader: Reader;
  address: Address;
  go: Go;
  page: EventPage;
}

function viewWith(view: View, change: { [Name in "kind" | "from" | "to" | "after"]?: string | undefined }): View {
  const next: Record<string, unknown> = { ...view, ...change };
  for (const name of Object.keys(next)) if (next[name] === undefined || next[name] === "") delete next[name];
  return next as unknown as View;
}

function Filters({ reader, address, go }: Omit<ListProps, "page">) {
  const { view } = address;
  const show = (change: Parameters<typeof viewWith>[1]): void =>
    go({ ...address, view: viewWith(view, { after: undefined, ...change }) }, "push");
  const date = (name: "from" | "to") => (
    <label class="date-filter">
      {reader.say(name)}
      <input type="date" value={view[name] ?? ""} onChange={(event) => show({ [name]: event.currentTarget.value })} />
    </label>
  );
  return (
    <div class="event-filters">
      <Choice label={reader.say("kind")} value={view.kind ?? ANY}
        shown={view.kind === undefined ? reader.say("allKinds") : kindText(reader, view.kind)}
        options={[{ value: ANY, text: reader.say("allKinds") }, ...MONEY_KINDS.map((kind) => ({ value: kind, text: reader.say(kind) }))]}
        onChange={(kind) => show({ kind })} />
      {date("from")}
      {date("to")}
      <QuestionWords {...{ reader, address, go }} />
    </div>
  );
}

function Pages({ reader, address, go, page }: ListProps) {
  const [isMoving, setMoving] = useState(false);
  const first = page.events[0]?.sequence;
  const last = page.events.at(-1)?.sequence;
  const isFirst = address.view.after === undefined;
  const show = (after: string | undefined): void => go({ ...address, view: viewWith(address.view, { after }) }, "push");
  const find = (before?: bigint): void => {
    setMoving(true);
    beginningOfPage(address, before).then(show).catch(() => undefined).finally(() => setMoving(false));
  };
  const text = (sequence: bigint): string => countText(reader.language, sequence);
  return (
    <nav class="pages" aria-label={reader.say("pages")}>
      <button type="button" class="tool" disabled={isFirst} aria-label={reader.say("firstPage")} title={reader.say("firstPage")} onClick={() => show(undefined)}><PageIcon name="first" /></button>
      <button type="button" class="tool" disabled={isFirst || isMoving} aria-label={reader.say("previousPage")} title={reader.say("previousPage")} onClick={() => find(first)}><PageIcon name="previous" /></button>
      <span>{first !== undefined && last !== undefined && `#${text(first)} – ${text(last)}`}</span>
      <button type="button" class="tool" disabled={!page.hasMore} aria-label={reader.say("nextPage")} title={reader.say("nextPage")} onClick={() => show(String(last))}><PageIcon name="next" /></button>
      <button type="button" class="tool" disabled={!page.hasMore || isMoving} aria-label={reader.say("lastPage")} title={reader.say("lastPage")} onClick={() => find()}><PageIcon name="last" /></button>
    </nav>
  );
}

function Row({ reader, address, go, event, page }: ListProps & { event: Event }) {
  const reversedBy = page.reversed.get(event.sequence);
  const reversed = reversedIn(page, event);
  const late = reader.daysLate(effectiveOf(event), event.recordedAt);
  const isMoney = (MONEY_KINDS as readonly string[]).includes(kindOf(event));
  const amount = amountSigned(event, reversed);
  const inexact = notExactlyOf(event);
  const shown: Address = { ...address, sequence: String(event.sequence) };
  const open = (sequence: bigint): void => go({ ...address, sequence: String(sequence) }, "push");
  const isShown = address.sequence === shown.sequence;
  return (
    <tr class={`${isShown ? "shown " : ""}${reversedBy === undefined ? "" : "reversed"}`} onClick={staying(() => open(event.sequence))}>
      <th scope="row" class="number"><a href={writeAddress(shown)} aria-current={isShown ? "true" : undefined}>{countText(reader.language, event.sequence)}</a></th>
      <td class="recorded" title={recordedOf(reader, event)}>{instantText(reader.language, recordedOf(reader, event))}</td>
      <td class="effective">
        {dateText(reader.language, effectiveOf(event))}
        {isMoney && late > 0 && <b class="days-late" title={reader.lateText(late)}> +{countText(reader.language, late)}</b>}
      </td>
      <td class="kind">
        {kindText(reader, kindOf(event))}
        {inexact && <> <span class="chip inexact">{reader.say(inexact)}</span></>}
      </td>
      <td class="subject">
        {subjectOf(reader, event)}{reversed !== undefined && ` · ${subjectOf(reader, reversed)}${event.reason === "" ? "" : ` · ${event.reason}`}`}
        {reversedBy !== undefined && <ReversedChip {...{ reader, open }} by={reversedBy} />}
      </td>
      <td class="number how-much">{amount === undefined ? "" : reader.millions(amount)}</td>
    </tr>
  );
}

// tabs  what leads to the other lists.
export function EventList({ reader, address, go, page, tabs }: ListProps & { tabs: ComponentChildren }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.querySelector(".shown")?.scrollIntoView({ block: "nearest" }), [address.sequence, page]);
  return (
    <section class="event-list" aria-label={reader.say("events")}>
      <div class="event-head">
        {tabs}
        <Filters {...{ reader, address, go }} />
        <Link class="button to-form" to={onScreen(address, "record")} go={go}><Icon name="pen" /> {reader.say("record")}</Link>
        <Pages {...{ reader, address, go, page }} />
      </div>
      <div class="event-frame" ref={frame} tabIndex={0} role="region" aria-label={reader.say("events")}>
        <table class="event-table">
          <thead>
            <tr>
              <th scope="col" class="number">#</th><th scope="col">{reader.say("recordedAt")}</th>
              <th scope="col">{reader.say("effective")}</th><th scope="col">{reader.say("kind")}</th>
              <th scope="col">{reader.say("unit")}</th>
              <th scope="col" class="number">{reader.say("amountIn", { scale: reader.million })}</th>
            </tr>
          </thead>
          <tbody>
            {page.events.map((event) => (
              <Row key={String(event.sequence)} {...{ reader, address, go, event, page }} />
            ))}
          </tbody>
        </table>
        {page.events.length === 0 && <p class="empty">{reader.say("nothingInScope")}</p>}
      </div>
    </section>
  );
}
