#!/usr/bin/env python3
"""Checks a proof file: a second checker, written from docs/proofs.md and the postings of docs/event_catalogue.md,
without anything but Python 3.11.

    check_proof.py FILE [--key KEY_OR_FILE] [--checkpoint FILE] [--witness KEY_OR_FILE]...

FILE          the proof: one event, the growth of the log, or a balance; it may be compressed with gzip.
--key         the public key of the log (`tranche key show`), from where you trust, as text or in a file.
--checkpoint  a checkpoint that you kept: it must be that of the proof, or the older one from which the log is shown to
              have only grown; with --key, signed by the log as well.
--witness     the public key of a witness that must have cosigned the checkpoint of the proof; may be repeated.

Exit status: 0 everything holds, 1 something does not hold, 2 a file cannot be read or the usage is wrong.

Success shows that the listed events are in the log of the printed checkpoint and that the amounts follow from them;
with "complete: yes", that by the balance root, the same for everybody, no further event counts. With sums only, no
event is listed, and it shows what follows from the balance root, as the first line says. It does not show that
an event is true; that this is the newest checkpoint; that the balance root is right (replay the log to know); without
one, that the printed units are all those that belong to the one asked for; or, without --key, who made the checkpoint.

Where the format leaves a choice, the strict reading is taken. JSON: null, other spellings of names and inexact base64
are refused. Stored events: unknown fields are skipped; whatever else a ledger would not write so is refused.
"""

import argparse
import base64
import bisect
import datetime
import hashlib
import itertools
import json
import re
import sys
import zlib
from typing import Any, NamedTuple

# The schema of the JSON. Absent values are 0 or empty, or None if the type ends in "?" or is an object.
PROVEN_EVENT = {"sequence": "uint64", "storedBytes": "bytes", "path": ["bytes"]}
GROWN = {"fromSize": "uint64", "fromRoot": "bytes", "path": ["bytes"]}
LINE_NODE = {"separator": "bytes?", "leaf": "bytes?", "hash": "bytes?"}
BALANCE = {
    "unitId": "text", "unitIds": ["text"], "sourceId": "text?", "areaId": "text?", "fiscalYear": "int32?",
    "projectId": "text?", "asOf": "text", "knownAt": "uint64", "boundaries": "text", "plan": "text",
    "allocated": "text", "committed": "text?", "disbursed": "text", "executed": "text", "settled": "text?",
    "advances": "text?", "carried": "text?", "lapsed": "text?", "corrected": "text?",
    "events": [PROVEN_EVENT],
    "reversedEvents": [PROVEN_EVENT], "balanceRoot": PROVEN_EVENT, "lines": [LINE_NODE],
    "boundaryEvents": [PROVEN_EVENT], "hashes": ["bytes"], "sumsOnly": "bool"}
PROOF = {"checkpoint": "text", "event": PROVEN_EVENT, "grown": GROWN, "balance": BALANCE}
EMPTY = {"text": "", "bytes": b"", "uint64": 0, "bool": False}
RANGES = {"uint64": range(2**64), "int32?": range(-2**31, 2**31)}

# The schema of stored events: the type of each field by its number; enums are int32.
INSTANT = {1: "int64", 2: "int32"}
DOCUMENT = {1: "text", 2: "text", 3: "text", 4: "int32", 5: "bytes", 6: "text"}
EVIDENCE = {1: "text", 2: "int32", 3: "text"}
LINE = {1: "text", 2: "text", 3: "text", 4: "int32", 5: "text"}
LINE_AND_AMOUNT = {1: LINE, 2: "int64"}
OF_A_TRANCHE = {1: LINE, 2: "uint32", 3: "int64", 4: "bool"}
OF_AN_EVENT = {1: LINE, 2: "uint32", 3: "int64", 4: "uint64"}
ALIAS = {1: "text", 2: "bool", 3: "text"}
NAMES = {1: "text", 2: "text", 3: "text", 4: [ALIAS]}
REGION = {1: "text", 2: ["text"]}
PROJECT = {1: "text", 2: "text", 3: "text", 4: "text", 5: "text", 6: [{1: "text", 2: "int64"}], 7: "int32", 8: "int32",
           9: "text", 10: "text", 11: "int64"}
PRINTED_NUMBER = {1: "int64", 2: "uint32", 3: "int64", 4: "bool"}
BODIES = {
    20: {1: "text", 2: "text", 3: "text", 4: "int32", 5: "text", 6: "int32", 7: INSTANT, 8: "uint32", 9: "text"},
    21: {1: "text", 2: "int32", 3: "text", 4: "text", 5: "text", 6: ["text"], 7: [ALIAS]},
    22: {1: "text", 2: "text", 3: "text", 4: "int32"}, 23: {1: ["text"], 2: "text"},
    24: {1: "text", 2: "text", 3: "bool", 4: "text", 5: [REGION], 6: ["text"], 7: "text"}, 25: NAMES, 26: NAMES,
    27: {1: "text", 2: "text", 3: "text", 4: "text", 5: "bytes"},
    29: {1: "text", 2: "text", 3: "text", 4: "text", 5: [ALIAS]},
    32: PROJECT, 33: PROJECT, 34: {1: "text", 2: "text"}, 61: {1: LINE, 2: "text", 3: "int64", 4: "int32", 5: "int32"},
    28: {1: "text", 2: "int32", 3: ["text"], 4: ["text"], 5: ["text"], 6: "uint32", 7: "int64", 8: "uint32", 9: "uint32",
         10: "int32", 11: "text", 12: "int32", 13: "text", 14: "bool", 15: ["text"]},
    30: LINE_AND_AMOUNT, 31: LINE_AND_AMOUNT, 40: {1: "uint32", 2: ["text"], 3: [LINE_AND_AMOUNT]},
    41: OF_A_TRANCHE | {5: ["text"]},
    42: {1: LINE, 2: LINE, 3: "uint32", 4: "uint32", 5: "int64", 6: "bool", 7: "bool", 8: ["text"], 9: ["text"],
         10: "bool", 11: "bool"},
    45: {1: LINE, 2: LINE, 3: "uint32", 4: "uint32", 5: "int64", 6: "uint64", 7: "uint64", 8: "text", 9: "bool",
         10: "bool", 11: ["text"], 12: "text"}, 46: OF_A_TRANCHE | {5: ["text"]},
    43: OF_A_TRANCHE | {5: "text", 6: "text", 7: "int32"}, 44: OF_AN_EVENT, 50: OF_A_TRANCHE | {5: "uint64"},
    51: OF_A_TRANCHE, 52: OF_A_TRANCHE | {5: "uint64"}, 53: OF_AN_EVENT, 54: OF_AN_EVENT, 60: LINE_AND_AMOUNT, 70: {1: "uint64"},
    71: LINE_AND_AMOUNT | {3: "text"}, 72: LINE_AND_AMOUNT | {3: "int64", 4: "bool"},
    73: {1: ["text"], 2: ["text"], 3: "int32", 4: "int32", 5: "bool", 6: [{1: "text", 2: "text", 3: "int64"}]},
    74: {1: "uint64"}, 80: {1: LINE, 2: "text", 3: "int64", 4: "int32"},
    81: {1: "text", 2: "text", 3: "int32", 4: "int32", 5: LINE, 6: "text", 7: "text", 8: "int32", 9: "text",
         10: PRINTED_NUMBER, 11: "int32", 12: "text", 13: "text", 14: "text", 15: "text"},
    90: {1: "uint64", 2: "bytes", 3: "uint64", 4: "bool"}, 91: {1: "uint32", 2: "text"},
    100: {1: ["bytes"], 2: "bytes", 3: "int32", 4: "uint32", 5: "uint32"},
    101: {1: "uint64", 2: "bytes", 3: "bytes"}, 102: {1: "uint64"},
    103: {1: "text", 2: "int32", 3: ["text"], 4: ["text"], 5: ["text"], 6: ["text"], 7: "int64", 8: "int32"},
    104: {1: "uint64"}, 105: {1: "bool", 2: ["text"]}}
