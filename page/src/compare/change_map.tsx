// The map of change, with a scale that is fixed: what a unit changed by, as a part of what was allocated to it.
import { useMemo } from "preact/hooks";
import type { Paint } from "../map/map";
import { useMap } from "../map/use_map";
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
      <p><i class="swatch no-record" />{reader.say("noRecord")}</p>
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
  const CountryMap = useMap();
  const paint = useMemo((): Paint => {
    const changes = new Map(comparison.changes.map((change) => [change.unit, change]));
    return {
      classOf: (unit) => {
        const change = changes.get(unit);
        return change !== undefined ? `change-${changeStep(change)}` : comparison.recorded.has(unit) ? "change-0" : "no-record";
      },
      textOf: (unit) => {
        const change = changes.get(unit);
        return change !== undefined ? changeText(reader, change) : reader.say(comparison.recorded.has(unit) ? "unchanged" : "noRecord");
      },
      title: reader.say("changeOfAllocated"),
      legend: <Scale reader={reader} />,
    };
  }, [reader, comparison]);
  if (CountryMap === undefined) return null;
  return (
    <CountryMap reader={reader} rows={new Map()} colour={comparison.asked.measure === "plan" ? "plan" : "disbursed"} paint={paint}
      units={comparison.units} level="provinces" picked={undefined} hovered={hovered} hover={hover} pick={() => undefined} />
  );
}
