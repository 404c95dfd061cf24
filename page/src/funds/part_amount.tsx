// A number of the use of funds, which opens its events; with a dot where it changed later.
import type { Measure } from "../address";
import type { Reader } from "../reader";
import { whyText } from "../why_part";

// Shows the events behind a number.
export type Open = (measure: Measure, part?: string, source?: string) => void;

// now  what is known now of it.
export function PartAmount({ reader, amount, now, measure, part, source, unit, open }: {
  reader: Reader;
  amount: bigint;
  now: bigint;
  measure: Measure;
  part?: string | undefined;
  source?: string | undefined;
  unit: string;
  open: Open;
}) {
  const text = reader.millions(amount);
  const changed = now !== amount;
  const told = whyText(reader, { unit: "", measure, ...(part !== undefined && { part }) });
  return (
    <button type="button" class={changed ? "amount changed" : "amount"} onClick={() => open(measure, part, source)}
      title={changed ? reader.say("changedLaterTo", { amount: reader.inFull(now) }) : reader.inFull(amount)}
      aria-label={reader.say("openEvents", { measure: told, unit, amount: text, scale: reader.million })}>
      {text}
    </button>
  );
}
