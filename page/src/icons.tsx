// The few icons, drawn on a grid of 16.
const PATHS = {
  flag: "M4 14V2.5M4 3h8l-2 3 2 3H4",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z",
  down: "M4 6.5 8 10.5 12 6.5",
  link: "M6.5 9.5l3-3M7 4.8l1.6-1.6a2.9 2.9 0 0 1 4.1 4.1L11 9M9 11.2l-1.6 1.6a2.9 2.9 0 0 1-4.1-4.1L5 7",
  close: "M4 4l8 8M12 4l-8 8",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13",
  moon: "M13.5 9.5A6 6 0 1 1 6.5 2.5a5 5 0 0 0 7 7Z",
  screen: "M2 3h12v8H2zM6 14h4M8 11v3",
  warning: "M8 2.5 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.1",
  clock: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2ZM8 4.5V8l2.5 1.5",
  check: "M3 8.5 6.5 12 13 4.5",
  keyboard: "M1.5 4h13v8h-13zM4 7h.1M6.7 7h.1M9.3 7h.1M12 7h.1M5 9.7h6",
  list: "M2.5 4h.1M5.5 4h8M2.5 8h.1M5.5 8h8M2.5 12h.1M5.5 12h8",
  pen: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3ZM9 4.7 11.3 7",
  map: "M1.5 4 6 2l4 2 4.5-2v10L10 14l-4-2-4.5 2ZM6 2v10M10 4v10",
  compare: "M5 2v12M11 2v12M2 5h3M11 11h3M5 11H3M13 5h-2",
  scales: "M8 2v12M4 14h8M2.5 4h11M2.5 4 1 9h4ZM13.5 4 11 9h4Z",
  play: "M4.5 2.5v11l9-5.5Z",
  search: "M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2ZM10.7 10.7 14.5 14.5",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  seal: "M8 1.8 13 3.5v4c0 3-2 5.2-5 6.7-3-1.5-5-3.7-5-6.7v-4ZM5.7 7.8l1.7 1.7 3-3.3",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  lines: "M3 8h10",
  more: "M2.8 7.7h.5v.6h-.5zM7.8 7.7h.5v.6h-.5zM12.8 7.7h.5v.6h-.5z",
  pause: "M5 3v10M11 3v10",
  next: "M3 3v10l7-5ZM12.5 3v10",
  previous: "M13 3v10L6 8ZM3.5 3v10",
  undo: "M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
