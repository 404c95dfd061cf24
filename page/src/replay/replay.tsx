// History again from the first event: play, step, speed, a slider by sequence. Map and bars move; the line that moved is
// marked. Where it stands it is compared with the ledger's own balance.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { BalanceReport, PostingRow, UnitRow } from "../../generated/proto/view_pb";
import type { Row } from "../answer";
import { questionOfReplay } from "../asking";
import { BasisLine } from "../basis";
import { BasisOfHead } from "../basis_of";
import { BasisOf } from "../basis_of";
import { Segments } from "../choice";
import { useMap } from "../map/use_map";
import { askingOf } from "../navigation";
import type { ScreenProps } from "../screen";
import { NoAnswer } from "../states";
import { Balances } from "./balances";
import type { Scope } from "./fold";
import { type Places, usePlaces } from "./places";
import { type Playback, usePlayback } from "./playback";
import type { Player } from "./player";
import { Steps } from "./steps";
import { Transport } from "./transport";
import { Verify } from "./verify";

const SPEEDS = [2, 8, 40, 160];
const YEARS_MAX = 6;

// The rows of the map.
function rowsOf(player: Player, scope: Scope, units: readonly UnitRow[], places: Places): Map<string, Row> {
  const records = player.fold.rowsBy(scope, places.unitOf);
  const members = units.filter(({ type }) => type !== "region" && type !== "nation");
  return new Map(members.map(({ unitId, regionId }): [string, Row] => {
    const record = records.get(unitId);
    return [unitId, { key: unitId, kind: "unit", unit: unitId, region: regionId, ...(record !== undefined && { record }) }];
  }));
}

// The last step, if it moved money of the scope.
function movedIn(scope: Scope, player: Player): PostingRow | undefined {
  const last = player.recent.at(-1);
  const isInScope = last !== undefined && (scope.year === undefined || last.line?.fiscalYear === scope.year) &&
    (scope.source === undefined || last.line?.sourceId === scope.source);
  return isInScope ? last : undefined;
}

// What plays, or the verification.
function Tabs({ reader, address, address: { view: { tab, ...view } }, go }: Pick<ScreenProps, "reader" | "address" | "go">) {
  return (
    <Segments<"replay" | "verify"> label={reader.say("replay")} value={tab === "verify" ? tab : "replay"}
      options={(["replay", "verify"] as const).map((value) => ({ value, text: reader.say(value) }))}
      onChange={(value) => go({ ...address, view: value === "verify" ? { ...view, tab: value } : view }, "push")} />
  );
}

function Choices({ reader, books, address, go, playback: { speed, setSpeed } }: Omit<ScreenProps, "actor" | "answered"> & { playback: Playback }) {
  const ask = askingOf(address, go);
  return (
    <div class="replay-scope">
      <Tabs {...{ reader, address, go }} />
      <Segments<string> label={reader.say("speed")} value={String(speed)} onChange={(value) => setSpeed(Number(value))}
        options={SPEEDS.map((value) => ({ value: String(value), text: `${value}/s` }))} />
      <Segments<string> label={reader.say("year")} value={String(address.question.year ?? "")}
        onChange={(value) => ask({ year: value === "" ? undefined : Number(value) }, "push")}
        options={[{ value: "", text: reader.say("allYears") }, ...books.years.slice(-YEARS_MAX).map((year) => ({ value: String(year), text: String(year) }))]} />
    </div>
  );
}

function Playing({ answered, ...props }: ScreenProps) {
  const { reader, books, address: { question, view } } = props;
  const playback = usePlayback(props);
  const { player, version, isPlaying, error, again } = playback;
  const [report, setReport] = useState<BalanceReport | undefined>(undefined);
  const CountryMap = useMap();
  const scope: Scope = { year: question.year, source: question.source };
  const [units, places] = usePlaces(books, question, playback.fail);
  useEffect(() => void (document.title = `${reader.say("replay")} · tranche`), [reader]);
  const rows = useMemo(() => rowsOf(player, scope, units, places), [version, places, scope.year, scope.source]);
  const moved = movedIn(scope, player);
  return (
    <>
      <Choices {...props} playback={playback} />
      <Transport reader={reader} head={books.ledger.head} {...playback} />
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      <div class="beside replaying">
        <section class="map-panel" aria-label={reader.say("map")}>
          {CountryMap !== undefined && (
            <CountryMap reader={reader} rows={rows} colour={view.colour} picked={moved && places.unitOf(moved.line?.unitId ?? "")}
              hovered={undefined} hover={() => undefined} pick={() => undefined} units={units} level="provinces" />
          )}
        </section>
        <Balances {...{ reader, player, scope, units, places, moved, isPlaying }} asked={questionOfReplay(question, books)} answered={(found) => {
          setReport(found);
          if (found.basis !== undefined) answered(found.basis);
        }} />
        <Steps reader={reader} player={player} />
      </div>
      {error !== undefined && <BasisOfHead reader={reader} head={books.ledger.head} />}
      {report?.basis !== undefined && error === undefined && <BasisLine reader={reader} basis={report.basis} />}
    </>
  );
}

export function Replay(props: ScreenProps) {
  const { reader, books, address, go } = props;
  const isVerifying = address.view.tab === "verify";
  return (
    <main id="content" class="screen replay">
      <h1 class="hidden">{reader.say(isVerifying ? "verify" : "replay")}</h1>
      {!isVerifying ? <Playing {...props} /> : (
        <>
          <div class="replay-scope"><Tabs {...{ reader, address, go }} /></div>
          <Verify {...{ reader, address, go }} />
          <BasisOf reader={reader} knownAt={String(books.ledger.head)} />
        </>
      )}
    </main>
  );
}
