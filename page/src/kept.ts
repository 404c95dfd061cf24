// Draws again only when what is drawn is another: most rows of an answer are those of the one before it.
import { Component, type ComponentChild } from "preact";

// Whether two values are made of the same parts. Functions are the same only if they are one.
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length &&
    names.every((name) => name in b && isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}

interface KeptProps {
  // All that `draw` uses.
  of: unknown;
  draw: () => ComponentChild;
  // True to leave it as it was drawn for now.
  rests?: boolean;
}

export class Kept extends Component<KeptProps> {
  private drawn: unknown;

  override shouldComponentUpdate({ of, rests }: KeptProps): boolean {
    return rests !== true && !isSame(this.drawn, of);
  }

  override render(): ComponentChild {
    this.drawn = this.props.of;
    return this.props.draw();
  }
}
