// What is left on the effective date and on each later day on which something changes, as it is and with what is being
// recorded: the rules are kept on every one of them.
import { dateText } from "../dates";
import type { AmountName } from "../effect";
import type { Books } from "../events/facts";
import { ledger } from "../ledger";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { type Day, daysFrom } from "./days";
import { LeftChart } from "./left_chart";

const SHOWN_MAX = 12;
// Of a unit with more postings it would take too long to tell while one types.
const POSTINGS_MAX = 20_000;
const LAST_DAY = "9999-12-31";

export interface LeftByDay {
  name: AmountName;
  days: Day[]; // the effective date first
  earlier: Day[]; // those before it
  change: bigint; // of what is being recorded
}

// Which measure adds to what is left, and which take from it.
const MEASURES_OF: Partial<Record<AmountName, [adds: string, ...takes: string[]]>> = {
  "to-allocate": ["plan", "allocated"], "to-disburse": ["allocated", "disbursed"], free: ["allocated", "disbursed", "committed"],
};

// Of the unit itself, without its members, which have their own. undefined if the ledger cannot say it quickly.
export async function leftByDay(
  { unit, source, year }: Books, name: AmountName, effective: string, knownAt: bigint, change: bigint, signal: AbortSignal,
): Promise<LeftByDay | undefined> {
  const measures = MEASURES_OF[name];
  if (measures === undefined || change === 0n) return undefined;
  const changes = new Map<string, bigint>();
  let count = 0;
  const question = { unit, source, fiscalYear: year, asOf: LAST_DAY, knownAt: String(knownAt) };
  for await (const { part } of ledger.explain({ question }, { signal })) {
    for (const { line, measure, effectiveDate, amount } of part?.postings ?? []) {
      const side = measures.indexOf(measure);
      if (side < 0 || line?.unitId !== unit) continue;
      changes.set(effectiveDate, (changes.get(effectiveDate) ?? 0n) + (side === 0 ? BigInt(amount) : -BigInt(amount)));
    }
    count += part?.postings.length ?? 0;
    if (count > POSTINGS_MAX) return undefined;
  }
  const earlier = new Map([...changes].filter(([date]) => date < effective));
  return { name, days: daysFrom(effective, changes), earlier: earlier.size === 0 ? [] : daysFrom("", earlier).slice(1), change };
}

export function LeftOnEachDay({ reader, left: { name, days, earlier, change } }: { reader: Reader; left: LeftByDay }) {
  const over = days.findIndex((day) => day.left + change < 0n);
  // The first day over is always shown.
  const begin = Math.max(0, Math.min(over - SHOWN_MAX + 1, days.length - SHOWN_MAX));
  const shown = days.slice(begin, begin + SHOWN_MAX);
  const caption = reader.say("leftByDay", { amount: reader.say(name) });
  return (
    <>
      <h3>{caption}</h3>
      <LeftChart reader={reader} days={[...earlier, ...days]} effective={days[0]?.date ?? ""} change={change} label={caption} />
      <table class="before-after by-day">
        <caption class="hidden">{caption}</caption>
        <thead><tr><td /><th scope="col">{reader.say("leftNow")}</th><th scope="col">{reader.say("leftThen")}</th></tr></thead>
        <tbody>
          {shown.map((day, index) => (
            <tr key={day.date} class={begin + index === over ? "refused" : ""}>
              <th scope="row">{dateText(reader.language, day.date)}</th>
              <td>{reader.millions(day.left)}</td><td>{reader.millions(day.left + change)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < days.length && (
        <p class="note-line">{reader.say("firstOf", { n: countText(reader.language, shown.length), m: countText(reader.language, days.length) })}</p>
      )}
    </>
  );
}
