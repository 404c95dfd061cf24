// Messages of the ledger: from and to JSON, in proto3's own mapping, and from the bytes that errors carry. They look as
// protobuf's library makes them (tests/protocol.test.ts compares), whose types they have.
import type { JsonObject, JsonValue, Message } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { base64Of, fromBase64 } from "../bytes";
import { type Field, fieldsOf, valuesOf } from "./descriptions";

const PACKAGE = "tranche.v1.";

// The name of a message without its package.
export type NameOf<T extends Message> = T["$typeName"] extends `tranche.v1.${infer Name}` ? Name : never;

type Loose = Record<string, unknown>;

const timestamp = (seconds: bigint, nanos: number): Timestamp => ({ $typeName: "google.protobuf.Timestamp", seconds, nanos });

// Of a field that nothing is said of; undefined for none.
function defaultOf({ type, isRepeated, mayBeAbsent }: Field): unknown {
  if (isRepeated) return [];
  if (mayBeAbsent) return undefined;
  switch (type) {
    case "": return "";
    case "i": return 0;
    case "l": return 0n;
    case "b": return false;
    case "y": return new Uint8Array();
    default: return type.startsWith("%") ? 0 : undefined;
  }
}

function emptyOf(name: string): Loose {
  const message: Loose = { $typeName: PACKAGE + name };
  for (const field of fieldsOf(name)) {
    const value = defaultOf(field);
    if (field.choice !== "") message[field.choice] ??= { case: undefined };
    else if (value !== undefined) message[field.name] = value;
  }
  return message;
}

// A message of which these are set.
export const create = <T extends Message>(name: NameOf<T>, set: Partial<T> = {}): T => ({ ...emptyOf(name), ...set }) as unknown as T;

function instantFrom(text: string): Timestamp {
  const [, whole = "", fraction = "", zone = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const ms = Date.parse(whole + zone);
  if (Number.isNaN(ms)) throw new Error(`${text} is no instant`);
  return timestamp(BigInt(ms / 1000), Number(fraction.padEnd(9, "0")));
}

function instantText({ seconds, nanos }: Timestamp): string {
  const fraction = String(nanos).padStart(9, "0").replace(/(000)+$/, "");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction && `.${fraction}`}Z`;
}

function wrong(type: string, json: JsonValue): never {
  throw new Error(`wanted ${type || "a text"}, found ${JSON.stringify(json)}`);
}

// Undefined for a value of an enum that this page does not know.
function valueFrom(type: string, json: JsonValue): unknown {
  switch (type) {
    case "": return typeof json === "string" ? json : wrong(type, json);
    case "i": return Number.isInteger(Number(json)) ? Number(json) : wrong(type, json);
    case "l": return BigInt(json as string);
    case "b": return typeof json === "boolean" ? json : wrong(type, json);
    case "y": return fromBase64(json as string);
    case "t": return instantFrom(json as string);
    default: {
      if (!type.startsWith("%")) return readMessage(type, json as JsonObject);
      const value = typeof json === "number" ? json : valuesOf(type.slice(1)).indexOf(json as string);
      return value < 0 ? undefined : value;
    }
  }
}

function put(message: Loose, { name, choice, isRepeated }: Field, value: unknown): void {
  if (value === undefined) return;
  if (isRepeated) (message[name] as unknown[]).push(value);
  else if (choice !== "") message[choice] = { case: name, value };
  else message[name] = value;
}

function readMessage(name: string, json: JsonObject): Loose {
  const message = emptyOf(name);
  for (const field of fieldsOf(name)) {
    const given = json[field.name];
    if (given === undefined || given === null) continue;
    for (const one of field.isRepeated ? given as JsonValue[] : [given]) put(message, field, valueFrom(field.type, one));
  }
  return message;
}

// Fields that this page does not know are left out. Throws for JSON that is none of this message.
export const fromJson = <T extends Message>(name: NameOf<T>, json: JsonValue): T => readMessage(name, json as JsonObject) as unknown as T;

function jsonOf(type: string, value: unknown): JsonValue {
  switch (type) {
    case "": case "i": case "b": return value as JsonValue;
    case "l": return String(value);
    case "y": return base64Of(value as Uint8Array);
    case "t": return instantText(value as Timestamp);
    default: return type.startsWith("%") ? valuesOf(type.slice(1))[value as number] || (value as number) : writeMessage(type, value as Loose);
  }
}

function isSaid(field: Field, value: unknown): boolean {
  if (value === undefined) return false;
  if (field.isRepeated || field.type === "y" && !field.mayBeAbsent && field.choice === "") return (value as { length: number }).length > 0;
  return field.choice !== "" || value !== defaultOf(field);
}

function writeMessage(name: string, message: Loose): JsonObject {
  const json: JsonObject = {};
  for (const field of fieldsOf(name)) {
    const chosen = message[field.choice] as { case?: string; value: unknown } | undefined;
    const value = field.choice === "" ? message[field.name] : chosen?.case === field.name ? chosen.value : undefined;
    if (isSaid(field, value)) json[field.name] = field.isRepeated ? (value as unknown[]).map((one) => jsonOf(field.type, one)) : jsonOf(field.type, value);
  }
  return json;
}

// What is not said of a message need not be there.
export const requestJson = (name: string, message: object): JsonObject => writeMessage(name, message as Loose);

export const toJson = (message: Message): JsonObject => writeMessage(message.$typeName.slice(PACKAGE.length), message as unknown as Loose);

export const toJsonString = (message: Message, spaces?: number): string => JSON.stringify(toJson(message), null, spaces);

// A varint from `at` on, and where it ends.
function varint(bytes: Uint8Array, at: number): [value: bigint, end: number] {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error("the bytes end within a number");
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return [value, at];
  }
}

function valueOfVarint(type: string, value: bigint): unknown {
  return type === "b" ? value !== 0n : type === "l" ? value : Number(BigInt.asIntN(32, value));
}

function instantFromBytes(bytes: Uint8Array): Timestamp {
  const parts = [0n, 0n];
  for (let at = 0; at < bytes.length;) {
    const [key, from] = varint(bytes, at);
    const [value, end] = varint(bytes, from);
    parts[Number(key >> 3n) - 1] = value;
    at = end;
  }
  return timestamp(BigInt.asIntN(64, parts[0] ?? 0n), Number(parts[1]));
}

function valueOfBytes(type: string, bytes: Uint8Array): unknown {
  return type === "" ? new TextDecoder().decode(bytes) : type === "y" ? bytes : type === "t" ? instantFromBytes(bytes) : readBytes(type, bytes);
}

// Only of what errors carry: texts, whole numbers that are not packed, instants and messages.
function readBytes(name: string, bytes: Uint8Array): Loose {
  const message = emptyOf(name);
  for (let at = 0; at < bytes.length;) {
    const [key, from] = varint(bytes, at);
    const [value, end] = varint(bytes, from);
    const hasLength = (key & 7n) === 2n;
    if (!hasLength && (key & 7n) !== 0n) throw new Error(`${name} has a field of another type`);
    at = hasLength ? end + Number(value) : end;
    if (at > bytes.length) throw new Error(`the bytes end within ${name}`);
    const field = fieldsOf(name).find(({ number }) => number === Number(key >> 3n));
    if (field !== undefined) put(message, field, hasLength ? valueOfBytes(field.type, bytes.subarray(end, at)) : valueOfVarint(field.type, value));
  }
  return message;
}

export const fromBytes = <T extends Message>(name: NameOf<T>, bytes: Uint8Array): T => readBytes(name, bytes) as unknown as T;
