// What is asked, as the address says it: /{vi|en}/{screen}?year=2024&as-of=2024-09-30. A unit and an event stand in
// the path: /vi/units/VN63-01, /vi/events/556. The names are those of the flags of the command line, and a few of the page
// itself. Defaults are left out. An unknown name, a name that the screen does not have, a name that is there twice and a
// value that cannot be read are errors that name it; nothing is ignored.
import { type Language, readDate } from "./dates";

// In the order of the tabs, and of the keys 1 to 7.
export const SCREENS = ["overview", "units", "events", "compare", "reconcile", "replay", "record"] as const;
export type Screen = (typeof SCREENS)[number];

export const MEASURES = ["plan", "allocated", "disbursed", "executed"] as const;
export type Measure = (typeof MEASURES)[number];

export const RATES = ["disbursed-of-allocated", "allocated-of-plan", "executed-of-plan"] as const;
export type RateName = (typeof RATES)[number];

export type Colour = RateName | Measure;
export const COLOURS: readonly Colour[] = [...RATES, ...MEASURES];

export const LEVELS = ["provinces", "regions"] as const;
export type Level = (typeof LEVELS)[number];

// What the rows of the table are by, when not by region and unit.
export const GROUPS = ["source", "area", "year"] as const;
export type Group = (typeof GROUPS)[number];

// As `tranche reconcile --verdict` calls them.
export const VERDICTS = ["contradicts", "restated-since", "within-rounding", "agrees", "stated-only"] as const;
export type VerdictName = (typeof VERDICTS)[number];

// What has become of a proposal, as `tranche proposals --state` calls it.
export const STATES = ["open", "approved", "rejected", "withdrawn", "expired"] as const;
export type State = (typeof STATES)[number];

export const COLUMNS = [...MEASURES, "to-allocate", "to-disburse", "rate"] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sort {
  column: Column;
  descending: boolean;
}

// A number of the table whose events are open beside it; without a unit that of the total.
export interface Why {
  unit: string;
  measure: Measure;
  part?: string; // of the measure, as why_part.ts reads it; absent for all of it
}

// The money and the moment that are asked about. What is absent is as on the command line: any year, any source, any
// area, everything, today, now, the boundaries of the as-of date.
export interface Question {
  year?: number;
  source?: string;
  area?: string;
  unit?: string;
  asOf?: string;
  knownAt?: string; // a sequence, a date, an instant, or the closing of a year: close:2025
  boundaries?: string;
}

// Of the replay, the events and the form; absent: what plays, the events, and the form itself.
const TABS_OF = { replay: ["verify"], events: ["exceptions", "projects"], record: ["closings", "proposals"] } as const satisfies Partial<Record<Screen, readonly string[]>>;
export type Tab = (typeof TABS_OF)[keyof typeof TABS_OF][number];

// How the answer is shown.
export interface View {
  colour: Colour;
  level?: Level; // absent: by how many provinces have a record
  by?: Group; // absent: by region and unit
  sort?: Sort; // absent: in the order of the ledger
  why?: Why;
  pick?: string; // the unit that is marked on the map and in the table
  // Of a comparison the earlier moment; absent: the known-at of the question, else the as-of date. Of a list of events the
  // first effective date.
  from?: string;
  to?: string; // the later moment, absent: now; the last effective date
  verdict?: VerdictName; // the only one that is listed
  kind?: string; // of the events that are listed: "DisbursementMade"
  exception?: string; // the only kind of exception that is listed: "late"
  after?: string; // the sequence after which the page of events begins
  tab?: Tab;
  state?: State; // of the proposals that are listed; absent: open
  proposal?: string; // the one that is shown
}

export interface Address {
  language: Language;
  screen: Screen;
  sequence?: string; // the event that is shown: /vi/events/556
  question: Question;
  view: View;
}

export interface AddressError {
  kind: "unknown-screen" | "unknown-name" | "repeated-name" | "unreadable-value";
  name: string;
  value: string;
}

export const DEFAULT_COLOUR: Colour = "disbursed-of-allocated";

const isOneOf = <T extends string>(values: readonly T[], text: string): text is T =>
  (values as readonly string[]).includes(text);

function readYear(text: string): number | undefined {
  return /^[1-9][0-9]{3}$/.test(text) ? Number(text) : undefined;
}

