// What a closing closed, and the question about it.
import type { ClosingRow, UnitRow } from "../../generated/proto/view_pb";
import type { Question } from "../address";

type Units = readonly Pick<UnitRow, "unitId" | "regionId" | "successorUnitId">[];

type Closed = Pick<ClosingRow, "closing" | "fiscalYear" | "through" | "unitIds" | "sourceIds">;

// What was closed as a whole: not what counts in another of these, as its member or its predecessor.
export function wholesOf(units: Units, ids: readonly string[]): string[] {
  const within = new Map(units.map(({ unitId, regionId, successorUnitId }) => [unitId, [regionId, successorUnitId]]));
  return ids.filter((id) => !within.get(id)?.some((whole) => ids.includes(whole)));
}

// The question about what was closed, as it was known then: by the name of the moment where that is this closing.
//
// isNewest  true if no later closing of its year is in force.
export function questionOf(units: Units, { closing, fiscalYear, through, unitIds, sourceIds }: Closed, isNewest: boolean): Question {
  const wholes = wholesOf(units, unitIds);
  const isOne = wholes.length <= 1 && sourceIds.length <= 1;
  const [[unit], [source]] = [wholes, sourceIds];
  return {
    year: fiscalYear, asOf: through, knownAt: isNewest && isOne ? `close:${fiscalYear}` : String(closing),
    ...(unit !== undefined && wholes.length === 1 && { unit }), ...(source !== undefined && sourceIds.length === 1 && { source }),
  };
}
