// Recording: the form on the left, on the right what the ledger would do. The receipt takes the place of the form.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { BasisOf } from "../basis_of";
import { Segments } from "../choice";
import { useLostSince } from "../connection";
import { dateText } from "../dates";
import { amountStated, dateOfNumber, namedBy } from "../events/facts";
import { Icon } from "../icons";
import { countText, trancheText } from "../numbers";
import type { Duties } from "../proposals/duties";
import { Proposals } from "../proposals/screen";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { ClosingPanel } from "./closing_panel";
import { Closings } from "./closings";
import { type Draft, deviationsIn, fieldsOf, missingOf } from "./draft";
import { EffectPanel, RefusedBox } from "./effect_panel";
import { Author, Form } from "./form";
import { CLOSING_KINDS, type Field, KINDS, type Kind } from "./kinds";
import { type Recording, draftIdOf, useRecording } from "./recording";
import { ReceiptView } from "./receipt";
import { type Effect, rehearsedText, useRehearsal } from "./rehearsal";
import { type Rights, rightsOf } from "./rights";

// The ids of the inputs of a reason, and of the number of a decision.
const REASON = "record-reason";
const DECISION = "record-documentNumber";

// What the ledger understood by the fields of a draft.
function understoodBy(reader: Reader, effect: Effect | undefined): Partial<Record<Field, string>> {
  const event = effect?.receipt?.event;
  // Of a payment that is split, of all its parts.
  const parts = [event, ...(effect?.others ?? []).map((other) => other.event)].flatMap((one) => (one && amountStated(one)) ?? []);
  const amount = parts.length === 0 ? effect?.books && effect.refused?.asked : parts.reduce((sum, one) => sum + one);
  const kind = event?.kind;
  const left = effect?.receipt?.leftOfNamed;
  const line = kind?.case === "trancheAllocated" ? kind.value.shares[0]?.line
    : kind?.case === "allocationTransferred" || kind?.case === "balanceCarriedOver" ? kind.value.from
      : kind?.value !== undefined && "line" in kind.value ? kind.value.line : undefined;
  return {
    ...(amount !== undefined && { amount: `= ${reader.inFull(amount)} ${reader.currency}` }),
    ...(line !== undefined && { unit: `${reader.unitName(line.unitId)} · ${line.unitId}` }),
    ...(event !== undefined && left !== undefined && {
      [kind?.value !== undefined && "advance" in kind.value && kind.value.advance > 0n ? "advance" : "commitment"]:
        `${reader.say("event", { sequence: countText(reader.language, namedBy(event)) })} · ${reader.say("leftAfterwards", { amount: `${reader.inFull(BigInt(left))} ${reader.currency}` })}`,
    }),
    ...(kind?.case === "balanceCarriedOver" && { toTranche: reader.say("trancheNumber", { number: trancheText(kind.value.toTrancheNumber) }), toYear: String(kind.value.to?.fiscalYear ?? "") }),
    ...(kind?.case === "outputReported" && { quantity: `= ${countText(reader.language, kind.value.quantity)}` }),
    ...(kind?.case === "periodClosed" && { through: dateText(reader.language, dateOfNumber(kind.value.through)) }),
    ...((effect?.receipt?.trancheChosen ?? 0) > 0 && { tranche: reader.say("trancheNumber", { number: trancheText(effect?.receipt?.trancheChosen ?? 0) }) }),
  };
}

// What stands below the form: it can be sent, or begun anew.
function FormTools({ reader, recording, proposes }: { reader: Reader; recording: Recording; proposes: boolean }) {
  const { authored, refused, isSending, empty } = recording;
  const isLost = useLostSince() !== undefined;
  const needsActor = authored.actor.trim() === "";
  const cannot = isSending || isLost || missingOf(authored).length > 0 || needsActor;
  return (
    <p class="form-tools">
      <button type="submit" class="button primary" disabled={cannot}>{reader.say(refused?.isUnknown ? "sendAgain" : proposes ? "propose" : "doRecord")}</button>
      <button type="button" class="button" disabled={isSending} onClick={empty}>{reader.say("emptyForm")}</button>
      <span class="field-note">{needsActor ? reader.say("stillMissing", { fields: reader.say("recordedBy") }) : reader.say("draftKept")}</span>
    </p>
  );
}

// When a kind begins to count: a handover with the unit that follows and in the year in which the other ended, unless something else
// is written; what had been chosen for another kind is not that.
const momentOf = (kind: Kind, { kind: before, effective, year }: Draft, today: string): Pick<Draft, "effective" | "year"> =>
  kind === "handover" ? { effective: before === kind ? effective : "", year: before === kind ? year : "" }
    : { effective: effective || today, year: year || String(Number(today.slice(0, 4)) - (CLOSING_KINDS.some((one) => one === kind) ? 1 : 0)) };

