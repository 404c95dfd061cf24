// The tranches: since when, for which areas, and what is left of each.
import type { Measure } from "../address";
import { dateText } from "../dates";
import { countText, trancheText } from "../numbers";
import type { Reader } from "../reader";
import { WideTable } from "../wide_table";
import { type Fold, type Tranche, leftOf } from "./fold";
import { type Open, PartAmount } from "./part_amount";

const SHOWN_MAX = 200;

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

function inOrder(a: Tranche, b: Tranche): number {
  return compare(a.unit, b.unit) || compare(a.year, b.year) || compare(a.source, b.source) || compare(a.number, b.number);
}

const CARRIED = ["carried", "lapsed"] as const;

export function Tranches({ reader, fold, later, open }: { reader: Reader; fold: Fold; later: Fold | undefined; open: Open }) {
  const all = [...fold.tranches.values()].sort(inOrder);
  const shown = all.slice(0, SHOWN_MAX);
  const severalUnits = new Set(all.map(({ unit }) => unit)).size > 1;
  const severalYears = new Set(all.map(({ year }) => year)).size > 1;
  const columns = ["allocated", ...CARRIED.filter((name) => all.some((tranche) => tranche[name] !== 0n)), "disbursed"] as const;
  // A number of a tranche; what was recorded later of it is added to what is known now.
  const cell = (tranche: Tranche, measure: Measure, name: string, of: (one: Tranche) => bigint) => {
    const key = [tranche.unit, tranche.source, tranche.year, tranche.number].join("/");
    const more = later?.tranches.get(key);
    return (
      <td key={name} class="number">
        <PartAmount {...{ reader, measure, open }} part={`${name}:${key}`} unit={reader.unitName(tranche.unit)} amount={of(tranche)} now={of(tranche) + (more === undefined ? 0n : of(more))} />
      </td>
    );
  };
  return (
    <>
      <h2 id="tranches-heading">{reader.say("byTranche")} <small>{reader.million}</small></h2>
      {all.length === 0 ? <p class="small">{reader.say("noTranche")}</p> : (
        <WideTable named="tranches-heading">
          <thead>
            <tr>
              <th scope="col">{reader.say("tranche")}</th>
              {severalUnits && <th scope="col">{reader.say("unit")}</th>}
              {severalYears && <th scope="col">{reader.say("year")}</th>}
              <th scope="col">{reader.say("source")}</th>
              <th scope="col">{reader.say("effective")}</th>
              <th scope="col">{reader.say("areaLimits")}</th>
              {columns.map((name) => <th key={name} scope="col" class="number">{reader.say(name)}</th>)}
              <th scope="col" class="number">{reader.say("left")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((tranche) => (
              <tr key={`${tranche.unit}/${tranche.source}/${tranche.year}/${tranche.number}`}>
                <th scope="row">{trancheText(tranche.number)}</th>
                {severalUnits && <td>{reader.unitName(tranche.unit)}</td>}
                {severalYears && <td>{tranche.year}</td>}
                <td>{reader.sourceName(tranche.source)}</td>
                <td>{dateText(reader.language, tranche.since)}</td>
                <td class="wraps">{tranche.areas === "" ? <span class="quiet">{reader.say("anyArea")}</span> : reader.areaName(tranche.areas)}</td>
                {columns.map((name) => cell(tranche, name === "disbursed" ? name : "allocated", name === "carried" || name === "lapsed" ? name : "tranche", (one) => one[name]))}
                {cell(tranche, "allocated", "left", leftOf)}
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
      {all.length > shown.length && (
        <p class="small">{reader.say("firstOf", { n: countText(reader.language, shown.length), m: countText(reader.language, all.length) })}</p>
      )}
    </>
  );
}
