// Reads the descriptions of messages as page/plain_messages.mjs writes them.
import { CALLS, ENUMS, MESSAGES } from "../../generated/proto/plain";

export interface Field {
  name: string;
  type: string; // "" for a text; see page/plain_messages.mjs
  isRepeated: boolean;
  mayBeAbsent: boolean;
  choice: string; // of which it is one; empty for none
  number: number; // of what is read as bytes; else 0
}

const FIELD = /^([*?]|\w+\/)?(\w+)(?::([%\w.]+))?(?:#(\d+))?$/;

function fieldOf(token: string): Field {
  const [, before = "", name = "", type = "", number = "0"] = FIELD.exec(token) ?? [];
  return { name, type, isRepeated: before === "*", mayBeAbsent: before === "?", choice: before.endsWith("/") ? before.slice(0, -1) : "", number: Number(number) };
}

const linesOf = (text: string): Map<string, string[]> => new Map(text.split("\n").map((line) => {
  const [name = "", ...rest] = line.split(" ");
  return [name, rest];
}));

const messages = linesOf(MESSAGES);
const enums = linesOf(ENUMS);
const fields = new Map<string, Field[]>();

function told<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found === undefined) throw new Error(`page/messages.mjs leaves ${name} out`);
  return found;
}

// The fields of a message, by its name without the package. Throws for one that page/messages.mjs leaves out.
export function fieldsOf(name: string): readonly Field[] {
  if (!fields.has(name)) fields.set(name, told(messages, name).map(fieldOf));
  return told(fields, name);
}

// The names of its values, from 0 on.
export const valuesOf = (name: string): readonly string[] => told(enums, name);

export interface Call {
  name: string;
  onlyAsks: boolean; // it has no side effects
  isStream: boolean; // its answer
}

export const calls: readonly Call[] = CALLS.split(" ").map((text) => ({ name: text.replace(/[!~]/g, ""), onlyAsks: !text.startsWith("!"), isStream: text.endsWith("~") }));