// Form and effect, until there is a receipt.
function Drafting({ reader, books, address, go, actor, recording, proposes, kinds }: Pick<ScreenProps, "reader" | "books" | "address" | "go" | "actor"> & {
  recording: Recording;
  proposes: boolean;
  kinds: readonly Kind[];
}) {
  const { draft, authored, refused, isSending, change, record } = recording;
  const openedAt = useRef(books.ledger.head);
  const unitId = books.units.find((unit) => [unit.unitId, unit.name, unit.nameEn].includes(draft.unit.trim()))?.unitId;
  const effect = useRehearsal(authored, { language: reader.language, money: reader.money, proposes, head: books.ledger.head, unitId }, isSending);
  const isComputing = effect !== undefined && effect.of !== rehearsedText(draft);
  const use = (amount: bigint): void => change({ amount: reader.inFull(amount) });
  const depart = (rule: string): void => {
    change({ deviations: [...new Set([...deviationsIn(draft), rule])].join(", ") });
    setTimeout(() => document.getElementById(DECISION)?.focus());
  };
  const form = {
    proposes, reader, books, draft, kinds, understood: isComputing ? {} : understoodBy(reader, effect), wrong: effect?.refused?.field,
    // Another payment is split by its own tranches.
    write: (field: Field, text: string) => change({ ...(fieldsOf(draft).includes(field) && { split: "" }), [field]: text }),
  };
  const since = books.ledger.head - openedAt.current;
  return (
    <>
      <form class="card" noValidate onSubmit={(event) => (event.preventDefault(), void record())}>
        <Form {...form} choose={(kind: Kind) => change({ kind, ...momentOf(kind, draft, books.ledger.today) })} />
        <Author {...form} signedIn={actor} />
        {proposes && <p class="remark">{reader.say("becomesProposal")}</p>}
        {since > 0n && <p class="remark">{reader.say("ledgerHasChanged", { n: countText(reader.language, since) })}</p>}
        {refused !== undefined && <RefusedBox reader={reader} refused={refused} use={fieldsOf(draft).includes("amount") ? use : undefined} depart={depart} />}
        <FormTools {...{ reader, recording, proposes }} />
        <p class="note-line">{reader.say("nothingIsDeleted")}</p>
      </form>
      {(CLOSING_KINDS as readonly Kind[]).includes(draft.kind)
        ? <ClosingPanel {...{ reader, address, go, draft, effect, isComputing }} head={books.ledger.head} />
        : <EffectPanel {...{ reader, draft, proposes, effect, isComputing, use, depart }} split={() => change({ split: "yes" })} />}
    </>
  );
}

// Who may not record is told so in the place of the form, and whom to ask.
function ReadOnly({ reader, rights: { administrators } }: Pick<ScreenProps, "reader"> & { rights: Rights<Kind> }) {
  return (
    <section class="card receipt read-only" role="status">
      <h2><Icon name="eye" /> {reader.say("mayOnlyRead")}</h2>
      <p>{reader.say("officersRecord")}</p>
      <p>{administrators.length === 0 ? reader.say("noAdministrators") : reader.say("askAdministrators", { names: administrators.join(", ") })}</p>
    </section>
  );
}

// The form, the closings or, where there may be any, the proposals; with how many of these wait for whoever is signed in.
function Tabs({ reader, address, go, waiting, hasProposals }: Pick<ScreenProps, "reader" | "address" | "go"> & { waiting: number; hasProposals: boolean }) {
  const { tab, state: _, proposal: __, ...view } = address.view;
  const count = waiting > 0 ? ` (${countText(reader.language, waiting)})` : "";
  const tabs = ["record", "closings", ...(hasProposals ? ["proposals" as const] : [])] as const;
  return (
    <Segments<(typeof tabs)[number]> label={reader.say("record")} value={tabs.find((one) => one === tab) ?? "record"}
      options={tabs.map((value) => ({ value, text: reader.say(value) + (value === "proposals" ? count : "") }))}
      onChange={(value) => go({ ...address, view: value === "record" ? view : { ...view, tab: value } }, "push")} />
  );
}

function FormScreen({ tabs, duties: { proposes, roles }, ...props }: ScreenProps & { tabs: ComponentChildren; duties: Duties }) {
  const { reader, books, address, go, actor } = props;
  const isClosing = address.view.tab === "closings";
  const rights = rightsOf<Kind>(actor, roles, isClosing ? CLOSING_KINDS : KINDS);
  const { kinds } = rights;
  const mayRecord = kinds.length > 0;
  const recording = useRecording(props, proposes, isClosing, kinds);
  const { sent, another } = recording;
  const title = reader.say(isClosing ? "closings" : "record");
  useEffect(() => void (document.title = `${title} · tranche`), [title]);
  const reopen = (closing: bigint): void => {
    recording.change({ kind: "reopen", closing: String(closing) });
    setTimeout(() => document.getElementById(REASON)?.focus());
  };
  return (
    <>
      <main id="content" class="record">
        <h1 class="hidden">{title}</h1>
        <div class="record-tabs">{tabs}</div>
        {!mayRecord ? <ReadOnly {...{ reader, rights }} /> : sent === undefined
          ? <Drafting {...{ reader, books, address, go, actor, recording, proposes, kinds }} />
          : <ReceiptView {...{ reader, address, go, actor, sent, roles }} again={another} />}
        {isClosing && <Closings {...{ reader, books, address, go }} reopen={kinds.includes("reopen") ? reopen : undefined} asked={`${books.ledger.head}/${sent?.receipt.sequence ?? ""}`} />}
      </main>
      <BasisOf reader={reader} knownAt={String(books.ledger.head)} />
    </>
  );
}

export function RecordScreen(props: ScreenProps) {
  const { reader, address, go, approvals: { duties, waiting } } = props;
  if (duties === undefined) return <main id="content" class="record" aria-busy />;
  const tabs = <Tabs {...{ reader, address, go, waiting }} hasProposals={duties.hasProposals} />;
  const { tab = "" } = address.view;
  return tab === "proposals" ? <Proposals {...props} tabs={tabs} draftId={draftIdOf(props)} /> : <FormScreen key={tab} {...props} {...{ duties, tabs }} />;
}
