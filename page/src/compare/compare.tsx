// Compares what was known at two moments: A before, B after. Map of change, before and after, the events between them.
import { useEffect, useState } from "preact/hooks";
import { type Address, type Colour, MEASURES, type Measure } from "../address";
import { measureOf } from "../answer";
import { scaleOf } from "../band/scale";
import { useBand } from "../band/timeline";
import { BasisLine } from "../basis";
import { BasisOfHead } from "../basis_of";
import { Choice } from "../choice";
import { dateText } from "../dates";
import { Icon } from "../icons";
import { LABELS } from "../labels";
import { VerifyLink } from "../link";
import { askingOf, eventOn } from "../navigation";
import { countText } from "../numbers";
import { partOf } from "../rates";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { type Word, partsOf } from "../sentence";
import { NoAnswer } from "../states";
import { ChoiceOf, wordsOf } from "../title";
import { useAnswer } from "../use_answer";
import { Posting } from "../why";
import { type Comparing, type Comparison, compare } from "./asking";
import { ChangeMap } from "./change_map";
import { type Moment, Moments, momentText } from "./moments";

type CompareWord = Exclude<Word, "knownAt"> | "measure" | "from" | "to";

function TitleOf({ reader, books, address, go, asOf, moments }: Pick<ScreenProps, "reader" | "books" | "address" | "go"> & {
  asOf: string;
  moments: [Moment, Moment];
}) {
  const { question, view } = address;
  const measure = measureOf(view.colour);
  const ask = askingOf(address, go);
  const words = wordsOf(reader, question, asOf, undefined, 0);
  const moment = (shown: Moment) => (
    <span class="time known">
      <Icon name="eye" />{momentText(reader, shown)}
      {shown.basis !== undefined && shown.basis.knownAtSequence > 0n && (
        <small>{reader.say("event", { sequence: String(shown.basis.knownAtSequence) })}</small>
      )}
    </span>
  );
  return (
    <h1 class="sentence">
      {partsOf<CompareWord>(LABELS["sentenceOfComparison"][reader.language === "vi" ? 0 : 1]).map((part, index) => {
        if ("text" in part) return <span key={index}>{part.text}</span>;
        switch (part.word) {
          case "measure":
            return (
              <Choice key={index} label={reader.say("line")} value={measure} shown={reader.say(measure).toLowerCase()}
                options={MEASURES.map((value) => ({ value, text: reader.say(value) }))}
                onChange={(value) => go({ ...address, view: { ...view, colour: value as Colour } }, "push")} />
            );
          case "asOf": return <span key={index} class="time as-of"><Icon name="flag" />{words.asOf}</span>;
          case "from": return <span key={index}>{moment(moments[0])}</span>;
          case "to": return <span key={index}>{moment(moments[1])}</span>;
          default:
            return <ChoiceOf key={index} word={part.word} shown={words[part.word]} {...{ reader, books, question, asOf }}
              update={(change) => ask(change, "push")} />;
        }
      })}
    </h1>
  );
}

function Figures({ reader, comparison: { before, after, changes } }: { reader: Reader; comparison: Comparison }) {
  return (
    <dl class="totals three">
      <div class="figure"><dt>{reader.say("before")}</dt><dd><b class="amount" title={reader.inFull(before)}>{reader.billions(before)}<small>{reader.say("billion")}</small></b></dd></div>
      <div class="figure"><dt>{reader.say("after")}</dt><dd><b class="amount" title={reader.inFull(after)}>{reader.billions(after)}<small>{reader.say("billion")}</small></b></dd></div>
      <div class="figure change">
        <dt>{reader.say("change")}</dt>
        <dd>
          <b class="amount" title={reader.inFullChange(after - before)}>{reader.billionsChange(after - before)}<small>{reader.say("billion")}</small></b>
          <span class="below">{reader.say("countOfUnits", { n: changes.length })}</span>
        </dd>
      </div>
    </dl>
  );
}

