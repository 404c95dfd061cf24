"""Reads what it is given as proof/check_proof.py does, in one process for many inputs: the second reader of
tests/fuzz/fuzz_test.cc, which has the other one.

Standard input: batches. A batch is a count, and for each input a letter and its bytes; numbers are 4 bytes, big-endian, and
bytes follow their length. Standard output: for each input of the batch what was read, as bytes after their length.

What is read of each is a text that the other reader must give too, or the name of the way in which it was refused.
"""

import struct
import sys

import check_proof as cp

REFUSED = b"refused"


def postings_of(event: cp.Event) -> str:
    if event.kind == "EventReversed":
        return f"reverses {cp.integer(event.body, 1) % 2**64}"
    try:
        postings = cp.postings(event, {})
    except cp.DoesNotHold:
        return "none"
    return ";".join(sorted("|".join(map(str, (of, line.unit, line.source, line.area, line.year, line.project, amount)))
                           for of, line, amount in postings))


def read_event(data: bytes) -> str:
    cp.check_form_of_message(data, cp.EVENT, "event")
    message = cp.parse_message(data)
    kinds = [number for number in cp.KINDS if number in message]
    cp.holds(len(kinds) == 1, "not of one kind")
    event = cp.Event(cp.integer(message, 1) % 2**64, cp.integer(message, 3, 32), cp.KINDS[kinds[0]],
                     cp.submessage(message, kinds[0]))
    return f"{event.sequence} {event.date} {event.kind} {postings_of(event)}"


def read_note(data: bytes) -> str:
    checkpoint = cp.parse_checkpoint(data.decode("utf-8"), "note")
    signatures = ";".join(f"{name} {signature.hex()}" for name, signature in checkpoint.signatures)
    return f"{checkpoint.origin} {checkpoint.size} {checkpoint.root.hex()} {signatures}"


def read_key(data: bytes) -> str:
    text = data.decode("utf-8")
    for kind in (cp.LOG_KEY, cp.WITNESS_KEY):
        try:
            key = cp.parse_key(text.strip(cp.SPACES), kind)
        except ValueError:
            continue
        return f"{kind} {key.name} {key.id.hex()} {key.public.hex()}"
    raise ValueError("no key")


def read_leaf(data: bytes) -> str:
    (measure, line, amount), number = cp.posting_of_leaf(data, "2024-06-30", "leaf")
    return f"{measure} {line.unit}|{line.source}|{line.area}|{line.year}|{line.project} {amount} {number}"


def read_proof(data: bytes) -> str:
    try:
        proof = cp.parse_proof(data)
    except (ValueError, RecursionError):
        return "2"
    try:
        cp.check_proof(proof, None, None, [])
    except cp.DoesNotHold:
        return "1"
    return "0"


READERS = {"event": read_event, "note": read_note, "key": read_key, "leaf": read_leaf, "proof": read_proof}
BY_LETTER = {name[0].encode(): reader for name, reader in READERS.items()}


def answer(letter: bytes, data: bytes) -> bytes:
    try:
        return BY_LETTER[letter](data).encode()
    except (cp.DoesNotHold, UnicodeDecodeError, ValueError):
        return REFUSED
    except Exception as error:  # a fault of the checker, which the other side reports
        return f"crash: {error!r}".encode()


def read_number() -> int:
    data = sys.stdin.buffer.read(4)
    if not data:
        sys.exit()
    return struct.unpack(">I", data)[0]


def main() -> None:
    while True:
        inputs = [(sys.stdin.buffer.read(1), sys.stdin.buffer.read(read_number())) for _ in range(read_number())]
        answers = [answer(letter, data) for letter, data in inputs]
        sys.stdout.buffer.write(b"".join(struct.pack(">I", len(one)) + one for one in answers))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
