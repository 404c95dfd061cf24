// Which names the map has room for.

export interface Place {
  unit: string;
  name: string;
  centre: [number, number];
  area: number;
}

const WIDTH_OF_A_LETTER = 0.52; // of the size of the type
const HEIGHT_OF_A_LINE = 1.1;

export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

// Those that collide with none of a larger unit and with nothing else, and are not cut by the frame, the largest first.
// size      of the type, in the units of the places.
// occupied  what else stands there: the legend.
export function namesWithRoom(places: readonly Place[], size: number, frame: Frame, occupied: readonly Frame[] = []): Place[] {
  const taken = occupied.map(({ x, y, width, height }): [number, number, number, number] => [x, y, x + width, y + height]);
  return [...places].sort((a, b) => b.area - a.area).filter(({ name, centre: [x, y] }) => {
    const [half, tall] = [(name.length * WIDTH_OF_A_LETTER * size) / 2, (HEIGHT_OF_A_LINE * size) / 2];
    const box: [number, number, number, number] = [x - half, y - tall, x + half, y + tall];
    const fits = box[0] >= frame.x && box[1] >= frame.y && box[2] <= frame.x + frame.width && box[3] <= frame.y + frame.height;
    const isFree = fits && taken.every(([left, top, right, bottom]) =>
      box[2] < left || box[0] > right || box[3] < top || box[1] > bottom);
    if (isFree) taken.push(box);
    return isFree;
  });
}
