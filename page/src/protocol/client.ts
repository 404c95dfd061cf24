// The calls of the ledger over fetch, by the Connect protocol with JSON: those that only ask are sent as GET, and an answer that
// is a stream comes in envelopes, of a byte of flags and four of the length.
import type { Client } from "@connectrpc/connect";
import type { JsonValue } from "@bufbuild/protobuf";
import type { LedgerService } from "../../generated/proto/service_pb";
import { CallError } from "./call_error";
import { type Call, calls } from "./descriptions";
import { fromJson, requestJson } from "./messages";

const HEAD = 5;
const COMPRESSED = 1;
const END = 2;

interface Options {
  signal?: AbortSignal;
}

export interface ClientOptions {
  origin: string;
  language: () => string; // in which refusals are told
  // The path and query of a call that only asks, as it is fetched.
  pathOf?: (path: string) => string;
  // Told of each answer, before whoever asked, and of each error, with when the call began, by performance.now().
  answered?: (answer: object) => void;
  failed?: (error: unknown, began: number) => void;
}

function fetched({ origin, language, pathOf = (path) => path }: ClientOptions, { name, onlyAsks, isStream }: Call, request: object, { signal }: Options): Promise<Response> {
  const path = `/tranche.v1.LedgerService/${name}`;
  const json = JSON.stringify(requestJson(`${name}Request`, request));
  const common = { redirect: "error" as const, ...(signal !== undefined && { signal }) };
  const headers = { "Accept-Language": language() };
  if (onlyAsks && !isStream) return fetch(origin + pathOf(`${path}?connect=v1&encoding=json&message=${encodeURIComponent(json)}`), { ...common, headers });
  return fetch(origin + path, {
    ...common, method: "POST", body: isStream ? envelope(json) : json,
    headers: { ...headers, "Connect-Protocol-Version": "1", "Content-Type": isStream ? "application/connect+json" : "application/json" },
  });
}

export function envelope(json: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(HEAD + text.length);
  new DataView(bytes.buffer).setUint32(1, text.length);
  bytes.set(text, HEAD);
  return bytes;
}

// Throws what the server says where it says no.
async function checked(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  throw CallError.of(await answer.json().catch(() => undefined), answer.status);
}

async function unary(options: ClientOptions, call: Call, request: object, sending: Options): Promise<object> {
  const answer = await checked(await fetched(options, call, request, sending));
  return fromJson(`${call.name}Response` as never, await answer.json() as JsonValue);
}

// What is in the envelopes of a stream, as it comes.
export async function* envelopes(body: ReadableStream<Uint8Array>): AsyncGenerator<{ flags: number; json: JsonValue }> {
  const reader = body.getReader();
  let held = new Uint8Array();
  try {
    for (;;) {
      const length = held.length < HEAD ? 0 : new DataView(held.buffer, held.byteOffset).getUint32(1);
      if (held.length >= HEAD + length && held.length >= HEAD) {
        yield { flags: held[0] ?? 0, json: JSON.parse(new TextDecoder().decode(held.subarray(HEAD, HEAD + length)) || "{}") };
        held = held.subarray(HEAD + length);
        continue;
      }
      const { done, value } = await reader.read();
      if (done) break;
      const longer = new Uint8Array(held.length + value.length);
      longer.set(held);
      longer.set(value, held.length);
      held = longer;
    }
    if (held.length > 0) throw new CallError("the answer ends within a message", "data_loss");
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function* streamed(options: ClientOptions, call: Call, request: object, sending: Options): AsyncGenerator<object> {
  const { body } = await checked(await fetched(options, call, request, sending));
  if (body === null) throw new CallError("the answer is empty", "data_loss");
  for await (const { flags, json } of envelopes(body)) {
    if ((flags & COMPRESSED) !== 0) throw new CallError("the answer is compressed, which nobody asked for", "internal");
    if ((flags & END) === 0) yield fromJson(`${call.name}Response` as never, json);
    else {
      const { error } = json as { error?: JsonValue };
      if (error !== undefined) throw CallError.of(error);
      return;
    }
  }
  sending.signal?.throwIfAborted?.();
  throw new CallError("the answer ends before its end", "data_loss");
}

// Errors are those of a call, and whoever wants to know is told of them.
function failedAs({ failed }: ClientOptions, error: unknown, began: number): CallError {
  const told = CallError.from(error);
  failed?.(told, began);
  return told;
}

async function answerOf(options: ClientOptions, call: Call, request: object, sending: Options): Promise<object> {
  const began = performance.now();
  try {
    const answer = await unary(options, call, request, sending);
    options.answered?.(answer);
    return answer;
  } catch (error) {
    throw failedAs(options, error, began);
  }
}

async function* partsOf(options: ClientOptions, call: Call, request: object, sending: Options): AsyncGenerator<object> {
  const began = performance.now();
  try {
    for await (const part of streamed(options, call, request, sending)) {
      options.answered?.(part);
      yield part;
    }
  } catch (error) {
    throw failedAs(options, error, began);
  }
}

// A function for each call, with the types that the schema gives it.
export function createClient(options: ClientOptions): Client<typeof LedgerService> {
  const named = calls.map((call) => {
    const name = call.name[0]?.toLowerCase() + call.name.slice(1);
    return [name, (request: object, sending: Options = {}) => (call.isStream ? partsOf : answerOf)(options, call, request, sending)];
  });
  return Object.fromEntries(named) as Client<typeof LedgerService>;
}
