// The four totals, in billions, with what is known now of those that changed later.
import { type Measure, MEASURES, type RateName, type Why } from "./address";
import { type Row, amountOf, changedLater, rateOf } from "./answer";
import type { Label } from "./labels";
import { percentText } from "./numbers";
import type { Reader } from "./reader";

// Below each total: which rate, and the label that says of what.
const BELOW: Record<Measure, [RateName, Label] | undefined> = {
  plan: undefined,
  allocated: ["allocated-of-plan", "ofPlan"],
  disbursed: ["disbursed-of-allocated", "ofAllocated"],
  executed: ["executed-of-plan", "ofPlan"],
};

function belowText(reader: Reader, { record }: Row, measure: Measure): string {
  const below = BELOW[measure];
  if (below === undefined) return reader.say("ceiling");
  const rate = record && rateOf(record, below[0]);
  return reader.say(below[1], { percent: rate === undefined ? "–" : percentText(reader.language, rate.percent) });
}

function Total({ reader, row, measure, open }: { reader: Reader; row: Row; measure: Measure; open: (why: Why) => void }) {
  const amount = (row.record && amountOf(row.record, measure)) ?? 0n;
  const changed = changedLater(row, measure);
  const now = (row.now && amountOf(row.now, measure)) ?? amount;
  return (
    <div class={`figure ${measure}`}>
      <dt>{reader.say(measure)}</dt>
      <dd>
        <button type="button" class={changed ? "amount changed" : "amount"} title={reader.inFull(amount)}
          aria-label={reader.say("openEvents", {
            measure: reader.say(measure), unit: reader.say("nation"), amount: reader.billions(amount), scale: reader.say("billion"),
          })}
          onClick={() => open({ unit: "", measure })}>
          {reader.billions(amount)}<small>{reader.say("billion")}</small>
        </button>
        {changed ? (
          <span class="known-now">
            {reader.say("knownNowAmount", { amount: reader.billions(now), change: reader.billionsChange(now - amount) })}
          </span>
        ) : <span class="below">{belowText(reader, row, measure)}</span>}
      </dd>
    </div>
  );
}

export function Totals({ reader, row, open }: { reader: Reader; row: Row; open: (why: Why) => void }) {
  return (
    <dl class="totals">
      {MEASURES.map((measure) => <Total key={measure} {...{ reader, row, measure, open }} />)}
    </dl>
  );
}
