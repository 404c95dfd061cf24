// The form: what is recorded, field by field, as its kind needs them.
import { useState } from "preact/hooks";
import type { Books } from "../asking";
import { sha256Of } from "../bytes";
import { Segments } from "../choice";
import { dateText, readDate } from "../dates";
import type { Label } from "../labels";
import type { Reader } from "../reader";
import { type Draft, FIELDS_OF, type Field, KINDS, type Kind, requiredOf } from "./draft";

export const KIND_LABELS: Record<Kind, Label> = {
  plan: "PlanApproved", "plan-adjustment": "PlanAdjusted", tranche: "TrancheAllocated",
  "allocation-adjustment": "AllocationAdjusted", transfer: "AllocationTransferred", commitment: "CommitmentMade",
  release: "CommitmentReleased", disbursement: "DisbursementMade", refund: "RefundReceived", advance: "AdvancePaid",
  "advance-clearing": "AdvanceCleared", "advance-recovery": "AdvanceRecovered", execution: "ExecutionReported", reversal: "EventReversed",
};

export const FIELD_LABELS: Record<Field, Label> = {
  unit: "unit", source: "source", area: "area", year: "year", amount: "amount", effective: "effective", tranche: "tranche",
  limits: "areaLimits", toUnit: "toUnit", sequence: "sequence",
  number: "contractNumber", counterparty: "counterparty", until: "until", commitment: "CommitmentMade", advance: "AdvancePaid", documentType: "documentType", documentNumber: "documentNumber",
  documentIssuer: "documentIssuer", documentDate: "documentDate", documentSha256: "documentSha256", reason: "reason", lateReason: "lateReason", note: "note", actor: "recordedBy",
  expires: "approveBy",
};

const DATES: readonly Field[] = ["effective", "documentDate", "expires", "until"];
const NUMBERS: readonly Field[] = ["year", "tranche", "sequence"];
const PLACEHOLDERS: Partial<Record<Field, Label>> = { limits: "anyArea", tranche: "ledgerChooses", amount: "amountNotation", commitment: "namedBy", advance: "namedBy" };
const BOTTOM: readonly Field[] = ["documentNumber", "documentType", "documentIssuer", "documentDate", "documentSha256", "reason", "lateReason", "note"];

interface FormProps {
  // True for what a second person approves.
  proposes: boolean;
  reader: Reader;
  books: Books;
  draft: Draft;
  // What the ledger understood by a field.
  understood: Partial<Record<Field, string>>;
  wrong: Field | undefined;
  write: (field: Field, text: string) => void;
  choose: (kind: Kind) => void;
}

// Takes the hash of a file, which stays where it is.
function HashOfFile({ reader, write }: { reader: Reader; write: (hash: string) => void }) {
  const [cannot, setCannot] = useState(false);
  const hash = async (file: File | undefined): Promise<void> => {
    const found = file && (await sha256Of(file));
    setCannot(file !== undefined && found === undefined);
    if (found !== undefined) write(found);
  };
  return (
    <>
      <label class="compare">
        {reader.say("hashOfFile")}
        <input type="file" onChange={(event) => void hash(event.currentTarget.files?.[0]).catch(() => setCannot(true))} />
      </label>
      <span role="status">{cannot && reader.say("cannotHash")}</span>
    </>
  );
}

function Input({ reader, books, draft, understood, wrong, write, field }: Omit<FormProps, "choose" | "proposes"> & { field: Field }) {
  const id = `record-${field}`;
  const isRequired = requiredOf(draft.kind).includes(field);
  const attributes = {
    id, name: field, value: draft[field], "aria-invalid": wrong === field, "aria-describedby": `${id}-note`, "aria-required": isRequired,
  };
  const placeholder = PLACEHOLDERS[field];
  const note = understood[field] ?? (DATES.includes(field) && readDate(draft[field]) !== undefined ? dateText(reader.language, draft[field])
    : field === "expires" ? reader.say("in30Days") : "");
  const terms = field === "source" ? books.sources : books.areas;
  const nameOf = field === "source" ? reader.sourceName : reader.areaName;
  return (
    <div class={`field ${field}`}>
      <label for={id}>{reader.say(FIELD_LABELS[field])}{!isRequired && field !== "actor" && <small> {reader.say("optional")}</small>}</label>
      {field === "source" || field === "area"
        ? (
          <select {...attributes} onChange={(event) => write(field, event.currentTarget.value)}>
            <option value="">{field === "area" ? reader.say("noArea") : "…"}</option>
            {terms.map(({ termId }) => <option key={termId} value={termId}>{nameOf(termId)}</option>)}
          </select>
        )
        : (
          <input {...attributes} type={DATES.includes(field) ? "date" : "text"} autocomplete="off"
            inputMode={NUMBERS.includes(field) ? "numeric" : "text"}
            {...(placeholder !== undefined && { placeholder: reader.say(placeholder) })}
            {...((field === "unit" || field === "toUnit") && { list: "record-units" })}
            {...(field === "limits" && { list: "record-areas" })}
            onInput={(event) => write(field, event.currentTarget.value)} />
        )}
      <p class="field-note" id={`${id}-note`}>{note}{field === "documentSha256" && <HashOfFile reader={reader} write={(hash) => write(field, hash)} />}</p>
    </div>
  );
}

// Who records: where the server asks who is there, the one who is signed in, else who is written here.
export function Author({ signedIn, proposes, ...input }: Omit<FormProps, "choose"> & { signedIn: string }) {
  if (signedIn === "") return <Input {...input} field="actor" />;
  return <p class="author">{input.reader.say(proposes ? "proposedBy" : "recordedBy")} <b>{signedIn}</b></p>;
}

export function Form(props: FormProps) {
  const { choose, proposes, ...input } = props;
  const { reader, books, draft } = input;
  const bottom: readonly Field[] = proposes ? [...BOTTOM, "expires"] : BOTTOM;
  return (
    <>
      <h2>{reader.say(KIND_LABELS[draft.kind])}</h2>
      <Segments<Kind> label={reader.say("kind")} value={draft.kind} onChange={choose}
        options={KINDS.map((value) => ({ value, text: reader.say(KIND_LABELS[value]) }))} />
      <div class="fields">
        {FIELDS_OF[draft.kind].map((field) => <Input key={field} {...input} field={field} />)}
      </div>
      <details class="more-fields" open={draft.kind === "reversal" || bottom.some((field) => draft[field] !== "" || field === input.wrong)}>
        <summary>{reader.say("documentAndReason")}</summary>
        <div class="fields">{bottom.map((field) => <Input key={field} {...input} field={field} />)}</div>
      </details>
      <datalist id="record-units">
        {books.units.map(({ unitId }) => <option key={unitId} value={reader.unitName(unitId)}>{unitId}</option>)}
      </datalist>
      <datalist id="record-areas">{books.areas.map(({ termId }) => <option key={termId} value={reader.areaName(termId)} />)}</datalist>
    </>
  );
}
