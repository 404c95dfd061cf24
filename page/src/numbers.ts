// Amounts are integers of the smallest unit of the currency, as bigint: no amount is ever a floating-point number. They
// are rounded only here, for display, half away from zero.
import type { Language } from "./dates";

export const MINUS = "\u2212";
const NO_BREAK_SPACE = "\u00a0";

// How an amount is shown: in the power of ten `exponent` of its smallest unit, with so many decimals.
export interface Precision {
  exponent: number;
  decimals: number;
}

function grouped(language: Language, digits: string): string {
  return digits.replace(/\B(?=([0-9]{3})+$)/g, language === "vi" ? "." : ",");
}

// value / 10^power, rounded half away from zero.
function rounded(value: bigint, power: number): bigint {
  if (power <= 0) return value * 10n ** BigInt(-power);
  const divisor = 10n ** BigInt(power);
  const magnitude = ((value < 0n ? -value : value) + divisor / 2n) / divisor;
  return value < 0n ? -magnitude : magnitude;
}

// "1.234,5", "1,234.5"; a minus is U+2212, and what rounds to zero has none.
export function amountText(language: Language, amount: bigint, { exponent, decimals }: Precision): string {
  const scaled = rounded(amount, exponent - decimals);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, "0");
  const whole = grouped(language, digits.slice(0, digits.length - decimals));
  const fraction = decimals > 0 ? (language === "vi" ? "," : ".") + digits.slice(-decimals) : "";
  return (scaled < 0n ? MINUS : "") + whole + fraction;
}

// The same with its sign before what is not zero: "+7,6", and "−0" of what rounds to it. No change is "0".
export function changeText(language: Language, amount: bigint, precision: Precision): string {
  if (amount === 0n) return "0";
  return (amount < 0n ? MINUS : "+") + amountText(language, amount < 0n ? -amount : amount, precision);
}

// An amount of minor units for another program, in full: "1234.56" of 123456 with two digits.
export function decimalText(amount: string | undefined, minorDigits: number): string {
  if (amount === undefined) return "";
  const negative = amount.startsWith("-");
  const digits = (amount === "" ? "0" : amount.replace("-", "")).padStart(minorDigits + 1, "0");
  const whole = digits.slice(0, digits.length - minorDigits);
  return (negative ? "-" : "") + whole + (minorDigits > 0 ? `.${digits.slice(-minorDigits)}` : "");
}

// A count: "2.567", "2,567".
export function countText(language: Language, count: bigint | number): string {
  return grouped(language, count.toString());
}

// The percent of a rate as the ledger rounded it, "61.0": "61,0 %", "61.0%".
export function percentText(language: Language, percent: string): string {
  const [whole = "", fraction] = percent.replace("-", "").split(".");
  const sign = percent.startsWith("-") ? MINUS : "";
  const decimals = fraction === undefined ? "" : (language === "vi" ? "," : ".") + fraction;
  return sign + grouped(language, whole) + decimals + (language === "vi" ? `${NO_BREAK_SPACE}%` : "%");
}

// The first number of a tranche of carried-over money: its year of 4 digits, and 3 of its number.
const CARRIED = 1_000_000;

// "2" and, of money carried over from 2024, "2024/1" of 2024001.
export const trancheText = (number: number): string => (number < CARRIED ? String(number) : `${Math.floor(number / 1000)}/${number % 1000}`);

// The number that a text like these names; 0 for none.
export function readTranche(text: string): number {
  const [, first = "", second] = /^\s*([0-9]{1,10})(?:\s*\/\s*([0-9]{1,3}))?\s*$/.exec(text) ?? [];
  return second === undefined ? Number(first) : Number(first) * 1000 + Number(second);
}
