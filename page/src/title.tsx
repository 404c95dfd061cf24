// The question as the title of the screen. Its words are choices; both times move with the sliders below it.
import type { Basis } from "../generated/proto/view_pb";
import type { Question } from "./address";
import type { Books } from "./asking";
import { Choice, type Option } from "./choice";
import { dateText, instantText } from "./dates";
import { Icon } from "./icons";
import type { Reader } from "./reader";
import { type Word, sentenceParts } from "./sentence";

// The first day of the units after the mergers of 2025.
const MERGED_SINCE = "2025-07-01";
const BEFORE_MERGERS = "2024-12-31";

export function knownAtText(reader: Reader, question: Question, basis: Basis | undefined): string {
  if (question.knownAt === undefined) return reader.say("knownNow");
  if (basis === undefined) {
    if (question.knownAt.startsWith("close:")) return reader.say("PeriodClosed");
    const isMoment = question.knownAt.includes("-");
    return isMoment ? dateText(reader.language, question.knownAt.slice(0, 10)) : reader.say("event", { sequence: question.knownAt });
  }
  if (basis.knownAt === undefined) return reader.say("beforeEverything");
  return reader.say("atInstant", { instant: instantText(reader.language, reader.instant(basis.knownAt.seconds)) });
}

// What the provinces of the answer are called: how many there are, if that is known.
function boundariesText(reader: Reader, date: string, provinces: number): string {
  if (provinces > 0) return reader.say("countOfProvinces", { n: provinces });
  return reader.say("boundariesOn", { date: dateText(reader.language, date) });
}

// Each word of the sentence in plain text.
// basis      of the answer to this very question; absent as long as it is not there.
// provinces  how many there are on the boundaries date; 0 as long as that is not known.
export function wordsOf(
  reader: Reader, question: Question, asOf: string, basis: Basis | undefined, provinces: number,
): Record<Word, string> {
  return {
    year: question.year === undefined ? reader.say("allYears") : reader.say("inYear", { year: question.year }),
    source: question.source === undefined ? reader.say("all") : reader.sourceName(question.source),
    area: question.area === undefined ? reader.say("all") : question.area === "" ? reader.say("noArea") : reader.areaName(question.area),
    unit: question.unit === undefined ? reader.say("wholeNation") : reader.unitName(question.unit),
    boundaries: boundariesText(reader, question.boundaries ?? asOf, provinces),
    asOf: dateText(reader.language, asOf),
    knownAt: knownAtText(reader, question, basis),
  };
}

const ANY = "\u0000"; // no id is this

type Update = (change: Partial<Record<keyof Question, string | number | undefined>>) => void;

function optionsOf(word: Word, reader: Reader, books: Books, question: Question, asOf: string): Option[] {
  const any = { value: ANY, text: reader.say(word === "year" ? "allYears" : "all") };
  switch (word) {
    case "year":
      return [any, ...books.years.map((year) => ({ value: String(year), text: reader.say("inYear", { year }) }))];
    case "source":
      return [any, ...books.sources.map(({ termId }) => ({ value: termId, text: reader.sourceName(termId) }))];
    case "area":
      return [any, ...books.areas.map(({ termId }) => ({ value: termId, text: reader.areaName(termId) })),
        { value: "", text: reader.say("noArea") }];
    case "unit":
      return [{ value: ANY, text: reader.say("wholeNation") },
        ...books.units.filter(({ type }) => type !== "nation").map(({ unitId }) => ({ value: unitId, text: reader.unitName(unitId) }))];
    default:
      return [
        { value: ANY, text: reader.say("boundariesOn", { date: dateText(reader.language, asOf) }) },
        { value: BEFORE_MERGERS, text: reader.say("units63") },
        { value: MERGED_SINCE, text: reader.say("units34") },
      ].concat(question.boundaries === undefined || [BEFORE_MERGERS, MERGED_SINCE].includes(question.boundaries) ? [] :
        [{ value: question.boundaries, text: reader.say("boundariesOn", { date: dateText(reader.language, question.boundaries) }) }]);
  }
}

// A word of the sentence that can be chosen.
export function ChoiceOf({ word, shown, reader, books, question, asOf, update }: {
  word: Exclude<Word, "asOf" | "knownAt">;
  shown: string;
  reader: Reader;
  books: Books;
  question: Question;
  asOf: string;
  update: Update;
}) {
  const value = question[word];
  const options = optionsOf(word, reader, books, question, asOf);
  const chosen = value === undefined ? ANY : String(value);
  // What the address asks for is listed even where the books do not: an alias, or several areas.
  const listed = options.some((option) => option.value === chosen) ? options : [...options, { value: chosen, text: shown }];
  const change = (text: string): void =>
    update({ [word]: text === ANY ? undefined : word === "year" ? Number(text) : text });
  return <Choice label={reader.say(word)} value={chosen} shown={shown} options={listed} onChange={change} />;
}

// ofUnit  true if the unit is a word even where none is asked for.
export function Title({ reader, books, question, asOf, basis, provinces, ofUnit = false, update }: {
  reader: Reader;
  books: Books;
  question: Question;
  asOf: string;
  basis: Basis | undefined;
  provinces: number;
  ofUnit?: boolean;
  update: Update;
}) {
  const words = wordsOf(reader, question, asOf, basis, provinces);
  const sequence = basis?.knownAtSequence ?? 0n;
  return (
    <h1 class="sentence">
      {sentenceParts(reader.language, ofUnit || question.unit !== undefined).map((part, index) => {
        if ("text" in part) return <span key={index}>{part.text}</span>;
        const shown = words[part.word];
        if (part.word === "asOf") return <span key={index} class="time as-of"><Icon name="flag" />{shown}</span>;
        if (part.word === "knownAt") {
          return (
            <span key={index} class="time known" title={basis?.knownAt && reader.instant(basis.knownAt.seconds)}>
              <Icon name="eye" />{shown}{sequence > 0n && <small>{reader.say("event", { sequence: String(sequence) })}</small>}
            </span>
          );
        }
        return <ChoiceOf key={index} word={part.word} {...{ shown, reader, books, question, asOf, update }} />;
      })}
    </h1>
  );
}
