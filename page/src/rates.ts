// The scales of the map. The steps of rates are fixed, so that a colour means the same while time moves.

export const RATE_STEPS = [0, 20, 40, 60, 80, 100] as const;

// Of a rate: the step of RATE_STEPS that it is in, 0 only for zero itself; "over" above 100 %. Exact, from the amounts
// and not from the rounded percent.
export function rateStep(numerator: bigint, denominator: bigint): number | "over" {
  if (denominator <= 0n) throw new RangeError("a rate needs a denominator above zero");
  if (numerator <= 0n) return 0;
  const step = RATE_STEPS.findIndex((percent) => numerator * 100n <= BigInt(percent) * denominator);
  return step < 0 ? "over" : step;
}

// How much of a bar or a circle an amount is, 0 to 1; only for drawing.
export function partOf(amount: bigint, whole: bigint): number {
  if (whole <= 0n || amount <= 0n) return 0;
  return amount >= whole ? 1 : Number((amount * 1_000_000n) / whole) / 1_000_000;
}

// The radius of a circle whose area is to the area of the greatest one as the amounts are.
export function circleRadius(amount: bigint, greatest: bigint, greatestRadius: number): number {
  return greatestRadius * Math.sqrt(partOf(amount, greatest));
}

// The fills of a bar (table.css), each as a part of its width in CSS.
export const barStyle = (disbursed: string, allocated: string): { backgroundSize: string } =>
  ({ backgroundSize: `${disbursed} 6px, ${allocated} 100%, auto` });
