// What an event says, in the few shapes that all kinds share.
import type { BudgetLine, Event } from "../../generated/proto/event_pb";
import { dateOf, readDate } from "../dates";
import type { Label } from "../labels";
import { trancheText } from "../numbers";
import type { Reader } from "../reader";

// The kinds, in the order of proto/event.proto; the first ones move money.
export const MONEY_KINDS = [
  "PlanApproved", "PlanAdjusted", "TrancheAllocated", "AllocationAdjusted", "AllocationTransferred", "CommitmentMade",
  "CommitmentReleased", "DisbursementMade", "RefundReceived", "AdvancePaid", "AdvanceCleared", "AdvanceRecovered", "BalanceCarriedOver", "BalanceLapsed", "ExecutionReported", "EventReversed",
  "PriorPeriodCorrection", "SettlementApproved",
] as const satisfies readonly Label[];
const OTHER_KINDS = [
  "EstimateStated", "FigurePublished", "BalancesCommitted", "RulesAdopted", "LedgerCreated", "UnitEstablished", "UnitRenamed",
  "UnitsMerged", "RegionGroupingDefined", "SourceDefined", "AreaDefined", "ActorRegistered", "ChangeProposed", "ChangeApproved",
  "ChangeRejected", "RoleGranted", "RoleRevoked", "FourEyesSet", "PeriodClosed", "PeriodReopened",
  "ProjectRegistered", "ProjectAmended", "ProjectStopped", "IndicatorDefined", "OutputReported",
  "RuleDefined",
] as const satisfies readonly Label[];
const KINDS: readonly string[] = [...MONEY_KINDS, ...OTHER_KINDS];

