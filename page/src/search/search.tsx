// Finds a unit and opens its use of funds.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Address } from "../address";
import type { Books } from "../asking";
import { dateText } from "../dates";
import { type Go, onScreen } from "../navigation";
import type { Reader } from "../reader";
import { findUnits } from "./find";

export function Search({ reader, books, address, go, close }: { reader: Reader; books: Books; address: Address; go: Go; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const found = findUnits(books.units, text);
  const open = (unit: string): void => {
    dialog.current?.close();
    const to = onScreen(address, "units");
    go({ ...to, question: { ...to.question, unit } }, "push");
  };
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (found[0] !== undefined) open(found[0].unitId);
  };
  return (
    <dialog class="keys search" ref={dialog} aria-labelledby="search-heading" onClose={close}>
      <h2 id="search-heading">{reader.say("search")}</h2>
      <form onSubmit={onSubmit}>
        <input type="search" autofocus aria-label={reader.say("search")} value={text} placeholder={reader.say("searchHint")}
          onInput={(event) => setText(event.currentTarget.value)} />
      </form>
      <ul>
        {found.map(({ unitId, firstDay, lastDay }) => (
          <li key={unitId}>
            <button type="button" onClick={() => open(unitId)}>
              <b>{reader.unitName(unitId)}</b>
              <span>{unitId} · {dateText(reader.language, firstDay)} – {lastDay !== "" && dateText(reader.language, lastDay)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="small" role="status">{text.trim() !== "" && found.length === 0 && reader.say("nothingFound")}</p>
      <button type="button" class="button" onClick={() => dialog.current?.close()}>{reader.say("close")}</button>
    </dialog>
  );
}
