// The time band: the two times as two sliders on one scale, as of above and known at below, with a line between them for
// each event.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import type { Question } from "./address";
import { useDrag } from "./band/drag";
import { Hindsight } from "./band/hindsight";
import { BandLines } from "./band/lines";
import { Months } from "./band/months";
import { LAST_DAY_PERCENT, type Scale, dateAt, isAtNow, percentOf, placeOn } from "./band/scale";
import type { Band } from "./band/timeline";
import { addMonths, dateOf, dateText, dayOf, instantText, spokenDate, spokenInstant } from "./dates";
import type { Hand, Times } from "./hand";
import { Icon } from "./icons";
import { changed } from "./navigation";
import type { Reader } from "./reader";

const EVENTS_OF_A_PAGE = 30n;

// id  of the handle on its band.
export function Handle({ id, name, percent, label, value, min, max, text, onKey, children }: {
  id: string;
  name: "as-of" | "known";
  percent: number;
  label: string;
  value: number;
  min: number;
  max: number;
  text: string;
  onKey: (event: KeyboardEvent) => void;
  children: ComponentChildren;
}) {
  return (
    <div class={`handle ${name}`} data-handle={id} style={{ left: `${percent}%` }} role="slider" tabIndex={0} aria-label={label}
      aria-orientation="horizontal" aria-valuenow={value} aria-valuemin={min} aria-valuemax={max} aria-valuetext={text}
      onKeyDown={onKey}>
      {children}
    </div>
  );
}

// The day that a key moves to; undefined for another key.
export function dayAfterKey(key: string, day: number, { from, to }: Scale): number | undefined {
  switch (key) {
    case "ArrowRight": case "ArrowUp": return day + 1;
    case "ArrowLeft": case "ArrowDown": return day - 1;
    case "PageUp": return addMonths(day, 1);
    case "PageDown": return addMonths(day, -1);
    case "Home": return from;
    case "End": return to;
    default: return undefined;
  }
}

// The sequence that a key moves to, at most the head, which is now; undefined for another key.
export function sequenceAfterKey(key: string, sequence: bigint, head: bigint): bigint | undefined {
  const moved: Record<string, bigint> = {
    ArrowRight: sequence + 1n, ArrowUp: sequence + 1n, ArrowLeft: sequence - 1n, ArrowDown: sequence - 1n,
    PageUp: sequence + EVENTS_OF_A_PAGE, PageDown: sequence - EVENTS_OF_A_PAGE, Home: 0n, End: head,
  };
  const next = moved[key];
  if (next === undefined) return undefined;
  return next < 0n ? 0n : next > head ? head : next;
}

// The sequence that is known at: what the question names, else what the last answer found.
export function sequenceKnown({ knownAt }: Question, basis: Basis | undefined): bigint {
  if (knownAt !== undefined && /^[0-9]+$/.test(knownAt)) return BigInt(knownAt);
  return basis?.knownAtSequence ?? 0n;
}

export const knownAtOf = (sequence: bigint, head: bigint): string | undefined =>
  sequence >= head ? undefined : String(sequence);

// today  the day that the ledger writes, which a question is as of that does not say.
export function Sliders({ reader, question: shown, today, basis, scale, band: { lines, moments }, hand: { move, drag } }: {
  reader: Reader;
  question: Question;
  today: string;
  basis: Basis | undefined;
  scale: Scale;
  band: Band;
  hand: Hand;
}) {
  const [dragged, setDragged] = useState<Times | undefined>(undefined);
  const question = dragged === undefined ? shown : changed(shown, dragged);
  const { asOf = today } = question;
  const asOfDay = dayOf(asOf);
  const head = basis?.head ?? 0n;
  const sequence = sequenceKnown(question, basis);
  const knownInstant = basis?.knownAt && reader.instant(basis.knownAt.seconds);
  const isNow = question.knownAt === undefined;
  // A day that is asked for is where the handle is, whatever event was the last one by then.
  const knownDate = question.knownAt?.includes("-") ? question.knownAt.slice(0, 10) : knownInstant?.slice(0, 10);
  const knownPercent = isNow ? 100 : knownDate === undefined ? 0 : percentOf(scale, dayOf(knownDate));
  const knownText = isNow ? reader.say("now")
    : knownInstant !== undefined ? instantText(reader.language, knownInstant)
      : sequence > 0n ? reader.say("event", { sequence: String(sequence) }) : reader.say("beforeEverything");

  const plot = useDrag<"as-of" | "known">((_, isAbove) => (isAbove ? "as-of" : "known"), (handle, percent, how) => {
    const date = dateAt(scale, percent);
    const change = handle === "as-of" ? { asOf: date } : { knownAt: isAtNow(percent) ? undefined : date };
    if (how === "push") return move(change, how);
    setDragged(change);
    drag(change);
  }, () => {
    if (dragged === undefined) return;
    setDragged(undefined);
    move(dragged, "replace");
  });
  const onKey = (event: KeyboardEvent, handle: "as-of" | "known"): void => {
    const how = event.repeat ? "replace" : "push";
    if (handle === "as-of") {
      const day = dayAfterKey(event.key, asOfDay, scale);
      if (day === undefined) return;
      move({ asOf: dateOf(day) }, how);
    } else {
      const next = sequenceAfterKey(event.key, sequence, head);
      if (next === undefined) return;
      move({ knownAt: knownAtOf(next, head) }, how);
    }
    event.preventDefault();
  };

  return (
    <section class="sliders">
      <div class="times">
        <p class="as-of"><Icon name="flag" /><span>{reader.say("asOf")}<b>{dateText(reader.language, asOf)}</b></span></p>
        <p class="known"><Icon name="eye" /><span>{reader.say("knownAt")}<b>{knownText}</b></span></p>
      </div>
      <div class="plot" {...plot}>
        <Months reader={reader} scale={scale} />
        <BandLines lines={lines} asOf={asOfDay} recordedLater={moments?.recordedLater} place={placeOn(scale)}
          known={isNow ? Infinity : knownDate === undefined ? -Infinity : dayOf(knownDate)} />
        <div class="track as-of"><i style={{ width: `${(percentOf(scale, asOfDay) / LAST_DAY_PERCENT) * 100}%` }} /></div>
        <div class="track known"><i style={{ width: `${knownPercent}%` }} /></div>
        <Handle id="as-of" name="as-of" percent={percentOf(scale, asOfDay)} label={reader.say("asOf")} value={asOfDay} min={scale.from}
          max={scale.to} text={spokenDate(reader.language, asOf)} onKey={(event) => onKey(event, "as-of")}>
          <svg viewBox="0 0 18 20" aria-hidden="true"><path d="M2 2h14v10l-7 6-7-6Z" /></svg>
        </Handle>
        <Handle id="known" name="known" percent={knownPercent} label={reader.say("knownAt")} value={Number(sequence)} min={0}
          max={Number(head)} onKey={(event) => onKey(event, "known")}
          text={knownInstant === undefined ? knownText : reader.say("instantAndEvent", {
            instant: isNow ? knownText : spokenInstant(reader.language, knownInstant), sequence: String(sequence),
          })}>
          <svg viewBox="0 0 18 18" aria-hidden="true"><circle cx="9" cy="9" r="7" /></svg>
        </Handle>
        <span class="at-now" aria-hidden="true">{reader.say("knownNow")}</span>
      </div>
      <Hindsight reader={reader} moments={moments} isEmpty={lines.length === 0} />
    </section>
  );
}
