// What a replay does: it stands at the moment of the address, steps, plays and pauses.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useKeys } from "../keys";
import { ledger, questionText } from "../ledger";
import { askingOf } from "../navigation";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { Player } from "./player";

// The sequence of the moment that the address names; the ledger says which event was the last one by a date.
function useSequence(knownAt: string | undefined, head: bigint, fail: (error: unknown) => void): bigint | undefined {
  const [found, setFound] = useState<{ knownAt: string; sequence: bigint } | undefined>(undefined);
  const isMoment = knownAt !== undefined && !/^[0-9]+$/.test(knownAt);
  useEffect(() => {
    if (!isMoment) return;
    ledger.getBalance({ question: questionText({ knownAt }) }).then(({ report }) => {
      if (report?.basis !== undefined) setFound({ knownAt, sequence: report.basis.knownAtSequence });
    }, fail);
  }, [knownAt]);
  if (knownAt === undefined) return head;
  if (!isMoment) return BigInt(knownAt);
  return found?.knownAt === knownAt ? found.sequence : undefined;
}

// A ledger that has grown is played anew.
function usePlayer(reader: Reader, head: bigint, fail: (error: unknown) => void): [Player, number] {
  const [version, setVersion] = useState(0);
  const player = useMemo(() => new Player(
    (step) => (step.recordedAt === undefined ? "" : reader.instant(step.recordedAt.seconds).slice(0, 10)),
    () => setVersion((before) => before + 1)), [head]);
  useEffect(() => () => player.close(), [player]);
  useEffect(() => void player.seek(0n).catch(fail), [player]);
  return [player, version];
}

// Moves the player on for as long as it plays, so many steps a second.
function useClock(player: Player, isPlaying: boolean, speed: number, moved: () => void, fail: (error: unknown) => void, address: unknown): void {
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => {
      const steps = Math.max(1, Math.round(speed / 25));
      Array.from({ length: steps }).reduce((before: Promise<void>) => before.then(() => player.next()), Promise.resolve())
        .then(moved).catch(fail);
    }, Math.max(40, 1000 / speed));
    return () => clearInterval(timer);
  }, [isPlaying, speed, address]);
}

export interface Playback {
  player: Player;
  version: number; // changes with each move
  isPlaying: boolean;
  togglePlay: () => void;
  goTo: (sequence: bigint) => void;
  step: () => void;
  speed: number;
  setSpeed: (speed: number) => void;
  error: unknown;
  again: () => void;
}

// fail  what else went wrong on the screen is told like what goes wrong here.
export function usePlayback({ reader, books, address, go }: Pick<ScreenProps, "reader" | "books" | "address" | "go">): Playback & {
  fail: (error: unknown) => void;
} {
  const [error, fail] = useState<unknown>(undefined);
  const { head } = books.ledger;
  const [player, version] = usePlayer(reader, head, fail);
  const [isPlaying, play] = useState(false);
  const [speed, setSpeed] = useState(8);
  const ask = askingOf(address, go);
  const asked = useSequence(address.question.knownAt, head, fail);
  const shownAt = useRef<bigint | undefined>(undefined);
  // The address moves the player, and the player the address.
  useEffect(() => void (shownAt.current = undefined), [player]);
  useEffect(() => {
    if (asked === undefined) return;
    if (shownAt.current !== asked) player.seek(asked).catch(fail);
    shownAt.current = asked;
  }, [asked, player]);
  const moved = (how: "push" | "replace"): void => {
    shownAt.current = player.fold.sequence;
    ask({ knownAt: String(player.fold.sequence) }, how);
  };
  useClock(player, isPlaying, speed, () => (moved("replace"), player.isAtEnd && play(false)), fail, address);
  const goTo = (sequence: bigint): void => {
    play(false);
    ask({ knownAt: sequence >= head ? undefined : String(sequence) }, "replace");
  };
  const step = (): void => {
    play(false);
    player.next().then(() => moved("push")).catch(fail);
  };
  const togglePlay = (): void => play(!isPlaying && !player.isAtEnd);
  useKeys((key) => {
    // On a button the space bar is that button's.
    const isPlay = key === " " && document.activeElement?.tagName !== "BUTTON";
    if (isPlay) togglePlay();
    return isPlay;
  });
  const again = (): void => (fail(undefined), void player.seek(asked ?? 0n).catch(fail));
  return { player, version, isPlaying, togglePlay, goTo, step, speed, setSpeed, error, again, fail };
}