EVENT = {1: "uint64", 2: "text", 3: "int32", 4: INSTANT, 5: "text", 6: "text", 7: DOCUMENT, 8: "int32",
         9: EVIDENCE, 10: "uint64", 11: "text", 12: "uint64", 13: ["text"], 14: ["text"]} | BODIES
NUMBERS = {"bool": range(2), "int32": range(-2**31, 2**31), "uint32": range(2**32), "int64": range(-2**63, 2**63),
           "uint64": range(2**64)}

# The kinds of events, by their field of Event; for those with a single posting: the measure, the fields of the line and
# of the amount, the sign; for those that move one amount of one line on several: each measure and its sign.
KINDS = {20: "LedgerCreated", 21: "UnitEstablished", 22: "UnitRenamed", 23: "UnitsMerged", 24: "RegionGroupingDefined",
         25: "SourceDefined", 26: "AreaDefined", 27: "ActorRegistered", 28: "RuleDefined", 29: "IndicatorDefined",
         30: "PlanApproved", 31: "PlanAdjusted", 32: "ProjectRegistered", 33: "ProjectAmended", 34: "ProjectStopped",
         40: "TrancheAllocated", 41: "AllocationAdjusted", 42: "AllocationTransferred", 43: "CommitmentMade",
         44: "CommitmentReleased", 45: "BalanceCarriedOver", 46: "BalanceLapsed", 50: "DisbursementMade",
         51: "RefundReceived", 52: "AdvancePaid", 53: "AdvanceCleared", 54: "AdvanceRecovered",
         60: "ExecutionReported", 61: "OutputReported", 70: "EventReversed", 71: "PriorPeriodCorrection",
         72: "SettlementApproved", 73: "PeriodClosed", 74: "PeriodReopened", 80: "EstimateStated",
         81: "FigurePublished", 90: "BalancesCommitted", 91: "RulesAdopted", 100: "ChangeProposed",
         101: "ChangeApproved", 102: "ChangeRejected", 103: "RoleGranted", 104: "RoleRevoked", 105: "FourEyesSet"}
SINGLE_POSTINGS = {"PlanApproved": ("plan", 1, 2, 1), "PlanAdjusted": ("plan", 1, 2, 1),
                   "CommitmentMade": ("committed", 1, 3, 1), "CommitmentReleased": ("committed", 1, 3, -1),
                   "RefundReceived": ("disbursed", 1, 3, -1), "AdvanceCleared": ("advances", 1, 3, -1),
                   "ExecutionReported": ("executed", 1, 2, 1), "PriorPeriodCorrection": ("corrected", 1, 2, 1),
                   "SettlementApproved": ("settled", 1, 2, 1)}
SEVERAL_POSTINGS = {"DisbursementMade": (("disbursed", 1),), "AdvancePaid": (("disbursed", 1), ("advances", 1)),
                    "AdvanceRecovered": (("advances", -1), ("disbursed", -1))}
PAYS_COMMITMENTS = ("DisbursementMade", "AdvancePaid")  # of the event in field 5, if there is one
MEASURES = ("plan", "allocated", "committed", "disbursed", "executed", "settled", "advances", "carried", "lapsed",
            "corrected")
ALWAYS_TOLD = ("plan", "allocated", "disbursed", "executed")  # the others only if a posting counts
NUMBER, AMOUNT = "0|[1-9][0-9]{0,19}", "0|-?[1-9][0-9]{0,38}"
AMOUNT_MAX, POSTINGS_MAX = 10**30, 10**12  # of a balance line
DAY = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
LOG_KEY, WITNESS_KEY = 1, 4  # signature types
MAX_SIGNATURES, MAX_NOTE_BYTES = 100, 2**20
MAX_DEPTH = 64
MAX_FILE_BYTES = 2**30  # of a file, and of what it inflates to
NATION_TYPE, REGION_TYPE = 1, 2  # of units
SUMS_ONLY = ("trusted: that the published balance root is right, the same for everybody under this checkpoint; that the "
             "sums are those of the events is NOT SHOWN: ask for the proof with its events, or replay the log")
END_OF_YEAR_9999 = 253402300800
SPACES = " \t\n\v\f\r"


class DoesNotHold(Exception):
    """The proof is wrong: exit status 1. Whatever does not have its form is a ValueError: 2."""


def holds(condition: object, otherwise: str, error: type[Exception] = DoesNotHold) -> None:
    if not condition:
        raise error(otherwise)


def quote(text: str) -> str:
    """In quotation marks, with everything escaped that could not be seen or would forge a line."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in json.dumps(text, ensure_ascii=False))


def is_private(text: str) -> bool:
    """In PEM, in the base64 that PEM has inside, or as signed notes have it."""
    return any(mark in text for mark in ("PRIVATE KEY", "MC4CAQAwBQYDK2Vw", "PRIVATE+KEY"))


def excerpt(text: str) -> str:
    """The beginning of what somebody else wrote: never a whole file, and nothing of a private key."""
    if is_private(text):
        return "a private key (not shown)"
    return quote(text) if len(text) <= 48 else f"{quote(text[:48])}... ({len(text)} characters)"


# JSON


def decode_base64(text: str) -> bytes | None:
    """None for anything but exactly what encoding gives."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def object_of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    holds(len(dict(pairs)) == len(pairs), "the proof: a name occurs twice in an object", ValueError)
    return dict(pairs)


