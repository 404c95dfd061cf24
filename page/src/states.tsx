// What stands in the place of an answer: an error with its reasons, or why there is nothing to show.
import { useState } from "preact/hooks";
import { type Address, type AddressError, type Question, readAddress, writeAddress } from "./address";
import type { Books } from "./asking";
import { type Language, dateText, instantText } from "./dates";
import { type Empty, whyEmpty } from "./empty";
import { type Label, say } from "./labels";
import { candidatesOf, errorSentences } from "./ledger";
import { CallError, type Code } from "./protocol/call_error";
import type { Reader } from "./reader";
import { useEffectAtRest } from "./rest";

const ADDRESS_LABELS: Record<AddressError["kind"], Label> = {
  "unknown-screen": "unknownScreen",
  "unknown-name": "unknownName",
  "repeated-name": "repeatedName",
  "unreadable-value": "unreadableValue",
};

const ToOverview = ({ language }: { language: Language }) => <p><a href={`/${language}/overview`}>{say(language, "toOverview")}</a></p>;

// What stands in the place of a screen that cannot be shown.
export function PageProblem({ language, text }: { language: Language; text: string }) {
  return <main class="problem-page"><p role="alert">{text}</p><ToOverview language={language} /></main>;
}

export function AddressProblem({ language, error: { kind, name, value } }: { language: Language; error: AddressError }) {
  return <PageProblem language={language} text={say(language, ADDRESS_LABELS[kind], { name, value })} />;
}

// What an address names that is not in the books, where no call would say so; undefined if all is there.
export function notInBooks({ language, screen, question: { knownAt }, view: { pick } }: Address, { ledger: { head }, units }: Books): string | undefined {
  const isLater = knownAt !== undefined && /^[0-9]+$/.test(knownAt) && BigInt(knownAt) > head;
  if (isLater && (screen === "replay" || screen === "record")) return say(language, "noSuchEvent", { sequence: knownAt, head: String(head) });
  const isUnit = pick === undefined || units.some(({ unitId }) => unitId === pick);
  return isUnit ? undefined : say(language, "unreadableValue", { name: "pick", value: pick });
}

// What is refused for what was asked is refused again.
const IN_VAIN: readonly Code[] = ["invalid_argument", "not_found", "out_of_range", "failed_precondition", "unimplemented"];

// The same question about each unit that its name may mean.
function Choices({ language, error }: { language: Language; error: unknown }) {
  const candidates = candidatesOf(error, language);
  const address = readAddress(location.pathname, location.search, language);
  if (candidates.length === 0 || "kind" in address || address.question.unit === undefined) return null;
  const to = (unit: string): string => writeAddress({ ...address, question: { ...address.question, unit } });
  return (
    <>
      <p>{say(language, "mayMean", { n: candidates.length })}</p>
      <ul>{candidates.map(({ id, text }) => <li key={id}><a href={to(id)}>{text}</a></li>)}</ul>
    </>
  );
}

export function NoAnswer({ language, error, again }: { language: Language; error: unknown; again: () => void }) {
  return (
    <div class="problem" role="alert">
      <p><b>{say(language, "noAnswer")}</b></p>
      {errorSentences(error).map((sentence) => <p key={sentence}>{sentence}</p>)}
      <Choices language={language} error={error} />
      {IN_VAIN.includes(CallError.from(error).code)
        ? <ToOverview language={language} />
        : <button type="button" class="button" onClick={again}>{say(language, "tryAgain")}</button>}
    </div>
  );
}

export function EmptyAnswer({ reader, question, asOf, ask }: {
  reader: Reader;
  question: Question;
  asOf: string;
  ask: (change: Partial<Question>) => void;
}) {
  const [empty, setEmpty] = useState<Empty | undefined>(undefined);
  const asked = JSON.stringify([question, asOf]);
  useEffectAtRest(() => {
    let isCurrent = true;
    setEmpty(undefined);
    whyEmpty(question, asOf).then((found) => isCurrent && setEmpty(found), () => undefined);
    return () => void (isCurrent = false);
  }, [asked]);
  if (empty === undefined) return <div class="empty" />;
  switch (empty.kind) {
    case "nothing-in-scope":
      return <div class="empty"><p>{reader.say("nothingInScope")}</p></div>;
    case "nothing-up-to":
      return (
        <div class="empty">
          <p>{reader.say("nothingUpTo", { date: dateText(reader.language, empty.first) })}</p>
          <button type="button" class="button" onClick={() => ask({ asOf: empty.first })}>{reader.say("goThere")}</button>
        </div>
      );
    case "nothing-known":
      return (
        <div class="empty">
          <p>{reader.say("nothingKnown", { instant: instantText(reader.language, reader.instant(empty.recordedSeconds)) })}</p>
          <button type="button" class="button" onClick={() => ask({ knownAt: String(empty.sequence) })}>{reader.say("goThere")}</button>
        </div>
      );
  }
}
