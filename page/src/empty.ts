// Why an answer has no rows: one of three reasons.
import { type Question } from "./address";
import { dateOf, dayOf } from "./dates";
import { ledger, questionText } from "./ledger";

export type Empty =
  | { kind: "nothing-in-scope" }
  | { kind: "nothing-up-to"; first: string }
  | { kind: "nothing-known"; sequence: bigint; recordedSeconds: bigint };

const LAST_DAY = dayOf("2199-12-31");

async function hasRows(question: Question): Promise<boolean> {
  const { report } = await ledger.getBalance({ question: questionText(question), by: ["region", "unit"], pageSize: 1 });
  return (report?.rows.length ?? 0) > 0;
}

// The first date on which the question has rows: it has them on that day and on every later one.
async function firstDate(question: Question, none: number): Promise<string> {
  let [without, within] = [none, LAST_DAY];
  while (within - without > 1) {
    const day = Math.floor((without + within) / 2);
    if (await hasRows({ ...question, asOf: dateOf(day) })) within = day;
    else without = day;
  }
  return dateOf(within);
}

// asOf  the date of the question, which has no rows.
export async function whyEmpty(question: Question, asOf: string): Promise<Empty> {
  const { knownAt, ...now } = question;
  if (knownAt !== undefined && (await hasRows({ ...now, asOf }))) {
    for await (const { part } of ledger.explain({ question: questionText({ ...now, asOf }), pageSize: 1 })) {
      const first = part?.postings[0];
      if (first?.recordedAt !== undefined) {
        return { kind: "nothing-known", sequence: first.sequence, recordedSeconds: first.recordedAt.seconds };
      }
    }
  }
  if (await hasRows({ ...question, asOf: dateOf(LAST_DAY) })) {
    return { kind: "nothing-up-to", first: await firstDate(question, dayOf(asOf)) };
  }
  return { kind: "nothing-in-scope" };
}
