// The fields that hold several: the units or sources of a closing, what a rule is about, what others have confirmed as disbursed,
// and how much each source supports a project with.
import type { Books } from "../asking";
import { Icon } from "../icons";
import type { Reader } from "../reader";
import { type Confirmed, type Draft, confirmedIn, confirmedText, idsIn, requiredIn, supportIn } from "./draft";
import { FIELD_LABELS, KIND_LABELS } from "./field_labels";
import { type Field, JUDGED_KINDS } from "./kinds";

interface Props {
  reader: Reader;
  books: Books;
  draft: Draft;
  wrong: Field | undefined;
  write: (field: Field, text: string) => void;
}

interface Option {
  id: string;
  name: string;
}

// The units on the last day that is closed; the nation is all of them.
function unitsOf({ reader, books, draft: { year, through } }: Props): Option[] {
  const day = through || `${year}-12-31`;
  return books.units.filter(({ type, firstDay, lastDay }) => type !== "nation" && firstDay <= day && (lastDay === "" || lastDay >= day))
    .map(({ unitId }) => ({ id: unitId, name: reader.unitName(unitId) }));
}

const sourcesOf = ({ reader, books }: Props): Option[] => books.sources.map(({ termId }) => ({ id: termId, name: reader.sourceName(termId) }));

type SeveralField = "units" | "sources" | "areas" | "ruleKinds";

// Events are named by their messages, as labels are.
function optionsOf(props: Props, field: SeveralField): Option[] {
  const { reader, books } = props;
  switch (field) {
    case "units": return unitsOf(props);
    case "sources": return sourcesOf(props);
    case "areas": return books.areas.map(({ termId }) => ({ id: termId, name: reader.areaName(termId) }));
    case "ruleKinds": return JUDGED_KINDS.map((kind) => ({ id: KIND_LABELS[kind], name: reader.say(KIND_LABELS[kind]) }));
  }
}

// Those that are chosen, each with what takes it away; none for all.
export function Several(props: Props & { field: SeveralField }) {
  const { reader, draft, wrong, write, field } = props;
  const id = `record-${field}`;
  const chosen = idsIn(draft[field]);
  const options = optionsOf(props, field);
  const nameOf = (one: string): string => (field === "units" ? reader.unitName(one) : options.find(({ id: of }) => of === one)?.name ?? one);
  const isRequired = requiredIn(draft).includes(field);
  const choose = (ids: string[]): void => write(field, ids.join("\t"));
  return (
    <div class={`field ${field}`}>
      <label for={id}>{reader.say(FIELD_LABELS[field])}{!isRequired && <small> {reader.say("optional")}</small>}</label>
      <select id={id} name={field} value="" aria-invalid={wrong === field} aria-required={isRequired} onChange={(event) => choose([...chosen, event.currentTarget.value])}>
        <option value="">{isRequired && chosen.length === 0 ? "…" : reader.say(chosen.length === 0 ? "all" : "addAnother")}</option>
        {options.filter((one) => !chosen.includes(one.id)).map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
      <p class="field-note words">
        {chosen.map((one) => (
          <button key={one} type="button" class="word" aria-label={reader.say("removeFilter", { filter: nameOf(one) })}
            onClick={() => choose(chosen.filter((other) => other !== one))}>{nameOf(one)}<Icon name="close" /></button>
        ))}
      </p>
    </div>
  );
}

// What was disbursed by then, as others have confirmed it: the ledger refuses the closing where its own figure is another.
export function Amounts(props: Props) {
  const { reader, draft, wrong, write } = props;
  const rows = confirmedIn(draft);
  const keep = (next: Confirmed[]): void => write("confirmed", confirmedText(next));
  const change = (at: number, column: 0 | 1 | 2, text: string): void =>
    keep(rows.map((row, index) => (index === at ? (row.map((cell, one) => (one === column ? text : cell)) as Confirmed) : row)));
  const select = (at: number, column: 0 | 1, value: string) => (
    <select value={value} aria-label={reader.say(column === 0 ? "unit" : "source")} onChange={(event) => change(at, column, event.currentTarget.value)}>
      <option value="">…</option>
      {optionsOf(props, column === 0 ? "units" : "sources").map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
    </select>
  );
  return (
    <div class="field confirmed" role="group" aria-labelledby="record-confirmed">
      <p class="label" id="record-confirmed">{reader.say("confirmedDisbursed")} <small>{reader.say("optional")}</small></p>
      {rows.map(([unit, source, amount], at) => (
        <div key={at} class="confirmed-row">
          {select(at, 0, unit)}{select(at, 1, source)}
          <input value={amount} aria-label={reader.say("amount")} aria-invalid={wrong === "confirmed"} autocomplete="off"
            placeholder={reader.say("amountNotation")} onInput={(event) => change(at, 2, event.currentTarget.value)} />
          <button type="button" class="tool" aria-label={reader.say("removeFilter", { filter: reader.unitName(unit) })}
            onClick={() => keep(rows.filter((_, index) => index !== at))}><Icon name="close" /></button>
        </div>
      ))}
      <p class="field-note">{reader.say("confirmedMeans")}</p>
      <button type="button" class="button" onClick={() => keep([...rows, [idsIn(draft.units)[0] ?? "", idsIn(draft.sources)[0] ?? "", ""]])}>{reader.say("addFigure")}</button>
    </div>
  );
}

// One amount for each source; a source without one does not support it.
export function Support({ reader, books, draft, wrong, write }: Props) {
  const amounts = new Map(supportIn(draft));
  const keep = (source: string, amount: string): void =>
    write("support", [...new Map([...amounts, [source, amount]])].map((one) => one.join("\t")).join("\n"));
  return (
    <div class="field support" role="group" aria-labelledby="record-support">
      <p class="label" id="record-support">{reader.say("support")}{draft.kind === "project-amendment" && <small> {reader.say("optional")}</small>}</p>
      {books.sources.map(({ termId }) => (
        <label key={termId} class="support-row">
          <span>{reader.sourceName(termId)}</span>
          <input value={amounts.get(termId) ?? ""} name={`support-${termId}`} aria-invalid={wrong === "support"} autocomplete="off" placeholder={reader.say("amountNotation")}
            onInput={(event) => keep(termId, event.currentTarget.value)} />
        </label>
      ))}
      <p class="field-note">{reader.say("supportMeans")}</p>
    </div>
  );
}
