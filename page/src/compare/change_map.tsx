// The map of change, with a scale that is fixed: what a unit changed by, as a part of what was allocated to it.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { CountryMap as CountryMapOf, Paint } from "../map/map";
import type { Reader } from "../reader";
import type { Comparison } from "./asking";
import { CHANGE_STEPS, type Change, type ChangeStep, changeStep } from "./change";

const STEPS: readonly ChangeStep[] = ["down-3", "down-2", "down-1", "0", "up-1", "up-2", "up-3"];

function Scale({ reader }: { reader: Reader }) {
  const [near, far] = CHANGE_STEPS;
  const texts = [`<−${far}`, "", "", "0", "", "", `>${far}`];
  return (
    <>
      <ol class="steps">
        {STEPS.map((step, index) => <li key={step}><i class={`swatch change-${step}`} />{texts[index]}</li>)}
        <li class="percent">%</li>
      </ol>
      <p>{reader.say("changeSteps", { near, far })}</p>
    </>
  );
}

export function changeText(reader: Reader, { before, after }: Change): string {
  const text = reader.millionsChange(after - before);
  return `${text} ${reader.million}`;
}

export function ChangeMap({ reader, comparison, hovered, hover }: {
  reader: Reader;
  comparison: Comparison;
  hovered: string | undefined;
  hover: (unit: string | undefined) => void;
}) {
  const [map, setMap] = useState<{ CountryMap: typeof CountryMapOf } | undefined>(undefined);
  useEffect(() => void import("../map/map").then(({ CountryMap }) => setMap({ CountryMap })), []);
  const paint = useMemo((): Paint => {
    const changes = new Map(comparison.changes.map((change) => [change.unit, change]));
    return {
      classOf: (unit) => {
        const change = changes.get(unit);
        return `change-${change === undefined ? "0" : changeStep(change)}`;
      },
      textOf: (unit) => {
        const change = changes.get(unit);
        return change === undefined ? reader.say("unchanged") : changeText(reader, change);
      },
      title: reader.say("changeOfAllocated"),
      legend: <Scale reader={reader} />,
    };
  }, [reader, comparison]);
  if (map === undefined) return null;
  return (
    <map.CountryMap reader={reader} rows={new Map()} colour={comparison.asked.measure === "plan" ? "plan" : "disbursed"} paint={paint}
      units={comparison.units} level="provinces" picked={undefined} hovered={hovered} hover={hover} pick={() => undefined} />
  );
}
