// The controls of a replay: to the beginning, play, one event on, and the slider by sequence with its reversals
// and with how many events were recorded.
import { useEffect, useState } from "preact/hooks";
import { instantText } from "../dates";
import { Icon } from "../icons";
import { ledger } from "../ledger";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { sequenceAfterKey } from "../sliders";
import { Density } from "./density";
import type { Player } from "./player";

const MARKS_MAX = 500;

function useReversals(head: bigint): bigint[] {
  const [sequences, setSequences] = useState<bigint[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    const found: bigint[] = [];
    const read = async (): Promise<void> => {
      for await (const { part } of ledger.listEvents({ kind: "EventReversed", pageSize: MARKS_MAX }, { signal: abort.signal })) {
        for (const { sequence } of part?.events ?? []) found.push(sequence);
      }
    };
    // Marks are a help, not an answer: without them the slider is as it is.
    read().then(() => setSequences(found), () => undefined);
    return () => abort.abort();
  }, [head]);
  return sequences;
}

export function Transport({ reader, player, head, isPlaying, goTo, step, togglePlay }: {
  reader: Reader;
  player: Player;
  head: bigint;
  isPlaying: boolean;
  goTo: (sequence: bigint) => void;
  step: () => void;
  togglePlay: () => void;
}) {
  const reversals = useReversals(head);
  const { sequence } = player.fold;
  const recordedAt = player.recent.at(-1)?.recordedAt;
  const instant = recordedAt && instantText(reader.language, reader.instant(recordedAt.seconds));
  const event = reader.say("event", { sequence: countText(reader.language, sequence) });
  return (
    <section class="transport" aria-label={reader.say("replay")}>
      <button type="button" class="tool" aria-label={reader.say("toBeginning")} title={reader.say("toBeginning")} onClick={() => goTo(0n)}>
        <Icon name="previous" />
      </button>
      <button type="button" class="play" onClick={togglePlay} disabled={player.isAtEnd && !isPlaying}>
        <Icon name={isPlaying ? "pause" : "play"} />{reader.say(isPlaying ? "pause" : "play")}
      </button>
      <button type="button" class="tool" aria-label={reader.say("step")} title={reader.say("step")} disabled={player.isAtEnd} onClick={step}>
        <Icon name="next" />
      </button>
      <div class="scrub">
        <Density head={head} sequence={sequence} />
        <div class="marks" aria-hidden="true">
          {reversals.map((one) => <i key={String(one)} style={{ left: `${(Number(one) / Math.max(Number(head), 1)) * 100}%` }} title={`#${one}`} />)}
        </div>
        <input type="range" min={0} max={Number(head)} value={Number(sequence)} aria-label={reader.say("sequence")}
          aria-valuetext={instant === undefined ? event : reader.say("instantAndEvent", { instant, sequence: String(sequence) })}
          onInput={(change) => goTo(BigInt(change.currentTarget.value))}
          onKeyDown={(event) => {
            const next = sequenceAfterKey(event.key, sequence, head);
            if (next === undefined) return;
            goTo(next);
            event.preventDefault();
          }} />
      </div>
      <p class="line-key">
        <span><i class="a-day" />{reader.say("recordedADay")}</span>
        {reversals.length > 0 && <span><i class="reversal" />{reader.say("EventReversed")}</span>}
      </p>
      <p class="position"><b>{event}</b><span>{instant}</span></p>
    </section>
  );
}
