// What stands in the place of an answer: an error with its reasons, or why there is nothing to show.
import { useState } from "preact/hooks";
import type { AddressError, Question } from "./address";
import { type Language, dateText, instantText } from "./dates";
import { type Empty, whyEmpty } from "./empty";
import { type Label, say } from "./labels";
import { candidatesOf, errorSentences } from "./ledger";
import type { Reader } from "./reader";
import { useEffectAtRest } from "./rest";

const ADDRESS_LABELS: Record<AddressError["kind"], Label> = {
  "unknown-screen": "unknownScreen",
  "unknown-name": "unknownName",
  "repeated-name": "repeatedName",
  "unreadable-value": "unreadableValue",
};

export function AddressProblem({ language, error }: { language: Language; error: AddressError }) {
  return (
    <main class="problem-page">
      <p role="alert">{say(language, ADDRESS_LABELS[error.kind], { name: error.name, value: error.value })}</p>
      <p><a href={`/${language}/overview`}>{say(language, "toOverview")}</a></p>
    </main>
  );
}

// The same question about each unit that its name may mean.
function Choices({ language, error }: { language: Language; error: unknown }) {
  const candidates = candidatesOf(error, language);
  const address = new URL(location.href);
  if (candidates.length === 0 || !address.searchParams.has("unit")) return null;
  const to = (id: string): string => (address.searchParams.set("unit", id), address.pathname + address.search);
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
      <button type="button" class="button" onClick={again}>{say(language, "tryAgain")}</button>
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