def inflated(data: bytes) -> bytes:
    """The content of a gzip file (RFC 1952) of one member; anything else as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    stream = zlib.decompressobj(wbits=31)  # with the header and trailer of gzip
    try:
        content = stream.decompress(data, MAX_FILE_BYTES + 1)
    except zlib.error as error:
        raise ValueError("the proof: is damaged gzip") from error
    holds(len(content) <= MAX_FILE_BYTES, f"the proof: inflates to more than {MAX_FILE_BYTES} bytes", ValueError)
    holds(stream.eof, "the proof: its gzip is cut off", ValueError)
    holds(not stream.unused_data, "the proof: something follows its gzip", ValueError)
    return content


def parse_proof(data: bytes) -> dict[str, Any]:
    data = inflated(data)
    proof = of_form(json.loads(data.decode("utf-8"), object_pairs_hook=object_of_pairs), PROOF, "proof")
    claims = [name for name in ("event", "grown", "balance") if proof[name]]
    holds(len(claims) == 1, "proof: not exactly one of event, grown and balance", ValueError)
    for node in (proof["balance"] or {}).get("lines", []):
        kinds = [kind for kind in LINE_NODE if node[kind] is not None]
        holds(len(kinds) < 2, "balance.lines: a node is two of separator, leaf and hash", ValueError)
    return proof


def of_form(value: Any, form: Any, where: str) -> Any:
    if isinstance(form, list):
        holds(isinstance(value, list), f"{where}: not a list", ValueError)
        return [of_form(item, form[0], f"{where}[{i}]") for i, item in enumerate(value)]
    if isinstance(form, dict):
        holds(isinstance(value, dict), f"{where}: not an object", ValueError)
        unknown = value.keys() - form.keys()
        holds(not unknown, f"{where}: unknown fields {', '.join(map(excerpt, sorted(unknown)))}", ValueError)
        present = {name: of_form(value[name], form[name], f"{where}.{name}") for name in value}
        return {name: when_absent(kind) for name, kind in form.items()} | present
    if form == "bool":
        holds(isinstance(value, bool), f"{where}: neither true nor false", ValueError)
        return value
    return number_of_form(value, form, where) if form in RANGES else text_of_form(value, form, where)


def when_absent(form: Any) -> Any:
    if isinstance(form, list):
        return []
    return EMPTY.get(form) if isinstance(form, str) else None


def number_of_form(value: Any, form: str, where: str) -> int:
    if isinstance(value, str) and re.fullmatch(AMOUNT, value):
        value = int(value)
    holds(type(value) is int and value in RANGES[form], f"{where}: not a whole number in its range", ValueError)
    return value


def text_of_form(value: Any, form: str, where: str) -> str | bytes:
    right = isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)
    holds(right, f"{where}: not a text", ValueError)
    result = decode_base64(value) if form in ("bytes", "bytes?") else value
    holds(result is not None, f"{where}: not base64", ValueError)
    return result


# Protocol buffers

Message = dict[int, list[int | bytes | None]]  # the values of each field; None for those of fixed size, which none has


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at a position, and the position after it."""
    value = 0
    for i in range(10):
        holds(at + i < len(data), "a stored event ends within a number")
        value |= (data[at + i] & 0x7F) << 7 * i
        if data[at + i] < 0x80:
            break
    holds(data[at + i] < 0x80 and value < 2**64, "a number in a stored event has more than 64 bits")
    holds(i == 0 or data[at + i] != 0, "a number in a stored event is not in its shortest form")
    return value, at + i + 1


def parse_message(data: bytes) -> Message:
    fields: Message = {}
    for number, value in parse_fields(data):
        fields.setdefault(number, []).append(value)
    return fields


def parse_fields(data: bytes) -> list[tuple[int, int | bytes | None]]:
    fields = []
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        value, at = read_field(data, at, tag & 7)
        holds(8 <= tag < 2**32 and at <= len(data), "a stored event is not a message")
        fields.append((tag >> 3, value))
    return fields


def check_form_of_message(data: bytes, form: dict[int, Any], where: str) -> None:
    """It is written as a ledger writes it. Fields that are not in the form may be anywhere."""
    last = 0
    for number, value in parse_fields(data):
        if number not in form:
            continue
        of_list, place = isinstance(form[number], list), f"{where}: field {number}"
        holds(number >= last, f"{place} comes after field {last}")
        holds(number > last or of_list, f"{place} occurs twice")
        last = number
        check_form_of_value(value, form[number][0] if of_list else form[number], of_list, place)


def check_form_of_value(value: int | bytes | None, form: Any, of_list: bool, where: str) -> None:
    is_message = isinstance(form, dict)
    holds(isinstance(value, int if not is_message and form in NUMBERS else bytes), f"{where} has another wire type")
    if is_message:
        return check_form_of_message(value, form, where)
    holds(value or of_list, f"{where} has the value that it would have if it were absent")
    if form == "text":
        id_of(value)
    elif form in NUMBERS:
        is_negative = form in ("int32", "int64") and value >= 2**63
        holds((value - 2**64 if is_negative else value) in NUMBERS[form], f"{where} is out of the range of its type")
    return None


def read_field(data: bytes, at: int, wire_type: int) -> tuple[int | bytes | None, int]:
    holds(wire_type in (0, 1, 2, 5), f"a stored event has a field of wire type {wire_type}")
    if wire_type in (1, 5):
        return None, at + (8 if wire_type == 1 else 4)
    number, at = read_varint(data, at)
    return (number, at) if wire_type == 0 else (data[at:at + number], at + number)


def values(message: Message, number: int, kind: type) -> list[Any]:
    result = message.get(number, [])
    holds(all(isinstance(value, kind) for value in result), f"field {number} of a stored event has another wire type")
    return result


def single(message: Message, number: int, absent: int | bytes) -> Any:
    found = values(message, number, type(absent))
    holds(len(found) <= 1, f"field {number} of a stored event occurs twice")
    return found[0] if found else absent


def integer(message: Message, number: int, bits: int = 64) -> int:
    value = single(message, number, 0)
    value -= 2**64 if value >= 2**63 else 0
    holds(-2**(bits - 1) <= value < 2**(bits - 1), f"field {number} of a stored event has more than {bits} bits")
    return value


def submessage(message: Message, number: int) -> Message:
    return parse_message(single(message, number, b""))


