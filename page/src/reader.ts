// What the page needs to tell a reader something: the language, the names, and how amounts of this ledger are written.
import type { UnitRow } from "../generated/proto/view_pb";
import type { Books } from "./asking";
import { type Language, dayOf, instantOf } from "./dates";
import { type Label, say } from "./labels";
import { amountText, changeText, countText } from "./numbers";

export interface Reader {
  language: Language;
  say(label: Label, values?: Record<string, string | number>): string;
  // The name of a unit, a source or an area; the id where there is none. Of no unit it is the nation.
  unitName(id: string): string;
  sourceName(id: string): string;
  areaName(id: string): string;
  millions(amount: bigint): string;
  millionsChange(amount: bigint): string;
  billions(amount: bigint): string;
  billionsChange(amount: bigint): string;
  inFull(amount: bigint): string;
  inFullChange(amount: bigint): string;
  // "triệu đồng", "VND million".
  million: string;
  // What "1" of `millions` is.
  aMillion: bigint;
  currency: string;
  minorDigits: number;
  // What amounts are written in, for the ledger itself.
  money: { currencyCode: string; minorDigits: number };
  ledgerName: string;
  // An instant of the ledger, by its clock.
  instant(seconds: bigint): string;
  // By how many days something was recorded after the date from which it counts; below one: not late, or nobody says when.
  daysLate(effective: string, recordedAt: { seconds: bigint } | undefined): number;
  // "+68 days".
  lateText(days: number): string;
}

type Named = { name: string; nameEn: string } | undefined;

export function readerOf(language: Language, { ledger, units, sources, areas }: Books): Reader {
  const digits = ledger.terms?.minorDigits ?? 0;
  const currency = ledger.terms?.currencyCode ?? "";
  const unitsById = new Map<string, UnitRow>(units.map((unit) => [unit.unitId, unit]));
  const termsById = (terms: Books["sources"]): Map<string, Named> => new Map(terms.map((term) => [term.termId, term]));
  const [sourcesById, areasById] = [termsById(sources), termsById(areas)];
  const nameOf = (named: Named, id: string): string =>
    (named && (language === "en" && named.nameEn !== "" ? named.nameEn : named.name)) || id;
  const instant = (seconds: bigint): string => instantOf(Number(seconds), ledger.terms?.utcOffsetMinutes ?? 0);
  const inFull = { exponent: digits, decimals: digits };
  const millions = { exponent: digits + 6, decimals: 0 };
  const billions = { exponent: digits + 9, decimals: 1 };
  return {
    language,
    say: (label, values) => say(language, label, values),
    unitName: (id) => id === "" ? say(language, "nation") : nameOf(unitsById.get(id), id),
    sourceName: (id) => nameOf(sourcesById.get(id), id),
    areaName: (id) => id.split("|").map((one) => nameOf(areasById.get(one), one)).join(", "),
    millions: (amount) => amountText(language, amount, millions),
    millionsChange: (amount) => changeText(language, amount, millions),
    billions: (amount) => amountText(language, amount, billions),
    billionsChange: (amount) => changeText(language, amount, billions),
    inFull: (amount) => amountText(language, amount, inFull),
    inFullChange: (amount) => changeText(language, amount, inFull),
    aMillion: 10n ** BigInt(millions.exponent),
    million: currency === "VND" ? say(language, "million") : say(language, "millionOf", { currency }),
    currency: currency === "VND" && language === "vi" ? "đồng" : currency,
    minorDigits: digits,
    money: { currencyCode: currency, minorDigits: digits },
    ledgerName: ledger.terms?.name ?? "",
    instant,
    daysLate: (effective, recordedAt) => recordedAt === undefined ? 0 : dayOf(instant(recordedAt.seconds).slice(0, 10)) - dayOf(effective),
    lateText: (days) => say(language, "late", { days: countText(language, days) }),
  };
}
