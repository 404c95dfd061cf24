import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DescEnum, type DescField, type DescFile, type DescMessage, type JsonObject, type Message, ScalarType, create, fromJson as fromJsonOfLibrary, toBinary, toJson as toJsonOfLibrary,
} from "@bufbuild/protobuf";
import { file_proto_event } from "../generated/proto/event_pb";
import { file_proto_localized } from "../generated/proto/localized_pb";
import { file_proto_proof } from "../generated/proto/proof_pb";
import { type Refusal, RefusalSchema, file_proto_refusal } from "../generated/proto/refusal_pb";
import { file_proto_request } from "../generated/proto/request_pb";
import { LedgerService, file_proto_service } from "../generated/proto/service_pb";
import { file_proto_view } from "../generated/proto/view_pb";
import { CallError } from "../src/protocol/call_error";
import { createClient, envelope, envelopes } from "../src/protocol/client";
import { calls } from "../src/protocol/descriptions";
import { create as createOurs, fromBytes, fromJson, requestJson, toJson } from "../src/protocol/messages";

const FILES: DescFile[] = [
  file_proto_event, file_proto_localized, file_proto_proof, file_proto_refusal, file_proto_request, file_proto_service, file_proto_view,
];
const AS_BYTES = [file_proto_refusal, file_proto_localized];
const withNested = (messages: readonly DescMessage[]): DescMessage[] => messages.flatMap((one) => [one, ...withNested(one.nestedMessages)]);
const nameOf = ({ typeName }: DescMessage): never => typeName.replace("tranche.v1.", "") as never;

// Numbers of xorshift, from a seed.
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
type Random = ReturnType<typeof numbersFrom>;

function scalarFor(scalar: ScalarType, random: Random): unknown {
  switch (scalar) {
    case ScalarType.STRING: return ["", "Cần Thơ", "a\"\n\u2028", "0"][random(4)];
    case ScalarType.BOOL: return random(2) === 1;
    case ScalarType.BYTES: return Uint8Array.from({ length: random(6) }, () => random(256));
    case ScalarType.INT32: return [0, 1, -1, 2147483647, -2147483648][random(5)];
    case ScalarType.UINT32: return [0, 1, 4294967295][random(3)];
    case ScalarType.INT64: return [0n, 1n, -1n, 9223372036854775807n, -9223372036854775808n][random(5)];
    default: return [0n, 1n, 18446744073709551615n][random(3)];
  }
}

const enumFor = ({ values }: DescEnum, random: Random): unknown => values[random(values.length)]?.number;

function singleFor({ message, enum: ofEnum, scalar }: DescField, random: Random, depth: number): unknown {
  if (message?.typeName === "google.protobuf.Timestamp") return create(message, { seconds: BigInt(random(2 ** 31)) - 2n ** 30n, nanos: [0, 1000, 120_000_000, 999_999_999][random(4)] } as never);
  if (message !== undefined) return messageFor(message, random, depth + 1);
  return ofEnum !== undefined ? enumFor(ofEnum, random) : scalarFor(scalar as ScalarType, random);
}

// A message with about a half of what it can say.
function messageFor(schema: DescMessage, random: Random, depth = 0): Message {
  const set: Record<string, unknown> = {};
  for (const field of schema.fields) {
    if (random(2) === 0 || (field.message !== undefined && depth > 3)) continue;
    if (field.fieldKind === "list") set[field.localName] = Array.from({ length: random(3) }, () => singleFor(field, random, depth));
    else if (field.oneof === undefined) set[field.localName] = singleFor(field, random, depth);
    else set[field.oneof.localName] = { case: field.localName, value: singleFor(field, random, depth) };
  }
  return create(schema, set as never);
}

// As it is read, without what the library says besides.
const plain = (message: object): unknown => structuredClone(message);

