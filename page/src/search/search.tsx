// Finds a unit and opens its use of funds, or an event by its sequence or by the number of its document.
import { useState } from "preact/hooks";
import type { Address } from "../address";
import type { Books } from "../asking";
import { dateText } from "../dates";
import { kindOf, kindText, subjectOf } from "../events/facts";
import { Modal, useOpening } from "../modal";
import { type Go, onScreen } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { useDocuments } from "./documents";
import { findEvent, findUnits } from "./find";

export function Search({ reader, books, address, go, close }: { reader: Reader; books: Books; address: Address; go: Go; close: () => void }) {
  const opening = useOpening();
  const [text, setText] = useState("");
  const found = findUnits(books.units, text);
  const event = findEvent(books.ledger.head, text);
  const documents = useDocuments(text);
  const open = (unit: string): void => {
    opening.hide();
    const to = onScreen(address, "units");
    go({ ...to, question: { ...to.question, unit } }, "push");
  };
  const openEvent = (sequence: bigint): void => {
    opening.hide();
    go({ ...onScreen(address, "events"), sequence: String(sequence) }, "push");
  };
  const onSubmit = (submit: Event): void => {
    submit.preventDefault();
    if (event !== undefined) openEvent(event);
    else if (found[0] !== undefined) open(found[0].unitId);
    else if (documents?.[0] !== undefined) openEvent(documents[0].sequence);
  };
  const isNothing = text.trim() !== "" && event === undefined && found.length + (documents?.length ?? 0) === 0;
  return (
    <Modal name="search" title="search" {...{ reader, opening, close }}>
      <form onSubmit={onSubmit}>
        <input type="search" autofocus aria-label={reader.say("search")} value={text} placeholder={reader.say("searchHint")}
          onInput={(event) => setText(event.currentTarget.value)} />
      </form>
      <ul>
        {event !== undefined && (
          <li><button type="button" onClick={() => openEvent(event)}><b>{reader.say("event", { sequence: countText(reader.language, event) })}</b></button></li>
        )}
        {found.map(({ unitId, firstDay, lastDay }) => (
          <li key={unitId}>
            <button type="button" onClick={() => open(unitId)}>
              <b>{reader.unitName(unitId)}</b>
              <span>{unitId} · {dateText(reader.language, firstDay)} – {lastDay !== "" && dateText(reader.language, lastDay)}</span>
            </button>
          </li>
        ))}
        {documents?.map((of) => (
          <li key={String(of.sequence)}>
            <button type="button" onClick={() => openEvent(of.sequence)}>
              <b>#{countText(reader.language, of.sequence)} · {kindText(reader, kindOf(of))} · {subjectOf(reader, of)}</b>
              <span>{of.document?.number}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="small" role="status">{documents === undefined ? reader.say("loading") : isNothing && reader.say("nothingFound")}</p>
    </Modal>
  );
}
