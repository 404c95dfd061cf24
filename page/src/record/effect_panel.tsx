// What the ledger would do: what it understood, the books before and after, or why it refuses and what is left.
import type { ComponentChildren } from "preact";
import type { Event } from "../../generated/proto/event_pb";
import { BeforeAfter, GUARDED } from "../effect";
import { dateText } from "../dates";
import { type Books, amountStated, booksOf, booksText, legsOf, namedBy } from "../events/facts";
import { RuleRemarks } from "../events/rules";
import { Icon } from "../icons";
import type { Label } from "../labels";
import { countText, trancheText } from "../numbers";
import type { Reader } from "../reader";
import type { Refused, Sent } from "./asking";
import { LeftOnEachDay } from "./left";
import { type Draft, fieldsOf, missingOf } from "./draft";
import type { EffectOnBooks } from "./effect_of";
import { FIELD_LABELS } from "./field_labels";
import type { Field } from "./kinds";
import type { Effect } from "./rehearsal";

export const MissingFields = ({ reader, missing }: { reader: Reader; missing: readonly Field[] }) =>
  <p class="remark">{reader.say("stillMissing", { fields: missing.map((field) => reader.say(FIELD_LABELS[field])).join(", ") })}</p>;

function trancheOf(reader: Reader, event: Event): string | undefined {
  const number = legsOf(event)[0]?.tranche ?? 0;
  return number === 0 ? undefined : reader.say("trancheNumber", { number: trancheText(number) });
}

