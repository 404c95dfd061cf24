// What is exported of one number: its postings, and a proof of the balance that it is part of.
import type { Basis } from "../../generated/proto/view_pb";
import type { Question, Why } from "../address";
import { scopeOf } from "../behind";
import { download } from "../download";
import { ledger, questionText } from "../ledger";
import { toJsonString } from "../protocol/messages";
import type { Reader } from "../reader";
import { csvOfPostings, fileName, headOfPostings } from "./files";

export async function downloadProof(question: Question, name: string): Promise<void> {
  const { proof } = await ledger.proveBalance({ question: questionText(question) });
  if (proof === undefined) throw new Error("the ledger answered without a proof");
  download(name, "application/json", [toJsonString(proof), "\n"]);
}

// Every posting behind the number, as they come.
async function postingsOf(question: Question, why: Why, digits: number): Promise<BlobPart[]> {
  const { asked, taken } = scopeOf(question, why);
  const parts: BlobPart[] = [headOfPostings()];
  let basis: Basis | undefined;
  for await (const { part } of ledger.explain({ question: questionText(asked) })) {
    basis ??= part?.basis;
    // The browser keeps a blob outside of the page's own memory.
    parts.push(new Blob([csvOfPostings(basis, (part?.postings ?? []).flatMap((posting) => taken(posting) ?? []), digits)]));
  }
  return parts;
}

// question  with both times pinned.
export async function exportNumber(form: "csv" | "proof", reader: Reader, question: Question, why: Why): Promise<void> {
  const { asked } = scopeOf(question, why);
  const what = `${why.unit || asked.unit || "nation"}.${why.measure}${why.part === undefined ? "" : `-${why.part}`}`;
  const name = (ending: string): string => fileName(reader.ledgerName, what, asked.asOf ?? "", asked.knownAt ?? "", ending);
  return form === "proof"
    ? downloadProof(asked, name("proof.json"))
    : download(name("csv"), "text/csv", await postingsOf(question, why, reader.minorDigits));
}
