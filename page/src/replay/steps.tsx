// The steps of a replay: those that come, the one that was just taken, and the last ones before it.
import type { PostingRow } from "../../generated/proto/view_pb";
import { dateText, instantText } from "../dates";
import { kindText } from "../events/facts";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import type { Player } from "./player";

function Step({ reader, step, state }: { reader: Reader; step: PostingRow; state: "coming" | "now" | "done" }) {
  const recorded = step.recordedAt && instantText(reader.language, reader.instant(step.recordedAt.seconds));
  const late = reader.daysLate(step.effectiveDate, step.recordedAt);
  return (
    <li class={state} aria-current={state === "now" ? "step" : undefined}>
      <span class="what">{kindText(reader, step.kind)} · {reader.unitName(step.line?.unitId ?? "")}</span>
      <b>{reader.millionsChange(BigInt(step.amount))}</b>
      {state !== "coming" && (
        <span class="details">
          #{countText(reader.language, step.sequence)} · {dateText(reader.language, step.effectiveDate)} → {recorded} · {reader.sourceName(step.line?.sourceId ?? "")}
          {late > 0 && <b class="days-late"> {reader.lateText(late)}</b>}
        </span>
      )}
    </li>
  );
}

export function Steps({ reader, player }: { reader: Reader; player: Player }) {
  const last = player.recent.at(-1);
  return (
    <section class="replay-steps" aria-labelledby="steps-heading" tabIndex={0}>
      <h2 id="steps-heading">{reader.say("stepByStep")} <small>{reader.million}</small></h2>
      <ol>
        {[...player.coming].reverse().map((step, index) => <Step key={`coming-${index}`} reader={reader} step={step} state="coming" />)}
        {[...player.recent].reverse().map((step, index) => (
          <Step key={index} reader={reader} step={step} state={step.sequence === last?.sequence ? "now" : "done"} />
        ))}
      </ol>
    </section>
  );
}
