// The ten numbered lines with their formulas, one column for each source and one for all.
import { MEASURES, type Measure } from "../address";
import { amountOf } from "../answer";
import type { Label } from "../labels";
import { VerifyLink } from "../link";
import type { Reader } from "../reader";
import { type Amounts, LINES, type Line, type LineName, totalOf } from "./fold";
import type { Funds } from "./funds";

const NAMES = Object.keys(LINES) as LineName[];
const KEY_LINES: readonly LineName[] = ["planAfter", "allocated", "to-allocate", "disbursed", "to-disburse", "executed"];

// The measures that do not add up to what the ledger says.
function wrongSums(total: Amounts, funds: Funds): Measure[] {
  return MEASURES.filter((measure) => {
    const line = Object.values<Line>(LINES).find((one) => one.measure === measure);
    return line !== undefined && line.of(total) !== amountOf(funds.total, measure);
  });
}

function Total({ reader, name, total, funds, open }: {
  reader: Reader;
  name: LineName;
  total: Amounts;
  funds: Funds;
  open: (measure: Measure) => void;
}) {
  const { measure, of }: Line = LINES[name];
  const text = reader.millions(of(total));
  if (measure === undefined) return <>{text}</>;
  const now = funds.now && amountOf(funds.now, measure);
  const changed = now !== undefined && now !== of(total);
  return (
    <button type="button" class={changed ? "amount changed" : "amount"} onClick={() => open(measure)}
      title={changed ? reader.say("changedLaterTo", { amount: reader.inFull(now) }) : reader.inFull(of(total))}
      aria-label={reader.say("openEvents", {
        measure: reader.say(name), unit: reader.unitName(funds.question.unit ?? ""), amount: text, scale: reader.million,
      })}>
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

export function Statement({ reader, funds, open }: { reader: Reader; funds: Funds; open: (measure: Measure) => void }) {
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
              const { number, formula, of }: Line = LINES[name];
              return (
                <tr key={name} class={`${KEY_LINES.includes(name) ? "key-line" : ""} ${name === "executed" ? "apart" : ""}`}>
                  <td class="at">{number}</td>
                  <th scope="row">
                    {reader.say(name)} <small>{name === "executed" ? reader.say("neverAdded") : formula}</small>
                  </th>
                  {sources.map((source) => {
                    const amounts = bySource.get(source);
                    return <td key={source} class="number">{amounts === undefined ? "–" : reader.millions(of(amounts))}</td>;
                  })}
                  <td class="number"><Total {...{ reader, name, total, funds, open }} /></td>
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
