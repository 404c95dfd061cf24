// A number that is a part of a measure, or what is left between two: which postings make it, and with which sign. In the address
// it stands after the measure: "paid", "left", "tranche:VN63-22/local/2024/1", "left:VN63-22/local/2024/1", "area:fairs".
import type { PostingRow } from "../generated/proto/view_pb";
import type { Measure, Why } from "./address";
import type { Label } from "./labels";
import { trancheText } from "./numbers";
import type { Reader } from "./reader";

// What a posting is, in the lines of the statement. A transfer that moves the plan, and a reversal, count where the measure is
// corrected: as adjusted, or as paid.
export function lineOfPosting(kind: string, measure: string): string {
  switch (measure) {
    case "plan": return kind === "PlanApproved" ? "approved" : "adjusted";
    case "disbursed": return kind === "RefundReceived" || kind === "AdvanceRecovered" ? "refunded" : "paid";
    default: return measure;
  }
}

export const trancheKey = ({ line, trancheNumber }: Pick<PostingRow, "line" | "trancheNumber">): string =>
  [line?.unitId, line?.sourceId, line?.fiscalYear, trancheNumber].join("/");

// What is left of a measure, and what takes from it.
const LEFT: Partial<Record<Measure, Readonly<Record<string, bigint>>>> = {
  plan: { plan: 1n, allocated: -1n },
  allocated: { allocated: 1n, carried: 1n, lapsed: -1n, disbursed: -1n },
};

const named = (part: string): [name: string, of: string | undefined] => {
  const [, name = "", of] = /^([a-z]+)(?::(.*))?$/s.exec(part) ?? [];
  return [name, of];
};

// 1, -1, or 0 for a posting that is no part of it.
// part  as in the address; empty for the measure itself.
export function signIn(measure: Measure, part: string, posting: Pick<PostingRow, "kind" | "line" | "measure" | "trancheNumber">): bigint {
  const [name, of] = named(part);
  const isThere = of === undefined || of === (name === "area" ? posting.line?.areaId : trancheKey(posting));
  if (!isThere) return 0n;
  if (name === "left") return LEFT[measure]?.[posting.measure] ?? 0n;
  if (name === "carried" || name === "lapsed") return posting.measure === name ? 1n : 0n;
  if (posting.measure !== measure) return 0n;
  return part === "" || of !== undefined || lineOfPosting(posting.kind, posting.measure) === name ? 1n : 0n;
}

const LINES: Record<string, Label> = {
  approved: "planApproved", adjusted: "planAdjusted", paid: "paid", refunded: "refunded", carried: "carried", lapsed: "lapsed",
};

// What the number is called.
export function whyText(reader: Reader, { measure, part = "" }: Why): string {
  const [name, of] = named(part);
  const told = name === "left" ? reader.say(of !== undefined ? "left" : measure === "plan" ? "to-allocate" : "to-disburse") : reader.say(LINES[name] ?? measure);
  if (of === undefined) return told;
  const tranche = Number(of.split("/").at(-1));
  return `${told} · ${name === "area" ? (of === "" ? reader.say("noArea") : reader.areaName(of)) : reader.say("trancheNumber", { number: trancheText(tranche) })}`;
}
