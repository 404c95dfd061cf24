// Where each unit counts on a replay: the units of the boundaries date, and the regions that they are in.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { UnitRow } from "../../generated/proto/view_pb";
import type { Question } from "../address";
import { type Books, questionOfReplay } from "../asking";
import { ledger } from "../ledger";

// What is counted where: a unit in the one that it is part of on the boundaries date, and in its region.
export interface Places {
  unitOf: (unit: string) => string | undefined;
  regionOf: (unit: string) => string | undefined;
}

function placesOf(all: readonly UnitRow[], units: readonly UnitRow[]): Places {
  const [everywhere, here] = [new Map(all.map((unit) => [unit.unitId, unit])), new Map(units.map((unit) => [unit.unitId, unit]))];
  const unitOf = (unit: string): string | undefined => {
    for (let id = unit; id !== ""; id = everywhere.get(id)?.successorUnitId ?? "") if (here.has(id)) return id;
    return undefined;
  };
  const regionOf = (unit: string): string | undefined => {
    const found = here.get(unitOf(unit) ?? "");
    return found?.type === "region" ? found.unitId : found?.regionId || undefined;
  };
  return { unitOf, regionOf };
}

// The units of the boundaries of the question, and what counts where in them.
export function usePlaces(books: Books, question: Question, fail: (error: unknown) => void): [UnitRow[], Places] {
  const { boundaries } = questionOfReplay(question, books);
  const [units, setUnits] = useState<UnitRow[]>([]);
  useEffect(() => void ledger.listUnits({ on: boundaries }).then(({ list }) => setUnits(list?.units ?? []), fail), [boundaries]);
  return [units, useMemo(() => placesOf(books.units, units), [books, units])];
}
