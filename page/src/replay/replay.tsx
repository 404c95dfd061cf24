// History again from the first event: play, step, speed, a slider by sequence. Map and bars move; the line that moved is
// marked. Where it stands it is compared with the ledger's own balance.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { BalanceReport, BalanceRow, PostingRow, UnitRow } from "../../generated/proto/view_pb";
import { MEASURES, type Measure } from "../address";
import { type Row, amountOf, rateOf } from "../answer";
import { BasisLine } from "../basis";
import { Segments } from "../choice";
import { dateText, instantText } from "../dates";
import { Icon } from "../icons";
import { useKeys } from "../keys";
import { ledger, questionText } from "../ledger";
import type { CountryMap as CountryMapOf } from "../map/map";
import { askingOf } from "../navigation";
import { countText, percentText } from "../numbers";
import { partOf } from "../rates";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { NoAnswer } from "../states";
import { kindText } from "../events/facts";
import { type Scope } from "./fold";
import { Player } from "./player";
import { Transport } from "./transport";

// What is counted where: a unit in the one that it is part of on the boundaries date, and in its region.
interface Places {
  unitOf: (unit: string) => string | undefined;
  regionOf: (unit: string) => string | undefined;
}

function placesOf(all: readonly UnitRow[], units: readonly UnitRow[]): Places {
  const [everywhere, here] = [new Map(all.map((unit) => [unit.unitId, unit])), new Map(units.map((unit) => [unit.unitId, unit]))];
  const unitOf = (unit: string): string | undefined => {
    for (let id = unit; id !== ""; id = everywhere.get(id)?.successorUnitId ?? "") if (here.has(id)) return id;
    return undefined;
  };
  const regionOf = (unit: string): string | undefined => {
    const found = here.get(unitOf(unit) ?? "");
    return found?.type === "region" ? found.unitId : found?.regionId || undefined;
  };
  return { unitOf, regionOf };
}

function useMap(): typeof CountryMapOf | undefined {
  const [map, setMap] = useState<{ CountryMap: typeof CountryMapOf } | undefined>(undefined);
  useEffect(() => void import("../map/map").then(({ CountryMap }) => setMap({ CountryMap })), []);
  return map?.CountryMap;
}

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

function Step({ reader, step, state }: { reader: Reader; step: PostingRow; state: "coming" | "now" | "done" }) {
  const recorded = step.recordedAt && instantText(reader.language, reader.instant(step.recordedAt.seconds));
  return (
    <li class={state} aria-current={state === "now" ? "step" : undefined}>
      <span class="what">{kindText(reader, step.kind)} · {reader.unitName(step.line?.unitId ?? "")}</span>
      <b>{reader.millionsChange(BigInt(step.amount))}</b>
      {state !== "coming" && (
        <span class="details">
          #{countText(reader.language, step.sequence)} · {dateText(reader.language, step.effectiveDate)} → {recorded} · {reader.sourceName(step.line?.sourceId ?? "")}
        </span>
      )}
    </li>
  );
}

function Steps({ reader, player }: { reader: Reader; player: Player }) {
  const last = player.recent.at(-1);
  return (
    <section class="replay-steps" aria-labelledby="steps-heading" tabIndex={0}>
      <h2 id="steps-heading">{reader.say("stepByStep")} <small>{reader.million}</small></h2>
      <ol>
        {[...player.coming].reverse().map((step, index) => <Step key={`coming-${index}`} reader={reader} step={step} state="coming" />)}
        {[...player.recent].reverse().map((step, index) => (
          <Step key={index} reader={reader} step={step} state={step.sequence === last?.sequence ? "now" : "done"} />
        ))}
      </ol>
    </section>
  );
}