// What each tranche pays of a payment that is split.
export function Parts({ reader, sent: { receipt, others } }: { reader: Reader; sent: Sent }) {
  const events = [receipt, ...others].flatMap(({ event }) => event ?? []);
  return (
    <table class="plain parts">
      <caption class="hidden">{reader.say("splitIt")}</caption>
      <tbody>
        {events.map((event) => (
          <tr key={event.eventId}>
            <th scope="row">{trancheOf(reader, event)}</th>
            <td class="number">{reader.inFull(amountStated(event) ?? 0n)} {reader.currency}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// isRehearsal  true where nothing was to be recorded, so that nothing may have been.
// use     takes the amount that is left.
// depart  names a rule from which a decision allows to depart.
export function RefusedBox({ reader, refused, isRehearsal = false, use, depart }: {
  reader: Reader;
  refused: Refused;
  isRehearsal?: boolean;
  use?: ((amount: bigint) => void) | undefined;
  depart?: ((rule: string) => void) | undefined;
}) {
  const { day, available, asked, sentences, isUnknown, rule } = refused;
  return (
    <div class="refused-box" role="alert">
      <p><Icon name="warning" /><span>{!(isUnknown && isRehearsal) && <b>{reader.say(isUnknown ? "notKnownRecorded" : "refused")}. </b>}{sentences.join(" ")}</span></p>
      {available !== undefined && asked !== undefined && (
        <dl>
          {day !== undefined && <div><dt>{reader.say("firstDayOver")}</dt><dd>{dateText(reader.language, day)}</dd></div>}
          <div><dt>{reader.say("available")}</dt><dd>{reader.inFull(available)} {reader.currency}</dd></div>
          <div><dt>{reader.say("asked")}</dt><dd>{reader.inFull(asked)} {reader.currency}</dd></div>
        </dl>
      )}
      {available !== undefined && available > 0n && use !== undefined && (
        <button type="button" class="button" onClick={() => use(available)}>{reader.say("useWhatIsLeft", { amount: `${reader.inFull(available)} ${reader.currency}` })}</button>
      )}
      {rule !== undefined && depart !== undefined && <button type="button" class="button" onClick={() => depart(rule)}>{reader.say("departFrom", { rule })}</button>}
    </div>
  );
}

function Remarks({ reader, effect: { receipt } }: { reader: Reader; effect: Effect }) {
  if (receipt === undefined) return null;
  return (
    <>
      {/* The tranche of a contract or an advance was chosen with it. */}
      {receipt.trancheChosen > 0 && receipt.event !== undefined && namedBy(receipt.event) === 0n && <p class="remark">{reader.say("trancheChosen", { number: trancheText(receipt.trancheChosen) })}</p>}
      {receipt.equalSequence > 0n && <p class="remark warns"><Icon name="warning" />{reader.say("saysTheSame", { sequence: countText(reader.language, receipt.equalSequence) })}</p>}
      {receipt.endsHistory && <p class="remark warns"><Icon name="warning" />{reader.say("endsHistory")}</p>}
      {receipt.event !== undefined && <RuleRemarks reader={reader} event={receipt.event} />}
      {receipt.availableInParts && <p class="remark">{reader.say("availableInParts")}</p>}
    </>
  );
}

// What the ledger would do, or why it would not. `children` stand before the amounts.
export function EffectCard({ reader, title, books, effect, isComputing, status, use, depart, children }: {
  reader: Reader;
  title: Label;
  books: Books | undefined;
  effect: (EffectOnBooks & { refused?: Refused }) | undefined;
  isComputing: boolean;
  status: ComponentChildren;
  use?: ((amount: bigint) => void) | undefined;
  depart?: ((rule: string) => void) | undefined;
  children?: ComponentChildren;
}) {
  return (
    <section class={isComputing ? "card effect dim" : "card effect"} aria-busy={isComputing} aria-label={reader.say(title)}>
      <h2>{reader.say(title)}{books !== undefined && <small> {booksText(reader, books)} · {reader.million}</small>}</h2>
      <div role="status">{status}</div>
      {effect?.refused !== undefined && <RefusedBox reader={reader} refused={effect.refused} isRehearsal {...{ use, depart }} />}
      {children}
      {effect?.before !== undefined && effect.after !== undefined && (
        <BeforeAfter reader={reader} before={effect.before} after={effect.after} withChange refused={GUARDED[effect.refused?.code ?? ""]} />
      )}
      {effect?.left !== undefined && <LeftOnEachDay reader={reader} left={effect.left} />}
      <p class="note-line">{reader.say("guardsOnEveryDay")}</p>
    </section>
  );
}

// departs  true of what departs from a rule by a decision.
export const KeepsRules = ({ reader, departs = false }: { reader: Reader; departs?: boolean }) =>
  <p class="holds"><Icon name="check" />{reader.say(departs ? "keepsOtherRules" : "keepsRules")}</p>;

export function EffectPanel({ reader, draft, proposes, effect, isComputing, use, depart, split }: {
  reader: Reader;
  draft: Draft;
  proposes: boolean;
  effect: Effect | undefined;
  isComputing: boolean;
  use: (amount: bigint) => void;
  depart: (rule: string) => void;
  // Splits it over the tranches that can pay it together.
  split: () => void;
}) {
  const missing: Field[] = missingOf(draft);
  const event = effect?.receipt?.event;
  const [books] = event === undefined ? [effect?.books] : booksOf(effect?.receipt?.reversed ?? event);
  return (
    <EffectCard {...{ reader, books, effect, isComputing }} title={proposes ? "ifApproved" : "ifRecorded"} use={fieldsOf(draft).includes("amount") ? use : undefined} depart={depart}
      status={effect === undefined && missing.length > 0
        ? <MissingFields {...{ reader, missing }} />
        : effect?.receipt !== undefined && <KeepsRules reader={reader} departs={(event?.deviations.length ?? 0) > 0} />}>
      {effect !== undefined && <Remarks reader={reader} effect={effect} />}
      {effect?.inParts !== undefined && (
        <div class="offered-parts">
          <p class="remark">{reader.say("canBeSplit")}</p>
          <Parts reader={reader} sent={effect.inParts} />
          <button type="button" class="button" onClick={split}>{reader.say("splitIt")}</button>
        </div>
      )}
      {effect?.receipt !== undefined && draft.split !== "" && <Parts reader={reader} sent={{ receipt: effect.receipt, others: effect.others ?? [] }} />}
    </EffectCard>
  );
}
