// A table that scrolls by itself, with the keys too, where it is wider than its place.
import type { ComponentChildren } from "preact";

// named  the id of its heading.
export const WideTable = ({ named, look = "plain", children }: { named: string; look?: string; children: ComponentChildren }) => (
  <div class="scroll-x" role="region" tabIndex={0} aria-labelledby={named}>
    <table class={look} aria-labelledby={named}>{children}</table>
  </div>
);
