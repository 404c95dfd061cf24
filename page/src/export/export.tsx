// Exports what is shown: as a table, as an answer with its basis, as a drawing, on paper, with a proof, and as a command.
import { useState } from "preact/hooks";
import type { BalanceReport, BalanceRow, Basis, Restatement } from "../../generated/proto/view_pb";
import type { Address, Question } from "../address";
import { type Books, questionOfReplay } from "../asking";
import { hexOf } from "../bytes";
import { download, isSynthetic } from "../download";
import type { Label } from "../labels";
import { errorSentences, ledger, questionText } from "../ledger";
import { Modal, useOpening } from "../modal";
import { hasBasis } from "../navigation";
import { create, toJsonString } from "../protocol/messages";
import type { Reader } from "../reader";
import { reconcile, verdictOf } from "../reconcile/asking";
import { drawingOf } from "./drawing";
import { byOf, commandLine, csvOf, csvOfReconciliation, csvOfRestatement, fileName, subjectOf } from "./files";
import { downloadProof } from "./number";

interface Props {
  reader: Reader;
  books: Books;
  address: Address;
  // Of the answer that is shown; a list of events has none.
  basis: Basis | undefined;
  // Of a comparison the earlier one.
  earlier: Basis | undefined;
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

// All parts of the comparison, as one answer.
async function wholeRestatement(question: Question, from: string, to: string): Promise<Restatement> {
  const whole = create<Restatement>("Restatement");
  for await (const { part } of ledger.restate({ question: questionText(question), from, to })) {
    if (part === undefined) continue;
    const { postings, ...rest } = part;
    if (rest.to !== undefined) Object.assign(whole, rest);
    whole.postings.push(...postings);
  }
  if (whole.to === undefined) throw new Error("the ledger answered without a basis");
  return whole;
}

async function wholeLog(): Promise<BlobPart[]> {
  const parts: BlobPart[] = [];
  for await (const { content } of ledger.exportLog({ form: "jsonl" })) parts.push(content as BlobPart);
  return parts;
}

const SPACES = 2;

type Form = "csv" | "json" | "svg" | "print" | "proof" | "jsonl";

const FORMS: readonly { form: Form; name: string; label: Label }[] = [
  { form: "csv", name: "CSV", label: "exportCsv" },
  { form: "json", name: "JSON", label: "exportJson" },
  { form: "svg", name: "SVG", label: "exportSvg" },
  { form: "print", name: "PDF", label: "exportPrint" },
  { form: "proof", name: "Proof", label: "exportProof" },
  { form: "jsonl", name: "JSONL", label: "exportJsonl" },
];

const areBalances = (address: Address): boolean => hasBasis(address) && ["overview", "units", "replay"].includes(address.screen);

// Answers are exported where they are shown; a balance has a proof, and a map a drawing.
function isOffered(form: Form, { address, address: { screen }, earlier }: Props): boolean {
  switch (form) {
    case "svg":
      return document.querySelector(".map svg") !== null;
    case "proof":
      return areBalances(address);
    case "csv": case "json":
      return areBalances(address) || screen === "reconcile" || (screen === "compare" && earlier !== undefined);
    default:
      return true;
  }
}

// What is shown as CSV and as JSON, asked again in full.
async function answerOf({ reader, address, address: { screen, view: { verdict } }, earlier }: Props, pinned: Question, digits: number): Promise<Record<"csv" | "json", () => string>> {
  if (screen === "compare") {
    const { knownAt: to = "", ...question } = pinned;
    const answer = await wholeRestatement(question, String(earlier?.knownAtSequence ?? ""), to);
    return { csv: () => csvOfRestatement(answer, digits), json: () => toJsonString(answer, SPACES) };
  }
  if (screen === "reconcile") {
    const reconciliation = await reconcile(pinned);
    reconciliation.figures = reconciliation.figures.filter((figure) => verdict === undefined || verdictOf(figure) === verdict);
    return { csv: () => csvOfReconciliation(reconciliation), json: () => toJsonString(reconciliation, SPACES) };
  }
  const report = await wholeReport(pinned, byOf(address));
  return { csv: () => csvOf(report, digits, pinned, reader.unitName), json: () => toJsonString(report, SPACES) };
}

async function exportAs(form: Form, props: Props): Promise<void> {
  const { reader, books, address, basis } = props;
  const { terms } = books.ledger;
  const asOf = basis?.asOf ?? books.ledger.today;
  const sequence = basis?.knownAtSequence ?? books.ledger.head;
  const asked = address.screen === "replay" ? questionOfReplay(address.question, books) : address.question;
  const pinned: Question = { ...asked, asOf, knownAt: String(sequence) };
  const name = (ending: string): string => fileName(terms?.name ?? "", areBalances(address) ? subjectOf(address.screen, asked) : address.screen, asOf, sequence, ending);
  switch (form) {
    case "csv": case "json": {
      const answer = await answerOf(props, pinned, terms?.minorDigits ?? 0);
      return form === "csv" ? download(name(form), "text/csv", [answer.csv()]) : download(name(form), "application/json", [answer.json(), "\n"]);
    }
    case "svg": {
      if (basis === undefined) return;
      const held = `${basis.ledgerName} · ${basis.asOf} · ${sequence} / ${basis.head} · ${basis.groupingId} · ${hexOf(basis.root)}`;
      const drawing = drawingOf([document.title.replace(/ · tranche$/, ""), held]);
      return drawing === undefined ? undefined : download(name("svg"), "image/svg+xml", [drawing]);
    }
    case "proof":
      return downloadProof(pinned, name("proof.json"));
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
  const opening = useOpening();
  const [problem, setProblem] = useState<string[]>([]);
  const [busy, setBusy] = useState<Form | undefined>(undefined);
  const command = basis && commandLine(address, basis.asOf, basis.knownAtSequence);
  const run = (form: Form): void => {
    setProblem([]);
    setBusy(form);
    if (form === "print") opening.hide();
    exportAs(form, props).catch((error) => setProblem(errorSentences(error))).finally(() => setBusy(undefined));
  };
  const copy = (): void => void navigator.clipboard?.writeText(command ?? "").catch(() => undefined);
  return (
    <Modal name="export" title="export" {...{ reader, opening, close }}
      buttons={command !== undefined && <button type="button" class="button" onClick={copy}>{reader.say("copyCommand")}</button>}>
      <p class="small">{reader.say("exportsWhatIsShown")}</p>
      <ul>
        {FORMS.filter(({ form }) => isOffered(form, props)).map(({ form, name, label }) => (
          <li key={form}>
            <button type="button" disabled={busy !== undefined} onClick={() => run(form)}>
              <b>{name}</b><span>{busy === form ? reader.say("loading") : reader.say(form === "json" && !areBalances(address) ? "exportAnswer" : label)}</span>
            </button>
          </li>
        ))}
      </ul>
      {problem.map((sentence) => <p key={sentence} class="problem" role="alert">{sentence}</p>)}
      {command !== undefined && <h3>{reader.say("sameOnCommandLine")}</h3>}
      {command !== undefined && <p class="command"><code>{command}</code></p>}
    </Modal>
  );
}
