// Which version of a spending rule holds on a day.
import type { RuleDefined } from "../../generated/proto/event_pb";

export interface Version {
  rule: RuleDefined;
  from: number; // YYYYMMDD
}

// The rule as it is in force on a day: the one that began last, of one day the one that was recorded last.
export function inForce(versions: readonly Version[], id: string, day: number): RuleDefined | undefined {
  const begun = versions.filter(({ rule, from }) => rule.ruleId === id && from <= day);
  return begun.reduce<Version | undefined>((last, one) => (last === undefined || one.from >= last.from ? one : last), undefined)?.rule;
}
