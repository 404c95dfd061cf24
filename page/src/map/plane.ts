// Lines and areas in the plane.

export type Place = [x: number, y: number];
// Of an area the first one is its border, the others are holes; each ends where it begins.
export type Ring = readonly Place[];

const rounded = (length: number): number => Math.round(length * 10) / 10;

// The path of lines in SVG, to a tenth of a unit.
export const linesPath = (lines: readonly Ring[]): string =>
  lines.map((line) => `M${line.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join("L")}`).join("");

export const areaPath = (rings: readonly Ring[]): string => rings.map((ring) => `${linesPath([ring.slice(0, -1)])}Z`).join("");

export function boundsOf(places: readonly Place[]): [Place, Place] {
  const [left, top, right, bottom] = places.reduce(
    ([l, t, r, b], [x, y]) => [Math.min(l, x), Math.min(t, y), Math.max(r, x), Math.max(b, y)], [Infinity, Infinity, -Infinity, -Infinity]);
  return [[left, top], [right, bottom]];
}

// How large an area is, and its centre of mass.
export function massOf(rings: readonly Ring[]): { area: number; centre: Place } {
  let [twice, acrossX, acrossY] = [0, 0, 0];
  for (const ring of rings) {
    ring.reduce(([x, y], [nextX, nextY]) => {
      const cross = x * nextY - nextX * y;
      [twice, acrossX, acrossY] = [twice + cross, acrossX + (x + nextX) * cross, acrossY + (y + nextY) * cross];
      return [nextX, nextY];
    });
  }
  return { area: Math.abs(twice) / 2, centre: [acrossX / (3 * twice), acrossY / (3 * twice)] };
}