// What was computed again is compared with the ledger's own balance of the same moment.
function Check({ reader, player, scope, isPlaying, answered }: {
  reader: Reader;
  player: Player;
  scope: Scope;
  isPlaying: boolean;
  answered: (report: BalanceReport) => void;
}) {
  const { sequence, asOf } = player.fold;
  const [found, setFound] = useState<{ at: bigint; total: BalanceRow } | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    if (isPlaying || asOf === "") return undefined;
    const question = questionText({
      asOf, knownAt: String(sequence),
      ...(scope.year !== undefined && { year: scope.year }), ...(scope.source !== undefined && { source: scope.source }),
    });
    ledger.getBalance({ question }).then(({ report }) => {
      if (!isCurrent || report?.total === undefined) return;
      setFound({ at: sequence, total: report.total });
      answered(report);
    }, () => undefined);
    return () => void (isCurrent = false);
  }, [sequence, asOf, isPlaying, scope.year, scope.source]);
  const mine = player.fold.rowsBy(scope, () => "").get("");
  const amount = (row: BalanceRow | undefined, measure: Measure): bigint => (row && amountOf(row, measure)) ?? 0n;
  const differs = found?.at === sequence && MEASURES.some((measure) => amount(mine, measure) !== amount(found.total, measure));
  return (
    <div class="recomputed">
      <p class={differs ? "differs" : "agrees"} role={differs ? "alert" : undefined}>
        {!differs && found?.at === sequence && <Icon name="check" />}
        {reader.say(differs ? "replayDiffers" : found?.at === sequence ? "replayAgrees" : "replayed", { n: countText(reader.language, player.eventsApplied) })}
      </p>
      <p class="small">{reader.say("fromEvents")}</p>
      <code>tranche replay --to {String(sequence)} --watch</code>
    </div>
  );
}

// The sequence of the moment that the address names; the ledger says which event was the last one by a date.
function useSequence(knownAt: string | undefined, head: bigint, fail: (error: unknown) => void): bigint | undefined {
  const [found, setFound] = useState<{ knownAt: string; sequence: bigint } | undefined>(undefined);
  const isMoment = knownAt !== undefined && !/^[0-9]+$/.test(knownAt);
  useEffect(() => {
    if (!isMoment) return;
    ledger.getBalance({ question: questionText({ knownAt }) }).then(({ report }) => {
      if (report?.basis !== undefined) setFound({ knownAt, sequence: report.basis.knownAtSequence });
    }, fail);
  }, [knownAt]);
  if (knownAt === undefined) return head;
  if (!isMoment) return BigInt(knownAt);
  return found?.knownAt === knownAt ? found.sequence : undefined;
}

// A ledger that has grown is played anew.
function usePlayer(reader: Reader, head: bigint, fail: (error: unknown) => void): [Player, number] {
  const [version, setVersion] = useState(0);
  const player = useMemo(() => new Player(
    (step) => (step.recordedAt === undefined ? "" : reader.instant(step.recordedAt.seconds).slice(0, 10)),
    () => setVersion((before) => before + 1)), [head]);
  useEffect(() => () => player.close(), [player]);
  useEffect(() => void player.seek(0n).catch(fail), [player]);
  return [player, version];
}

