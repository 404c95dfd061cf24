// The map that is on the screen as a file of its own: with the colours as they are, its question and its basis.

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight", "paint-order", "text-anchor"];
const LINE_HEIGHT = 16;
const TEXT_SIZE = 12.5;
const LETTER = TEXT_SIZE * 0.55;
const MARGIN = 8;

function add(drawing: Element, name: "rect" | "text", values: Record<string, string | number>, content = ""): void {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, String(value));
  element.textContent = content;
  drawing.append(element);
}

const text = (drawing: Element, content: string, x: number, y: number): void =>
  add(drawing, "text", { x, y, "font-size": TEXT_SIZE }, content);

// The fill of a sample of the legend; one that is hatched or dotted on the screen is so in the drawing.
function fillOf(swatch: HTMLElement): string {
  if (swatch.classList.contains("no-record")) return "url(#hatch)";
  if (swatch.classList.contains("no-rate")) return "url(#dots)";
  return getComputedStyle(swatch).backgroundColor;
}

// The samples of the legend in one row, with their words.
function legend(drawing: Element, y: number): void {
  let x = MARGIN;
  for (const swatch of document.querySelectorAll<HTMLElement>(".legend .swatch")) {
    const words = swatch.parentElement?.textContent ?? "";
    add(drawing, "rect", { x, y: y - 10, width: 18, height: 11, fill: fillOf(swatch), stroke: "#87938f" });
    text(drawing, words, x + 22, y);
    x += 22 + (words.length + 2) * LETTER;
  }
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
// lines  what stands below it and its legend: the question, the basis.
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
  const title = document.querySelector(".legend b")?.textContent ?? "";
  const below = [title, "", ...lines.flatMap((line) => wrapped(line, 88))];
  drawing.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  drawing.setAttribute("viewBox", `0 0 ${width} ${height + (below.length + 1) * LINE_HEIGHT}`);
  drawing.setAttribute("font-family", "'Source Sans 3', 'Noto Sans', sans-serif");
  below.forEach((line, index) => text(drawing, line, MARGIN, height + (index + 1) * LINE_HEIGHT));
  legend(drawing, height + 2 * LINE_HEIGHT);
  return new XMLSerializer().serializeToString(drawing);
}
