// Finds units by their names, with or without the marks of Vietnamese, by id, code or alias; and an event by its sequence.
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

// The event that "556" or "#556" names, if there is one up to `head`.
export function findEvent(head: bigint, text: string): bigint | undefined {
  const [, digits] = /^#?([0-9]{1,18})$/.exec(text.trim()) ?? [];
  const sequence = BigInt(digits ?? 0);
  return sequence > 0n && sequence <= head ? sequence : undefined;
}

const LETTERS_MIN = 3;

// True for what may be the number of a document: each has a digit, and one letter would be in all of them. "#556" is an event.
export function isDocumentNumber(text: string): boolean {
  const letters = plain(text).replace(/[^\p{L}\p{N}]/gu, "");
  return letters.length >= LETTERS_MIN && /[0-9]/.test(letters) && !text.trim().startsWith("#");
}
