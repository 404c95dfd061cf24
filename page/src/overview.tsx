// The overview: the question as a sentence, both times, what is answered, the basis.
import type { ComponentChild } from "preact";
import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { questionAhead } from "./ahead";
import { type Answer, Asking } from "./asking";
import { scaleOf } from "./band/scale";
import { useBand } from "./band/timeline";
import { BasisLine } from "./basis";
import { BasisOfHead } from "./basis_of";
import { useHand } from "./hand";
import { askingOf } from "./navigation";
import type { ScreenProps } from "./screen";
import { sentenceText } from "./sentence";
import { Sliders } from "./sliders";
import { NoAnswer } from "./states";
import { Title, wordsOf } from "./title";
import { type Choose, Work } from "./work";

const provincesOf = ({ units }: Answer): number => units.filter(({ type }) => type !== "nation" && type !== "region").length;

// Map and table of an answer. They are made anew only when something of theirs is another: not with each move of a handle,
// which is long before its answer.
function useWork({ reader, answer, address, go, isDragging }: Pick<ScreenProps, "reader" | "address" | "go"> & {
  answer: Answer | undefined;
  isDragging: boolean;
}): ComponentChild {
  const latest = useRef(address);
  latest.current = address;
  const choose = useCallback<Choose>((next) => go(next(latest.current), "push"), [go]);
  const { view } = address;
  return useMemo(() => {
    if (answer === undefined) return null;
    const { question, basis } = answer;
    const words = wordsOf(reader, question, basis.asOf, basis, provincesOf(answer));
    return <Work {...{ reader, answer, view, choose, isDragging }} caption={sentenceText(reader.language, question.unit !== undefined, words)} />;
  }, [reader, answer, view, choose, isDragging]);
}

export function Overview({ reader, books, address, go, answered }: ScreenProps) {
  const { question } = address;
  const { by } = address.view;
  const asking = useMemo(() => new Asking(books, by), [books, by]);
  const { answer, error, dim, again, hand } = useHand(address, go, (asked) => asking.answer(asked), asking, questionAhead);
  const band = useBand(question, answer?.basis);
  const today = books.ledger.today;
  const asOf = question.asOf ?? today;
  // What the sentence says of the answer must be of the answer to this question; the sliders only need the head.
  const basis = answer !== undefined && JSON.stringify(answer.question) === JSON.stringify(question) ? answer.basis : undefined;
  const provinces = answer === undefined ? 0 : provincesOf(answer);
  const caption = sentenceText(reader.language, question.unit !== undefined, wordsOf(reader, question, asOf, basis, provinces));
  useEffect(() => void (document.title = `${caption} · tranche`), [caption]);
  useEffect(() => answer && answered(answer.basis), [answer]);
  const ask = askingOf(address, go);
  const work = useWork({ reader, answer, address, go, isDragging: hand.isDragging });
  return (
    <main id="content" class={dim ? "overview dim" : "overview"} aria-busy={dim}>
      <Title {...{ reader, books, question, asOf, basis, provinces }} update={(change) => ask(change, "push")} />
      <Sliders {...{ reader, question, today, band, hand }} basis={answer?.basis} scale={scaleOf(question, books.years, today)} />
      {error !== undefined
        ? <NoAnswer language={reader.language} error={error} again={again} />
        : answer === undefined
          ? <p class="note" role="status">{dim && reader.say("loading")}</p>
          : work}
      {error !== undefined && <BasisOfHead reader={reader} head={books.ledger.head} />}
      {answer !== undefined && error === undefined && <BasisLine reader={reader} basis={answer.basis} />}
    </main>
  );
}