function readKnownAt(text: string): string | undefined {
  if (/^(0|[1-9][0-9]{0,19}|close:[0-9]{4})$/.test(text)) return text;
  const instant = /^([0-9-]{10})(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/;
  const date = instant.exec(text)?.[1];
  return date !== undefined && readDate(date) !== undefined ? text : undefined;
}

const isSequence = (text: string): boolean => /^[1-9][0-9]{0,19}$/.test(text);

const isDate = (text: string): boolean => readDate(text) !== undefined;

// Events are listed from one date to another, and compared are two moments.
const isEndOf = (screen: Screen, text: string): boolean =>
  screen === "events" ? isDate(text) : readKnownAt(text) !== undefined;

function readSort(text: string): Sort | undefined {
  const column = text.replace(/^-/, "");
  return isOneOf(COLUMNS, column) ? { column, descending: text.startsWith("-") } : undefined;
}

const PART = /^(approved|adjusted|paid|refunded|(left|carried|lapsed)(:.+)?|tranche:.+|area:.*)$/;

// "VN63-96.disbursed"; ".disbursed" is that of the total, ".disbursed~paid" a part of it.
function readWhy(text: string): Why | undefined {
  const [, unit = "", measure = "", part] = /^([^~]*)\.([a-z]+)(?:~(.*))?$/.exec(text) ?? [];
  if (!isOneOf(MEASURES, measure) || (part !== undefined && !PART.test(part))) return undefined;
  return { unit, measure, ...(part !== undefined && { part }) };
}

const QUESTION_NAMES = ["year", "source", "area", "unit", "as-of", "known-at", "boundaries"] as const;

// The names that each screen has; what another one was asked for is not in its address.
const NAMES: Record<Screen, readonly string[]> = {
  overview: [...QUESTION_NAMES, "by", "colour", "level", "sort", "why", "pick"],
  units: [...QUESTION_NAMES, "why"],
  compare: ["year", "source", "area", "unit", "as-of", "boundaries", "colour", "from", "to"],
  reconcile: ["known-at", "verdict"],
  replay: ["year", "source", "known-at", "boundaries", "colour", "tab"],
  events: [...QUESTION_NAMES, "kind", "from", "to", "exception", "after", "tab"],
  record: [...QUESTION_NAMES, "tab", "state", "proposal"],
};

// Each name with what takes its value: false if it cannot be read.
type Setter = (address: Address, value: string) => boolean;
const SETTERS: Record<string, Setter> = {
  year: ({ question }, value) => {
    const year = readYear(value);
    if (year !== undefined) question.year = year;
    return year !== undefined;
  },
  source: ({ question }, value) => value !== "" && ((question.source = value), true),
  area: ({ question }, value) => ((question.area = value), true),
  unit: ({ question }, value) => value !== "" && ((question.unit = value), true),
  "as-of": ({ question }, value) => isDate(value) && ((question.asOf = value), true),
  "known-at": ({ question }, value) => readKnownAt(value) !== undefined && ((question.knownAt = value), true),
  boundaries: ({ question }, value) => isDate(value) && ((question.boundaries = value), true),
  colour: ({ view }, value) => isOneOf(COLOURS, value) && ((view.colour = value), true),
  level: ({ view }, value) => isOneOf(LEVELS, value) && ((view.level = value), true),
  by: ({ view }, value) => value === "region,unit" || (isOneOf(GROUPS, value) && ((view.by = value), true)),
  sort: ({ view }, value) => {
    const sort = readSort(value);
    if (sort !== undefined) view.sort = sort;
    return sort !== undefined;
  },
  why: ({ view }, value) => {
    const why = readWhy(value);
    if (why !== undefined) view.why = why;
    return why !== undefined;
  },
  pick: ({ view }, value) => value !== "" && ((view.pick = value), true),
  from: ({ screen, view }, value) => isEndOf(screen, value) && ((view.from = value), true),
  to: ({ screen, view }, value) => isEndOf(screen, value) && ((view.to = value), true),
  verdict: ({ view }, value) => isOneOf(VERDICTS, value) && ((view.verdict = value), true),
  kind: ({ view }, value) => /^[A-Za-z]+$/.test(value) && ((view.kind = value), true),
  exception: ({ view }, value) => /^[a-z-]+$/.test(value) && ((view.exception = value), true),
  after: ({ view }, value) => isSequence(value) && ((view.after = value), true),
  tab: ({ screen, view }, value) => isOneOf<Tab>(TABS_OF[screen as keyof typeof TABS_OF] ?? [], value) && ((view.tab = value), true),
  state: ({ view }, value) => isOneOf(STATES, value) && ((view.state = value), true),
  proposal: ({ view }, value) => isSequence(value) && ((view.proposal = value), true),
};

// The unit of /units/{unit}; undefined if these are not the parts of a path that name one.
function readUnit([part = "", ...rest]: string[]): string | undefined {
  if (part === "" || rest.length > 0) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

// The sequence of /events/{sequence}, likewise.
const readSequence = ([part = "", ...rest]: string[]): string | undefined =>
  rest.length === 0 && isSequence(part) ? part : undefined;

function readPath(path: string, preferred: Language): Address | AddressError {
  const [, language = "", screen = "", ...rest] = path.split("/");
  const address: Address = { language: preferred, screen: "overview", question: {}, view: { colour: DEFAULT_COLOUR } };
  if (path === "/") return address;
  if (language !== "vi" && language !== "en") return { kind: "unknown-screen", name: path, value: "" };
  address.language = language;
  if (screen === "" && rest.length === 0) return address;
  if (!isOneOf(SCREENS, screen)) return { kind: "unknown-screen", name: path, value: "" };
  address.screen = screen;
  const unit = screen === "units" ? readUnit(rest) : undefined;
  const sequence = screen === "events" ? readSequence(rest) : undefined;
  if (rest.length > 0 && unit === undefined && sequence === undefined) return { kind: "unknown-screen", name: path, value: "" };
  if (unit !== undefined) address.question.unit = unit;
  if (sequence !== undefined) address.sequence = sequence;
  return address;
}

// Reads an address: "/vi/overview" and "?year=2024".
// preferred  the language of "/", which names none.
export function readAddress(path: string, query: string, preferred: Language): Address | AddressError {
  const address = readPath(path, preferred);
  if ("kind" in address) return address;
  const seen = new Set<string>(address.question.unit === undefined ? [] : ["unit"]);
  for (const [name, value] of new URLSearchParams(query)) {
    const set = Object.hasOwn(SETTERS, name) ? SETTERS[name] : undefined;
    if (set === undefined || !NAMES[address.screen].includes(name)) return { kind: "unknown-name", name, value };
    if (seen.has(name)) return { kind: "repeated-name", name, value };
    seen.add(name);
    if (!set(address, value)) return { kind: "unreadable-value", name, value };
  }
  return address;
}

// What is read back as the same: percent-encoded, except for signs that are read easily and mean nothing in a query.
function encoded(value: string): string {
  return encodeURIComponent(value).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%2F/g, "/");
}

// The address of a question; readAddress reads it back, but for what the screen does not ask. The order of the names is
// always the same.
export function writeAddress({ language, screen, sequence, question, view }: Address): string {
  const { sort, why } = view;
  const values: [string, string | number | undefined][] = [
    ["year", question.year],
    ["source", question.source],
    ["area", question.area],
    ["unit", question.unit],
    ["as-of", question.asOf],
    ["known-at", question.knownAt],
    ["boundaries", question.boundaries],
    ["by", view.by],
    ["colour", view.colour === DEFAULT_COLOUR ? undefined : view.colour],
    ["level", view.level],
    ["sort", sort && (sort.descending ? "-" : "") + sort.column],
    ["why", why && `${why.unit}.${why.measure}${why.part === undefined ? "" : `~${why.part}`}`],
    ["pick", view.pick],
    ["kind", view.kind],
    ["from", view.from],
    ["to", view.to],
    ["exception", view.exception],
    ["verdict", view.verdict],
    ["after", view.after],
    ["tab", view.tab],
    ["state", view.state],
    ["proposal", view.proposal],
  ];
  const unit = screen === "units" && question.unit !== undefined ? `/${encodeURIComponent(question.unit).replace(/%3A/g, ":")}` : "";
  const query = values
    .filter((pair): pair is [string, string | number] => pair[1] !== undefined)
    .filter(([name]) => NAMES[screen].includes(name) && (name !== "unit" || unit === ""))
    .map(([name, value]) => `${name}=${encoded(String(value))}`)
    .join("&");
  const event = screen === "events" && sequence !== undefined ? `/${sequence}` : "";
  return `/${language}/${screen}${unit}${event}${query === "" ? "" : `?${query}`}`;
}
