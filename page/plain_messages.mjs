// The descriptions of messages as plain text, a line for each, for src/protocol/descriptions.ts to read: the page speaks JSON
// alone, so that the names of fields are all that it needs, and no library.
//
//   Receipt sequence:l eventId recordedAt:t ?free event:Event *rules kind/planApproved:PlanApproved text#2
//
// A field is a text, or else, after a colon, a number of 32 bits (i) or 64 (l), a truth value (b), bytes (y), an instant (t), a
// message by its name, or an enum by its name after a "%". Before it stands "*" if it is repeated, "?" if it can be absent,
// and, of a choice, the name of that. A "#" and its number stand where the page reads protobuf's bytes: in what errors carry.
import { ScalarType } from "@bufbuild/protobuf";

const TYPES = {
  [ScalarType.STRING]: "", [ScalarType.BOOL]: "b", [ScalarType.BYTES]: "y", [ScalarType.INT32]: "i", [ScalarType.UINT32]: "i",
  [ScalarType.INT64]: "l", [ScalarType.UINT64]: "l",
};
const INSTANT = "google.protobuf.Timestamp";

// What cannot be told in plain text is an error here, not a message that is read wrong.
function mustBe(isTrue, what) {
  if (!isTrue) throw new Error(`page/plain_messages.mjs does not know how to tell ${what}`);
}

export const shortName = (typeName) => typeName.replace(/^tranche\.v1\./, "");

function typeOf({ name, message, enum: ofEnum, scalar }) {
  if (message?.typeName === INSTANT) return "t";
  if (message !== undefined) return shortName(message.typeName);
  if (ofEnum !== undefined) return `%${shortName(ofEnum.typeName)}`;
  mustBe(TYPES[scalar] !== undefined, `the type of ${name}`);
  return TYPES[scalar];
}

function plainField(field, isNumbered) {
  const { name, localName, jsonName, fieldKind, number, oneof, proto } = field;
  mustBe(fieldKind !== "map" && localName === jsonName, `all of the field ${name}`);
  const isAbsent = fieldKind !== "list" && fieldKind !== "message" && oneof === undefined && proto.proto3Optional;
  const before = fieldKind === "list" ? "*" : isAbsent ? "?" : oneof === undefined ? "" : `${oneof.localName}/`;
  const type = typeOf(field);
  return `${before}${localName}${type && `:${type}`}${isNumbered ? `#${number}` : ""}`;
}

// isNumbered  whether the page reads it as bytes.
export const plainMessage = (message, isNumbered) =>
  [shortName(message.typeName), ...[...message.fields].sort((a, b) => a.number - b.number).map((field) => plainField(field, isNumbered))].join(" ");

// Its values from 0 on; those between that it does not have are empty.
export function plainEnum({ typeName, values }) {
  const names = [];
  for (const { name, number } of values) names[number] = name;
  mustBe(names.length < 200, `the values of ${typeName}`);
  return [shortName(typeName), ...Array.from(names, (name) => name ?? "")].join(" ");
}

// A call by its name: after "!" if it may do something, with "~" if its answer is a stream.
export function plainCall({ name, methodKind, idempotency, input, output }) {
  mustBe(methodKind === "unary" || methodKind === "server_streaming", `that ${name} takes a stream`);
  mustBe(shortName(input.typeName) === `${name}Request` && shortName(output.typeName) === `${name}Response`, `the messages of ${name}`);
  return `${idempotency === 1 ? "" : "!"}${name}${methodKind === "unary" ? "" : "~"}`;
}
