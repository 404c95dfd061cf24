// The question as a sentence, which is the title of the screen: plain text and the words that can be changed.
import { LABELS } from "./labels";
import type { Language } from "./dates";

export type Word = "year" | "source" | "area" | "unit" | "boundaries" | "asOf" | "knownAt";

export type Part<Name extends string> = { text: string } | { word: Name };
export type SentencePart = Part<Word>;

// A template as plain text and its {words}.
export function partsOf<Name extends string>(template: string): Part<Name>[] {
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== "")
    .map((piece) => (piece.startsWith("{") ? { word: piece.slice(1, -1) as Name } : { text: piece }));
}

// The parts in their order, by the template of the language.
// ofUnit  true if the question is about one unit, which is then a word.
export function sentenceParts(language: Language, ofUnit: boolean): SentencePart[] {
  return partsOf<Word>(LABELS[ofUnit ? "sentenceOfUnit" : "sentence"][language === "vi" ? 0 : 1]);
}

// The sentence in plain text, for the title of the window and of exports.
export function sentenceText(language: Language, ofUnit: boolean, words: Record<Word, string>): string {
  return sentenceParts(language, ofUnit)
    .map((part) => ("word" in part ? words[part.word] : part.text))
    .join("");
}
