// The question with its two times in the hand of the user. While a handle is dragged the sliders alone follow each move; the
// question is asked at once, and the address, with all else that shows the question, follows with its answer. So a move costs
// little, and answers do not wait behind the drawing of moves.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Address, Question } from "./address";
import { type Change, type Go, askingOf, changed } from "./navigation";
import { type Asked, useAnswer } from "./use_answer";

export type Times = Pick<Change, "asOf" | "knownAt">;

export interface Hand {
  // To an address of its own. It ends a drag.
  move: (change: Times, how: "push" | "replace") => void;
  drag: (change: Times) => void;
  isDragging: boolean;
}

// The answer to the question of the address, or to the one that the hand is at.
//
// send, sender, ahead  as in useAnswer.
export function useHand<Answer>(
  address: Address, go: Go, send: (question: Question) => Promise<Answer>, sender: unknown,
  ahead?: (before: Question | undefined, now: Question) => Question | undefined,
): Asked<Question, Answer> & { hand: Hand } {
  const { question } = address;
  const [isDragging, setDragging] = useState(false);
  const hand = useRef(isDragging);
  // Who leaves the screen by a key lets go: an answer that comes later must not bring them back.
  useEffect(() => () => void (hand.current = false), []);
  const hold = (held: boolean): void => setDragging((hand.current = held));
  const follow = (taken: Question): void => void (hand.current && go({ ...address, question: taken }, "replace"));
  const asked = useAnswer(question, send, sender, follow, ahead);
  const move: Hand["move"] = (change, how) => {
    hold(false);
    asked.ask(changed(question, change));
    askingOf(address, go)(change, how);
  };
  const drag: Hand["drag"] = (change) => {
    if (!hand.current) hold(true);
    asked.ask(changed(question, change));
  };
  return { ...asked, hand: { move, drag, isDragging } };
}
