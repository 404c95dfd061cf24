#!/usr/bin/env python3
"""Gives one list of malformed proofs, notes and keys to `tranche check-proof` and to proof/check_proof.py, and wants the
verdict that docs/proofs.md says from both: 0 everything holds, 1 something does not, 2 a file cannot be read.

    PYTHONPATH=proof:tests/proof malformed_proofs_test.py FIRST_CHECKER

The list is made here, from a log of one payment, its balance root and keys that are known: whatever is malformed is signed
and proved as if a ledger had written it, so that nothing but the fault itself can be the reason to refuse it.
"""

import base64
import collections
import contextlib
import gzip
import hashlib
import io
import json
import os
import sys
import tempfile
import zlib
from typing import Any, Callable, Iterator, NamedTuple

import check_proof as cp
import check_proof_test as made
import first_checker

HOLDS, FAILS, UNREADABLE = 0, 1, 2
LEAST_CASES = 300


class Case(NamedTuple):
    name: str
    proof: str | bytes
    wanted: int
    key: str = made.vkey(made.KEY, 1)
    flags: tuple[str, ...] = ()
    kept: str = ""  # the content of --checkpoint


def text_of(proof: Any) -> str:
    return json.dumps(proof, ensure_ascii=False)


# ---- A good log, and proofs from it


LINE = made.line()
PAID = made.field(1, LINE) + made.field(3, 5)


def log_of(*stored: bytes) -> made.Ledger:
    ledger = made.Ledger()
    ledger.events = list(stored)
    return ledger


def head(sequence: int = 1, date: int = 20240101) -> bytes:
    return made.field(1, sequence) + (made.field(3, date) if date else b"")


def event_proof(stored: bytes) -> dict[str, Any]:
    ledger = log_of(stored)
    return {"checkpoint": ledger.checkpoint(), "event": ledger.proven(1)}


def with_root() -> made.Ledger:
    ledger = made.Ledger()
    ledger.add(50, PAID)
    ledger.publish_root([made.leaf("U", "disbursed", "2024-01-01 5\n")])
    return ledger


GOOD_EVENT = event_proof(head() + made.field(50, PAID))
GOOD_BALANCE = with_root().balance([1], (), 2, (b"U\0",), disbursed="5", unitIds=["U"])


# ---- The files themselves


