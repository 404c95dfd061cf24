// A chip beside what was reversed, which opens the reversal.
import { Icon } from "./icons";
import { staying } from "./link";
import { countText } from "./numbers";
import type { Reader } from "./reader";

export const eventPath = (reader: Reader, sequence: bigint): string => `/${reader.language}/events/${sequence}`;

export function ReversedChip({ reader, by, open }: { reader: Reader; by: bigint; open: (sequence: bigint) => void }) {
  const click = staying(() => open(by));
  return (
    <a class="chip reversal" href={eventPath(reader, by)} onClick={(event) => (event.stopPropagation(), click(event))}>
      <Icon name="undo" />{reader.say("reversedByEvent", { sequence: countText(reader.language, by) })}
    </a>
  );
}
