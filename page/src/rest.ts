// What costs more than can be done with each move of a hand is done when it rests.
import { useEffect, useRef } from "preact/hooks";

const REST_MS = 120;

// An effect of `asked`, which begins when that has not changed for a while; the first time at once.
export function useEffectAtRest(effect: () => (() => void) | undefined, asked: readonly unknown[]): void {
  const isFirst = useRef(true);
  useEffect(() => {
    let end: (() => void) | undefined;
    if (isFirst.current) {
      isFirst.current = false;
      return effect();
    }
    const timer = setTimeout(() => (end = effect()), REST_MS);
    return () => (clearTimeout(timer), end?.());
  }, asked);
}
