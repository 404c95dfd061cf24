// The as-of date above, and the two moments of a comparison, A and B, as handles on the track below it.
import type { Basis } from "../../generated/proto/view_pb";
import { useDrag } from "../band/drag";
import { Hindsight } from "../band/hindsight";
import { BandLines } from "../band/lines";
import { Months } from "../band/months";
import { LAST_DAY_PERCENT, type Scale, dateAt, isAtNow, percentOf, placeOn } from "../band/scale";
import type { Band } from "../band/timeline";
import { dateOf, dateText, dayOf, instantText, spokenDate } from "../dates";
import { Icon } from "../icons";
import type { Reader } from "../reader";
import { Handle, dayAfterKey, sequenceAfterKey } from "../sliders";

export type MomentName = "from" | "to";

export interface Moment {
  name: MomentName;
  letter: "A" | "B";
  asked: string | undefined; // absent: now
  basis: Basis | undefined;
}

export type MoveMoment = (name: MomentName, knownAt: string | undefined, how: "push" | "replace") => void;

export function momentText(reader: Reader, { asked, basis }: Omit<Moment, "name" | "letter">): string {
  if (asked === undefined) return reader.say("knownNow");
  if (basis?.knownAt !== undefined) return instantText(reader.language, reader.instant(basis.knownAt.seconds));
  if (basis !== undefined) return reader.say("beforeEverything");
  return asked.includes("-") ? dateText(reader.language, asked.slice(0, 10)) : reader.say("event", { sequence: asked });
}

// The day of a moment: after every other for now, before it while nobody knows which.
function dayAt(reader: Reader, { asked, basis }: Moment): number {
  if (asked === undefined) return Infinity;
  const date = asked.includes("-") ? asked.slice(0, 10)
    : basis?.knownAt && reader.instant(basis.knownAt.seconds).slice(0, 10);
  return date === undefined ? -Infinity : dayOf(date);
}

function percentAt(reader: Reader, scale: Scale, moment: Moment): number {
  const day = dayAt(reader, moment);
  return day === Infinity ? 100 : percentOf(scale, day);
}

// The sequence of a moment, so that the next key moves on from there even before its answer is there.
function sequenceOf({ asked, basis }: Moment, head: bigint): bigint | undefined {
  if (asked === undefined) return head;
  return /^[0-9]+$/.test(asked) ? BigInt(asked) : basis?.knownAtSequence;
}

// head  of the ledger, by the last answer.
// band  as known at the earlier moment: what was recorded after it may make the change.
export function Moments({ reader, asOf, head, moments, scale, band: { lines, moments: known }, moveAsOf, moveMoment }: {
  reader: Reader;
  asOf: string;
  head: bigint;
  moments: [Moment, Moment];
  scale: Scale;
  band: Band;
  moveAsOf: (asOf: string, how: "push" | "replace") => void;
  moveMoment: MoveMoment;
}) {
  const asOfDay = dayOf(asOf);
  const percents = moments.map((moment) => percentAt(reader, scale, moment));

  // The upper half moves the as-of date, the lower half the nearer one of A and B.
  const handleAt = (percent: number, isAbove: boolean): "as-of" | MomentName => {
    const [toA = 0, toB = 0] = percents.map((one) => Math.abs(one - percent));
    return isAbove ? "as-of" : toA <= toB ? "from" : "to";
  };
  const plot = useDrag(handleAt, (handle, percent, how) => {
    if (handle === "as-of") moveAsOf(dateAt(scale, percent), how);
    else moveMoment(handle, isAtNow(percent) ? undefined : dateAt(scale, percent), how);
  });
  const onKeyAsOf = (event: KeyboardEvent): void => {
    const day = dayAfterKey(event.key, asOfDay, scale);
    if (day === undefined) return;
    moveAsOf(dateOf(day), event.repeat ? "replace" : "push");
    event.preventDefault();
  };
  const onKeyMoment = (event: KeyboardEvent, moment: Moment): void => {
    const { name } = moment;
    const sequence = sequenceOf(moment, head);
    const next = sequence === undefined ? undefined : sequenceAfterKey(event.key, sequence, head);
    if (next === undefined) return;
    moveMoment(name, name === "to" && next >= head ? undefined : String(next), event.repeat ? "replace" : "push");
    event.preventDefault();
  };

  const [fromPercent = 0, toPercent = 100] = percents;
  return (
    <section class="sliders moments">
      <div class="times">
        <p class="as-of"><Icon name="flag" /><span>{reader.say("asOf")}<b>{dateText(reader.language, asOf)}</b></span></p>
        <p class="known"><Icon name="eye" /><span>{reader.say("knownAt")}<b>A {momentText(reader, moments[0])}</b></span></p>
      </div>
      <div class="plot" {...plot}>
        <Months reader={reader} scale={scale} />
        <BandLines lines={lines} asOf={asOfDay} recordedLater={known?.recordedLater} place={placeOn(scale)} known={dayAt(reader, moments[0])} />
        <div class="track as-of"><i style={{ width: `${(percentOf(scale, asOfDay) / LAST_DAY_PERCENT) * 100}%` }} /></div>
        <div class="track known">
          <i style={{ marginLeft: `${Math.min(fromPercent, toPercent)}%`, width: `${Math.abs(toPercent - fromPercent)}%` }} />
        </div>
        <Handle id="as-of" name="as-of" percent={percentOf(scale, asOfDay)} label={reader.say("asOf")} value={asOfDay} min={scale.from}
          max={scale.to} text={spokenDate(reader.language, asOf)} onKey={onKeyAsOf}>
          <svg viewBox="0 0 18 20" aria-hidden="true"><path d="M2 2h14v10l-7 6-7-6Z" /></svg>
        </Handle>
        {moments.map((moment, index) => (
          <Handle key={moment.name} id={moment.name} name="known" percent={percents[index] ?? 0} min={0} max={Number(head)}
            label={reader.say(moment.name === "from" ? "knownAtBefore" : "knownAtAfter")}
            value={Number(sequenceOf(moment, head) ?? 0n)} text={momentText(reader, moment)}
            onKey={(event) => onKeyMoment(event, moment)}>
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <circle cx="10" cy="10" r="8.5" /><text x="10" y="10" dy="0.36em" text-anchor="middle">{moment.letter}</text>
            </svg>
          </Handle>
        ))}
        <span class="at-now" aria-hidden="true">{reader.say("knownNow")}</span>
      </div>
      <Hindsight reader={reader} moments={known} isEmpty={lines.length === 0} />
    </section>
  );
}
