// The ten numbered lines with their formulas, one column for each source and one for all.
import type { BalanceRow } from "../../generated/proto/view_pb";
import { MEASURES, type Measure } from "../address";
import { amountOf } from "../answer";
import type { Label } from "../labels";
import { VerifyLink } from "../link";
import type { Reader } from "../reader";
import { type Amounts, LINES, type Line, type LineName, totalOf } from "./fold";
import type { Funds } from "./funds";

const NAMES = Object.keys(LINES) as LineName[];
const KEY_LINES: readonly LineName[] = ["planAfter", "allocated", "to-allocate", "disbursed", "to-disburse", "executed"];

type Open = (measure: Measure, source?: string) => void;

// The measures that do not add up to what the ledger says.
function wrongSums(total: Amounts, funds: Funds): Measure[] {
  return MEASURES.filter((measure) => {
    const line = Object.values<Line>(LINES).find((one) => one.measure === measure);
    return line !== undefined && line.of(total) !== amountOf(funds.total, measure);
  });
}

// A number of a line that is a measure opens its events.
// source  of whose column it is; absent: of all.
// now     what is known now of it; absent if that is nothing.
function Amount({ reader, name, amounts, source, now, funds, open }: {
  reader: Reader;
  name: LineName;
  amounts: Amounts;
  source?: string;
  now: BalanceRow | undefined;
  funds: Funds;
  open: Open;
}) {
  const { measure, of }: Line = LINES[name];
  const amount = of(amounts);
  const text = reader.millions(amount);
  if (measure === undefined) return <>{text}</>;
  const later = funds.now === undefined ? amount : (now && amountOf(now, measure)) ?? 0n;
  const changed = later !== amount;
  const unit = [reader.unitName(funds.question.unit ?? ""), ...(source === undefined ? [] : [reader.sourceName(source)])].join(", ");
  return (
    <button type="button" class={changed ? "amount changed" : "amount"} onClick={() => open(measure, source)}
      title={changed ? reader.say("changedLaterTo", { amount: reader.inFull(later) }) : reader.inFull(amount)}
      aria-label={reader.say("openEvents", { measure: reader.say(name), unit, amount: text, scale: reader.million })}>
      {text}
    </button>
  );
}

// What may still be allocated or disbursed is less than lines 5 and 9 when a later day leaves less.
function Available({ reader, funds: { total } }: { reader: Reader; funds: Funds }) {
  const lines: [string | undefined, Label][] = [
    [total.unallocated === undefined ? undefined : total.availableToAllocate, "lessToAllocate"],
    [total.undisbursed === undefined ? undefined : total.availableToDisburse, "lessToDisburse"],
  ];
  return (
    <>
      {lines.map(([amount, label]) => amount !== undefined && (
        <p key={label} class="small">{reader.say(label, { amount: reader.millions(BigInt(amount || "0")) })}</p>
      ))}
    </>
  );
}

export function Statement({ reader, funds, open }: { reader: Reader; funds: Funds; open: Open }) {
  const { bySource } = funds.fold;
  const sources = [...bySource.keys()].sort();
  const total = totalOf(funds.fold);
  const wrong = wrongSums(total, funds);
  return (
    <>
      <h2 id="statement-heading">{reader.say("units")} <small>{reader.million}</small></h2>
      <div class="scroll-x" role="region" tabIndex={0} aria-labelledby="statement-heading">
        <table class="plain statement" aria-labelledby="statement-heading">
          <thead>
            <tr>
              <th scope="col" class="at">{reader.say("lineNumber")}</th>
              <th scope="col">{reader.say("line")}</th>
              {sources.map((source) => <th key={source} scope="col" class="number">{reader.sourceName(source)}</th>)}
              <th scope="col" class="number">{reader.say("total")}</th>
            </tr>
          </thead>
          <tbody>
            {NAMES.map((name) => {
              const { number, formula }: Line = LINES[name];
              return (
                <tr key={name} class={`${KEY_LINES.includes(name) ? "key-line" : ""} ${name === "executed" ? "apart" : ""}`}>
                  <td class="at">{number}</td>
                  <th scope="row">
                    {reader.say(name)} <small>{name === "executed" ? reader.say("neverAdded") : formula}</small>
                  </th>
                  {sources.map((source) => {
                    const amounts = bySource.get(source);
                    return <td key={source} class="number">{amounts === undefined ? "–" : <Amount {...{ reader, name, amounts, source, funds, open }} now={funds.nowBySource.get(source)} />}</td>;
                  })}
                  <td class="number"><Amount {...{ reader, name, funds, open }} amounts={total} now={funds.now} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {wrong.map((measure) => (
        <p key={measure} class="problem" role="alert">{reader.say("sumsDiffer", { measure: reader.say(measure) })}<VerifyLink reader={reader} /></p>
      ))}
      <Available reader={reader} funds={funds} />
      {funds.fold.hasReversals && <p class="small">{reader.say("whereReversalsCount")}</p>}
    </>
  );
}
