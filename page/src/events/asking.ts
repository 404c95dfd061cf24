// Asks for events: a page of them by sequence, or one with what it is part of.
import type { Event } from "../../generated/proto/event_pb";
import type { Address } from "../address";
import { ledger } from "../ledger";

export const PAGE = 50;

export interface EventPage {
  events: Event[];
  // By the sequence of the event that is reversed, the event that reverses it.
  reversed: Map<bigint, bigint>;
  // What the reversals among them reverse, by its sequence.
  reversedEvents: Map<bigint, Event>;
  hasMore: boolean;
}

// What an event of a page reverses; undefined if it is no reversal.
export const reversedIn = ({ reversedEvents }: Pick<EventPage, "reversedEvents">, { kind }: Event): Event | undefined =>
  kind.case === "eventReversed" ? reversedEvents.get(kind.value.reversedSequence) : undefined;

type Filter = Omit<Parameters<typeof ledger.listEvents>[0], "$typeName" | "$unknown">;

// What is listed: the money and the moment of the question, the kind and the dates.
function filterOf({ question: { unit, year, source, area, knownAt }, view: { kind, from, to } }: Address): Filter {
  return {
    ...(unit !== undefined && { unit }),
    ...(year !== undefined && { fiscalYear: year }),
    ...(source !== undefined && { source }),
    ...(area !== undefined && { area }),
    ...(knownAt !== undefined && { knownAt }),
    ...(kind !== undefined && { kind }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

async function list(filter: Filter): Promise<EventPage> {
  const page: EventPage = { events: [], reversed: new Map(), reversedEvents: new Map(), hasMore: false };
  for await (const { part, reversed, reversedEvents, nextPageToken } of ledger.listEvents(filter)) {
    page.events.push(...(part?.events ?? []));
    for (const event of reversedEvents) page.reversedEvents.set(event.sequence, event);
    for (const { sequence, reversedBy } of reversed) page.reversed.set(sequence, reversedBy);
    if (nextPageToken !== "") page.hasMore = true;
  }
  return page;
}

export const eventsAfter = (address: Address, after: bigint): Promise<EventPage> =>
  list({ ...filterOf(address), after, pageSize: PAGE });

// After which sequence the page begins that ends before `before`, or, without it, the last page; "" is the first page.
export async function beginningOfPage(address: Address, before?: bigint): Promise<string> {
  const { events } = await list({ ...filterOf(address), newest: true, pageSize: PAGE, ...(before !== undefined && { before }) });
  const first = events[0]?.sequence ?? 1n;
  // A page with fewer events than fit is the first one.
  return first <= 1n || events.length < PAGE ? "" : String(first - 1n);
}

export interface OneEvent {
  event: Event;
  reversedBy?: bigint;
  // The event that it reverses.
  reversed?: Event;
  // The approval by which it was recorded.
  approval?: Event;
}

const only = (sequence: bigint): Promise<EventPage> => list({ after: sequence - 1n, before: sequence + 1n });

// The event, or undefined if there is none yet.
export async function readEvent(sequence: bigint): Promise<OneEvent | undefined> {
  const page = await only(sequence);
  const [event] = page.events;
  if (event === undefined) return undefined;
  const [reversedBy, reversed] = [page.reversed.get(sequence), reversedIn(page, event)];
  const approval = event.approval === 0n ? undefined : (await only(event.approval)).events[0];
  return {
    event, ...(reversedBy !== undefined && { reversedBy }), ...(reversed !== undefined && { reversed }), ...(approval !== undefined && { approval }),
  };
}
