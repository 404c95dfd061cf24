// What an event says that moves no money: by the names of its fields, or as the log has it where one of them is not known here.
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Event } from "../../generated/proto/event_pb";
import { dateText } from "../dates";
import type { Label } from "../labels";
import { toJson } from "../protocol/messages";
import type { Reader } from "../reader";
import { Fact } from "./event";
import { dateOfNumber } from "./facts";

type Told = (reader: Reader, value: JsonValue) => string;
const asText: Told = (_, value) => String(value);
const asDate: Told = ({ language }, value) => dateText(language, dateOfNumber(Number(value)));
const asUnit: Told = (reader, value) => reader.unitName(String(value));

const FIELDS: Record<string, [label: Label, told: Told]> = {
  projectId: ["project", asText], name: ["projectName", asText], unitId: ["unit", asUnit], areaId: ["area", (reader, value) => reader.areaName(String(value))],
  kind: ["projectKind", asText], begin: ["begin", asDate], end: ["end", asDate], implementer: ["implementer", asText], beneficiary: ["beneficiary", asText],
  decision: ["decisionNumber", asText], indicatorId: ["indicator", asText], nameEn: ["indicatorNameEn", asText], unit: ["indicatorUnit", asText],
  quantity: ["quantity", asText], periodBegin: ["periodBegin", asDate], periodEnd: ["periodEnd", asDate], fiscalYear: ["year", asText],
  support: ["support", (reader, value) => (value as JsonObject[]).map(({ sourceId, amount = "0" }) => `${reader.sourceName(String(sourceId))} ${reader.inFull(BigInt(String(amount)))}`).join("; ")],
};

const TOLD = ["projectRegistered", "projectAmended", "projectStopped", "indicatorDefined", "outputReported"];

export function PlainFacts({ reader, event }: { reader: Reader; event: Event }) {
  const name = event.kind.case ?? "";
  const { line, ...own } = (toJson(event)[name] ?? {}) as JsonObject;
  const said = Object.entries({ ...(line as JsonObject | undefined), ...own });
  if (!TOLD.includes(name) || said.some(([field]) => !Object.hasOwn(FIELDS, field))) {
    return <Fact label={reader.say("content")}><pre tabIndex={0}>{JSON.stringify(toJson(event)[name], null, 2)}</pre></Fact>;
  }
  return (
    <>
      {said.map(([field, value]) => {
        const [label, told] = FIELDS[field] ?? ["content", asText];
        return value === undefined ? null : <Fact key={field} label={reader.say(label)}>{told(reader, value)}</Fact>;
      })}
    </>
  );
}
