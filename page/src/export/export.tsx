// Exports what is shown: as a table, as an answer with its basis, as a drawing, on paper, with a proof, and as a command.
import { toJsonString } from "@bufbuild/protobuf";
import { useEffect, useRef, useState } from "preact/hooks";
import { ProofSchema } from "../../generated/proto/proof_pb";
import { type BalanceReport, BalanceReportSchema, type BalanceRow, type Basis } from "../../generated/proto/view_pb";
import type { Address, Question } from "../address";
import type { Books } from "../asking";
import { hexOf } from "../bytes";
import { download, isSynthetic } from "../download";
import type { Label } from "../labels";
import { errorSentences, ledger, questionText } from "../ledger";
import type { Reader } from "../reader";
import { drawingOf } from "./drawing";
import { byOf, commandLine, csvOf, fileName } from "./files";

interface Props {
  reader: Reader;
  books: Books;
  address: Address;
  // Of the answer that is shown; a list of events has none.
  basis: Basis | undefined;
  close: () => void;
}

// All pages of the answer, as one report.
async function wholeReport(question: Question, by: string[]): Promise<BalanceReport> {
  const rows: BalanceRow[] = [];
  let pageToken = "";
  for (;;) {
    const { report, nextPageToken } = await ledger.getBalance({ question: questionText(question), by, pageToken });
    if (report === undefined) throw new Error("the ledger answered without a report");
    rows.push(...report.rows);
    if (nextPageToken === "") return { ...report, rows };
    pageToken = nextPageToken;
  }
}

async function wholeLog(): Promise<BlobPart[]> {
  const parts: BlobPart[] = [];
  for await (const { content } of ledger.exportLog({ form: "jsonl" })) parts.push(content as BlobPart);
  return parts;
}

type Form = "csv" | "json" | "svg" | "print" | "proof" | "jsonl";

const FORMS: readonly { form: Form; name: string; label: Label }[] = [
  { form: "csv", name: "CSV", label: "exportCsv" },
  { form: "json", name: "JSON", label: "exportJson" },
  { form: "svg", name: "SVG", label: "exportSvg" },
  { form: "print", name: "PDF", label: "exportPrint" },
  { form: "proof", name: "Proof", label: "exportProof" },
  { form: "jsonl", name: "JSONL", label: "exportJsonl" },
];

// Balances are exported where balances are shown; the drawing where there is a map.
function isOffered(form: Form, { screen }: Address): boolean {
  if (form === "svg") return document.querySelector(".map svg") !== null;
  return form === "print" || form === "jsonl" || screen === "overview" || screen === "units";
}

async function exportAs(form: Form, { reader, books, address, basis }: Props): Promise<void> {
  const { terms } = books.ledger;
  const asOf = basis?.asOf ?? books.ledger.today;
  const sequence = basis?.knownAtSequence ?? books.ledger.head;
  const pinned: Question = { ...address.question, asOf, knownAt: String(sequence) };
  const name = (ending: string): string => fileName(terms?.name ?? "", address.screen, asOf, sequence, ending);
  switch (form) {
    case "csv":
      return download(name("csv"), "text/csv", [csvOf(await wholeReport(pinned, byOf(address.screen)), terms?.minorDigits ?? 0)]);
    case "json": {
      const report = await wholeReport(pinned, byOf(address.screen));
      return download(name("json"), "application/json", [toJsonString(BalanceReportSchema, report, { prettySpaces: 2 }), "\n"]);
    }
    case "svg": {
      if (basis === undefined) return;
      const held = `${basis.ledgerName} · ${basis.asOf} · ${sequence} / ${basis.head} · ${basis.groupingId} · ${hexOf(basis.root)}`;
      const drawing = drawingOf([document.title.replace(/ · tranche$/, ""), held]);
      return drawing === undefined ? undefined : download(name("svg"), "image/svg+xml", [drawing]);
    }
    case "proof": {
      const { proof } = await ledger.proveBalance({ question: questionText(pinned) });
      if (proof === undefined) throw new Error("the ledger answered without a proof");
      return download(name("proof.json"), "application/json", [toJsonString(ProofSchema, proof), "\n"]);
    }
    case "jsonl":
      return download(name("jsonl"), "application/jsonl", await wholeLog());
    case "print": {
      // The title is the name of the file that paper may be.
      const { title } = document;
      if (isSynthetic(reader.ledgerName)) document.title = `SYNTHETIC · ${title}`;
      window.print();
      document.title = title;
      return;
    }
  }
}

export function Export(props: Props) {
  const { reader, address, basis, close } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string[]>([]);
  const [busy, setBusy] = useState<Form | undefined>(undefined);
  useEffect(() => dialog.current?.showModal(), []);
  const command = basis && commandLine(address, basis.asOf, basis.knownAtSequence);
  const run = (form: Form): void => {
    setProblem([]);
    setBusy(form);
    if (form === "print") dialog.current?.close();
    exportAs(form, props).catch((error) => setProblem(errorSentences(error))).finally(() => setBusy(undefined));
  };
  const copy = (): void => void navigator.clipboard?.writeText(command ?? "").catch(() => undefined);
  return (
    <dialog class="keys export" ref={dialog} aria-labelledby="export-heading" onClose={close}>
      <h2 id="export-heading">{reader.say("export")}</h2>
      <p class="small">{reader.say("exportsWhatIsShown")}</p>
      <ul>
        {FORMS.filter(({ form }) => isOffered(form, address)).map(({ form, name, label }) => (
          <li key={form}>
            <button type="button" disabled={busy !== undefined} onClick={() => run(form)}>
              <b>{name}</b><span>{busy === form ? reader.say("loading") : reader.say(label)}</span>
            </button>
          </li>
        ))}
      </ul>
      {problem.map((sentence) => <p key={sentence} class="problem" role="alert">{sentence}</p>)}
      {command !== undefined && <h3>{reader.say("sameOnCommandLine")}</h3>}
      {command !== undefined && <p class="command"><code>{command}</code></p>}
      <p class="buttons">
        {command !== undefined && <button type="button" class="button" onClick={copy}>{reader.say("copyCommand")}</button>}
        <button type="button" class="button" onClick={() => dialog.current?.close()}>{reader.say("close")}</button>
      </p>
    </dialog>
  );
}
