// The spending rules that question an event, and those that it departs from: with the text that each is taken from.
import { useEffect, useState } from "preact/hooks";
import type { Event } from "../../generated/proto/event_pb";
import { Icon } from "../icons";
import type { Label } from "../labels";
import { ledger } from "../ledger";
import type { Reader } from "../reader";
import { type Version, inForce } from "./in_force";

// Asked for once there is an event to tell of; a failed call is made again for the next one.
let known: Promise<Version[]> | undefined;

async function askVersions(): Promise<Version[]> {
  const versions: Version[] = [];
  for await (const { part } of ledger.listCatalogueEvents({})) {
    for (const { kind, effectiveDate } of part?.events ?? []) if (kind.case === "ruleDefined") versions.push({ rule: kind.value, from: effectiveDate });
  }
  return versions;
}

const versionsKnown = (): Promise<Version[]> => (known ??= askVersions().catch(() => ((known = undefined), [])));

const concerns = ({ questions, deviations }: Event): { id: string; label: Label }[] => [
  ...questions.map((id) => ({ id, label: "questionedBy" as const })), ...deviations.map((id) => ({ id, label: "departsFrom" as const })),
];

// Each with the rule and the text that it is from.
export function RuleRemarks({ reader, event }: { reader: Reader; event: Event }) {
  const [versions, setVersions] = useState<readonly Version[]>([]);
  const all = concerns(event);
  useEffect(() => {
    let isCurrent = true;
    if (all.length > 0) void versionsKnown().then((found) => isCurrent && setVersions(found));
    return () => void (isCurrent = false);
  }, [all.length > 0]);
  return (
    <>
      {all.map(({ id, label }) => {
        const rule = inForce(versions, id, event.effectiveDate);
        return (
          <p key={label + id} class="remark warns of-rule">
            <Icon name="warning" />
            <span>
              {reader.say(label, { rule: id })}
              {rule !== undefined && rule.legalBasis !== "" && <small>{reader.say(rule.verified ? "ruleFrom" : "ruleSaidFrom", { source: rule.legalBasis })}</small>}
            </span>
          </p>
        );
      })}
    </>
  );
}

// In a few words, where there is no room for more.
export function RuleChips({ reader, event }: { reader: Reader; event: Event }) {
  return <>{concerns(event).map(({ id, label }) => <span key={label + id} class="chip late">{reader.say(label, { rule: id })}</span>)}</>;
}
