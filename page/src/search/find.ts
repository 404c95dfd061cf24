// Finds units by their names, with or without the marks of Vietnamese, by id, code or alias.
import type { UnitRow } from "../../generated/proto/view_pb";

// Without marks, in lower case: "Đắk Lắk" is "dak lak".
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "d").toLowerCase();
}

const FOUND_MAX = 12;

// Those whose name begins so come first.
export function findUnits(units: readonly UnitRow[], text: string): UnitRow[] {
  const asked = plain(text.trim());
  if (asked === "") return [];
  const names = ({ name, nameEn, unitId, codes, aliases }: UnitRow): string[] => [name, nameEn, unitId, ...codes, ...aliases].map(plain);
  const begins = (unit: UnitRow): boolean => names(unit).some((name) => name.startsWith(asked));
  const found = units.filter((unit) => names(unit).some((name) => name.includes(asked)));
  return [...found.filter(begins), ...found.filter((unit) => !begins(unit))].slice(0, FOUND_MAX);
}