// The name of the event's kind: "DisbursementMade".
export function kindOf({ kind }: Event): string {
  const name = kind.case ?? "";
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const kindText = (reader: Reader, kind: string): string => (KINDS.includes(kind) ? reader.say(kind as Label) : kind);

// One line of an event, and what the event does to it as it states it; a line that gives has less than zero.
export interface Leg {
  line: BudgetLine;
  amount: bigint;
  tranche: number;
}

export function legsOf({ kind }: Event): Leg[] {
  const leg = (line: BudgetLine | undefined, amount: bigint, tranche = 0): Leg[] => (line === undefined ? [] : [{ line, amount, tranche }]);
  switch (kind.case) {
    case "trancheAllocated":
      return kind.value.shares.flatMap(({ line, amount }) => leg(line, amount, kind.value.number));
    case "allocationTransferred":
      return [
        ...leg(kind.value.from, -kind.value.amount, kind.value.fromTrancheNumber),
        ...leg(kind.value.to, kind.value.amount, kind.value.toTrancheNumber),
      ];
    case "balanceCarriedOver":
      return [
        ...leg(kind.value.from, -kind.value.amount, kind.value.fromTrancheNumber),
        ...leg(kind.value.to, kind.value.amount, kind.value.toTrancheNumber),
      ];
    default: {
      // One amount of one line, as most kinds that move money have it.
      const { line, amount, trancheNumber } = (kind.value ?? {}) as { line?: BudgetLine; amount?: bigint; trancheNumber?: number };
      return amount === undefined ? [] : leg(line, amount, trancheNumber);
    }
  }
}

// What an event is about in one amount: of several receivers all of it, of a transfer what moves.
export function amountStated(event: Event): bigint | undefined {
  const legs = legsOf(event);
  if (legs.length === 0) return undefined;
  if (event.kind.case === "allocationTransferred" || event.kind.case === "balanceCarriedOver") return event.kind.value.amount;
  return legs.reduce((sum, { amount }) => sum + amount, 0n);
}

// The same of an event that may be a reversal, which takes back what it reverses.
export function amountSigned(event: Event, reversed: Event | undefined): bigint | undefined {
  const stated = amountStated(reversed ?? event);
  return stated !== undefined && reversed !== undefined ? -stated : stated;
}

// The units that an event is about, in a few words.
export function subjectOf(reader: Reader, event: Event): string {
  const { kind } = event;
  switch (kind.case) {
    case "unitEstablished": case "unitRenamed": return kind.value.name || reader.unitName(kind.value.unitId);
    case "unitsMerged": return reader.unitName(kind.value.successorUnitId);
    case "sourceDefined": return reader.sourceName(kind.value.sourceId);
    case "areaDefined": return reader.areaName(kind.value.areaId);
    case "regionGroupingDefined": case "ledgerCreated": return kind.value.name;
    case "figurePublished": return kind.value.figureId;
    case "actorRegistered": case "roleGranted": return kind.value.actorId;
    case "changeApproved": case "changeRejected": return `#${kind.value.proposal}`;
    case "eventReversed": return `#${kind.value.reversedSequence}`;
    case "projectRegistered": case "projectAmended": return kind.value.name || kind.value.projectId;
    case "projectStopped": return kind.value.projectId;
    case "indicatorDefined": return kind.value.name || kind.value.indicatorId;
    case "ruleDefined": return kind.value.ruleId;
    case "outputReported": return reader.unitName(kind.value.line?.unitId ?? "");
    case "periodClosed": return String(kind.value.fiscalYear);
    case "periodReopened": return `#${kind.value.closedSequence}`;
    default: {
      const units = [...new Set(legsOf(event).map(({ line }) => line.unitId))];
      const names = units.slice(0, 2).map(reader.unitName).join(kind.case === "allocationTransferred" || kind.case === "balanceCarriedOver" ? " → " : ", ");
      return units.length > 2 ? `${names}, +${units.length - 2}` : names;
    }
  }
}

// "Disbursement · tranche 1 · Nghệ An".
export function titleOf(reader: Reader, event: Event, reversed: Event | undefined): string {
  const tranche = legsOf(event)[0]?.tranche ?? 0;
  return [
    kindText(reader, kindOf(event)), tranche > 0 ? reader.say("trancheNumber", { number: trancheText(tranche) }) : "", subjectOf(reader, reversed ?? event),
  ].filter((text) => text !== "").join(" · ");
}

// The commitment that an event pays, releases or carries over, or the advance that it clears, recovers or carries over; 0 for none.
export function namedBy({ kind }: Event): bigint {
  const { commitment, advance } = (kind.value ?? {}) as { commitment?: bigint; advance?: bigint };
  return commitment || advance || 0n;
}

// The proposal that an event is a part of, or a decision on; undefined for any other event.
export function proposalOf({ sequence, kind }: Event): bigint | undefined {
  switch (kind.case) {
    case "changeProposed": return sequence - BigInt(kind.value.part) + 1n;
    case "changeApproved": case "changeRejected": return kind.value.proposal;
    default: return undefined;
  }
}

// A date as events have it, 20240930: "2024-09-30"; empty for none.
export function dateOfNumber(number: number): string {
  const digits = String(number);
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  return readDate(date) === undefined ? "" : date;
}

export const effectiveOf = ({ effectiveDate }: Event): string => dateOfNumber(effectiveDate) || dateOf(0);

export const recordedOf = (reader: Reader, { recordedAt }: Event): string => reader.instant(recordedAt?.seconds ?? 0n);

// What may be said of an amount that is not exact, by the numbers of Qualifier.
const QUALIFIERS: readonly (Label | undefined)[] = [undefined, undefined, "almost", "approximately", "over", "atMost"];

// Why the amount of an event, or of a published figure, is not exact; undefined for one that is.
export function notExactly(isEstimate: boolean, qualifier: number | undefined): Label | undefined {
  return isEstimate ? "estimated" : QUALIFIERS[qualifier ?? 0];
}

export const notExactlyOf = ({ kind, evidence }: Event): Label | undefined =>
  notExactly(kind.case === "estimateStated", kind.case === "figurePublished" ? kind.value.qualifier : evidence?.qualifier);

// What the books are kept by: a unit, a source, a year.
export interface Books {
  unit: string;
  source: string;
  year: number;
}

// Those that an event moves money in, each once.
export function booksOf(event: Event): Books[] {
  const found = new Map<string, Books>();
  if (event.kind.case === "estimateStated") return [];
  for (const { line } of legsOf(event)) {
    const books = { unit: line.unitId, source: line.sourceId, year: line.fiscalYear };
    found.set(JSON.stringify(books), books);
  }
  return [...found.values()];
}

export const booksText = (reader: Reader, { unit, source, year }: Books): string =>
  `${reader.unitName(unit)} · ${reader.sourceName(source)} · ${year}`;
