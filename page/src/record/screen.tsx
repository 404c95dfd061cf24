// Recording: the form on the left, on the right what the ledger would do. The receipt takes the place of the form.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Receipt } from "../../generated/proto/view_pb";
import { writeAddress } from "../address";
import { BasisOf } from "../basis_of";
import { useLostSince } from "../connection";
import { instantText } from "../dates";
import { amountStated } from "../events/facts";
import { onScreen } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { type Refused, refusedOf, send } from "./asking";
import { type Draft, type Field, type Kind, dropDraft, emptyDraft, keepDraft, keptDraft, missingOf } from "./draft";
import { EffectPanel, RefusedBox } from "./effect_panel";
import { Author, Form } from "./form";
import { type Effect, rehearsedText, useRehearsal } from "./rehearsal";

function begin({ books, address, reader }: ScreenProps): Draft {
  const { question } = address;
  const { today } = books.ledger;
  return emptyDraft({
    unit: question.unit === undefined ? "" : reader.unitName(question.unit), source: question.source ?? "", effective: today,
    year: String(question.year ?? today.slice(0, 4)),
  });
}

// What the ledger understood by the fields of a draft.
function understoodBy(reader: Reader, effect: Effect | undefined): Partial<Record<Field, string>> {
  const event = effect?.receipt?.event;
  const amount = event && amountStated(event);
  const kind = event?.kind;
  const line = kind?.case === "trancheAllocated" ? kind.value.shares[0]?.line
    : kind?.case === "allocationTransferred" ? kind.value.from
      : kind?.value !== undefined && "line" in kind.value ? kind.value.line : undefined;
  return {
    ...(amount !== undefined && { amount: `= ${reader.inFull(amount)} ${reader.currency}` }),
    ...(line !== undefined && { unit: `${reader.unitName(line.unitId)} · ${line.unitId}` }),
    ...((effect?.receipt?.trancheChosen ?? 0) > 0 && { tranche: reader.say("trancheNumber", { number: effect?.receipt?.trancheChosen ?? 0 }) }),
  };
}

function ReceiptView({ reader, receipt, address, again }: Pick<ScreenProps, "reader" | "address"> & { receipt: Receipt; again: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const sequence = countText(reader.language, receipt.sequence);
  const instant = instantText(reader.language, reader.instant(receipt.recordedAt?.seconds ?? 0n));
  const to = { ...onScreen(address, "events"), sequence: String(receipt.sequence) };
  return (
    <section class="card receipt" role="status">
      <h2 tabIndex={-1} ref={heading}>{receipt.alreadyRecorded ? reader.say("alreadyRecorded", { sequence }) : reader.say("recordedAs", { sequence, instant })}</h2>
      <p>{reader.say("key")} <code>{receipt.eventId}</code></p>
      <p class="form-tools">
        <a class="button" href={writeAddress(to)}>{reader.say("openEvent", { sequence })}</a>
        <button type="button" class="button primary" onClick={again}>{reader.say("recordAnother")}</button>
      </p>
    </section>
  );
}

export function Recording(props: ScreenProps) {
  const { reader, books, address, actor } = props;
  // A draft is that of who is signed in.
  const id = [books.ledger.terms?.ledgerId ?? "", actor].filter((part) => part !== "").join(".");
  const [draft, setDraft] = useState<Draft>(() => keptDraft(id) ?? begin(props));
  const [receipt, setReceipt] = useState<Receipt | undefined>(undefined);
  const [refused, setRefused] = useState<Refused | undefined>(undefined);
  const [isRecording, setRecording] = useState(false);
  const openedAt = useRef(books.ledger.head);
  const authored: Draft = actor === "" ? draft : { ...draft, actor };
  const unitId = books.units.find((unit) => [unit.unitId, unit.name, unit.nameEn].includes(draft.unit.trim()))?.unitId;
  const effect = useRehearsal(authored, { language: reader.language, head: books.ledger.head, unitId }, isRecording || receipt !== undefined);
  useEffect(() => void (document.title = `${reader.say("record")} · tranche`), [reader]);
  const change = (next: Draft): void => {
    keepDraft(id, next);
    setRefused(undefined);
    setDraft(next);
  };
  const missing = missingOf(draft);
  const isLost = useLostSince() !== undefined;
  const needsActor = authored.actor.trim() === "";
  const record = async (): Promise<void> => {
    setRecording(true);
    setRefused(undefined);
    try {
      setReceipt(await send(authored, { language: reader.language, dryRun: false }));
      dropDraft(id);
    } catch (error) {
      setRefused(refusedOf(error));
    } finally {
      setRecording(false);
    }
  };
  const again = (): void => {
    setReceipt(undefined);
    setDraft({ ...begin(props), kind: draft.kind, actor: draft.actor });
  };
  if (receipt !== undefined) {
    return <main id="content" class="record"><ReceiptView {...{ reader, address, receipt, again }} /></main>;
  }
  const use = (amount: bigint): void => change({ ...draft, amount: reader.inFull(amount) });
  const write = (field: Field, text: string): void => change({ ...draft, [field]: text });
  const isComputing = effect !== undefined && effect.of !== rehearsedText(draft);
  const form = { reader, books, draft, write, understood: isComputing ? {} : understoodBy(reader, effect), wrong: effect?.refused?.field };
  const since = books.ledger.head - openedAt.current;
  return (
    <>
      <main id="content" class="record">
        <h1 class="hidden">{reader.say("record")}</h1>
        <form class="card" noValidate onSubmit={(event) => (event.preventDefault(), void record())}>
          <Form {...form} choose={(kind: Kind) => change({ ...draft, kind })} />
          <Author {...form} signedIn={actor} />
          {since > 0n && <p class="remark">{reader.say("ledgerHasChanged", { n: countText(reader.language, since) })}</p>}
          {refused !== undefined && <RefusedBox reader={reader} refused={refused} use={draft.kind === "reversal" ? undefined : use} />}
          <p class="form-tools">
            <button type="submit" class="button primary" disabled={isRecording || isLost || missing.length > 0 || needsActor}>{reader.say(refused?.isUnknown ? "sendAgain" : "doRecord")}</button>
            <button type="button" class="button" disabled={isRecording} onClick={() => (dropDraft(id), setRefused(undefined), setDraft(begin(props)))}>{reader.say("emptyForm")}</button>
            <span class="field-note">{needsActor ? reader.say("stillMissing", { fields: reader.say("recordedBy") }) : reader.say("draftKept")}</span>
          </p>
          <p class="note-line">{reader.say("nothingIsDeleted")}</p>
        </form>
        <EffectPanel {...{ reader, draft, effect, isComputing, use }} />
      </main>
      <BasisOf reader={reader} knownAt={String(books.ledger.head)} />
    </>
  );
}