def id_of(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DoesNotHold("an id in the log is not UTF-8") from error
    holds("\0" not in text, "an id in the log has a byte 00")
    return text


# Ed25519 (RFC 8032, section 5.1)

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # X, Y, Z, T where x = X/Z, y = Y/Z, xy = T/Z
NEUTRAL: Point = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(factor: int, p: Point) -> Point:
    result = NEUTRAL
    while factor:
        result = add(result, p) if factor & 1 else result
        p, factor = add(p, p), factor >> 1
    return result


def encode_point(p: Point) -> bytes:
    x, y = (coordinate * pow(p[2], -1, P) % P for coordinate in p[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode_point(data: bytes) -> Point | None:
    """None when the bytes are not the one encoding of a point of the curve."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * SQRT_OF_MINUS_1 % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Without cofactor, and strict: S < L, points canonical, no key of small order."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, s = decode_point(public_key), int.from_bytes(signature[32:], "little")
    if a is None or s >= L or encode_point(multiply(8, a)) == encode_point(NEUTRAL):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], 1, P - a[3])
    return encode_point(add(multiply(s, BASE), multiply(k, minus_a))) == signature[:32]


# Keys, signed notes, checkpoints


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes

    def __str__(self) -> str:
        return f"{quote(self.name)}, key id {self.id.hex()}"


class Checkpoint(NamedTuple):
    text: bytes
    origin: str
    size: int
    root: bytes
    signatures: list[tuple[str, bytes]]  # the name of the key; its id and the signature


def is_usable_key(public: bytes) -> bool:
    """Signatures that nobody made hold under a point of small order, whatever the sign of its x."""
    y = int.from_bytes(public, "little") & (2**255 - 1)
    point = decode_point(y.to_bytes(32, "little"))
    return y < P and (point is None or encode_point(multiply(8, point)) != encode_point(NEUTRAL))


def parse_key(line: str, signature_type: int, where: str = "key") -> Key:
    """What was to be a key is never printed."""
    holds(not is_private(line), f"{where}: this is a private key, wanted a public one; nobody who checks needs the "
          "private key: if others have seen it, make a new one", ValueError)
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", line)
    data = decode_base64(match[3]) if match else None
    holds(data and len(data) == 33, f"{where}: not a public key, wanted NAME+ID+KEY", ValueError)
    holds(data[0] == signature_type, f"{where}: the type of the key is not {signature_type:02x}", ValueError)
    holds(is_usable_key(data[1:]), f"{where}: signatures that nobody made would hold under this key", ValueError)
    key_id = hashlib.sha256(match[1].encode() + b"\n" + data).digest()[:4]
    holds(key_id.hex() == match[2], f"{where}: the id of the key is wrong", ValueError)
    return Key(match[1], key_id, data[1:])


def parse_checkpoint(note: str, where: str) -> Checkpoint:
    holds(all(c >= " " or c == "\n" for c in note), f"{where}: has control characters")
    holds(len(note.encode()) <= MAX_NOTE_BYTES, f"{where}: is too long")
    text, _, lines = note.rpartition("\n\n")
    match = re.fullmatch(rf"([^\n]+)\n({NUMBER})\n([^\n]+)", text)
    root = decode_base64(match[3]) if match and int(match[2]) < 2**64 else None
    holds(root and len(root) == 32, f"{where}: its text is not origin, number of events and root")
    holds(lines.endswith("\n") and lines.count("\n") <= MAX_SIGNATURES, f"{where}: not a signed note")
    signatures = [parse_signature(line, where) for line in lines[:-1].split("\n")]
    return Checkpoint(f"{text}\n".encode(), match[1], int(match[2]), root, signatures)


def parse_signature(line: str, where: str) -> tuple[str, bytes]:
    match = re.fullmatch(r"\u2014 ([^\s+]+) (\S+)", line)
    data = decode_base64(match[2]) if match else None
    holds(data and len(data) > 4, f"{where}: not a line with a signature: {excerpt(line)}")
    return match[1], data


def signatures_by(key: Key, checkpoint: Checkpoint, where: str) -> list[bytes]:
    found = [data[4:] for name, data in checkpoint.signatures if name == key.name and data[:4] == key.id]
    holds(found, f"{where}: not signed by {key}")
    return found


def check_log_signature(checkpoint: Checkpoint, key: Key, where: str) -> None:
    holds(key.name == checkpoint.origin, f"{where}: is of the log {quote(checkpoint.origin)}, not of {key}")
    for signature in signatures_by(key, checkpoint, where):
        holds(verify_ed25519(key.public, checkpoint.text, signature), f"{where}: a wrong signature by {key}")


def check_cosignature(checkpoint: Checkpoint, key: Key) -> str:
    """All cosignatures of the witness are checked; the time of the latest."""
    found = signatures_by(key, checkpoint, "checkpoint")
    times = [int.from_bytes(cosignature[:8], "big") for cosignature in found]
    for time, cosignature in zip(times, found):
        message = f"cosignature/v1\ntime {time}\n".encode() + checkpoint.text
        right = verify_ed25519(key.public, message, cosignature[8:]) and time < END_OF_YEAR_9999
        holds(right, f"checkpoint: a wrong cosignature by {key}")
    return datetime.datetime.fromtimestamp(max(times), datetime.timezone.utc).isoformat()


# The tree (RFC 9162, sections 2.1.3.2 and 2.1.4.2, with their names)


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    if not 0 <= index < size or any(len(p) != 32 for p in path):
        return False
    fn, sn, r = index, size - 1, leaf_hash(leaf)
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def shared_root(leaves: list[tuple[int, bytes]], size: int, hashes: list[bytes]) -> bytes | None:
    """The root of `size` leaves to which these, ascending by index, lead by the hashes that they share; None if there
    are more or fewer hashes than that takes."""
    hidden, shown = iter(hashes), iter([*leaves, (size, b"")])
    index, leaf = next(shown)

    def hash_of(first: int, end: int) -> bytes:
        nonlocal index, leaf
        if index >= end:
            return next(hidden)
        if end - first == 1:
            found = leaf_hash(leaf)
            index, leaf = next(shown)
            return found
        middle = first + (1 << (end - first - 1).bit_length() - 1)
        return node_hash(hash_of(first, middle), hash_of(middle, end))

    try:
        root = hash_of(0, size)
    except StopIteration:
        return None
    return root if next(hidden, None) is None else None


def is_consistent(first: int, first_root: bytes, second: int, second_root: bytes, path: list[bytes]) -> bool:
    if first == second:
        return first > 0 and not path and first_root == second_root
    if not 0 < first < second or not path or any(len(c) != 32 for c in path):
        return False
    fr, *path = path if first & (first - 1) else [first_root, *path]
    sr, fn, sn = fr, first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    for c in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_root and sr == second_root


# Events and their postings


class Event(NamedTuple):
    sequence: int
    date: int  # YYYYMMDD
    kind: str  # one of KINDS
    body: Message


class Line(NamedTuple):
    unit: str
    source: str
    area: str
    year: int
    project: str


Posting = tuple[str, Line, int]  # measure, line, amount


def check_event(proven: dict[str, Any], checkpoint: Checkpoint) -> Event:
    data, sequence = proven["storedBytes"], proven["sequence"]
    included = is_included(data, sequence - 1, checkpoint.size, proven["path"], checkpoint.root)
    holds(included, f"event {sequence}: its path does not lead to the root of the checkpoint")
    return read_event(proven)


def check_events_of(claim: dict[str, Any], checkpoint: Checkpoint) -> None:
    """All events of the claim are in the log, by the hashes that they share."""
    listed = [*claim["events"], *claim["reversedEvents"], *claim["boundaryEvents"]]
    stored: dict[int, bytes] = {}
    for proven in listed + [claim["balanceRoot"]] * bool(claim["balanceRoot"]):
        data, sequence, where = proven["storedBytes"], proven["sequence"], f"event {proven['sequence']}"
        holds(1 <= sequence <= checkpoint.size, f"{where}: is none of the {checkpoint.size} events of the checkpoint")
        holds(not proven["path"], f"{where}: has a path of its own")
        holds(stored.setdefault(sequence, data) == data, f"{where}: is there twice, with different bytes")
    hashes = claim["hashes"]
    holds(all(len(one) == 32 for one in hashes), "balance.hashes: are not all of 32 bytes")
    leaves = [(sequence - 1, stored[sequence]) for sequence in sorted(stored)]
    root = shared_root(leaves, checkpoint.size, hashes) if stored else None
    holds(root == checkpoint.root if stored else not hashes,
          "balance.hashes: are not those by which the events lead to the root of the checkpoint")


def read_event(proven: dict[str, Any]) -> Event:
    """The event that the stored bytes are."""
    data, sequence, where = proven["storedBytes"], proven["sequence"], f"event {proven['sequence']}"
    check_form_of_message(data, EVENT, where)
    message = parse_message(data)
    holds(integer(message, 1) == sequence, f"{where}: its stored bytes are of event {integer(message, 1)}")
    kinds = [number for number in KINDS if number in message]
    holds(len(kinds) <= 1, f"{where}: is of several kinds")
    holds(kinds, f"{where}: is of no kind that is known here; this checker may be older than the ledger")
    return Event(sequence, integer(message, 3, 32), KINDS[kinds[0]], submessage(message, kinds[0]))


def read_events(claim: dict[str, Any], name: str) -> dict[int, Event]:
    sequences = [proven["sequence"] for proven in claim[name]]
    holds(sequences == sorted(set(sequences)), f"balance.{name}: do not ascend")
    return {proven["sequence"]: read_event(proven) for proven in claim[name]}


def line_of(message: Message, number: int) -> Line:
    line = submessage(message, number)
    unit, source, area, project = (id_of(single(line, i, b"")) for i in (1, 2, 3, 5))
    return Line(unit, source, area, integer(line, 4, 32), project)


def limited(line: Line, body: Message, number: int) -> Line:
    """The line with the area of the limits in a field, whatever its own."""
    return line._replace(area="|".join(map(id_of, sorted(set(values(body, number, bytes))))))


def shares(body: Message) -> list[Posting]:
    parts = [parse_message(share) for share in values(body, 3, bytes)]
    lines = [limited(line_of(share, 1), body, 2) if 2 in body else line_of(share, 1) for share in parts]
    return [("allocated", line, integer(share, 2)) for line, share in zip(lines, parts)]


def transfer(body: Message) -> list[Posting]:
    source, target, amount = line_of(body, 1), line_of(body, 2), integer(body, 5)
    carried = integer(body, 11)
    plan = [] if integer(body, 6) or carried else [("plan", source, -amount), ("plan", target, amount)]
    measure = "carried" if carried else "allocated"
    return [(measure, limited(source, body, 8), -amount), (measure, limited(target, body, 9), amount), *plan]


def carry_over(body: Message) -> list[Posting]:
    source, target, amount = line_of(body, 1), line_of(body, 2), integer(body, 5)
    found = [("carried", limited(source, body, 11), -amount), ("carried", limited(target, body, 11), amount)]
    named = ("advances", "disbursed") if integer(body, 7) else ("committed",) if integer(body, 6) else ()
    return found + [(measure, line, sign) for measure in named for line, sign in ((source, -amount), (target, amount))]


def postings(event: Event, proven: dict[int, Event]) -> list[Posting]:
    found = postings_of_kind(event, proven)
    fits = all(amount in NUMBERS["int64"] for _, _, amount in found)
    holds(fits, f"event {event.sequence}: an amount has no negative in 64 bits")
    return found


def postings_of_kind(event: Event, proven: dict[int, Event]) -> list[Posting]:
    body = event.body
    if event.kind in SINGLE_POSTINGS:
        measure, line, amount, sign = SINGLE_POSTINGS[event.kind]
        return [(measure, line_of(body, line), sign * integer(body, amount))]
    if event.kind in SEVERAL_POSTINGS:
        pays = event.kind in PAYS_COMMITMENTS and integer(body, 5)
        moves = [*SEVERAL_POSTINGS[event.kind], *[("committed", -1)] * bool(pays)]
        return [(measure, line_of(body, 1), sign * integer(body, 3)) for measure, sign in moves]
    if event.kind == "AllocationAdjusted":
        return [("allocated", limited(line_of(body, 1), body, 5), integer(body, 3))]
    if event.kind == "BalanceLapsed":
        return [("lapsed", limited(line_of(body, 1), body, 5), integer(body, 3))]
    if event.kind == "EventReversed":
        where, original = f"event {event.sequence}: reverses event {integer(body, 1)}", proven.get(integer(body, 1))
        holds(original, f"{where}, which is not in the file")
        holds(original.kind != "EventReversed", f"{where}, a reversal")
        return [(measure, line, -amount) for measure, line, amount in postings(original, {})]
    if event.kind == "TrancheAllocated":
        return shares(body)
    if event.kind == "BalanceCarriedOver":
        return carry_over(body)
    return transfer(body) if event.kind == "AllocationTransferred" else []


# Balances


def is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(DAY, text) and datetime.date.fromisoformat(text).year >= 1900)
    except ValueError:
        return False


def is_date(number: int) -> bool:
    """A day as YYYYMMDD."""
    text = f"{number:08}"
    return is_day(f"{text[:-4]}-{text[-4:-2]}-{text[-2:]}")


def check_form_of_claim(claim: dict[str, Any], size: int) -> None:
    for name in ("asOf", "boundaries"):
        holds(is_day(claim[name]), f"balance.{name}: not a day")
    for name in MEASURES:
        left_out = claim[name] is None and name not in ALWAYS_TOLD
        holds(left_out or re.fullmatch(AMOUNT, claim[name]), f"balance.{name}: not an amount")
    units = [unit.encode() for unit in claim["unitIds"]]
    asked_for = {claim["unitId"]} - {""}
    holds(bool(asked_for) == bool(units) and asked_for <= set(claim["unitIds"]),
          "balance.unitIds: the unit that was asked for is not among those that count")
    holds(units == sorted(set(units)), "balance.unitIds: do not ascend")
    ids = claim["unitIds"] + [claim[name] or "" for name in ("sourceId", "areaId", "projectId")]
    holds(not any("\0" in one for one in ids), "balance: an id has a byte 00")
    holds(claim["knownAt"] <= size, f"balance.knownAt: is after the {size} events of the checkpoint")


def counts(line: Line, claim: dict[str, Any]) -> bool:
    asked = ((claim["sourceId"], line.source), (claim["areaId"], line.area), (claim["fiscalYear"], line.year),
             (claim["projectId"], line.project))
    return (not claim["units"] or line.unit in claim["units"]) and all(a in (None, b) for a, b in asked)


def check_amounts(claim: dict[str, Any], found: list[tuple[Posting, int]], which: str) -> list[int]:
    """How many postings of each measure count, when they come to the amounts of the claim."""
    numbers = []
    for measure in MEASURES:
        counted = [(amount, number) for (of, line, amount), number in found if of == measure and counts(line, claim)]
        total = sum(amount for amount, _ in counted)
        told = measure in ALWAYS_TOLD or any(number for _, number in counted)
        holds((claim[measure] is not None) == told and total == int(claim[measure] or 0),
              f"{which} come to {measure} {total}, the claim is {claim[measure]}")
        numbers.append(sum(number for _, number in counted))
    return numbers


def check_listed_events(claim: dict[str, Any]) -> list[int]:
    events = read_events(claim, "events")
    proven = events | read_events(claim, "reversedEvents")
    found = []
    for event in events.values():
        where, posted = f"event {event.sequence}", postings(event, proven)
        holds(event.sequence <= claim["knownAt"], f"{where}: is after knownAt {claim['knownAt']}")
        holds(is_date(event.date), f"{where}: its effective date is not a day")
        holds(event.date <= int(claim["asOf"].replace("-", "")), f"{where}: is effective after {claim['asOf']}")
        holds(any(counts(line, claim) for _, line, _ in posted), f"{where}: none of its postings counts")
        found += [(posting, 1) for posting in posted]
    return check_amounts(claim, found, "the events")


def prefix_of(unit: str, claim: dict[str, Any]) -> bytes:
    year, source = claim["fiscalYear"], claim["sourceId"]
    parts = [unit] if year is None else [unit, str(year)] if source is None else [unit, str(year), source]
    return "".join(part + "\0" for part in parts).encode()


Range = tuple[bytes, bytes | None]  # of texts, the end excluded; None: no end


def ranges_of(claim: dict[str, Any]) -> list[Range]:
    """The leaves that may count, ascending: those that begin with the prefix of a unit."""
    prefixes = [prefix_of(unit, claim) for unit in claim["unitIds"]]
    return [(prefix, prefix[:-1] + b"\1") for prefix in [BOUNDARIES, *prefixes]] if prefixes else [(b"", None)]


def meets(ranges: list[Range], low: bytes, high: bytes | None) -> bool:
    """Whether a text from low on, and below high, may be in one of the ranges."""
    i = bisect.bisect_right(ranges, low, key=lambda one: low + b"\0" if one[1] is None else one[1])
    return i < len(ranges) and (high is None or ranges[i][0] < high)


BOUNDARIES = b"\0"  # what the leaves of events on units begin with


class LineTree:
    """Reads the nodes of the balance tree, and collects the leaves in the ranges, of which none is missing."""

    def __init__(self, nodes: list[dict[str, Any]], ranges: list[Range]) -> None:
        self.nodes, self.ranges, self.next, self.leaves = nodes, ranges, 0, []

    def root(self) -> bytes:
        found = self.read(b"", None, 0) if self.nodes else hashlib.sha256().digest()
        holds(self.next == len(self.nodes), "balance.lines: more nodes follow the tree")
        return found

    def read(self, low: bytes, high: bytes | None, depth: int) -> bytes:
        holds(self.next < len(self.nodes) and depth <= MAX_DEPTH, "balance.lines: the tree is cut off, or too deep")
        node, where = self.nodes[self.next], f"balance.lines[{self.next}]"
        self.next += 1
        kinds = [kind for kind in LINE_NODE if node[kind] is not None]
        holds(kinds, f"{where}: none of separator, leaf and hash")
        value = node[kinds[0]]
        if kinds == ["hash"]:
            holds(len(value) == 32, f"{where}: not a hash")
            holds(not meets(self.ranges, low, high), f"{where}: lines that may count are left out")
            return value
        holds(low <= value and (high is None or value < high), f"{where}: is not in order")
        if kinds == ["leaf"]:
            if meets(self.ranges, value, value + b"\0"):
                self.leaves.append(value)
            return leaf_hash(value)
        holds(value != low, f"{where}: is not in order")
        left, right = self.read(low, value, depth + 1), self.read(value, high, depth + 1)
        return hashlib.sha256(b"\x01" + left + right + value).digest()


def posting_of_leaf(leaf: bytes, as_of: str, where: str) -> tuple[Posting, int]:
    """The measure and line of a leaf, its amount on a day, and the number of postings that it is the sum of."""
    parts = [id_of(part) for part in leaf.split(b"\0")]
    days = re.findall(rf"({DAY}) ({AMOUNT}) ({NUMBER})\n", parts[-1])
    right = len(parts) == 7 and re.fullmatch(AMOUNT, parts[1]) and parts[5] in MEASURES and days
    holds(right and "".join(" ".join(day) + "\n" for day in days) == parts[6], f"{where}: a leaf is not a line")
    right = all(is_day(day) and abs(int(amount)) <= AMOUNT_MAX and int(number) <= POSTINGS_MAX
                for day, amount, number in days)
    holds(right and int(parts[1]) in NUMBERS["int32"], f"{where}: a day or a number of a leaf is out of range")
    dates = [day[0] for day in days]
    holds(dates == sorted(set(dates)), f"{where}: the days of a leaf do not ascend")
    line = Line(unit=parts[0], year=int(parts[1]), source=parts[2], area=parts[3], project=parts[4])
    amount, number = ([(0, 0)] + [(int(amount), int(number)) for day, amount, number in days if day <= as_of])[-1]
    return (parts[5], line, amount), number


# Which units count in which


class Unit:
    """A unit from its first day (YYYYMMDD) until its successor follows."""

    def __init__(self, first: int, unit_type: int) -> None:
        self.first, self.type, self.named = first, unit_type, first
        self.ended: int | None = None  # the day from which it does not exist any more
        self.successor, self.predecessors = "", []

    def exists(self, day: int) -> bool:
        return self.first <= day and (self.ended is None or day < self.ended)


class Boundaries:
    """The units, mergers and groupings that events make, and which units count in which on a day."""

    def __init__(self, day: int) -> None:
        self.day, self.units, self.nation = day, {}, ""
        self.groupings: dict[int, dict[str, str]] = {}  # by first day: the region of each unit

    def apply(self, event: Event) -> None:
        where, body = f"event {event.sequence}", event.body
        holds(is_date(event.date), f"{where}: its effective date is not a day")
        if event.kind == "UnitEstablished":
            self.establish(id_of(single(body, 1, b"")), integer(body, 2, 32), event.date, where)
            holds(not is_blank(id_of(single(body, 3, b""))), f"{where}: the unit has no name")
        elif event.kind == "UnitRenamed":
            unit = self.known(single(body, 1, b""), where)
            right = not is_blank(id_of(single(body, 2, b""))) and event.date > unit.named
            holds(right, f"{where}: the new name is blank, or too early")
            unit.type, unit.named = integer(body, 4, 32) or unit.type, event.date
        elif event.kind == "UnitsMerged":
            self.merge([id_of(one) for one in values(body, 1, bytes)], single(body, 2, b""), event.date, where)
        else:
            holds(event.kind == "RegionGroupingDefined", f"{where}: is not about units")
            self.group(body, event.date, where)

    def known(self, unit: bytes, where: str) -> Unit:
        found = self.units.get(id_of(unit))
        holds(found, f"{where}: unknown unit {quote(id_of(unit))}")
        return found

    def establish(self, unit: str, unit_type: int, date: int, where: str) -> None:
        holds(is_id(unit) and unit not in self.units, f"{where}: the id of the unit is taken, or no id")
        holds(unit_type in range(1, 5), f"{where}: the type of the unit is missing")
        if unit_type == NATION_TYPE:
            holds(not self.nation, f"{where}: there is a nation already")
            self.nation = unit
        self.units[unit] = Unit(date, unit_type)

    def merge(self, predecessors: list[str], successor: bytes, date: int, where: str) -> None:
        heir = self.known(successor, where)
        holds(heir.exists(date), f"{where}: the successor does not exist on its date")
        holds(predecessors and len(set(predecessors)) == len(predecessors), f"{where}: no predecessors, or one twice")
        for one in predecessors:
            unit = self.known(one.encode(), where)
            joined = (self.units[other].ended for other in unit.predecessors)
            right = not unit.successor and unit is not heir and unit.first < date and all(day < date for day in joined)
            holds(right, f"{where}: {quote(one)} cannot end on its date")
        for one in predecessors:
            self.units[one].successor, self.units[one].ended = id_of(successor), date
        heir.predecessors += predecessors

    def group(self, body: Message, date: int, where: str) -> None:
        holds(is_id(id_of(single(body, 1, b""))) and date not in self.groupings, f"{where}: no id, or the day is taken")
        region_of: dict[str, str] = {}
        for part in values(body, 5, bytes):
            region = parse_message(part)
            self.known(single(region, 1, b""), where)
            for member in values(region, 2, bytes):
                self.known(member, where)
                holds(id_of(member) not in region_of, f"{where}: {quote(id_of(member))} is in two regions")
                region_of[id_of(member)] = id_of(single(region, 1, b""))
        self.groupings[date] = region_of

    def holder(self, unit: str) -> str:
        """The unit of the day that has the money; the first one after the day if there is none."""
        while self.units[unit].ended is not None and self.units[unit].ended <= self.day:
            unit = self.units[unit].successor
        while self.units[unit].first > self.day and len(self.units[unit].predecessors) == 1:
            unit = self.units[unit].predecessors[0]
        return unit

    def is_attributed(self, holder: str) -> bool:
        return self.units[holder].first <= self.day or not self.units[holder].predecessors

    def region(self, holder: str) -> str:
        if self.is_attributed(holder):
            days = [day for day in self.groupings if day <= self.day]
            return self.groupings[max(days)].get(holder, "") if days else ""
        regions = {self.region(self.holder(one)) for one in self.units[holder].predecessors}
        return regions.pop() if len(regions) == 1 else ""

    def related(self, unit: str) -> set[str]:
        found, todo = {unit}, [unit]
        while todo:
            one = self.units[todo.pop()]
            new = set(one.predecessors + [one.successor] * bool(one.successor)) - found
            found |= new
            todo += new
        return found

    def counts_in(self, unit: str, total: str) -> bool:
        if total in (unit, self.nation):
            return True
        if self.units[unit].type in (NATION_TYPE, REGION_TYPE):
            return False
        holder = self.holder(unit)
        return (holder == total and self.is_attributed(holder)) or self.region(holder) == total

    def units_in(self, total: str) -> list[str]:
        if total not in self.units:
            return [total]
        is_group = self.units[total].type in (NATION_TYPE, REGION_TYPE)
        return sorted((one for one in (self.units if is_group else self.related(total)) if self.counts_in(one, total)),
                      key=str.encode)


def is_blank(text: str) -> bool:
    return not re.sub("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]", "", text)


def is_id(text: str) -> bool:
    return 1 <= len(text) <= 64 and all(" " < c < "\x7f" and c != "|" for c in text)


def check_units(claim: dict[str, Any], events: dict[int, Event], leaves: list[bytes]) -> None:
    """The units of the claim follow from the events, and these are all that the balance tree has."""
    shown = sorted(b"\0%d\0%s\n" % (proven["sequence"], leaf_hash(proven["storedBytes"]).hex().encode())
                   for proven in claim["boundaryEvents"])
    holds(shown == leaves, "balance.boundaryEvents: are not those of the balance tree")
    boundaries = Boundaries(int(claim["boundaries"].replace("-", "")))
    for event in events.values():
        boundaries.apply(event)
    units = boundaries.units_in(claim["unitId"])
    holds(units == claim["unitIds"],
          f"balance.unitIds: on {claim['boundaries']} the units are {', '.join(map(quote, units))}")


def check_balance_root(claim: dict[str, Any], checkpoint: Checkpoint, of_events: list[int] | None) -> None:
    """The balance lines come to the claim, from as many postings as the events, if there are any to compare with."""
    event = read_event(claim["balanceRoot"])
    where = f"event {event.sequence}"
    holds(event.kind == "BalancesCommitted", f"{where}: publishes no balance root")
    holds(event.sequence == checkpoint.size, f"{where}: is not the one that the checkpoint ends with")
    known_at, before = single(event.body, 3, 0), event.sequence - 1
    holds(known_at == 0 or known_at < before, f"{where}: its balance root is not of what was known before it")
    allowed = (known_at,) if known_at else (before, event.sequence)
    holds(claim["knownAt"] in allowed, f"{where}: its balance root is of another knownAt")
    holds(integer(event.body, 4), f"{where}: does not bind the order of its lines, some could be left out")
    tree = LineTree(claim["lines"], ranges_of(claim))
    holds(tree.root() == single(event.body, 2, b""), "balance.lines: do not lead to the balance root")
    lines = [leaf for leaf in tree.leaves if not leaf.startswith(BOUNDARIES)]
    found = [posting_of_leaf(leaf, claim["asOf"], "balance.lines") for leaf in lines]
    numbers = check_amounts(claim, found, "the balance lines")
    holds(of_events in (None, numbers),
          "the balance lines have other numbers of postings than the events: some that cancel out are left out")
    on_units = read_events(claim, "boundaryEvents")
    if claim["unitId"]:
        check_units(claim, on_units, tree.leaves[:len(tree.leaves) - len(lines)])


def check_balance(claim: dict[str, Any], checkpoint: Checkpoint) -> list[str]:
    check_form_of_claim(claim, checkpoint.size)
    claim = claim | {"units": frozenset(claim["unitIds"])}
    check_events_of(claim, checkpoint)
    if claim["sumsOnly"]:
        holds(claim["balanceRoot"], "balance.balanceRoot: there are sums only, and no balance root")
        holds(not claim["events"] + claim["reversedEvents"], "balance.events: there are sums only, and events")
    of_events = None if claim["sumsOnly"] else check_listed_events(claim)
    if claim["balanceRoot"]:
        check_balance_root(claim, checkpoint, of_events)
    holds(claim["balanceRoot"] or not claim["lines"], "balance.lines: there is no balance root")
    useful = claim["balanceRoot"] and claim["unitId"]
    holds(useful or not claim["boundaryEvents"], "balance.boundaryEvents: there is no balance root, or no unit")
    return describe_balance(claim, checkpoint.size)


def describe_balance(claim: dict[str, Any], size: int) -> list[str]:
    names = {"sourceId": "source", "areaId": "area", "projectId": "project"}
    asked = ["every fiscal year" if claim["fiscalYear"] is None else f"fiscal year {claim['fiscalYear']}"]
    asked += [f"every {name}" if claim[key] is None else f"{name} {quote(claim[key])}" for key, name in names.items()]
    later = f"; events {claim['knownAt'] + 1} to {size} are NOT COUNTED" if claim["knownAt"] < size else ""
    complete = "NO: without a balance root, other events may count"
    of_units = "NOT PROVED to be these"
    if claim["balanceRoot"]:
        complete = f"yes: by the balance root in event {claim['balanceRoot']['sequence']}"
        of_units = f"these, by {len(claim['boundaryEvents'])} events of the log" if claim["unitId"] else "all"
    what = [f"claim: balance of the units below; {', '.join(asked)}"]
    of_events = [f"events: {len(claim['events'])}, each in the log and counting", f"complete: {complete}"]
    if claim["sumsOnly"]:
        what = [SUMS_ONLY, *what]
        of_events = [f"balance root: in event {claim['balanceRoot']['sequence']}, which the checkpoint ends with"]
    return [*what,
            f"time: as of {claim['asOf']}, known at event {claim['knownAt']}{later}",
            *(f"{measure}: {claim[measure]}" for measure in MEASURES if claim[measure] is not None),
            *of_events,
            f"units counted: {', '.join(map(quote, claim['unitIds'])) or 'ALL UNITS'}",
            f"the units of {quote(claim['unitId'])} on {claim['boundaries']}: {of_units}"]


# The other claims, the command line


def check_grown(grown: dict[str, Any], checkpoint: Checkpoint) -> list[str]:
    size, root = grown["fromSize"], grown["fromRoot"]
    holds(is_consistent(size, root, checkpoint.size, checkpoint.root, grown["path"]),
          f"grown: the log of {checkpoint.size} events does not begin with that of {size} events")
    return [f"claim: the log of {size} events with the root {base64.b64encode(root).decode()} has only grown since"]


def check_claim(proof: dict[str, Any], checkpoint: Checkpoint) -> list[str]:
    if proof["balance"]:
        return check_balance(proof["balance"], checkpoint)
    if proof["grown"]:
        return check_grown(proof["grown"], checkpoint)
    event = check_event(proof["event"], checkpoint)
    return [f"claim: event {event.sequence} is in the log; {event.kind}",
            f"effective: {event.date}"]


def check_kept(kept: Checkpoint, checkpoint: Checkpoint, grown: dict[str, Any] | None) -> str:
    """Compares the checkpoint that the auditor kept with those that the proof is about."""
    holds(kept.origin == checkpoint.origin, f"your checkpoint is of the log {quote(kept.origin)}")
    if (kept.size, kept.root) == (checkpoint.size, checkpoint.root):
        return "your checkpoint: is that of the proof"
    holds(kept.size != checkpoint.size, f"your checkpoint has ANOTHER ROOT for {kept.size} events: two histories")
    older = grown and (kept.size, kept.root) == (grown["fromSize"], grown["fromRoot"])
    holds(older, f"your checkpoint, of {kept.size} events, is not one that the proof is about")
    return f"your checkpoint: is the older one, of {kept.size} events"


def check_proof(proof: dict[str, Any], key: Key | None, kept: Checkpoint | None, witnesses: list[Key]) -> list[str]:
    """All that holds, a fact a line."""
    checkpoint = parse_checkpoint(proof["checkpoint"], "checkpoint")
    signed = "NO KEY WAS GIVEN: nobody vouches for this checkpoint as the log's"
    if key:
        check_log_signature(checkpoint, key, "checkpoint")
        signed = f"by the log {key}"
    cosigned = [f"cosigned: by {one} at {check_cosignature(checkpoint, one)}" for one in witnesses]
    facts = [*check_claim(proof, checkpoint), f"log: {quote(checkpoint.origin)}",
             f"checkpoint: {checkpoint.size} events, root {base64.b64encode(checkpoint.root).decode()}",
             f"signed: {signed}", *cosigned]
    if kept and key:
        check_log_signature(kept, key, "your checkpoint")
    return [*facts, check_kept(kept, checkpoint, proof["grown"])] if kept else facts


def read_file(path: str) -> bytes:
    with open(path, "rb") as file:
        pieces = iter(lambda: file.read(2**20), b"")
        data = b"".join(itertools.islice(pieces, MAX_FILE_BYTES // 2**20 + 1))
    holds(len(data) <= MAX_FILE_BYTES, f"{path}: has more than {MAX_FILE_BYTES} bytes", ValueError)
    return data


def read_checkpoint(path: str) -> Checkpoint:
    try:
        return parse_checkpoint(read_file(path).decode("utf-8"), "your checkpoint")
    except DoesNotHold as error:
        raise ValueError(str(error)) from error


def read_key(option: str, key_or_file: str, signature_type: int) -> Key:
    if key_or_file.count("+") >= 2 or is_private(key_or_file):
        return parse_key(key_or_file.strip(SPACES), signature_type, option)
    line = read_file(key_or_file).decode("utf-8").strip(SPACES)
    return parse_key(line, signature_type, f"{option} {key_or_file}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--key", metavar="KEY_OR_FILE")
    parser.add_argument("--checkpoint", metavar="FILE")
    parser.add_argument("--witness", metavar="KEY_OR_FILE", action="append", default=[])
    options = parser.parse_args(arguments)
    try:
        key = None if options.key is None else read_key("--key", options.key, LOG_KEY)
        kept = None if options.checkpoint is None else read_checkpoint(options.checkpoint)
        witnesses = [read_key("--witness", witness, WITNESS_KEY) for witness in options.witness]
        holds(not key or all(witness.public != key.public for witness in witnesses),
              "--witness: a log is no witness of itself", ValueError)
        facts = check_proof(parse_proof(read_file(options.file)), key, kept, witnesses)
    except (DoesNotHold, OSError, ValueError, RecursionError) as error:
        print(f"check_proof.py: {error}", file=sys.stderr)
        return 1 if isinstance(error, DoesNotHold) else 2
    print(*facts, sep="\n")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
