// The map that is on the screen as a file of its own: with the colours as they are, its question and its basis.

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight", "paint-order", "text-anchor"];
const LINE_HEIGHT = 16;

function text(drawing: Element, content: string, y: number, size: number): void {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "text");
  line.setAttribute("x", "8");
  line.setAttribute("y", String(y));
  line.setAttribute("font-size", String(size));
  line.textContent = content;
  drawing.append(line);
}

// Breaks a text between words.
export function wrapped(content: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of content.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

// undefined if no map is shown.
// lines  what stands below it: the question, the legend in words, the basis.
export function drawingOf(lines: readonly string[]): string | undefined {
  const shown = document.querySelector<SVGSVGElement>(".map svg");
  if (shown === null) return undefined;
  const drawing = shown.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[...shown.querySelectorAll("*")], [...drawing.querySelectorAll("*")]];
  from.forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of STYLES) to[index]?.setAttribute(name, style.getPropertyValue(name));
  });
  const { width, height } = shown.viewBox.baseVal;
  const below = lines.flatMap((line) => wrapped(line, 88));
  drawing.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  drawing.setAttribute("viewBox", `0 0 ${width} ${height + (below.length + 1) * LINE_HEIGHT}`);
  drawing.setAttribute("font-family", "'Source Sans 3', 'Noto Sans', sans-serif");
  below.forEach((line, index) => text(drawing, line, height + (index + 1) * LINE_HEIGHT, 12.5));
  return new XMLSerializer().serializeToString(drawing);
}