test("every message is written to JSON and read from it as protobuf's library does", () => {
  const random = numbersFrom(20251127);
  let compared = 0;
  for (const schema of FILES.flatMap(({ messages }) => withNested(messages))) {
    for (let round = 0; round < 40; ++round, ++compared) {
      const message = messageFor(schema, random);
      const json = toJsonOfLibrary(schema, message) as JsonObject;
      assert.equal(JSON.stringify(toJson(message)), JSON.stringify(json), schema.typeName);
      assert.deepEqual(plain(fromJson(nameOf(schema), json)), plain(fromJsonOfLibrary(schema, json)), schema.typeName);
    }
  }
  assert.ok(compared > 4000, `${compared} messages`);
});

test("what errors carry is read from protobuf's bytes", () => {
  const random = numbersFrom(7);
  for (const schema of AS_BYTES.flatMap(({ messages }) => messages)) {
    for (let round = 0; round < 200; ++round) {
      const message = messageFor(schema, random);
      assert.deepEqual(plain(fromBytes(nameOf(schema), toBinary(schema, message))), plain(message), schema.typeName);
    }
  }
});

test("bytes that end too early are refused, not read in part", () => {
  const bytes = toBinary(RefusalSchema, create(RefusalSchema, { code: "guard.allocated-over-plan", leftOut: 300n }));
  for (const end of [1, 5, bytes.length - 1]) assert.throws(() => fromBytes<Refusal>("Refusal", bytes.subarray(0, end)), /end within/);
});

test("a message of which nothing is said is empty as the library's", () => {
  for (const schema of FILES.flatMap(({ messages }) => withNested(messages))) assert.deepEqual(plain(createOurs(nameOf(schema))), plain(create(schema)));
});

test("fields and values that the page does not know are passed over, and null is nothing said", () => {
  const row = fromJson<never>("ExceptionRow" as never, { exception: "ceiling", ofTomorrow: { is: [1] }, amount: null, sequence: 7 }) as unknown as Record<string, unknown>;
  assert.deepEqual([row["exception"], row["amount"], row["sequence"], "ofTomorrow" in row], ["ceiling", "", 7n, false]);
  const figure = fromJson<never>("Evidence" as never, { qualifier: "QUALIFIER_OF_TOMORROW" }) as unknown as Record<string, unknown>;
  assert.equal(figure["qualifier"], 0);
});

test("JSON that is none of the message is refused", () => {
  for (const json of [{ sequence: "seven" }, { exception: 7 }, { recordedAt: "today" }, { days: "many" }]) assert.throws(() => fromJson("ExceptionRow" as never, json), JSON.stringify(json));
});

test("a message that is left out says so", () => {
  assert.throws(() => requestJson("GenerateRequest", {}), /messages\.mjs leaves GenerateRequest out/);
});

test("every call of the schema that the page makes is there, and is sent as the schema says", () => {
  assert.deepEqual(calls, LedgerService.methods.map(({ name, idempotency, methodKind }) => ({ name, onlyAsks: idempotency === 1, isStream: methodKind === "server_streaming" })));
});

const bytesOf = (...parts: [flags: number, json: object][]): Uint8Array => Buffer.concat(parts.map(([flags, json]) => {
  const bytes = envelope(JSON.stringify(json));
  bytes[0] = flags;
  return bytes;
}));

function streamOf(bytes: Uint8Array, step: number): ReadableStream<Uint8Array> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) => bytes.subarray(index * step, (index + 1) * step));
  return new ReadableStream({ start: (controller) => (pieces.forEach((piece) => controller.enqueue(piece)), controller.close()) });
}

test("envelopes are read however the network cuts them", async () => {
  const bytes = bytesOf([0, { text: "Đà Nẵng" }], [0, {}], [2, {}]);
  for (let step = 1; step <= bytes.length; ++step) {
    const found: unknown[] = [];
    for await (const { flags, json } of envelopes(streamOf(bytes, step))) found.push([flags, json]);
    assert.deepEqual(found, [[0, { text: "Đà Nẵng" }], [0, {}], [2, {}]]);
  }
  await assert.rejects(async () => {
    for await (const _ of envelopes(streamOf(bytes.subarray(0, 12), 4))) continue;
  }, /ends within a message/);
});

