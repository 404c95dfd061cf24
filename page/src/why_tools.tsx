// What can be taken along of a number: itself, its postings, and a proof.
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Question, Why } from "./address";
import { scopeOf } from "./behind";
import { Icon } from "./icons";
import { errorSentences } from "./ledger";
import { decimalText } from "./numbers";
import type { Reader } from "./reader";

const COPIED_MS = 2000;

// shown  the number on the screen, which is marked where the page may not write to the clipboard: over plain HTTP.
function CopyNumber({ reader, amount, shown }: { reader: Reader; amount: bigint; shown: RefObject<HTMLElement> }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => {
    const written = navigator.clipboard?.writeText(decimalText(String(amount), reader.minorDigits)) ?? Promise.reject();
    written.then(() => setCopied(true), () => shown.current && getSelection()?.selectAllChildren(shown.current));
  };
  return (
    <>
      <button type="button" class="button" onClick={copy}>
        <Icon name={isCopied ? "check" : "copy"} />{reader.say(isCopied ? "numberCopied" : "copyNumber")}
      </button>
      <span class="hidden" role="status">{isCopied && reader.say("numberCopied")}</span>
    </>
  );
}

export function WhyTools({ reader, question, why, amount, shown }: {
  reader: Reader;
  question: Question;
  why: Why;
  amount: bigint;
  shown: RefObject<HTMLElement>;
}) {
  const [busy, setBusy] = useState<"csv" | "proof" | undefined>(undefined);
  const [problem, setProblem] = useState<string[]>([]);
  const run = (form: "csv" | "proof"): void => {
    setBusy(form);
    setProblem([]);
    import("./fetched").then(({ exportNumber }) => exportNumber(form, reader, question, why))
      .catch((error) => setProblem(errorSentences(error))).finally(() => setBusy(undefined));
  };
  const told = (form: "csv" | "proof", text: string): string => (busy === form ? reader.say("loading") : text);
  return (
    <>
      {problem.map((sentence) => <p key={sentence} class="problem" role="alert">{sentence}</p>)}
      <p class="why-tools">
        <CopyNumber key={String(amount)} {...{ reader, amount, shown }} />
        <button type="button" class="button" disabled={busy !== undefined} title={reader.say("exportPostings")} onClick={() => run("csv")}>
          <Icon name="download" />{told("csv", "CSV")}
        </button>
        {!scopeOf(question, why).isOwn && why.part === undefined && (
          <button type="button" class="button" disabled={busy !== undefined} title={reader.say("exportProof")} onClick={() => run("proof")}>
            <Icon name="seal" />{told("proof", reader.say("getProof"))}
          </button>
        )}
      </p>
    </>
  );
}
