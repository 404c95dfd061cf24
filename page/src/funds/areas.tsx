// What was disbursed and executed for each area.
import { barStyle, partOf } from "../rates";
import type { Reader } from "../reader";
import type { Fold } from "./fold";
import { type Open, PartAmount } from "./part_amount";

export function Areas({ reader, fold, later, unit, open }: { reader: Reader; fold: Fold; later: Fold | undefined; unit: string; open: Open }) {
  const sum = ({ disbursed, executed }: { disbursed: bigint; executed: bigint }): bigint => disbursed + executed;
  const areas = [...fold.byArea].sort(([, a], [, b]) => (sum(a) < sum(b) ? 1 : sum(a) > sum(b) ? -1 : 0));
  if (areas.length === 0) return null;
  const greatest = areas.reduce((most, [, { disbursed, executed }]) => [most, disbursed, executed].reduce((a, b) => (b > a ? b : a)), 1n);
  const percent = (amount: bigint): string => `${partOf(amount, greatest) * 100}%`;
  return (
    <>
      <h2 id="areas-heading">{reader.say("byArea")} <small>{reader.million}</small></h2>
      <table class="plain areas" aria-labelledby="areas-heading">
        <thead>
          <tr>
            <th scope="col">{reader.say("area")}</th>
            <th scope="col" class="bars"><span class="hidden">{reader.say("bars")}</span></th>
            <th scope="col" class="number">{reader.say("disbursed")}</th>
            <th scope="col" class="number">{reader.say("executed")}</th>
          </tr>
        </thead>
        <tbody>
          {areas.map(([area, { disbursed, executed }]) => (
            <tr key={area}>
              <th scope="row">{area === "" ? reader.say("noArea") : reader.areaName(area)}</th>
              <td class="bars">
                <div class="bar" style={barStyle(percent(disbursed), "0")}>
                  {executed > 0n && <i class="executed" style={{ left: percent(executed) }} />}
                </div>
              </td>
              {(["disbursed", "executed"] as const).map((measure) => {
                const amount = measure === "disbursed" ? disbursed : executed;
                return (
                  <td key={measure} class={measure === "executed" ? "number quiet" : "number"}>
                    <PartAmount {...{ reader, unit, amount, measure, open }} part={`area:${area}`} now={amount + (later?.byArea.get(area)?.[measure] ?? 0n)} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small">{reader.say("sharedByAreas")}</p>
    </>
  );
}
