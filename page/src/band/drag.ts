// A handle of the band that is dragged. Pressing anywhere on the band takes the handle that is meant there.
import { useRef } from "preact/hooks";

// What a drag does to the history: its first move adds to it, the others take the place of that.
type How = "push" | "replace";

// handleAt  which handle a press is for: where in percent of the width, and whether on the upper half.
// moveTo    called with each place to which the handle is moved.
// letGo     called when the hand has let it go.
export function useDrag<Name extends string>(
  handleAt: (percent: number, isAbove: boolean) => Name, moveTo: (handle: Name, percent: number, how: How) => void,
  letGo?: () => void,
) {
  const plot = useRef<HTMLDivElement>(null);
  // The band stays where it is while something is dragged: to measure it with each move would lay out the page each time.
  const dragging = useRef<{ handle: Name; box: DOMRect; moved: boolean } | undefined>(undefined);
  const percentAt = ({ clientX }: PointerEvent, { left, width }: DOMRect): number => ((clientX - left) / width) * 100;
  const onPointerMove = (event: PointerEvent): void => {
    const state = dragging.current;
    if (state === undefined) return;
    const how = state.moved ? "replace" : "push";
    state.moved = true;
    moveTo(state.handle, percentAt(event, state.box), how);
  };
  const onPointerDown = (event: PointerEvent): void => {
    const box = plot.current?.getBoundingClientRect();
    if (box === undefined || event.button !== 0) return;
    const handle = handleAt(percentAt(event, box), event.clientY < box.top + box.height / 2);
    dragging.current = { handle, box, moved: false };
    plot.current?.setPointerCapture(event.pointerId);
    plot.current?.querySelector<HTMLElement>(`[data-handle=${handle}]`)?.focus();
    event.preventDefault();
    onPointerMove(event);
  };
  const stop = (): void => {
    if (dragging.current === undefined) return;
    dragging.current = undefined;
    letGo?.();
  };
  return { ref: plot, onPointerDown, onPointerMove, onPointerUp: stop, onPointerCancel: stop };
}
