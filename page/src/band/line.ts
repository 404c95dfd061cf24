// The lines of the band, apart from who asks for them and who draws them.
import type { Timeline } from "../../generated/proto/view_pb";
import type { Question } from "../address";
import { dayOf } from "../dates";

// Events that are effective in one bin of days and were recorded in another.
export interface Line {
  effective: number; // the middle of the bin, in days
  recorded: number;
  events: number;
  reversals: number;
}

export function linesOf({ binDays, pairs }: Timeline): Line[] {
  const middle = (from: string): number => dayOf(from) + (binDays - 1) / 2;
  return pairs.map(({ effectiveFrom, recordedFrom, events, reversals }) => ({
    effective: middle(effectiveFrom), recorded: middle(recordedFrom), events: Number(events), reversals: Number(reversals),
  }));
}

// The question without what the lines do not depend on: the two times, and the boundaries when it is about no unit.
export function questionOfLines({ year, source, area, unit, boundaries, asOf }: Question): Question {
  const told = boundaries ?? asOf;
  return {
    ...(year !== undefined && { year }),
    ...(source !== undefined && { source }),
    ...(area !== undefined && { area }),
    ...(unit !== undefined && { unit, ...(told !== undefined && { boundaries: told }) }),
  };
}

// What became of a line, seen from the two handles; drawn in this order.
export const FATES = ["later", "unknown", "counted", "partly", "hindsight"] as const;
export type Fate = (typeof FATES)[number];

// Whether a line counts at a day, as known at another: not yet effective, neither effective nor known, counted, or
// effective and recorded afterwards.
// isWithin  true if events of the very day of the moment were recorded after it: its lines are counted in part.
export function fateOf({ effective, recorded }: Line, asOf: number, known: number, isWithin = false): Fate {
  if (recorded > known) return effective <= asOf ? "hindsight" : "unknown";
  if (effective > asOf) return "later";
  return isWithin && recorded === known ? "partly" : "counted";
}

// Lines are of days and a moment is of an event: whether more events were recorded later than the lines of later days have.
export function isWithinDay(lines: readonly Line[], asOf: number, known: number, recordedLater = 0): boolean {
  return lines.reduce((left, line) => left - (fateOf(line, asOf, known) === "hindsight" ? line.events : 0), recordedLater) > 0;
}
