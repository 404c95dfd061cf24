// The icons of what leads from page to page, drawn on a grid of 16.
const PATHS = {
  first: "M4 3.5v9M12.5 3.5 7 8l5.5 4.5",
  previous: "M10.5 3.5 5 8l5.5 4.5",
  next: "M5.5 3.5 11 8l-5.5 4.5",
  last: "M12 3.5v9M3.5 3.5 9 8l-5.5 4.5",
} as const;

export function PageIcon({ name }: { name: keyof typeof PATHS }) {
  return <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={PATHS[name]} /></svg>;
}
