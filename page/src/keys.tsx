// Single keys. They never act in a field, behind a dialog, with a modifier, or when they are turned off.
import { useEffect, useRef } from "preact/hooks";
import type { Label } from "./labels";
import { Modal, useOpening } from "./modal";
import type { Reader } from "./reader";

export type KeyAction = (key: string) => boolean; // true if the key did something

const OFF_KEY = "tranche.keys-off";

const areOff = (): boolean => localStorage.getItem(OFF_KEY) === "yes";

// The field of a dialog that was just closed keeps the focus until the page is drawn again, and is none any more. Nothing is
// written into a slider.
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=range]), select, textarea") && target.getClientRects().length > 0;
}

export function useKeys(act: KeyAction): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isField(event.target)) return;
      if (document.querySelector("dialog:modal") !== null) return;
      if (event.key !== "Escape" && areOff()) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

const KEYS: [string, Label][] = [
  ["[ ]", "keyDay"], ["{ }", "keyChange"], [", .", "keyEvent"], ["n", "keyNow"], ["1–7", "keyScreens"], ["Space", "keyPlay"],
  ["/", "search"], ["e", "export"], ["c", "keyCopy"], ["l", "keyLanguage"], ["t", "keyTheme"],
  ["?", "keyList"], ["Esc", "keyClose"],
];

export function KeyList({ reader, close }: { reader: Reader; close: () => void }) {
  return (
    <Modal name="keys" title="keys" opening={useOpening()} {...{ reader, close }}>
      <dl>
        {KEYS.map(([keys, label]) => (
          <div key={keys}><dt>{keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{reader.say(label)}</dd></div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={areOff()}
          onChange={(event) => localStorage.setItem(OFF_KEY, event.currentTarget.checked ? "yes" : "no")} />
        {reader.say("keysOff")}
      </label>
    </Modal>
  );
}
