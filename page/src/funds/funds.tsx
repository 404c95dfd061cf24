// The use of funds of one unit, or of the nation: the statement by source, tranches, areas, and the steps over the year.
import { useEffect, useMemo } from "preact/hooks";
import type { BalanceRow, Basis } from "../../generated/proto/view_pb";
import type { Question, Why } from "../address";
import { amountOf } from "../answer";
import { type Books, pinnedQuestion } from "../asking";
import { scaleOf } from "../band/scale";
import { useBand } from "../band/timeline";
import { BasisLine } from "../basis";
import { BasisOfHead } from "../basis_of";
import { useHand } from "../hand";
import { ledger, questionText } from "../ledger";
import { askingOf, eventOn } from "../navigation";
import type { ScreenProps } from "../screen";
import { sentenceText } from "../sentence";
import { Sliders } from "../sliders";
import { EmptyAnswer, NoAnswer } from "../states";
import { Title, wordsOf } from "../title";
import { WhyPanel } from "../why";
import { Areas } from "./areas";
import { Chart } from "./chart";
import { type Fold, amountOfPart, foldPosting, newFold } from "./fold";
import { Obligations } from "./obligations";
import { type ItemKind, type OpenOnes, openItems } from "./open_items";
import type { Open } from "./part_amount";
import { Statement } from "./statement";
import { Tranches } from "./tranches";

export interface Funds {
  question: Question;
  basis: Basis;
  fold: Fold;
  // What the ledger says that the postings add up to.
  total: BalanceRow;
  // By kind, those of which something is left; a kind that the money never had is absent.
  open: Partial<Record<ItemKind, OpenOnes>>;
  // What is known now; absent if the question is about now.
  now?: BalanceRow;
  nowBySource: ReadonlyMap<string, BalanceRow>;
  // What was recorded since of the same money, up to now; absent likewise.
  later?: Fold;
}

// What was recorded after the moment that is asked about.
async function foldSince(question: Question, from: string, books: Books): Promise<Fold> {
  const fold = newFold();
  for await (const { part } of ledger.restate({ question: questionText(question), from, to: String(books.ledger.head) })) {
    for (const posting of part?.postings ?? []) foldPosting(fold, posting);
  }
  return fold;
}

async function askFunds(question: Question, books: Books): Promise<Funds> {
  const { knownAt, ...latest } = question;
  const later = knownAt === undefined ? undefined : ledger.getBalance({ question: questionText(pinnedQuestion(latest, books)), by: ["source"] });
  const since = knownAt === undefined ? undefined : foldSince(latest, knownAt, books);
  const fold = newFold();
  let [basis, total]: [Basis?, BalanceRow?] = [];
  for await (const { part } of ledger.explain({ question: questionText(pinnedQuestion(question, books)) })) {
    basis ??= part?.basis;
    total ??= part?.total;
    for (const posting of part?.postings ?? []) foldPosting(fold, posting);
  }
  if (basis === undefined || total === undefined) throw new Error("the ledger answered without a basis");
  const asked = { ...question, asOf: basis.asOf, knownAt: String(basis.knownAtSequence) };
  const [commitment, advance] = await Promise.all([
    total.committed === undefined ? undefined : openItems("commitment", asked), total.advances === undefined ? undefined : openItems("advance", asked),
  ]);
  const open = { ...(commitment !== undefined && { commitment }), ...(advance !== undefined && { advance }) };
  const { total: now, rows = [] } = (await later)?.report ?? {};
  const recorded = await since;
  return { question, basis, fold, total, open, nowBySource: new Map(rows.map((row) => [row.sourceId, row])), ...(now !== undefined && { now }), ...(recorded !== undefined && { later: recorded }) };
}

function Behind({ funds, why, ...rest }: Pick<Parameters<typeof WhyPanel>[0], "reader" | "close" | "open"> & { funds: Funds; why: Why }) {
  const { question, basis, total, fold } = funds;
  return (
    <WhyPanel {...rest} why={why} isPast={funds.now !== undefined}
      question={{ ...question, asOf: basis.asOf, knownAt: String(basis.knownAtSequence) }}
      name={rest.reader.unitName(question.unit ?? "")} amount={why.part === undefined ? amountOf(total, why.measure) ?? 0n : amountOfPart(fold, why)} />
  );
}

export function UseOfFunds({ reader, books, address, go, answered }: ScreenProps) {
  const { question, view } = address;
  const { answer, error, dim, again, hand } = useHand(address, go, (asked) => askFunds(asked, books), books);
  const band = useBand(question, answer?.basis);
  const today = books.ledger.today;
  const asOf = question.asOf ?? today;
  const isCurrent = answer !== undefined && JSON.stringify(answer.question) === JSON.stringify(question);
  const basis = isCurrent ? answer.basis : undefined;
  const caption = sentenceText(reader.language, true, wordsOf(reader, question, asOf, basis, 0));
  useEffect(() => void (document.title = `${caption} · tranche`), [caption]);
  useEffect(() => answer && answered(answer.basis), [answer]);
  const ask = askingOf(address, go);
  const show = (why: Why | undefined): void => {
    const { why: _, ...rest } = view;
    go({ ...address, view: why === undefined ? rest : { ...rest, why } }, "push");
  };
  // A number of one source is that of a narrower question.
  const open = useMemo((): Open => (measure, part, source) => go({
    ...address, question: source === undefined ? question : { ...question, source }, view: { ...view, why: { unit: "", measure, ...(part !== undefined && { part }) } },
  }, "push"), [address]);
  return (
    <main id="content" class={dim ? "screen dim" : "screen"} aria-busy={dim}>
      <Title {...{ reader, books, question, asOf, basis }} provinces={0} ofUnit update={(change) => ask(change, "push")} />
      <Sliders {...{ reader, question, today, band, hand }} basis={answer?.basis} scale={scaleOf(question, books.years, today)} />
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {answer === undefined && error === undefined && <p class="note" role="status">{dim && reader.say("loading")}</p>}
      {answer !== undefined && error === undefined && (
        <div class={view.why === undefined ? "beside" : "beside with-panel"}>
          <div class="columns">
            {answer.fold.count === 0 && (
              <EmptyAnswer reader={reader} question={question} asOf={answer.basis.asOf} ask={(change) => ask(change, "push")} />
            )}
            <section aria-labelledby="statement-heading">
              <Statement reader={reader} funds={answer} open={open} />
              <Tranches reader={reader} fold={answer.fold} later={answer.later} open={open} />
              {(["commitment", "advance"] as const).map((kind) => {
                const items = answer.open[kind];
                return items && items.items.length > 0 && <Obligations key={kind} {...{ reader, address, go, kind }} open={items} />;
              })}
            </section>
            <section aria-labelledby="year-heading">
              <h2 id="year-heading">{reader.say("overTheYear")} <small>{reader.million}</small></h2>
              <Chart reader={reader} question={answer.question} fold={answer.fold} asOf={answer.basis.asOf} />
              <Areas reader={reader} fold={answer.fold} later={answer.later} unit={reader.unitName(answer.question.unit ?? "")} open={open} />
            </section>
          </div>
          {view.why !== undefined && (
            <Behind reader={reader} funds={answer} why={view.why} close={() => show(undefined)}
              open={(sequence) => go(eventOn(address, sequence), "push")} />
          )}
        </div>
      )}
      {error !== undefined && <BasisOfHead reader={reader} head={books.ledger.head} />}
      {answer !== undefined && error === undefined && <BasisLine reader={reader} basis={answer.basis} />}
    </main>
  );
}
