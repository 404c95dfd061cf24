// Printed and computed values as intervals on one axis, and as text. The decimals of the ledger stay exact as text; an axis
// only draws them.
import { FigureKind } from "../../generated/proto/event_pb";
import type { ReconciledFigure } from "../../generated/proto/view_pb";
import type { Language } from "../dates";
import { amountText } from "../numbers";

// "8.0123" in the power of ten `exponent`, with so many decimals at most: "8,01".
export function decimalText(language: Language, text: string, exponent: number, decimals: number): string {
  const [whole = "0", fraction = ""] = text.split(".");
  const negative = whole.startsWith("-");
  const digits = BigInt(whole.replace("-", "") + fraction) * (negative ? -1n : 1n);
  return amountText(language, digits, { exponent: exponent + fraction.length, decimals });
}

export interface Interval {
  low: number; // percent of the axis
  width: number;
}

const inside = (value: number, low: number, high: number): number => ((value - low) / (high - low)) * 100;

// Both intervals on an axis that has room around them; undefined where nothing was computed. A side without a bound ends at
// the value.
export function intervalsOf(figure: ReconciledFigure): { printed: Interval; computed: Interval } | undefined {
  if (figure.computedValue === "") return undefined;
  const bounds = (value: string, low: string, high: string): [number, number] => [Number(low || value), Number(high || value)];
  const printed = bounds(figure.printedValue, figure.printedLow, figure.printedHigh);
  const computed = bounds(figure.computedValue, figure.computedLow, figure.computedHigh);
  const [least, greatest] = [Math.min(printed[0], computed[0]), Math.max(printed[1], computed[1])];
  const room = (greatest - least) * 0.12 || Math.abs(greatest) * 0.01 || 1;
  const [low, high] = [least - room, greatest + room];
  const on = ([from, to]: [number, number]): Interval => ({
    low: inside(from, low, high), width: inside(to, low, high) - inside(from, low, high),
  });
  return { printed: on(printed), computed: on(computed) };
}

const MONEY_DECIMALS = 3; // of a billion

// digits  of the minor unit of the currency.
export function computedText(language: Language, { figure, computedValue }: ReconciledFigure, digits: number, billion: string): string {
  if (computedValue === "") return "";
  switch (figure?.kind) {
    case FigureKind.AMOUNT:
      return `${decimalText(language, computedValue, digits + 9, MONEY_DECIMALS)} ${billion}`;
    case FigureKind.RATIO: case FigureKind.GROWTH:
      return decimalText(language, computedValue, 0, 2) + (language === "vi" ? "\u00a0%" : "%");
    default:
      return decimalText(language, computedValue, 0, 0);
  }
}
