// Beside the band: how many events were recorded later, and what the lines mean.
import type { Label } from "../labels";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import type { Moments } from "./timeline";

function Sample({ kind, text }: { kind: "counted" | "later"; text: string }) {
  return <span><i class={kind} />{text}</span>;
}

export function Hindsight({ reader, moments, isEmpty }: { reader: Reader; moments: Moments | undefined; isEmpty: boolean }) {
  const count = moments?.recordedLater ?? 0;
  const label: Label = count === 1 ? "recordedLaterOne" : "recordedLater";
  return (
    <div class="hindsight">
      {count > 0 && (
        <p class="known"><i /><span><b>{countText(reader.language, count)}</b> {reader.say(label)}</span></p>
      )}
      {!isEmpty && (
        <p class="line-key">
          <Sample kind="counted" text={reader.say("counted")} /><Sample kind="later" text={reader.say("effectiveLater")} />
        </p>
      )}
    </div>
  );
}
