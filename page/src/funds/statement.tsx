// The ten numbered lines with their formulas, one column for each source and one for all.
import type { BalanceRow } from "../../generated/proto/view_pb";
import { MEASURES, type Measure } from "../address";
import { amountOf } from "../answer";
import type { Label } from "../labels";
import { VerifyLink } from "../link";
import type { Reader } from "../reader";
import { WideTable } from "../wide_table";
import { type Amounts, FORMULA_WITH_CARRIED, LINES, type Line, type LineName, lineOf, noAmounts, totalOf } from "./fold";
import type { Funds } from "./funds";
import { type Open, PartAmount } from "./part_amount";

const NAMES = Object.keys(LINES) as (keyof typeof LINES)[];
const WITH_CARRIED: readonly LineName[] = [...NAMES.slice(0, 4), "carried", "lapsed", ...NAMES.slice(4)];
const KEY_LINES: readonly LineName[] = ["planAfter", "allocated", "to-allocate", "disbursed", "to-disburse", "executed"];

// The measures that do not add up to what the ledger says.
function wrongSums(total: Amounts, funds: Funds): Measure[] {
  return MEASURES.filter((measure) => {
    const line = Object.values<Line>(LINES).find((one) => one.measure === measure && one.part === undefined);
    return line !== undefined && line.of(total) !== amountOf(funds.total, measure);
  });
}

// A number of a line.
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
  const { measure, part, of } = lineOf(name);
  const amount = of(amounts);
  const later = funds.later && (source === undefined ? totalOf(funds.later) : funds.later.bySource.get(source) ?? noAmounts());
  // What is known now of a measure the ledger says itself.
  const isKnown = part === undefined && funds.now !== undefined;
  const known = isKnown ? (now && amountOf(now, measure)) ?? 0n : amount + (later === undefined ? 0n : of(later));
  const unit = [reader.unitName(funds.question.unit ?? ""), ...(source === undefined ? [] : [reader.sourceName(source)])].join(", ");
  return <PartAmount {...{ reader, amount, measure, part, source, unit, open }} now={known} />;
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
      <WideTable named="statement-heading" look="plain statement">
        <thead>
          <tr>
            <th scope="col" class="at">{reader.say("lineNumber")}</th>
            <th scope="col">{reader.say("line")}</th>
            {sources.map((source) => <th key={source} scope="col" class="number">{reader.sourceName(source)}</th>)}
            <th scope="col" class="number">{reader.say("total")}</th>
          </tr>
        </thead>
        <tbody>
          {(funds.fold.hasCarried ? WITH_CARRIED : NAMES).map((name) => {
            const { number, formula } = lineOf(name);
            return (
              <tr key={name} class={`${KEY_LINES.includes(name) ? "key-line" : ""} ${name === "executed" ? "apart" : ""}`}>
                <td class="at">{number}</td>
                <th scope="row">
                  {reader.say(name)} <small>{name === "executed" ? reader.say("neverAdded") : name === "to-disburse" && funds.fold.hasCarried ? FORMULA_WITH_CARRIED : formula}</small>
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
      </WideTable>
      {wrong.map((measure) => (
        <p key={measure} class="problem" role="alert">{reader.say("sumsDiffer", { measure: reader.say(measure) })}<VerifyLink reader={reader} /></p>
      ))}
      <Available reader={reader} funds={funds} />
      {funds.fold.hasReversals && <p class="small">{reader.say("whereReversalsCount")}</p>}
    </>
  );
}
