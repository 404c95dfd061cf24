// The shapes of the provinces in columns: the first digits of all steps from a point to the next, then the second ones, and so
// on. Small numbers beside small numbers shrink more on their way to the browser than a list of pairs: by a third, with points
// told to what can be seen of them. src/map/columns.ts reads them.
import { readFileSync } from "node:fs";

// As in src/map/columns.ts.
const BASE = 56;
const ZERO = 35;

// The grid of the topology is finer than a map can show: of four of its steps, some 30 m, one is left. That is a fiftieth of a
// unit of the drawing, which is drawn to a tenth. A point of several arcs stays one point.
export const COARSER = 4;

// 0, -1, 1, -2 ... as 0, 1, 2, 3 ...
const folded = (step) => (step < 0 ? -2 * step - 1 : 2 * step);

// The digits of numbers, the lowest first: a text of a sign for each number.
function digitsOf(steps) {
  const columns = [];
  for (let rest = steps.map(folded); rest.some((number) => number > 0); rest = rest.map((number) => Math.floor(number / BASE))) {
    columns.push(String.fromCharCode(...rest.map((number) => ZERO + (number % BASE))));
  }
  return columns;
}

// The places of the points of an arc, on the coarser grid. Each point but the first is told from the one before.
function placesOf(arc) {
  let [right, up] = [0, 0];
  return arc.map(([x, y]) => {
    [right, up] = [right + x, up + y];
    return [Math.round(right / COARSER), Math.round(up / COARSER)];
  });
}

// The text of a topology of provinces with the same arcs, in columns; of the provinces what the page asks for.
export function shapesInColumns(text) {
  const { transform: { scale, translate }, arcs, objects: { provinces } } = JSON.parse(text);
  const places = arcs.flatMap(placesOf);
  // The first point of an arc is told from the last one of the arc before.
  const steps = (side) => places.map((place, index) => place[side] - (places[index - 1]?.[side] ?? 0));
  return JSON.stringify({
    transform: { scale: scale.map((step) => step * COARSER), translate },
    provinces: provinces.geometries.map(({ id, properties: { successor }, arcs: own }) => [id, successor, own]),
    lengths: arcs.map(({ length }) => length), x: digitsOf(steps(0)), y: digitsOf(steps(1)),
  });
}

// For esbuild.
export const shapesAsColumns = {
  name: "shapes in columns",
  setup: ({ onLoad }) => onLoad({ filter: /\.topojson$/ }, ({ path }) => ({ contents: shapesInColumns(readFileSync(path, "utf8")), loader: "file" })),
};