function Changes({ reader, comparison, hovered, hover }: {
  reader: Reader;
  comparison: Comparison;
  hovered: string | undefined;
  hover: (unit: string | undefined) => void;
}) {
  const { changes } = comparison;
  const size = (before: bigint, after: bigint): bigint => (after < before ? before - after : after - before);
  const greatest = changes.reduce((most, { before, after }) => (size(before, after) > most ? size(before, after) : most), 1n);
  if (changes.length === 0) return <p class="empty">{reader.say("nothingChanged")}</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={reader.say("change")}>
      <table class="plain changes">
        <caption class="hidden">{reader.say("change")}</caption>
        <thead>
          <tr>
            <th scope="col">{reader.say("unit")}</th>
            <th scope="col" class="number">{reader.say("before")}</th>
            <th scope="col" class="number">{reader.say("after")}</th>
            <th scope="col" class="number">{reader.say("change")}</th>
            <th scope="col" class="bars"><span class="hidden">{reader.say("bars")}</span></th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ unit, before, after }) => (
            <tr key={unit} class={unit === hovered ? "hovered" : ""} onMouseEnter={() => hover(unit)} onMouseLeave={() => hover(undefined)}>
              <th scope="row">{reader.unitName(unit)}</th>
              <td class="number">{reader.millions(before)}</td>
              <td class="number">{reader.millions(after)}</td>
              <td class="number changed-by" title={reader.inFullChange(after - before)}>{reader.millionsChange(after - before)}</td>
              <td class="bars">
                <div class="two-ways">
                  <i class={after < before ? "down" : "up"} style={{ width: `${partOf(size(before, after), greatest) * 50}%` }} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ComparedProps {
  reader: Reader;
  comparison: Comparison;
  open: (sequence: bigint) => void; // shows an event
}

// The postings of the measure that were recorded between the two moments. All of them must add up to the change.
function Events({ reader, comparison, open }: ComparedProps) {
  const { postings, count, sum, before, after } = comparison;
  return (
    <section class="why events" aria-labelledby="events-heading" tabIndex={0}>
      <header><h2 id="events-heading">{reader.say("eventsOfChange")} <small>{countText(reader.language, count)}</small></h2></header>
      <ul>{postings.map((posting, index) => <Posting key={index} {...{ reader, posting, open }} />)}</ul>
      {count > postings.length && <p class="note">{reader.say("shownOf", { n: postings.length })}</p>}
      {sum === after - before
        ? <p class="agrees"><Icon name="check" />{reader.say("changeAddsUp")}</p>
        : <p class="differs" role="alert">{reader.say("changeDiffers", { sum: reader.inFullChange(sum) })}<VerifyLink reader={reader} /></p>}
    </section>
  );
}

// The moments of an address; the earlier one is the end of the as-of date where none is named.
function comparing({ question: { knownAt, ...question }, view }: Address, asOf: string, measure: Measure): Comparing {
  return { question, from: view.from ?? knownAt ?? asOf, measure, ...(view.to !== undefined && { to: view.to }) };
}

// Map, figures, table and events of an answer; the map and the table mark the same unit.
function Compared({ reader, comparison, open }: ComparedProps) {
  const [hovered, hover] = useState<string | undefined>(undefined);
  return (
    <>
      <div class="beside comparison">
        <section class="map-panel" aria-label={reader.say("map")}>
          <ChangeMap reader={reader} comparison={comparison} hovered={hovered} hover={hover} />
        </section>
        <section class="table-panel" aria-label={reader.say("table")}>
          <Figures reader={reader} comparison={comparison} />
          <p class="unit-line">{reader.million}</p>
          <Changes reader={reader} comparison={comparison} hovered={hovered} hover={hover} />
        </section>
        <Events {...{ reader, comparison, open }} />
      </div>
      <BasisLine reader={reader} basis={comparison.to} />
    </>
  );
}

// The moments as they are asked for, with what they turned out to be once the answer to just this question is there.
function momentsOf(asked: Comparing, answer: Comparison | undefined): [Moment, Moment] {
  const isCurrent = answer !== undefined && JSON.stringify(answer.asked) === JSON.stringify(asked);
  return [
    { name: "from", letter: "A", asked: asked.from, basis: isCurrent ? answer.from : undefined },
    { name: "to", letter: "B", asked: asked.to, basis: isCurrent ? answer.to : undefined },
  ];
}

export function Compare({ reader, books, address, go, answered }: ScreenProps) {
  const { question, view } = address;
  const today = books.ledger.today;
  const asOf = question.asOf ?? today;
  const asked = comparing(address, asOf, measureOf(view.colour));
  // Without a later moment it is what was known when the books were opened.
  const head = String(books.ledger.head);
  const { answer, error, dim, again } = useAnswer(asked, (one) => compare(one, head), head);
  const moments = momentsOf(asked, answer);
  const band = useBand({ ...question, knownAt: asked.from }, answer?.to);
  const caption = `${reader.say("compare")}: ${reader.say(asked.measure)}, ${dateText(reader.language, asOf)}`;
  useEffect(() => void (document.title = `${caption} · tranche`), [caption]);
  useEffect(() => answer && answered(answer.to, answer.from), [answer]);
  const ask = askingOf(address, go);
  const moveMoment = (name: "from" | "to", knownAt: string | undefined, how: "push" | "replace"): void => {
    const { [name]: _, ...rest } = view;
    go({ ...address, view: knownAt === undefined ? rest : { ...rest, [name]: knownAt } }, how);
  };
  return (
    <main id="content" class={dim ? "screen dim" : "screen"} aria-busy={dim}>
      <TitleOf {...{ reader, books, address, go, asOf, moments }} />
      <Moments {...{ reader, asOf, moments, band, moveMoment }} head={answer?.to.head ?? 0n} scale={scaleOf(question, books.years, today)}
        moveAsOf={(date, how) => ask({ asOf: date }, how)} />
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {error !== undefined && <BasisOfHead reader={reader} head={books.ledger.head} />}
      {answer === undefined && error === undefined && <p class="note" role="status">{dim && reader.say("loading")}</p>}
      {answer !== undefined && error === undefined && <Compared reader={reader} comparison={answer} open={(sequence) => go(eventOn(address, sequence), "push")} />}
    </main>
  );
}
