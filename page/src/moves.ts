// What the single keys do to both times of the question.
import { useRef } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import type { Address, Question } from "./address";
import { momentsOf } from "./band/timeline";
import { dateOf, dayOf } from "./dates";
import { type Go, askingOf } from "./navigation";
import { knownAtOf, sequenceKnown } from "./sliders";

export interface Moves {
  day: (days: number) => void;
  // To the nearest day on which something changes.
  toChange: (towards: "previousDay" | "nextDay") => void;
  event: (events: bigint) => void;
  toNow: () => void;
}

// today    the day that the ledger writes.
// basisOf  the basis of the answer that is shown, if one is: events are counted from it.
export function useMoves(address: Address, go: Go, today: string, basisOf: () => Basis | undefined): Moves {
  const ask = askingOf(address, go);
  const { question, view } = address;
  // Where no date is shown, none moves: a list of events has those of its filter.
  const hasDate = ["overview", "units", "compare"].includes(address.screen) || (address.screen === "events" && view.tab !== undefined);
  const move = (change: Pick<Question, "asOf">): void => (hasDate ? ask(change, "replace") : undefined);
  // What is known at is on a comparison its later moment.
  const isBetween = address.screen === "compare";
  const moveKnown = (knownAt: string | undefined): void => {
    const { to: _, ...rest } = view;
    if (!isBetween) ask({ knownAt }, "replace");
    else go({ ...address, view: knownAt === undefined ? rest : { ...rest, to: knownAt } }, "replace");
  };
  const isAsking = useRef(false);
  const toChange = async (towards: "previousDay" | "nextDay"): Promise<void> => {
    if (isAsking.current || !hasDate) return;
    isAsking.current = true;
    try {
      const { [towards]: asOf } = await momentsOf(question);
      if (asOf !== undefined) move({ asOf });
    } finally {
      isAsking.current = false;
    }
  };
  return {
    day: (days) => move({ asOf: dateOf(dayOf(question.asOf ?? today) + days) }),
    toChange: (towards) => void toChange(towards).catch(() => undefined),
    event: (events) => {
      const basis = basisOf();
      if (basis === undefined) return;
      const known = isBetween ? (view.to === undefined ? {} : { knownAt: view.to }) : question;
      const next = sequenceKnown(known, basis) + events;
      moveKnown(knownAtOf(next < 0n ? 0n : next, basis.head));
    },
    toNow: () => moveKnown(undefined),
  };
}
