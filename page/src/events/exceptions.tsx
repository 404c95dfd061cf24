// What an auditor looks at first: what was late, taken back, departed from a rule or went without a second person, by kind of
// exception. Each row opens its event.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Basis, ExceptionRow } from "../../generated/proto/view_pb";
import type { Address } from "../address";
import { writeAddress } from "../address";
import { Choice } from "../choice";
import { dateText, instantText } from "../dates";
import { download } from "../download";
import { csvOfExceptions, fileName } from "../export/files";
import { errorSentences, ledger, questionText } from "../ledger";
import { staying } from "../link";
import type { Go } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { EXCEPTION_LABELS } from "./exception_labels";
import { kindText } from "./facts";
import { QuestionWords } from "./question_words";

const SHOWN_MAX = 500;

export function exceptionText({ say }: Pick<Reader, "say">, exception: string): string {
  const label = EXCEPTION_LABELS[exception];
  return label === undefined ? exception : say(label);
}

export interface Exceptions {
  basis?: Basis;
  rows: ExceptionRow[];
  hasMore: boolean;
}

// max  rows; 0 for all.
async function listExceptions({ question, view: { exception } }: Pick<Address, "question" | "view">, max: number): Promise<Exceptions> {
  const found: Exceptions = { rows: [], hasMore: false };
  const asked = { question: questionText(question), exceptions: exception === undefined ? [] : [exception], pageSize: max };
  for await (const { part, nextPageToken } of ledger.listExceptions(asked)) {
    if (part?.basis !== undefined) found.basis = part.basis;
    found.rows.push(...(part?.rows ?? []));
    if (nextPageToken !== "") found.hasMore = true;
  }
  return found;
}

// What its kind of exception says beside the event.
function detailOf({ say, language }: Reader, { exception, other, rules, number, events, days }: ExceptionRow): string {
  const sequence = countText(language, other);
  const named = exception === "late" ? `${say("PeriodClosed")} #${sequence}` : exception === "reversal" ? `${say("reverses")} #${sequence}` : `#${sequence}`;
  return [
    rules.join(", "), other > 0n ? named : "", number, events > 0n ? `${countText(language, events)} ${say("exceptionEvents")}` : "",
    days > 0 ? say("countOfDays", { n: countText(language, days) }) : "",
  ].filter((text) => text !== "").join(" · ");
}

interface Props {
  reader: Reader;
  address: Address;
  go: Go;
}

function Row({ reader, address, go, row }: Props & { row: ExceptionRow }) {
  const { sequence, line, actor, approvedBy, amount } = row;
  const shown: Address = { ...address, sequence: String(sequence) };
  const isShown = address.sequence === shown.sequence;
  const recorded = reader.instant(row.recordedAt?.seconds ?? 0n);
  return (
    <tr class={isShown ? "shown" : ""} onClick={staying(() => go(shown, "push"))}>
      <th scope="row" class="number"><a href={writeAddress(shown)} aria-current={isShown ? "true" : undefined}>{countText(reader.language, sequence)}</a></th>
      <td class="recorded" title={recorded}>{row.recordedAt !== undefined && instantText(reader.language, recorded)}</td>
      <td class="effective">{row.effectiveDate !== "" && dateText(reader.language, row.effectiveDate)}</td>
      <td class="kind"><b>{exceptionText(reader, row.exception)}</b> {kindText(reader, row.kind)}</td>
      <td class="subject">{[line === undefined ? "" : reader.unitName(line.unitId), detailOf(reader, row), row.because].filter((text) => text !== "").join(" · ")}</td>
      <td class="proposer">{approvedBy === "" ? actor : `${actor} → ${approvedBy}`}</td>
      <td class="number how-much">{amount === "" ? "" : reader.millions(BigInt(amount))}</td>
    </tr>
  );
}

// Which are listed, as of when; with what takes each word of the question away.
function Filters({ reader, address, go, rows }: Props & { rows: readonly ExceptionRow[] }) {
  const { exception, ...rest } = address.view;
  const words = [...new Set([...Object.keys(EXCEPTION_LABELS), ...(exception === undefined ? [] : [exception]), ...rows.map((row) => row.exception)])];
  const asOf = (text: string): void => {
    const { asOf: _, ...question } = address.question;
    go({ ...address, question: text === "" ? question : { ...question, asOf: text } }, "push");
  };
  return (
    <div class="event-filters">
      <Choice label={reader.say("exceptions")} value={exception ?? ""} shown={exception === undefined ? reader.say("allExceptions") : exceptionText(reader, exception)}
        options={[{ value: "", text: reader.say("allExceptions") }, ...words.map((value) => ({ value, text: exceptionText(reader, value) }))]}
        onChange={(value) => go({ ...address, view: value === "" ? rest : { ...rest, exception: value } }, "push")} />
      <label class="date-filter">{reader.say("asOf")} <input type="date" value={address.question.asOf ?? ""} onChange={(event) => asOf(event.currentTarget.value)} /></label>
      <QuestionWords {...{ reader, address, go }} />
    </div>
  );
}

function Csv({ reader, address, minorDigits }: Pick<Props, "reader" | "address"> & { minorDigits: number }) {
  const [problem, setProblem] = useState("");
  const save = async (): Promise<void> => {
    const { basis, rows } = await listExceptions(address, 0);
    download(fileName(reader.ledgerName, "exceptions", basis?.asOf ?? "", basis?.knownAtSequence ?? "", "csv"), "text/csv", [csvOfExceptions(basis, rows, minorDigits)]);
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void save().then(() => setProblem(""), (error) => setProblem(errorSentences(error).join(" ")))}>CSV</button>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </>
  );
}

// pinned  the question with the moment that is shown, until the reader asks for a later one.
export function ExceptionList({ pinned, tabs, ...props }: Props & { pinned: Address; tabs: ComponentChildren }) {
  const { reader, address, go } = props;
  const { answer, error, again, dim } = useAnswer(pinned, (asked) => listExceptions(asked, SHOWN_MAX), undefined);
  return (
    <section class="event-list exceptions" aria-label={reader.say("exceptions")}>
      <div class="event-head">
        {tabs}
        <Filters {...props} rows={answer?.rows ?? []} />
        <Csv {...{ reader }} address={pinned} minorDigits={reader.minorDigits} />
      </div>
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {error === undefined && answer !== undefined && (
        <div class={dim ? "event-frame dim" : "event-frame"} tabIndex={0} role="region" aria-label={reader.say("exceptions")}>
          <table class="event-table">
            <thead>
              <tr>
                <th scope="col" class="number">#</th><th scope="col">{reader.say("recordedAt")}</th><th scope="col">{reader.say("effective")}</th>
                <th scope="col">{reader.say("exceptions")}</th><th scope="col">{reader.say("unit")}</th><th scope="col">{reader.say("recordedBy")}</th>
                <th scope="col" class="number">{reader.say("amountIn", { scale: reader.million })}</th>
              </tr>
            </thead>
            <tbody>{answer.rows.map((row, at) => <Row key={`${row.exception}/${row.sequence}/${at}`} {...{ reader, address, go, row }} />)}</tbody>
          </table>
          {answer.rows.length === 0 && <p class="empty">{reader.say("noExceptions")}</p>}
          {answer.hasMore && <p class="small empty">{reader.say("firstItems", { n: countText(reader.language, SHOWN_MAX) })}</p>}
        </div>
      )}
    </section>
  );
}
