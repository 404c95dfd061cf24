// The form: what is recorded, field by field, as its kind needs them.
import { useEffect, useState } from "preact/hooks";
import type { Books } from "../asking";
import { sha256Of } from "../bytes";
import { Segments } from "../choice";
import { dateText, readDate } from "../dates";
import { FileChoice } from "../file_choice";
import type { Label } from "../labels";
import { ledger } from "../ledger";
import type { Reader } from "../reader";
import { Amounts, Several, Support } from "./closing_fields";
import { type Draft, canBeSplit, fieldsOf, requiredIn } from "./draft";
import { FIELD_LABELS, GROUP_LABELS, KIND_LABELS } from "./field_labels";
import { ESTIMATED, type Field, GROUPS, KIND_GROUPS, type Kind, type KindGroup, RULE_ACTIONS, RULE_WHATS, groupOf, requiredOf } from "./kinds";

const DATES: readonly Field[] = ["effective", "documentDate", "expires", "until", "through", "begin", "end", "periodBegin", "periodEnd", "statedOn"];
const NUMBERS: readonly Field[] = ["year", "toYear", "sequence", "closing", "quantity", "permille", "amountMax", "yearOffset"];
const TICKED: Partial<Record<Field, Label | undefined>> = { yearEnd: "yearEndMeans", split: undefined, isFinal: "isFinalMeans", lapseRest: "lapseRestMeans",
  verified: "verifiedRuleMeans" };
const PLACEHOLDERS: Partial<Record<Field, Label>> = { limits: "anyArea", tranche: "ledgerChooses", amount: "amountNotation", commitment: "namedBy", advance: "namedBy",
  disallowed: "amountNotation", toTranche: "ledgerChooses" };
const BOTTOM: readonly Field[] = ["documentNumber", "documentType", "documentIssuer", "documentDate", "documentSha256", "deviations", "reason", "lateReason", "note"];

interface FormProps {
  // True for what a second person approves.
  proposes: boolean;
  reader: Reader;
  books: Books;
  draft: Draft;
  kinds: readonly Kind[];
  // What the ledger understood by a field.
  understood: Partial<Record<Field, string>>;
  wrong: Field | undefined;
  write: (field: Field, text: string) => void;
  choose: (kind: Kind) => void;
}

// Takes the hash of a file, which stays where it is.
function HashOfFile({ reader, write }: { reader: Reader; write: (hash: string) => void }) {
  const [cannot, setCannot] = useState(false);
  const hash = async (file: File): Promise<void> => {
    const found = await sha256Of(file);
    setCannot(found === undefined);
    if (found !== undefined) write(found);
  };
  return (
    <>
      <FileChoice text={reader.say("hashOfFile")} take={hash} failed={() => setCannot(true)} />
      <span role="status">{cannot && reader.say("cannotHash")}</span>
    </>
  );
}

const NOTES: Partial<Record<Field, Label>> = {
  expires: "in30Days", through: "lastDayOfYear", closing: "sequenceOfClosing", toYear: "nextYear", toUnit: "unitThatFollows",
  toTranche: "carriedTranche", deviations: "deviationsMean", periodBegin: "wholeYear", periodEnd: "wholeYear", projectKind: "projectKindMeans", quantity: "sinceLastReport",
  statedOn: "todayIfEmpty", ruleId: "ruleIdMeans", permille: "permilleMeans", amountMax: "inFullDigits", monthDay: "monthDayMeans", role: "ruleRoleMeans", projectKinds: "projectKindsMean",
  indicatorUnit: "indicatorUnitMeans", finding: "findingMeans",
};

// What a field means that is empty: another one of a transfer than of what is carried over.
function notedOf(kind: Kind, field: Field): Label | undefined {
  if (field === "effective") return kind === "handover" ? "firstDayOfNext" : undefined;
  if (field === "year") return kind === "handover" ? "yearOfItsEnd" : undefined;
  return field === "toUnit" && kind !== "carry-over" ? undefined : NOTES[field];
}

interface Option {
  value: string;
  text: string;
}

// What a field is chosen from, first what it is without a choice; undefined for one that is written.
function choicesOf({ reader, books }: Pick<FormProps, "reader" | "books">, field: Field): Option[] | undefined {
  const labels = (all: readonly Label[]): Option[] => all.map((value) => ({ value, text: reader.say(value) }));
  const none = (text: string): Option => ({ value: "", text });
  switch (field) {
    case "source": return [none("…"), ...books.sources.map(({ termId }) => ({ value: termId, text: reader.sourceName(termId) }))];
    case "area": return [none(reader.say("noArea")), ...books.areas.map(({ termId }) => ({ value: termId, text: reader.areaName(termId) }))];
    case "ruleWhat": return [none("…"), ...labels(RULE_WHATS)];
    case "action": return [none("…"), ...labels(RULE_ACTIONS)];
    case "measure": return labels(ESTIMATED).map((one, at) => (at === 0 ? { ...one, value: "" } : one));
    default: return undefined;
  }
}