export function Replay({ reader, books, address, go, answered }: ScreenProps) {
  const { question, view } = address;
  const [error, setError] = useState<unknown>(undefined);
  const { head } = books.ledger;
  const [player, version] = usePlayer(reader, head, setError);
  const [isPlaying, play] = useState(false);
  const [speed, setSpeed] = useState(8);
  const [report, setReport] = useState<BalanceReport | undefined>(undefined);
  const CountryMap = useMap();
  const ask = askingOf(address, go);
  const scope: Scope = { year: question.year, source: question.source };
  const asked = useSequence(question.knownAt, head, setError);
  const shownAt = useRef<bigint | undefined>(undefined);

  const boundaries = question.boundaries ?? (question.year === undefined ? books.ledger.today : `${question.year}-12-31`);
  const [units, setUnits] = useState<UnitRow[]>([]);
  useEffect(() => void ledger.listUnits({ on: boundaries }).then(({ list }) => setUnits(list?.units ?? []), setError), [boundaries]);
  const places = useMemo(() => placesOf(books.units, units), [books, units]);

  useEffect(() => void (document.title = `${reader.say("replay")} · tranche`), [reader]);
  // The address moves the player, and the player the address.
  useEffect(() => void (shownAt.current = undefined), [player]);
  useEffect(() => {
    if (asked === undefined) return;
    if (shownAt.current !== asked) player.seek(asked).catch(setError);
    shownAt.current = asked;
  }, [asked, player]);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => {
      const steps = Math.max(1, Math.round(speed / 25));
      const moves = Array.from({ length: steps }).reduce((before: Promise<void>) => before.then(() => player.next()), Promise.resolve());
      moves.then(() => {
        shownAt.current = player.fold.sequence;
        ask({ knownAt: String(player.fold.sequence) }, "replace");
        if (player.isAtEnd) play(false);
      }).catch(setError);
    }, Math.max(40, 1000 / speed));
    return () => clearInterval(timer);
  }, [isPlaying, speed, address]);
  const goTo = (sequence: bigint): void => {
    play(false);
    ask({ knownAt: sequence >= head ? undefined : String(sequence) }, "replace");
  };
  const step = (): void => {
    play(false);
    player.next().then(() => {
      shownAt.current = player.fold.sequence;
      ask({ knownAt: String(player.fold.sequence) }, "push");
    }).catch(setError);
  };
  useKeys((key) => {
    // On a button the space bar is that button's.
    const isPlay = key === " " && document.activeElement?.tagName !== "BUTTON";
    if (isPlay) play(!isPlaying && !player.isAtEnd);
    return isPlay;
  });

  const last = player.recent.at(-1);
  const { byUnit, tanks } = useMemo(() => {
    const records = player.fold.rowsBy(scope, places.unitOf);
    const members = units.filter(({ type }) => type !== "region" && type !== "nation");
    const rows = new Map(members.map(({ unitId, regionId }): [string, Row] => {
      const record = records.get(unitId);
      return [unitId, { key: unitId, kind: "unit", unit: unitId, region: regionId, ...(record !== undefined && { record }) }];
    }));
    return { byUnit: rows, tanks: { total: player.fold.rowsBy(scope, () => "").get(""), regions: player.fold.rowsBy(scope, places.regionOf) } };
  }, [version, places, scope.year, scope.source]);
  const greatest = [tanks.total, ...tanks.regions.values()].slice(0, 1).flatMap((row) => MEASURES.map((measure) => (row && amountOf(row, measure)) ?? 0n))
    .reduce((most, amount) => (amount > most ? amount : most), 1n);
  const regional = [...tanks.regions.values()].flatMap((row) => MEASURES.map((measure) => amountOf(row, measure) ?? 0n))
    .reduce((most, amount) => (amount > most ? amount : most), 1n);
  const isInScope = last !== undefined && (scope.year === undefined || last.line?.fiscalYear === scope.year) &&
    (scope.source === undefined || last.line?.sourceId === scope.source);
  const movedUnit = isInScope ? places.unitOf(last.line?.unitId ?? "") : undefined;
  const movedRegion = isInScope ? places.regionOf(last.line?.unitId ?? "") : undefined;

  return (
    <main id="content" class="screen replay">
      <h1 class="hidden">{reader.say("replay")}</h1>
      <Transport {...{ reader, player, head, isPlaying, goTo, step }} togglePlay={() => play(!isPlaying && !player.isAtEnd)} />
      <div class="replay-scope">
        <Segments<string> label={reader.say("speed")} value={String(speed)} onChange={(value) => setSpeed(Number(value))}
          options={[2, 8, 40, 160].map((value) => ({ value: String(value), text: `${value}/s` }))} />
        <Segments<string> label={reader.say("year")} value={String(question.year ?? "")}
          onChange={(value) => ask({ year: value === "" ? undefined : Number(value) }, "push")}
          options={[{ value: "", text: reader.say("allYears") }, ...books.years.slice(-6).map((year) => ({ value: String(year), text: String(year) }))]} />
      </div>
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={() => (setError(undefined), void player.seek(asked ?? 0n).catch(setError))} />}
      <div class="beside replaying">
        <section class="map-panel" aria-label={reader.say("map")}>
          {CountryMap !== undefined && (
            <CountryMap reader={reader} rows={byUnit} colour={view.colour} picked={movedUnit} hovered={undefined} hover={() => undefined}
              pick={() => undefined} units={units} level="provinces" />
          )}
        </section>
        <div class="tanks" role="region" tabIndex={0} aria-label={reader.say("balances")}>
          <Tank reader={reader} name={reader.say("nation")} row={tanks.total} whole={greatest} moved={isInScope ? last.measure : undefined} />
          {units.filter(({ type }) => type === "region").map(({ unitId }) => (
            <Tank key={unitId} reader={reader} name={reader.unitName(unitId)} row={tanks.regions.get(unitId)} whole={regional}
              moved={unitId === movedRegion ? last?.measure : undefined} />
          ))}
          <Check {...{ reader, player, scope, isPlaying }} answered={(found) => {
            setReport(found);
            if (found.basis !== undefined) answered(found.basis);
          }} />
        </div>
        <Steps reader={reader} player={player} />
      </div>
      {report?.basis !== undefined && <BasisLine reader={reader} basis={report.basis} />}
    </main>
  );
}
