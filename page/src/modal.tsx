// A dialog over the page: its title, what it holds, and the button that closes it.
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Label } from "./labels";
import type { Reader } from "./reader";

export interface Opening {
  dialog: RefObject<HTMLDialogElement>;
  // The focus goes back to where it was.
  hide: () => void;
}

// The dialog is open from the first time that it is drawn.
export function useOpening(): Opening {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return { dialog, hide: () => dialog.current?.close() };
}

interface Props {
  name: string; // its class, beside the one of all
  title: Label;
  reader: Reader;
  opening: Opening;
  close: () => void; // the dialog is closed, however that came about
  buttons?: ComponentChildren; // before the one that closes
  children: ComponentChildren;
}

export function Modal({ name, title, reader, opening, close, buttons, children }: Props) {
  return (
    <dialog class={`modal ${name}`} ref={opening.dialog} aria-labelledby="modal-title" onClose={close}>
      <h2 id="modal-title">{reader.say(title)}</h2>
      {children}
      <p class="buttons">
        {buttons}
        <button type="button" class="button" onClick={opening.hide}>{reader.say("close")}</button>
      </p>
    </dialog>
  );
}