function Input(props: Omit<FormProps, "choose" | "proposes" | "kinds"> & { field: Field }) {
  const { reader, draft, understood, wrong, write, field } = props;
  if (field === "units" || field === "sources" || field === "areas" || field === "ruleKinds") return <Several {...props} field={field} />;
  if (field === "confirmed") return <Amounts {...props} />;
  if (field === "support") return <Support {...props} />;
  const id = `record-${field}`;
  const isRequired = requiredIn(draft).includes(field);
  const attributes = {
    id, name: field, value: draft[field], "aria-invalid": wrong === field, "aria-describedby": `${id}-note`, "aria-required": isRequired,
  };
  const placeholder = field === "tranche" && isRequired ? undefined : PLACEHOLDERS[field];
  const noted = notedOf(draft.kind, field);
  const note = understood[field] ?? (DATES.includes(field) && readDate(draft[field]) !== undefined ? dateText(reader.language, draft[field])
    : noted === undefined ? "" : reader.say(noted));
  const choices = choicesOf(props, field);
  if (field in TICKED) {
    const means = TICKED[field];
    return (
      <div class={`field ${field} ticked`}>
        <input type="checkbox" id={id} name={field} checked={draft[field] !== ""} aria-describedby={`${id}-note`}
          onChange={(event) => write(field, event.currentTarget.checked ? "yes" : "")} />
        <label for={id}>{reader.say(FIELD_LABELS[field])}</label>
        <p class="field-note" id={`${id}-note`}>{means !== undefined && reader.say(means)}</p>
      </div>
    );
  }
  return (
    <div class={`field ${field}`}>
      <label for={id}>{reader.say(FIELD_LABELS[field])}{!isRequired && field !== "actor" && <small> {reader.say("optional")}</small>}</label>
      {choices !== undefined
        ? (
          <select {...attributes} onChange={(event) => write(field, event.currentTarget.value)}>
            {choices.map(({ value, text }) => <option key={value} value={value}>{text}</option>)}
          </select>
        )
        : (
          <input {...attributes} type={DATES.includes(field) ? "date" : "text"} autocomplete="off"
            inputMode={NUMBERS.includes(field) ? "numeric" : "text"}
            {...(placeholder !== undefined && { placeholder: reader.say(placeholder) })}
            {...((field === "unit" || field === "toUnit") && { list: "record-units" })}
            {...(field === "limits" && { list: "record-areas" })}
            {...(field === "project" && { list: "record-projects" })}
            onInput={(event) => write(field, event.currentTarget.value)} />
        )}
      <p class="field-note" id={`${id}-note`}>{note}{field === "documentSha256" && <HashOfFile reader={reader} write={(hash) => write(field, hash)} />}</p>
    </div>
  );
}

// Who records: where the server asks who is there, the one who is signed in, else who is written here.
export function Author({ signedIn, proposes, ...input }: Omit<FormProps, "choose" | "kinds"> & { signedIn: string }) {
  if (signedIn === "") return <Input {...input} field="actor" />;
  return <p class="author">{input.reader.say(proposes ? "proposedBy" : "recordedBy")} <b>{signedIn}</b></p>;
}

// What can be recorded, in two steps: the part of the work, and of that what.
function KindChoice({ reader, draft: { kind }, kinds, choose }: Pick<FormProps, "reader" | "draft" | "kinds" | "choose">) {
  const group = groupOf(kind);
  const of = (one: KindGroup): Kind[] => KIND_GROUPS[one].filter((each) => kinds.includes(each));
  const shown = group === undefined ? kinds : of(group);
  const groups = GROUPS.filter((one) => of(one).length > 0);
  return (
    <>
      {group !== undefined && groups.length > 1 && (
        <Segments<KindGroup> label={reader.say("partOfWork")} value={group} onChange={(next) => choose(of(next)[0] ?? kind)}
          options={groups.map((value) => ({ value, text: reader.say(GROUP_LABELS[value]) }))} />
      )}
      {shown.length > 1 && <Segments<Kind> label={reader.say("kind")} value={kind} onChange={choose} options={shown.map((value) => ({ value, text: reader.say(KIND_LABELS[value]) }))} />}
    </>
  );
}

// The projects that are running, by their ids; asked for once there is a field for one.
function ProjectList({ asked }: { asked: boolean }) {
  const [projects, setProjects] = useState<readonly { projectId: string; name: string }[]>([]);
  useEffect(() => {
    if (asked) ledger.listProjects({ runningOnly: true }).then(({ list }) => setProjects(list?.projects ?? []), () => undefined);
  }, [asked]);
  return <datalist id="record-projects">{projects.map(({ projectId, name }) => <option key={projectId} value={projectId}>{name}</option>)}</datalist>;
}

export function Form(props: FormProps) {
  const { choose, proposes, kinds, ...input } = props;
  const { reader, books, draft } = input;
  // What is closed is not late for a closing.
  const isClosing = draft.kind === "close" || draft.kind === "reopen";
  // A rule is a row of a file, which has its legal source and no document.
  const bottom: readonly Field[] = [...BOTTOM.filter((field) => draft.kind !== "rule" && (!isClosing || (field !== "lateReason" && field !== "deviations"))), ...(proposes ? ["expires"] as const : [])];
  return (
    <>
      <h2>{reader.say(KIND_LABELS[draft.kind])}</h2>
      <KindChoice {...{ reader, draft, kinds, choose }} />
      <div class="fields">
        {fieldsOf(draft).map((field) => <Input key={field} {...input} field={field} />)}
        {draft.split !== "" && canBeSplit(draft) && <Input {...input} field="split" />}
      </div>
      {bottom.length > 0 && <details class="more-fields" open={requiredOf(draft.kind).includes("reason") || bottom.some((field) => draft[field] !== "" || field === input.wrong)}>
        <summary>{reader.say(draft.kind === "rule" ? "approveBy" : "documentAndReason")}</summary>
        <div class="fields">{bottom.map((field) => <Input key={field} {...input} field={field} />)}</div>
      </details>}
      <datalist id="record-units">
        {books.units.map(({ unitId }) => <option key={unitId} value={reader.unitName(unitId)}>{unitId}</option>)}
      </datalist>
      <ProjectList asked={fieldsOf(draft).includes("project")} />
      <datalist id="record-areas">{books.areas.map(({ termId }) => <option key={termId} value={reader.areaName(termId)} />)}</datalist>
    </>
  );
}