def replaced(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def files() -> Iterator[Case]:
    for which, proof in (("event", GOOD_EVENT), ("balance", GOOD_BALANCE)):
        text = text_of(proof)
        yield Case(f"{which}: as it was made", text, HOLDS)
        sequence, path = '"sequence": "1"', '"path": ["'
        sixty_four = '"sequence": "18446744073709551617"'
        changes = {
            "a name twice": (sequence, f"{sequence}, {sequence}"),
            "a name twice, escaped": (sequence, f'{sequence}, "\\u0073equence": "1"'),
            "the checkpoint twice": ("{", '{"checkpoint": "", '), "an unknown name": ("{", '{"unknown": 1, '),
            "a name of event.proto": ('"storedBytes"', '"stored_bytes"'), "an empty name": ("{", '{"": 1, '),
            "single quotes": ('"checkpoint"', "'checkpoint'"), "no quotes": ('"checkpoint"', "checkpoint"),
            "a comma at the end": (text, text[:-1] + ",}"), "a comma in a list": ('"path": [', '"path": [,'),
            "a comma in a list of hashes": ('"hashes": [', '"hashes": [,'),
            "a comment": (text, "// no\n" + text), "a byte-order mark": (text, "\ufeff" + text),
            "something after it": (text, text + " 1"), "a zero byte after it": (text, text + "\0"), "half of it": (text, text[:len(text) // 2]), "nothing": (text, ""),
            "a list of it": (text, f"[{text}]"), "a text": (text, '"proof"'), "null": (text, "null"),
            "deep lists": (text, "[" * 5000), "deep objects": (text, '{"event":' * 5000),
            "null for a number": (sequence, '"sequence": null'), "true for a number": (sequence, '"sequence": true'),
            "a list for a number": (sequence, '"sequence": [1]'), "a point": (sequence, '"sequence": 1.0'),
            "an exponent": (sequence, '"sequence": 1e0'), "a sign": (sequence, '"sequence": "+1"'),
            "a zero before": (sequence, '"sequence": "01"'), "a space before": (sequence, '"sequence": " 1"'),
            "below 0": (sequence, '"sequence": -1'), "more than 64 bits": (sequence, sixty_four),
            "more than 64 bits, unquoted": (sequence, sixty_four.replace('"1', "1").replace('7"', "7")),
            "other digits": (sequence, '"sequence": "\u0661"'), "an empty number": (sequence, '"sequence": ""'),
            "NaN": (sequence, '"sequence": NaN'), "hexadecimal": (sequence, '"sequence": 0x1'),
            "base64 without its end": ('="', '"'), "base64 of addresses": ('"storedBytes": "', '"storedBytes": "_w=='),
            "base64 with a line end": ('"storedBytes": "', '"storedBytes": "\\n'),
            "base64 with bits left over": ('"storedBytes": "', '"storedBytes": "QR==", "x": "'),
            "a number for bytes": ('"storedBytes": "', '"storedBytes": 1, "x": "'),
            "half a character": ('"checkpoint": "', '"checkpoint": "\\ud800'),
            "half a character, the other": ('"checkpoint": "', '"checkpoint": "\\udc00'),
            "a control character": ('"checkpoint": "', '"checkpoint": "\t'),
            "an unknown escape": ('"checkpoint": "', '"checkpoint": "\\x41'),
            "a number for a text": ('"checkpoint": "', '"checkpoint": 1, "x": "'),
            "two claims": (text, text[:-1] + ', "grown": {}}'), "a claim twice": (text, text[:-1] + f', "{which}": {{}}}}'),
        }
        for name, (old, new) in changes.items():
            if old in text:
                yield Case(f"{which}: {name}", replaced(text, old, new), UNREADABLE)
        yield Case(f"{which}: a number without quotes", replaced(text, sequence, '"sequence": 1'), HOLDS)
        yield Case(f"{which}: white space", " \n\t\r" + text + "\n", HOLDS)
        yield Case(f"{which}: no checkpoint", text_of({which: proof[which]}), FAILS)
        yield Case(f"{which}: no claim", text_of({"checkpoint": proof["checkpoint"]}), UNREADABLE)
        yield Case(f"{which}: an empty claim", text_of({"checkpoint": proof["checkpoint"], which: {}}), FAILS)
        if path in text:
            yield Case(f"{which}: a hash of 31 bytes",
                       replaced(text, path, path + base64.b64encode(bytes(31)).decode() + '", "'), FAILS)


# ---- Compressed files


def member(content: bytes, flags: int = 0, fields: bytes = b"", method: int = 8) -> bytes:
    """A gzip member; `fields` are those that the flags say, before the compressed content."""
    stream = zlib.compressobj(wbits=-15)
    head = bytes([0x1F, 0x8B, method, flags]) + bytes(6) + fields
    end = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    return head + stream.compress(content) + stream.flush() + end


def compressed() -> Iterator[Case]:
    text = text_of(GOOD_BALANCE).encode()
    good = member(text)
    changes = {
        "as it was made": good, "with a name": member(text, 8, b"north.proof\0"), "with a comment": member(text, 16, b"x\0"),
        "with an extra field": member(text, 4, b"\x02\0ab"), "with flags for a text": member(text, 1),
        "by gzip -9": gzip.compress(text, 9), "not compressed": gzip.compress(text, 0), "at another time": gzip.compress(text, 6, mtime=5),
    }
    head = bytes([0x1F, 0x8B, 8, 2]) + bytes(6)
    checked = member(text, 2, (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little"))
    stream = zlib.compressobj(wbits=31)
    changes["with a check sum of its head"] = checked
    changes["in pieces"] = b"".join(stream.compress(text[i:i + 50]) + stream.flush(zlib.Z_FULL_FLUSH)
                                   for i in range(0, len(text), 50)) + stream.flush()
    for name, file in changes.items():
        yield Case(f"gzip: {name}", file, HOLDS)
    for i in range(1, 9):
        yield Case(f"gzip: without its last {i}", good[:-i], UNREADABLE)
        yield Case(f"gzip: another byte, the last but {i - 1}", good[:-i] + bytes([good[-i] ^ 1]) + good[len(good) - i + 1:],
                   UNREADABLE)
    for size in (2, 3, 9, 10, 11, len(good) // 2):
        yield Case(f"gzip: the first {size} bytes", good[:size], UNREADABLE)
    for name, file in {
            "a byte after it": good + b"\0", "a line end after it": good + b"\n", "itself after it": good + good,
            "an empty member after it": good + member(b""), "JSON after it": good + text, "JSON before it": text + good,
            "half of it in each of two members": member(text[:99]) + member(text[99:]), "a space before it": b" " + good,
            "twice compressed": member(good), "nothing compressed": member(b""), "a flag of no meaning": member(text, 32),
            "a wrong check sum of its head": checked[:10] + bytes([checked[10] ^ 1]) + checked[11:],
            "another method": member(text, method=7), "a name without its end": member(text, 8, b"name")[:14],
            "zlib": zlib.compress(text), "deflate": good[10:-8], "half of the JSON": member(text[:len(text) // 2]),
            "no UTF-8": member(text.replace(b"Test", b"\xff")), "a text after the JSON": member(text + b"1"),
            "a zero byte after the JSON": member(text + b"\0")}.items():
        yield Case(f"gzip: {name}", file, UNREADABLE)
    wrong = text.replace(b'"disbursed": "5"', b'"disbursed": "6"')
    yield Case("gzip: of what does not hold", member(wrong), FAILS)


# ---- Stored events, by the schema


def value_of(form: Any) -> Any:
    if isinstance(form, list):
        return value_of(form[0])
    return b"" if isinstance(form, dict) else {"text": "x", "bytes": b"x"}.get(form, 1)


def alterations(form: dict[int, Any], wrap: Any, where: str) -> Iterator[tuple[str, bytes, int]]:
    """What may be wrong with the fields of a message of this form; `wrap` makes an event of its bytes."""
    all_of_them = b"".join(made.field(number, value_of(kind)) for number, kind in form.items())
    yield f"{where}: all fields", wrap(all_of_them), HOLDS
    yield f"{where}: unknown fields", wrap(made.field(900, b"\xff") + all_of_them + made.field(17, 0)), HOLDS
    for number, kind in form.items():
        good, listed = made.field(number, value_of(kind)), isinstance(kind, list)
        kind = kind[0] if listed else kind
        place = f"{where}, field {number}"
        yield f"{place}: twice", wrap(good + good), HOLDS if listed else FAILS
        yield f"{place}: another wire type", wrap(made.field(number, b"x" if kind in list(cp.NUMBERS) else 1)), FAILS
        yield f"{place}: four bytes", wrap(made.varint(number << 3 | 5) + b"1234"), FAILS
        if number > 1 and min(form) == 1:
            yield f"{place}: before field 1", wrap(good + made.field(1, value_of(form[1]))), FAILS
        if kind == "text":
            yield f"{place}: no UTF-8", wrap(made.field(number, b"\xff")), FAILS
            yield f"{place}: a surrogate", wrap(made.field(number, b"\xed\xa0\x80")), FAILS
            yield f"{place}: an overlong form", wrap(made.field(number, b"\xc0\xaf")), FAILS
            yield f"{place}: a zero byte", wrap(made.field(number, b"x\0")), FAILS
        if isinstance(kind, dict):
            yield f"{place}: cut short", wrap(made.varint(number << 3 | 2) + made.varint(2) + b"\x08"), FAILS
        else:
            default = made.field(number, 0 if kind in list(cp.NUMBERS) else b"")
            yield f"{place}: its default", wrap(default), HOLDS if listed else FAILS
        if kind in ("int32", "uint32", "bool"):
            yield f"{place}: 33 bits", wrap(made.field(number, 2**32 + 1)), FAILS
        if kind in ("int64", "uint64"):
            yield f"{place}: 65 bits", wrap(made.varint(number << 3) + b"\xff" * 9 + b"\x02"), FAILS
        if kind == "int32":
            yield f"{place}: -1 in five bytes", wrap(made.varint(number << 3) + b"\xff" * 4 + b"\x0f"), FAILS
            yield f"{place}: -1", wrap(made.field(number, -1)), HOLDS
        if kind in list(cp.NUMBERS):
            yield f"{place}: a longer form", wrap(made.varint(number << 3) + b"\x81\x00"), FAILS


def stored_events() -> Iterator[Case]:
    cases = []
    for number, form in cp.BODIES.items():
        cases += alterations(form, lambda body, n=number: head() + made.field(n, body), f"kind {number}")
    cases += alterations(cp.LINE, lambda body: head() + made.field(50, made.field(1, body)), "a line")
    top = {number: form for number, form in cp.EVENT.items() if 1 < number < 20}
    cases += alterations(top, lambda fields: made.field(1, 1) + fields + made.field(50, PAID), "an event")
    for name, form in (("instant", 4), ("document", 7), ("evidence", 9)):
        wrap = lambda body, n=form: made.field(1, 1) + made.field(n, body) + made.field(50, PAID)
        cases += alterations(cp.EVENT[form], wrap, name)
    good = head() + made.field(50, PAID)
    cases += [(f"kinds {number} and 50", head() + made.field(min(number, 50), b"") + made.field(max(number, 50), b""), FAILS)
              for number in cp.BODIES]
    cases += [("no kind", head(), FAILS), ("a later kind", head() + made.field(127, PAID), FAILS), ("no event", b"", FAILS),
              ("another sequence", head(2) + made.field(50, PAID), FAILS), ("no sequence", good[2:], FAILS),
              ("a group", good + b"\xa3\x3e\xa4\x3e", FAILS), ("the end of a group", good + b"\xa4\x3e", FAILS),
              ("wire type 6", good + b"\xa6\x3e", FAILS), ("wire type 7", good + b"\xa7\x3e", FAILS),
              ("field 0", good + b"\0\0", FAILS), ("field 2^29", good + b"\x80\x80\x80\x80\x10\0", FAILS),
              ("the last field", good + b"\xf8\xff\xff\xff\x0f\0", HOLDS), ("half a tag", good + b"\x80", FAILS),
              ("a long tag", good + b"\xa0\x80\0\1", FAILS), ("a length too long", good + b"\xa2\x3e\x05abc", FAILS),
              ("a long length", good + b"\xa2\x3e\x83\0abc", FAILS), ("seven of eight bytes", good + b"\xa1\x3e1234567", FAILS)]
    for name, stored, wanted in cases:
        yield Case(f"stored event: {name}", text_of(event_proof(stored)), wanted)


# ---- Notes and keys


def signed(text: str) -> str:
    return f"{text}\n\u2014 {made.ORIGIN} {made.b64(made.KEY.id + made.sign(made.SEED, text.encode()))}\n"


def notes() -> Iterator[Case]:
    ledger = log_of(head() + made.field(50, PAID))
    root, origin = made.b64(made.root_of(ledger.events)), made.ORIGIN
    texts = {"": f"{origin}\n1\n{root}\n", "one more line": f"{origin}\n1\n{root}\nmore\n", "no root": f"{origin}\n1\n",
             "an empty line": f"{origin}\n\n1\n{root}\n", "no origin": f"\n1\n{root}\n", "a zero before": f"{origin}\n01\n{root}\n",
             "a sign": f"{origin}\n+1\n{root}\n", "below 0": f"{origin}\n-1\n{root}\n", "other digits": f"{origin}\n\u0661\n{root}\n",
             "65 bits": f"{origin}\n{2**64 + 1}\n{root}\n", "64 bits": f"{origin}\n{2**64 - 1}\n{root}\n",
             "no events": f"{origin}\n0\n{root}\n", "another size": f"{origin}\n2\n{root}\n",
             "a short root": f"{origin}\n1\n{made.b64(bytes(31))}\n", "another root": f"{origin}\n1\n{made.b64(bytes(32))}\n",
             "a root without its end": f"{origin}\n1\n{root.rstrip('=')}\n", "another origin": f"Other\n1\n{root}\n",
             "Windows": f"{origin}\r\n1\r\n{root}\r\n", "a tab": f"{origin}\t\n1\n{root}\n", "a zero byte": f"{origin}\0\n1\n{root}\n",
             "a space at the end": f"{origin}\n1\n{root} \n", "only a line": f"{origin}\n"}
    good = signed(texts[""])
    line = good.split("\n\n")[1]
    altered = {f"text: {name}": signed(text) for name, text in texts.items()}
    altered |= {"nothing": "", "no signature": texts[""], "an empty signature": texts[""] + "\n",
                "a line end more": good + "\n", "a line end less": good[:-1], "a line before": "\n" + good,
                "signed twice": good + line, "a wrong one too": good + line.replace(line[-10:-4], "AAAAAA"),
                "a hyphen": good.replace("\u2014", "-"), "two spaces": good.replace("\u2014 ", "\u2014  "),
                "three parts": good[:-1] + " x\n", "no name": texts[""] + f"\n\u2014  {line.split(' ')[2]}",
                "a plus in a name": good + f"\u2014 a+b {made.b64(bytes(70))}\n", "others": good + f"\u2014 a {made.b64(bytes(5))}\n",
                "a space in a name": good + f"\u2014 a\u2003b {made.b64(bytes(70))}\n",
                "only an id": good + f"\u2014 a {made.b64(bytes(4))}\n", "less than an id": good + f"\u2014 a {made.b64(bytes(3))}\n",
                "no base64": good + "\u2014 a b=\n", "101 signatures": good + f"\u2014 a {made.b64(bytes(9))}\n" * 100,
                "100 signatures": good + f"\u2014 a {made.b64(bytes(9))}\n" * 99, "a mebibyte": good + "\u2014 a " + "A" * 2**20 + "\n",
                "65 bytes": texts[""] + f"\n\u2014 {origin} {made.b64(base64.b64decode(line.split(' ')[2]) + b'x')}\n",
                "63 bytes": texts[""] + f"\n\u2014 {origin} {made.b64(base64.b64decode(line.split(' ')[2])[:-1])}\n"}
    fine = {"text: ", "signed twice", "others", "100 signatures"}
    for name, note in altered.items():
        proof = text_of({"checkpoint": note, "event": ledger.proven(1)})
        yield Case(f"note: {name}", proof, HOLDS if name in fine else FAILS)
        kept = HOLDS if name in fine else FAILS if name in AGAINST_THE_PROOF else UNREADABLE
        yield Case(f"kept note: {name}", text_of(GOOD_EVENT), kept, kept=note)
    yield Case("a note nobody signed, without a key", text_of(GOOD_EVENT), HOLDS, key="")


# A checkpoint that can be read, but is not that of the proof, or not signed.
AGAINST_THE_PROOF = {"a wrong one too", "65 bytes", "63 bytes", *(f"text: {name}" for name in (
    "64 bits", "no events", "another size", "another root", "another origin"))}


def key_text(public: bytes, kind: int = 1, name: str = made.ORIGIN) -> str:
    return made.vkey(cp.Key(name, hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4], public), kind)


def weak_keys() -> dict[str, bytes]:
    """Every encoding of a point of small order, and every y that is not below P; with both signs of x."""
    order_8 = next(point for y in range(2, 100) if (point := cp.decode_point(y.to_bytes(32, "little")))
                   if cp.encode_point(cp.multiply(4 * cp.L, point)) != cp.encode_point(cp.NEUTRAL))
    torsion = {int.from_bytes(cp.encode_point(cp.multiply(i * cp.L, order_8)), "little") % 2**255 for i in range(8)}
    ys = {f"torsion {y:x}": y for y in sorted(torsion)} | {f"P + {i}": cp.P + i for i in range(19)}
    return {f"{name}, sign {sign}": (y | sign << 255).to_bytes(32, "little") for name, y in ys.items() for sign in (0, 1)}


def keys() -> Iterator[Case]:
    good, proof = made.vkey(made.KEY, 1), text_of(GOOD_EVENT)
    texts = {"": "nothing", "x": "a letter", good[:-1]: "a letter less", good + "=": "a letter more",
             good.replace("+", " ", 1): "a space", good.replace(made.KEY.id.hex(), "00000000"): "another id",
             "x" + good: "another name", good + " " + good: "two keys", key_text(b"x" * 31): "31 bytes",
             key_text(b"x" * 33): "33 bytes", made.vkey(made.KEY, 4): "that of a witness", key_text(made.KEY.public, 2): "of type 2",
             key_text(made.KEY.public, 1, "a b"): "a space in its name", "PRIVATE+KEY+x+y+z": "a private key"}
    for text, name in texts.items():
        yield Case(f"key: {name}", proof, UNREADABLE, key=text)
    yield Case("key: with white space", proof, HOLDS, key=f" {good}\r\n")
    yield Case("key: of another log", proof, FAILS, key=key_text(made.KEY.public, 1, "Other"))
    yield Case("key: of somebody else", proof, FAILS, key=key_text(made.WITNESS.public))
    upper = good.replace(made.KEY.id.hex(), made.KEY.id.hex().upper())
    yield Case("key: its id in capitals", proof, HOLDS if upper == good else UNREADABLE, key=upper)
    for name, public in weak_keys().items():
        # Under the neutral point (R, S) = (neutral, 0) holds for every text.
        nobody = cp.encode_point(cp.NEUTRAL) + bytes(32)
        key = key_text(public)
        note = f"{GOOD_EVENT['checkpoint'].split(chr(10) * 2)[0]}\n\n\u2014 {made.ORIGIN} "
        note += made.b64(cp_id(key) + nobody) + "\n"
        yield Case(f"key: {name}", text_of(GOOD_EVENT | {"checkpoint": note}), UNREADABLE, key=key)
        witness = key_text(public, 4, "w")
        yield Case(f"witness: {name}", proof, UNREADABLE, flags=("--witness", witness))
    off_curve = key_text((2).to_bytes(32, "little"))
    yield Case("key: no point of the curve", proof, FAILS, key=off_curve)


def cp_id(key: str) -> bytes:
    return bytes.fromhex(key.split("+")[1])


def witnesses() -> Iterator[Case]:
    text = GOOD_EVENT["checkpoint"].split("\n\n")[0] + "\n"
    witness = ("--witness", made.vkey(made.WITNESS, 4))

    def cosigned(time: int, said: int, seed: bytes = made.WITNESS_SEED, more: bytes = b"") -> str:
        signature = made.sign(seed, f"cosignature/v1\ntime {said}\n{text}".encode())
        line = f"\u2014 {made.WITNESS.name} {made.b64(made.WITNESS.id + time.to_bytes(8, 'big') + signature + more)}\n"
        return text_of(GOOD_EVENT | {"checkpoint": GOOD_EVENT["checkpoint"] + line})

    last = cp.END_OF_YEAR_9999 - 1
    for name, proof, wanted in (
            ("as it was made", cosigned(5, 5), HOLDS), ("at another time", cosigned(5, 6), FAILS),
            ("by another key", cosigned(5, 5, made.SEED), FAILS), ("a byte more", cosigned(5, 5, more=b"x"), FAILS),
            ("in 9999", cosigned(last, last), HOLDS), ("after 9999", cosigned(last + 1, last + 1), FAILS),
            ("in 64 bits", cosigned(2**64 - 1, 2**64 - 1), FAILS), ("none", text_of(GOOD_EVENT), FAILS)):
        yield Case(f"cosignature: {name}", proof, wanted, flags=witness)
    for name, key in (("the key of the log", made.vkey(made.KEY, 1)), ("that key as a witness's", key_text(made.KEY.public, 4, "w"))):
        yield Case(f"witness: {name}", text_of(GOOD_EVENT), UNREADABLE, flags=("--witness", key))
    yield Case("witness: required twice", cosigned(5, 5), HOLDS, flags=witness * 2)


# ---- Claims


def balance_of(stored: list[bytes], **claim: Any) -> str:
    ledger = log_of(*stored)
    return text_of(ledger.balance(list(range(1, len(stored) + 1)), **({"disbursed": "5"} | claim)))


def claims() -> Iterator[Case]:
    paid = head() + made.field(50, PAID)
    yield Case("claim: not complete", balance_of([paid]), HOLDS)
    for day in ("2024-11-31", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "1899-12-31",
                "0000-01-01", "2024-1-01", "20241231", "", " 2024-12-31", "2024-12-31 ", "2024-12-31T00:00", "10000-01-01",
                "yesterday", "2024/12/31", "\u0662024-12-31"):
        for name in ("asOf", "boundaries"):
            yield Case(f"claim: {name} {day}", balance_of([paid], **{name: day}), FAILS)
    for date in (20240230, 20230229, 20240100, 20241301, 0, 18991231, 100000101, -20240101, 1):
        stored = [head(1, date) + made.field(50, PAID)]
        yield Case(f"claim: an event effective on {date}", balance_of(stored), FAILS)
    yield Case("claim: an event effective on a leap day", balance_of([head(1, 20240229) + made.field(50, PAID)]), HOLDS)
    for amount in ("", "05", "-0", "+5", "5.0", " 5", "\u0665", "5e0", "6", "-5", "0x5", "5" * 60):
        yield Case(f"claim: disbursed {amount}", balance_of([paid], disbursed=amount), FAILS)
    for name, value in (("unitId", "V"), ("unitIds", ["V"]), ("unitIds", ["V", "U"]), ("unitIds", ["U", "U"]),
                        ("unitIds", ["U\0"]), ("unitIds", []), ("sourceId", ""), ("sourceId", "s\0"), ("areaId", "a"),
                        ("fiscalYear", 2023), ("projectId", "p"), ("knownAt", "0"), ("knownAt", "3"), ("lines", [{}]),
                        ("boundaryEvents", [{}])):
        claim = {"unitIds": ["U"], "unitId": "U"} | {name: value}
        yield Case(f"claim: {name} {value}", balance_of([paid], **claim), FAILS)
    for name, value in (("fiscalYear", 2**31), ("fiscalYear", "2024x"), ("unitIds", "U"), ("unitIds", [1]), ("plan", 5)):
        yield Case(f"claim: {name} {value}", balance_of([paid], **{name: value}), UNREADABLE)
    yield Case("claim: the same year as a text", balance_of([paid], fiscalYear="2024"), HOLDS)
    least = [head() + made.field(51, made.field(1, LINE) + made.field(3, -2**63))]
    yield Case("claim: the negative of the least number", balance_of(least, disbursed=str(2**63)), FAILS)
    reversal = head(2) + made.field(70, made.field(1, 1))
    yield Case("claim: a reversal", balance_of([paid, reversal], disbursed="0"), HOLDS)
    again = head(3) + made.field(70, made.field(1, 2))
    yield Case("claim: a reversal of a reversal", balance_of([paid, reversal, again]), FAILS)
    yield Case("claim: a reversal of itself", balance_of([head() + made.field(70, made.field(1, 1))], disbursed="0"), FAILS)
    for unit in ("U\0x", b"\xff"):
        line = made.field(1, unit)
        yield Case(f"claim: the id {unit!r}", balance_of([head() + made.field(50, made.field(1, line) + made.field(3, 5))]), FAILS)


def shared_paths() -> Iterator[Case]:
    """The hashes that the events of a balance share, in a log of seven payments."""
    ledger = made.Ledger()
    for _ in range(7):
        ledger.add(50, PAID)
    good = ledger.balance([2, 5], disbursed="10")["balance"]
    hashes, events = good["hashes"], good["events"]
    root = made.b64(made.root_of(ledger.events))

    def of(name: str, wanted: int, **changes: Any) -> Case:
        return Case(f"shared paths: {name}", text_of({"checkpoint": ledger.checkpoint(), "balance": good | changes}), wanted)

    yield of("as they were made", HOLDS)
    yield of("none", FAILS, hashes=[])
    yield of("backwards", FAILS, hashes=hashes[::-1])
    yield of("in lists", UNREADABLE, hashes=[hashes])
    yield of("no list", UNREADABLE, hashes=hashes[0])
    yield of("null", UNREADABLE, hashes=None)
    for i, one in enumerate(hashes):
        before, after, data = hashes[:i], hashes[i + 1:], base64.b64decode(one)
        yield of(f"without {i}", FAILS, hashes=before + after)
        yield of(f"{i} twice", FAILS, hashes=before + [one, one] + after)
        yield of(f"{i} altered", FAILS, hashes=before + [made.b64(data[:-1] + bytes([data[-1] ^ 1]))] + after)
        yield of(f"{i} and the next one swapped", HOLDS if not after else FAILS, hashes=before + after[:1] + [one] + after[1:])
        for size in (0, 31, 33, 64):
            yield of(f"{i} of {size} bytes", FAILS, hashes=before + [made.b64((data * 2)[:size])] + after)
        for name, value in (("nested", [one]), ("an object", {"hash": one}), ("null", None), ("a number", 1), ("unpadded", one[:-1])):
            yield of(f"{i} {name}", UNREADABLE, hashes=before + [value] + after)
    for name, more in (("the root", root), ("a leaf that is shown", made.b64(cp.leaf_hash(ledger.events[1])))):
        yield of(f"{name} before", FAILS, hashes=[more] + hashes)
        yield of(f"{name} after", FAILS, hashes=hashes + [more])
    yield of("the root alone", FAILS, hashes=[root])
    yield of("those of one event more", FAILS, hashes=ledger.share(good | {"balanceRoot": ledger.stored(7)})["hashes"])
    yield of("those of one event less", FAILS, hashes=ledger.share(good | {"events": events[:1]})["hashes"])
    yield of("an event has its path too", FAILS, events=[ledger.proven(2), events[1]])
    yield of("events have paths instead", FAILS, events=[ledger.proven(2), ledger.proven(5)], hashes=[])
    yield of("an event has an empty path", HOLDS, events=[events[0] | {"path": []}, events[1]])
    again = ledger.stored(5)
    yield of("an event in two lists", HOLDS, reversedEvents=[again])
    other = made.b64(base64.b64decode(again["storedBytes"]) + made.field(900, 1))
    yield of("an event in two lists, with other bytes", FAILS, reversedEvents=[again | {"storedBytes": other}])
    yield of("the other bytes first", FAILS, events=[events[0], again | {"storedBytes": other}], reversedEvents=[again])
    yield of("the bytes of two events swapped", FAILS, events=[{"sequence": a["sequence"], "storedBytes": b["storedBytes"]}
                                                               for a, b in zip(events, events[::-1])])
    for sequence in ("0", "1", "8", "9", "18446744073709551615"):
        yield of(f"an event at {sequence}", FAILS, events=sorted([events[0], events[1] | {"sequence": sequence}],
                                                                key=lambda one: int(one["sequence"])))
    nothing = {"events": [], "disbursed": "0"}
    yield of("no event, no hash", HOLDS, hashes=[], **nothing)
    yield of("no event, the root", FAILS, hashes=[root], **nothing)
    yield of("no event, their hashes", FAILS, **nothing)
    yield Case("shared paths: of an event", text_of(GOOD_EVENT | {"event": GOOD_EVENT["event"] | {"hashes": []}}), UNREADABLE)


def balance_lines() -> Iterator[Case]:
    yield Case("lines: as it was made", text_of(GOOD_BALANCE), HOLDS)
    for days in ("2024-01-01 5", "2024-01-01 05\n", "", "\n", "2024-01-02 5\n2024-01-01 5\n", "2024-01-01 5\n\n", "0 5\n",
                 "2024-01-01 5\n2024-01-01 5\n", "2024-01-01 5\n\0", "2024-02-30 5 1\n", "1899-01-01 5 1\n",
                 "2024-01-01  5 1\n", "2024-01-01 5 1 \n", "2024-01-01 5 01\n", "2024-01-01 5 -1\n", "2024-01-01 -0 1\n",
                 f"2024-01-01 {10**30 + 1} 1\n", f"2024-01-01 5 {10**12 + 1}\n", f"2024-01-01 5 {2**64 + 1}\n", "2024-01-01 6\n"):
        yield of_leaf(f"days {days!r}", made.leaf("U", "disbursed", days))
    good = made.leaf("U", "disbursed", "2024-01-01 5\n")
    for name, leaf in (("an unknown measure", good.replace(b"disbursed", b"spent")), ("no UTF-8", good.replace(b"s\0", b"\xff\0", 1)),
                       ("a year with a zero", good.replace(b"2024\0", b"02024\0")), ("a field less", good.replace(b"\0s", b"", 1)),
                       ("a field more", good.replace(b"\0s", b"\0\0s", 1)), ("a year of 33 bits", good.replace(b"2024\0", b"4294969320\0")),
                       ("another unit", good.replace(b"U", b"V")), ("nothing", b"")):
        yield of_leaf(name, leaf)


def balance_trees() -> Iterator[Case]:
    """The tree and the events on units, not its leaves."""
    units = made.LedgerTest().with_units()

    def of(change: Callable[[dict[str, Any]], object]) -> str:
        proof = units.balance([12, 13, 16], (), 17, (b"A\0", b"B\0", b"D\0", b"R\0"), plan="19", unitIds=["A", "B", "D", "R"],
                              unitId="R")
        proof["balance"]["events"].insert(2, units.stored(15))
        proof["balance"]["plan"] = "27"
        change(proof["balance"])
        proof["balance"] = units.share(proof["balance"])
        return text_of(proof)

    yield Case("tree: as it was made", of(lambda claim: None), HOLDS)
    size = len(json.loads(of(lambda claim: None))["balance"]["lines"])
    for i in range(size):
        yield Case(f"tree: without node {i}", of(lambda claim: claim["lines"].pop(i)), FAILS)
        yield Case(f"tree: node {i} twice", of(lambda claim: claim["lines"].insert(i, claim["lines"][i])), FAILS)
        yield Case(f"tree: node {i} empty", of(lambda claim: claim["lines"].__setitem__(i, {})), FAILS)
        for kind in ("separator", "leaf", "hash"):
            for value in ("", made.b64(bytes(31)), made.b64(b"\xff" * 32)):
                changed = of(lambda claim: claim["lines"].__setitem__(i, {kind: value}))
                yield Case(f"tree: node {i} the {kind} {value!r}", changed, FAILS)
        two = of(lambda claim: claim["lines"].__setitem__(i, {"separator": "", "leaf": ""}))
        yield Case(f"tree: node {i} of two kinds", two, UNREADABLE)
    deep = [{"separator": made.b64(b"%03d" % (99 - i))} for i in range(70)]
    yield Case("tree: too deep", of(lambda claim: claim.update(lines=deep)), FAILS)
    yield Case("tree: none", of(lambda claim: claim.update(lines=[])), FAILS)
    for i in range(11):
        yield Case(f"units: without event {i + 1}", of(lambda claim: claim["boundaryEvents"].pop(i)), FAILS)
    yield Case("units: an event more", of(lambda claim: claim["boundaryEvents"].append(units.stored(12))), FAILS)
    yield Case("units: in another order", of(lambda claim: claim["boundaryEvents"].reverse()), FAILS)
    for ids in (["R"], ["A", "R"], ["A", "B", "R"], ["A", "B", "C", "D", "R"]):
        yield Case(f"units: {ids}", of(lambda claim: claim.update(unitIds=ids)), FAILS)
    for unit in ("A", "N", "S", "Z", ""):
        yield Case(f"units: of {unit!r}", of(lambda claim: claim.update(unitId=unit)), FAILS)
    yield Case("units: on another date", of(lambda claim: claim.update(boundaries="2025-01-01")), FAILS)
    without = of(lambda claim: [claim.pop(name) for name in ("balanceRoot", "lines")])
    yield Case("units: without a balance root", without, FAILS)
    ledger = made.Ledger()
    ledger.add(50, PAID)
    ledger.leaves = [made.leaf("U", "disbursed", "2024-01-01 5\n")]
    ledger.add(90, made.field(1, 1) + made.field(2, made.root_of(ledger.leaves)))
    proof = ledger.balance([1], (), 2, (b"U\0",), disbursed="5", unitIds=["U"])
    yield Case("tree: of a balance root that binds no order", text_of(proof), FAILS)


def short_forms() -> Iterator[Case]:
    """Sums only, without the events."""
    ledger = with_root()
    good = ledger.sums(2, (b"U\0",), disbursed="5", unitIds=["U"])["balance"]
    full = GOOD_BALANCE["balance"]

    def of(name: str, wanted: int, claim: dict[str, Any], **changes: Any) -> Case:
        balance = ledger.share(claim | changes)
        return Case(f"short: {name}", text_of({"checkpoint": ledger.checkpoint(), "balance": balance}), wanted)

    yield of("as it was made", HOLDS, good)
    yield of("with empty lists", HOLDS, good, events=[], reversedEvents=[])
    for amount in ("4", "6", "0", "-5"):
        yield of(f"disbursed {amount}", FAILS, good, disbursed=amount)
    yield of("another measure", FAILS, good, plan="5", disbursed="0")
    yield of("before the day", FAILS, good, asOf="2023-12-31")
    yield of("before the day, nothing", HOLDS, good, asOf="2023-12-31", disbursed="0")
    yield of("not marked", FAILS, {name: value for name, value in good.items() if name != "sumsOnly"})
    yield of("marked as none", FAILS, good, sumsOnly=False)
    for name, value in (("null", None), ("a text", "true"), ("a number", 1), ("0", 0), ("a list", [True]), ("an object", {})):
        yield of(f"marked with {name}", UNREADABLE, good, sumsOnly=value)
    yield Case("short: marked twice", replaced(text_of({"checkpoint": ledger.checkpoint(), "balance": good}),
                                               '"sumsOnly": true', '"sumsOnly": true, "sumsOnly": true'), UNREADABLE)
    yield Case("short: an event that is marked", text_of(GOOD_EVENT | {"event": GOOD_EVENT["event"] | {"sumsOnly": True}}), UNREADABLE)
    yield of("the full form, marked", FAILS, full, sumsOnly=True)
    yield of("the full form, marked as none", HOLDS, full, sumsOnly=False)
    yield of("the full form without events", FAILS, full, events=[])
    yield of("an event", FAILS, good, events=[ledger.stored(1)])
    yield of("an event that is reversed", FAILS, good, reversedEvents=[ledger.stored(1)])
    yield of("an event that is empty", FAILS, good, events=[{}])
    yield of("no balance root", FAILS, {name: value for name, value in good.items() if name != "balanceRoot"})
    bare = {name: value for name, value in good.items() if name not in ("balanceRoot", "lines", "boundaryEvents")}
    yield of("no balance root and no lines", FAILS, bare)
    yield of("no balance root, nothing", FAILS, bare, disbursed="0")
    yield of("no lines", FAILS, good, lines=[])
    yield of("another balance root", FAILS, good, balanceRoot=ledger.stored(1))
    yield of("hashes left over", FAILS, good | {"unitId": "U"}, unitIds=["V"])
    for i in range(len(good["lines"])):
        yield of(f"without node {i}", FAILS, good, lines=good["lines"][:i] + good["lines"][i + 1:])
    units = made.LedgerTest().with_units()
    prefixes = (b"A\0", b"B\0", b"D\0", b"R\0")
    region = units.sums(17, prefixes, plan="27", unitIds=["A", "B", "D", "R"], unitId="R")
    yield Case("short: a region", text_of(region), HOLDS)
    for i in range(11):
        listed = region["balance"]["boundaryEvents"]
        changed = units.share(region["balance"] | {"boundaryEvents": listed[:i] + listed[i + 1:]})
        yield Case(f"short: a region without event {i + 1} on units", text_of(region | {"balance": changed}), FAILS)
    fewer = units.sums(17, prefixes[1:], plan="26", unitIds=["B", "D", "R"], unitId="R")
    yield Case("short: a region without a unit", text_of(fewer), FAILS)
    old = made.Ledger()
    old.add(50, PAID)
    old.leaves = [made.leaf("U", "disbursed", "2024-01-01 5\n")]
    old.add(90, made.field(1, 1) + made.field(2, made.root_of(old.leaves)))
    unordered = old.sums(2, (b"U\0",), disbursed="5", unitIds=["U"])
    yield Case("short: of a balance root that binds no order", text_of(unordered), FAILS)


def of_leaf(name: str, leaf: bytes) -> Case:
    ledger = made.Ledger()
    ledger.add(50, PAID)
    ledger.publish_root([leaf])
    return Case(f"lines: {name}", text_of(ledger.balance([1], (), 2, (b"U\0",), disbursed="5", unitIds=["U"])), FAILS)


def all_cases() -> Iterator[Case]:
    for some in (files, compressed, stored_events, notes, keys, witnesses, claims, shared_paths, balance_lines, balance_trees,
                 short_forms):
        yield from some()


# ---- The two checkers


class Checkers:
    def __init__(self, first: first_checker.FirstChecker, directory: str) -> None:
        self.first, self.directory = first, directory

    def keep(self, name: str, content: str | bytes) -> str:
        path = os.path.join(self.directory, name)
        with open(path, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return path

    def verdicts(self, case: Case) -> tuple[int, int, str]:
        arguments = [self.keep("proof", case.proof), *case.flags]
        if case.key or case.name == "key: nothing":
            arguments += ["--key", self.keep("key", case.key)]
        if case.kept or case.name.startswith("kept note"):
            arguments += ["--checkpoint", self.keep("kept", case.kept)]
        ours, said_by_ours = self.first.check(*arguments)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            theirs = cp.main(arguments)
        return ours, theirs, f"{said_by_ours} | {said.getvalue()}"


def main(program: str) -> None:
    counts: dict[int, int] = collections.Counter()
    wrong = 0
    with tempfile.TemporaryDirectory() as directory, first_checker.FirstChecker(program) as first:
        checkers = Checkers(first, directory)
        for case in all_cases():
            ours, theirs, said = checkers.verdicts(case)
            counts[case.wanted] += 1
            if not ours == theirs == case.wanted:
                wrong += 1
                print(f"{case.name}: tranche {ours}, check_proof.py {theirs}, wanted {case.wanted}: {said}")
    print(f"{sum(counts.values())} files: {counts[HOLDS]} hold, {counts[FAILS]} do not, {counts[UNREADABLE]} cannot be read")
    if wrong or counts[FAILS] + counts[UNREADABLE] < LEAST_CASES:
        sys.exit(f"{wrong} verdicts differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