// What the next calls are answered with, and what they ask.
async function whileFetching<T>(answer: () => Promise<Response>, run: (asked: { url: string; init: RequestInit }[], client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> {
  const asked: { url: string; init: RequestInit }[] = [];
  const { fetch: before } = globalThis;
  globalThis.fetch = (url: RequestInfo | URL, init: RequestInit = {}) => (asked.push({ url: String(url), init }), answer());
  try {
    return await run(asked, createClient({ origin: "https://ledger.test", language: () => "vi" }));
  } finally {
    globalThis.fetch = before;
  }
}

test("a call that only asks is a GET, one that records a POST, and one with a stream an envelope", async () => {
  await whileFetching(async () => new Response("{}"), async (asked, client) => {
    await client.getBalance({ question: { fiscalYear: 2024, unit: "VN63-01" } });
    await client.record({ kind: "plan", options: { key: "k", actor: "lan", dryRun: true } });
    assert.equal(asked[0]?.url, `https://ledger.test/tranche.v1.LedgerService/GetBalance?connect=v1&encoding=json&message=${encodeURIComponent('{"question":{"unit":"VN63-01","fiscalYear":2024}}')}`);
    assert.equal(asked[0]?.init.method, undefined);
    assert.deepEqual([asked[1]?.init.method, asked[1]?.init.body], ["POST", '{"kind":"plan","options":{"key":"k","actor":"lan","dryRun":true}}']);
    assert.equal((asked[1]?.init.headers as Record<string, string>)["Accept-Language"], "vi");
  });
  const parts = bytesOf([0, { part: { total: { plan: "5" } } }], [2, {}]);
  await whileFetching(async () => new Response(parts as BodyInit), async (asked, client) => {
    const found: unknown[] = [];
    for await (const { part } of client.explain({ question: {} })) found.push(part?.total?.plan);
    assert.deepEqual(found, ["5"]);
    assert.deepEqual(Buffer.from(asked[0]?.init.body as Uint8Array).toString().slice(5), '{"question":{}}');
  });
});

async function errorOf(answer: () => Promise<Response>, isStream = false): Promise<CallError> {
  return whileFetching(answer, async (_, client) => {
    try {
      if (!isStream) await client.getStatus({});
      else for await (const _part of client.explain({})) continue;
    } catch (error) {
      return CallError.from(error);
    }
    throw new Error("was answered");
  });
}

test("an error has the server's code, or that of its status, or none where nobody answers", async () => {
  const detail = { type: "tranche.v1.Refusal", value: Buffer.from(toBinary(RefusalSchema, create(RefusalSchema, { code: "unit.unknown" }))).toString("base64").replace(/=+$/, "") };
  const refused = { code: "not_found", message: "no such unit", details: [detail] };
  for (const error of [await errorOf(async () => new Response(JSON.stringify(refused), { status: 404 })), await errorOf(async () => new Response(bytesOf([2, { error: refused }]) as BodyInit), true)]) {
    assert.deepEqual([error.code, error.message, error.detail<Refusal>("Refusal")?.code], ["not_found", "no such unit", "unit.unknown"]);
  }
  assert.equal((await errorOf(async () => new Response("<h1>Bad gateway</h1>", { status: 502 }))).code, "unavailable");
  const unreached = await errorOf(() => Promise.reject(new TypeError("Failed to fetch")));
  assert.ok(unreached.code === "unknown" && unreached.cause instanceof TypeError);
  assert.equal((await errorOf(() => Promise.reject(new DOMException("stop", "AbortError")))).code, "canceled");
  assert.equal((await errorOf(async () => new Response(bytesOf([0, {}]) as BodyInit), true)).message, "the answer ends before its end");
});
