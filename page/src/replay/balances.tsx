// The balances at a step of a replay, as bars, and whether they are those of the ledger.
import { useEffect, useState } from "preact/hooks";
import type { BalanceReport, BalanceRow, PostingRow, UnitRow } from "../../generated/proto/view_pb";
import { MEASURES, type Measure, type Question } from "../address";
import { amountOf, rateOf } from "../answer";
import { Icon } from "../icons";
import { ledger, questionText } from "../ledger";
import { VerifyLink } from "../link";
import { countText, percentText } from "../numbers";
import { partOf } from "../rates";
import type { Reader } from "../reader";
import type { Scope } from "./fold";
import type { Places } from "./places";
import type { Player } from "./player";

function Tank({ reader, name, row, whole, moved }: {
  reader: Reader;
  name: string;
  row: BalanceRow | undefined;
  whole: bigint;
  moved: string | undefined;
}) {
  const rate = row && rateOf(row, "disbursed-of-allocated");
  return (
    <section class={moved === undefined ? "tank" : "tank moved"} aria-label={name}>
      <h3>{name}<span>{rate === undefined ? "–" : percentText(reader.language, rate.percent)}</span></h3>
      <dl>
        {MEASURES.map((measure: Measure) => {
          const amount = (row && amountOf(row, measure)) ?? 0n;
          return (
            <div key={measure} class={measure === moved ? `${measure} moved-line` : measure}>
              <dt>{reader.say(measure)}</dt>
              <dd><span class="bar"><i class={measure} style={{ width: `${partOf(amount, whole) * 100}%` }} /></span><b>{reader.millions(amount)}</b></dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

// What was computed again is compared with the ledger's own balance of the same moment.
// asked  what is replayed, with its boundaries, but for the moment.
function Check({ reader, player, scope, asked, isPlaying, answered }: {
  reader: Reader;
  player: Player;
  scope: Scope;
  asked: Question;
  isPlaying: boolean;
  answered: (report: BalanceReport) => void;
}) {
  const { sequence, asOf } = player.fold;
  const [found, setFound] = useState<{ at: bigint; total: BalanceRow } | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    if (isPlaying || asOf === "") return undefined;
    const question = questionText({ ...asked, asOf, knownAt: String(sequence) });
    ledger.getBalance({ question }).then(({ report }) => {
      if (!isCurrent || report?.total === undefined) return;
      setFound({ at: sequence, total: report.total });
      answered(report);
    }, () => undefined);
    return () => void (isCurrent = false);
  }, [sequence, asOf, isPlaying, JSON.stringify(asked)]);
  const mine = player.fold.rowsBy(scope, () => "").get("");
  const amount = (row: BalanceRow | undefined, measure: Measure): bigint => (row && amountOf(row, measure)) ?? 0n;
  const differs = found?.at === sequence && MEASURES.some((measure) => amount(mine, measure) !== amount(found.total, measure));
  return (
    <div class="recomputed">
      <p class={differs ? "differs" : "agrees"} role={differs ? "alert" : undefined}>
        {!differs && found?.at === sequence && <Icon name="check" />}
        {reader.say(differs ? "replayDiffers" : found?.at === sequence ? "replayAgrees" : "replayed", { n: countText(reader.language, player.eventsApplied) })}
        {differs && <VerifyLink reader={reader} />}
      </p>
      <p class="small">{reader.say("fromEvents")}</p>
      <code>tranche replay --to {String(sequence)} --watch</code>
    </div>
  );
}

const greatestOf = (rows: readonly (BalanceRow | undefined)[]): bigint =>
  rows.flatMap((row) => MEASURES.map((measure) => (row && amountOf(row, measure)) ?? 0n))
    .reduce((most, amount) => (amount > most ? amount : most), 1n);

// Nation and regions; the line that the last step moved is marked.
// moved  the last step, if it is of the scope.
export function Balances({ reader, player, scope, asked, units, places, moved, isPlaying, answered }: {
  reader: Reader;
  player: Player;
  scope: Scope;
  asked: Question;
  units: readonly UnitRow[];
  places: Places;
  moved: PostingRow | undefined;
  isPlaying: boolean;
  answered: (report: BalanceReport) => void;
}) {
  const total = player.fold.rowsBy(scope, () => "").get("");
  const regions = player.fold.rowsBy(scope, places.regionOf);
  const movedRegion = moved && places.regionOf(moved.line?.unitId ?? "");
  const regional = greatestOf([...regions.values()]);
  return (
    <div class="tanks" role="region" tabIndex={0} aria-label={reader.say("balances")}>
      <Tank reader={reader} name={reader.say("nation")} row={total} whole={greatestOf([total])} moved={moved?.measure} />
      {units.filter(({ type }) => type === "region").map(({ unitId }) => (
        <Tank key={unitId} reader={reader} name={reader.unitName(unitId)} row={regions.get(unitId)} whole={regional}
          moved={unitId === movedRegion ? moved?.measure : undefined} />
      ))}
      <Check {...{ reader, player, scope, asked, isPlaying, answered }} />
    </div>
  );
}
