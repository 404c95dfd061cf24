// What an event says that moves no money: by the names of its fields, or as the log has it where one of them is not known here.
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Event } from "../../generated/proto/event_pb";
import { dateText } from "../dates";
import { LABELS, type Label } from "../labels";
import { toJson } from "../protocol/messages";
import type { Reader } from "../reader";
import { Fact } from "./event";
import { dateOfNumber } from "./facts";

type Told = (reader: Reader, value: JsonValue) => string;
const asText: Told = (_, value) => String(value);
const asDate: Told = ({ language }, value) => dateText(language, dateOfNumber(Number(value)));
const asUnit: Told = (reader, value) => reader.unitName(String(value));

// Several, with commas between them.
const each = (value: JsonValue, told: (one: string) => string = String): string => (value as JsonValue[]).map((one) => told(String(one))).join(", ");

// What an enum says, by the word that is its label: "last-day" of RULE_WHAT_LAST_DAY.
const asWord: Told = (reader, value) => {
  const word = String(value).replace(/^RULE_(WHAT|ACTION)_/, "").toLowerCase().replace(/_/g, "-");
  return word in LABELS ? reader.say(word as Label) : word;
};

const FIELDS: Record<string, [label: Label, told: Told]> = {
  projectId: ["project", asText], name: ["projectName", asText], unitId: ["unit", asUnit], areaId: ["area", (reader, value) => reader.areaName(String(value))],
  kind: ["projectKind", asText], begin: ["begin", asDate], end: ["end", asDate], implementer: ["implementer", asText], beneficiary: ["beneficiary", asText],
  decision: ["decisionNumber", asText], indicatorId: ["indicator", asText], nameEn: ["indicatorNameEn", asText], unit: ["indicatorUnit", asText],
  quantity: ["quantity", asText], periodBegin: ["periodBegin", asDate], periodEnd: ["periodEnd", asDate], fiscalYear: ["year", asText],
  ruleId: ["ruleId", asText], what: ["ruleWhat", asWord], areaIds: ["area", (reader, value) => each(value, reader.areaName)], projectKinds: ["projectKinds", (_, value) => each(value)],
  sourceIds: ["source", (reader, value) => each(value, reader.sourceName)], permille: ["permille", asText],
  amountMax: ["amountMax", (reader, value) => `${reader.inFull(BigInt(String(value)))} ${reader.currency}`], calendar: ["monthDay", asText], yearOffset: ["yearOffset", asText],
  role: ["ruleRole", asText], kinds: ["ruleKinds", (reader, value) => each(value, (one) => (one in LABELS ? reader.say(one as Label) : one))], action: ["ruleAction", asWord],
  legalBasis: ["legalBasis", asText], verified: ["verifiedRule", (reader) => reader.say("yes")],
  support: ["support", (reader, value) => (value as JsonObject[]).map(({ sourceId, amount = "0" }) => `${reader.sourceName(String(sourceId))} ${reader.inFull(BigInt(String(amount)))}`).join("; ")],
};

const TOLD = ["projectRegistered", "projectAmended", "projectStopped", "indicatorDefined", "outputReported", "ruleDefined"];

export function PlainFacts({ reader, event }: { reader: Reader; event: Event }) {
  const name = event.kind.case ?? "";
  const { line, ...own } = (toJson(event)[name] ?? {}) as JsonObject;
  const { month, day, ...rest } = own;
  const said = Object.entries({ ...(line as JsonObject | undefined), ...rest, ...(month !== undefined && { calendar: `${String(day)}/${String(month)}` }) });
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
