"""Runs `tranche check-proof` and proof/check_proof.py on the same files, valid and altered, and wants one verdict.

    PYTHONPATH=proof:tests/proof proof_checkers_test.py TRANCHE FIRST_CHECKER DATA
"""

import base64
import contextlib
import copy
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tempfile

import check_proof
import first_checker

SEED = 20261123
CHANGES_OF_EACH = 70

# The year that settle_a_year records, and what it comes to: a measure that is not told has no posting.
SETTLED = ("prove", "balance", "--unit", "VN34-22", "--source", "local", "--year")
KINDS_OF_A_SETTLED_YEAR = ("commitment", "advance", "advance-clearing", "advance-recovery", "carry-over", "lapse",
                           "PeriodClosed", "settlement", "correction")
AMOUNTS = {
    "a settled year": {"plan": 1000, "allocated": 1000, "committed": 0, "disbursed": 190, "executed": 0, "settled": 190,
                       "advances": 0, "carried": -100, "lapsed": 710, "corrected": -5},
    "what was carried over": {"plan": 0, "allocated": 0, "committed": 50, "disbursed": 50, "executed": 0, "advances": 50,
                              "carried": 100},
}
AMOUNTS["a settled year, sums only"] = AMOUNTS["a settled year"]


class Ledger:
    """A ledger with the real figures, a reversal, and two checkpoints."""

    def __init__(self, tranche, directory, data):
        self.tranche, self.directory, self.data = tranche, directory, data
        self.run("--lang", "en", "init", "--geography", data, "--name", "Khuyến công")
        self.run("import", os.path.join(data, "khuyen_cong_events.csv"))
        self.old = self.keep("old.checkpoint", "checkpoint")
        self.run("record", "disbursement", "--unit", "region:north", "--source", "national", "--year", "2024",
                 "--amount", "2 billion", "--effective", "2024-06-15", "--area", "fairs", "--key", "paid")
        self.run("reverse", "182", "--reason", "typed twice")
        self.run("record", "transfer", "--unit", "region:north", "--to-unit", "Quảng Ninh", "--source", "national",
                 "--year", "2024", "--amount", "1 billion", "--effective", "2024-07-01")
        self.settle_a_year()
        self.run("checkpoint")
        self.run_alone("key", "generate", "--file", self.path("witness.key"))
        self.key = self.keep("log.pub", "key", "show")

    def settle_a_year(self):
        """The year 2024 of Quảng Ninh from its plan to a correction, for every measure; it became VN34-22 in 2025."""
        line = ("--unit", "VN63-22", "--source", "local", "--year", "2024")

        def record(kind, amount, day, *more):
            self.run("record", kind, *line, f"--amount={amount}", "--effective", day, *more)

        record("plan", "1000", "2024-01-02")
        record("tranche", "1000", "2024-01-02", "--tranche", "1")
        record("commitment", "300", "2024-02-01", "--number", "HD-1")
        record("advance", "100", "2024-02-10", "--commitment", "HD-1")
        record("advance-clearing", "40", "2024-03-01", "--advance", "HD-1")
        record("advance-recovery", "10", "2024-03-05", "--advance", "HD-1")
        record("disbursement", "150", "2024-06-01", "--commitment", "HD-1")
        self.run("carry-over", *line, "--effective", "2025-01-31", "--lapse-rest")
        self.run("close", *line, "--year-end")
        record("settlement", "190", "2025-03-31", "--final")
        record("correction", "-5", "2025-05-10", "--reason", "an audit")

    def last(self, kind):
        """The sequence of the newest event of a kind."""
        listed = self.run("events", "--kind", kind, "--format", "json")
        return str(json.loads(listed)["events"][-1]["sequence"])

    def path(self, name):
        return os.path.join(self.directory, name)

    def run(self, *words):
        return self.run_alone("--ledger", self.path("ledger"), *words)

    def run_alone(self, *words):
        command = [self.tranche, *words]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def keep(self, name, *words):
        with open(self.path(name), "wb") as file:
            file.write(self.run(*words))
        return self.path(name)

    def proofs(self):
        balance = ("prove", "balance", "--unit", "region:north", "--year", "2024", "--as-of")
        return {
            "event": self.run("prove", "event", "180"),
            "balanceRoot": self.run("prove", "event", "181"),
            "regions, with their English name": self.run("prove", "event", "148"),
            "grown": self.run("prove", "consistency", "181"),
            "north": self.run(*balance, "2024-12-31"),
            "north, one source": self.run(*balance, "2024-06-30", "--source", "national"),
            "north, then": self.run(*balance, "2024-12-31", "--known-at", "182"),
            "everything": self.run("prove", "balance", "--as-of", "2025-12-31"),
            "north, boundaries of the merger": self.run(*balance, "2025-12-31", "--boundaries", "2025-07-01"),
            "the nation": self.run("prove", "balance", "--unit", "VN", "--as-of", "2025-12-31"),
            "a merged unit": self.run("prove", "balance", "--unit", "VN34-22", "--as-of", "2025-12-31"),
            "a unit that has ended": self.run("prove", "balance", "--unit", "VN63-87", "--as-of", "2024-12-31"),
            "north, sums only": self.run(*balance, "2024-12-31", "--sums-only"),
            "the nation, sums only, compressed": self.run("prove", "balance", "--unit", "VN", "--sums-only", "--gzip"),
            "a settled year": self.run(*SETTLED, "2024", "--as-of", "2025-12-31"),
            "what was carried over": self.run(*SETTLED, "2025", "--as-of", "2025-12-31"),
            "a settled year, sums only": self.run(*SETTLED, "2024", "--as-of", "2025-12-31", "--sums-only"),
            **{kind: self.run("prove", "event", self.last(kind)) for kind in KINDS_OF_A_SETTLED_YEAR},
            "nothing": self.run("prove", "balance", "--unit", "VN34-79", "--year", "1999"),
        }


def leaves_of(value, where=()):
    """The places of all texts, numbers and lists in a JSON value."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves_of(part, (*where, name))
    elif isinstance(value, list):
        yield where
        for index, part in enumerate(value):
            yield from leaves_of(part, (*where, index))
    else:
        yield where


def flipped(text, chance):
    """Another text: a bit of its bytes when it is base64, a digit when it is a number, else a letter."""
    if text.isdigit():
        return str(int(text) + chance.choice([-1, 1]))
    try:
        data = bytearray(base64.b64decode(text, validate=True))
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return base64.b64encode(bytes(data)).decode()
    except (ValueError, IndexError):
        at = chance.randrange(len(text)) if text else 0
        return text[:at] + chance.choice("0123456789-abc\n ") + text[at + 1:]


def altered(proof, where, chance):
    changed = copy.deepcopy(proof)
    holder = changed
    for name in where[:-1]:
        holder = holder[name]
    value = holder[where[-1]]
    if isinstance(value, list):
        if value and chance.random() < 0.5:
            del value[chance.randrange(len(value))]
        elif value:
            value.insert(chance.randrange(len(value)), copy.deepcopy(chance.choice(value)))
    elif isinstance(value, str):
        holder[where[-1]] = flipped(value, chance)
    else:
        holder[where[-1]] = value + 1
    return changed


def replaced(text, old, new):
    assert old in text, old
    return text.replace(old, new, 1)


def malformed(text):
    """Files that are no proof, or could be read in two ways, made of a proof of a balance; by what is wrong."""
    proof = json.loads(text)
    known = f'"knownAt": "{proof["balance"]["knownAt"]}"'
    as_of, boundaries = (f'"{name}": "{proof["balance"][name]}"' for name in ("asOf", "boundaries"))
    sequence = f'"sequence": "{proof["balance"]["events"][0]["sequence"]}"'
    number = proof["balance"]["events"][0]["sequence"]
    leaf = proof["balance"]["hashes"][0]
    note = text[text.index('"checkpoint": ') + len('"checkpoint": '):].split(",\n")[0]
    return {
        "a name twice": replaced(text, '"plan": ', '"plan": "1", "plan": '),
        "a name twice with the same value": replaced(text, sequence, f"{sequence}, {sequence}"),
        "a name twice, escaped": replaced(text, '"plan": ', '"\\u0070lan": "1", "plan": '),
        "a name twice at the top": replaced(text, '"checkpoint": ', f'"checkpoint": {note}, "checkpoint": '),
        "an object twice": text.rstrip()[:-1] + ', "balance": {}}',
        "two claims": text.rstrip()[:-1] + ', "event": {}}',
        "the other spelling of a name": replaced(text, '"knownAt"', '"known_at"'),
        "a name twice in two spellings": replaced(text, known, f'{known}, "known_at": "1"'),
        "an unknown name": replaced(text, "{", '{"unknown": 1, '),
        "null": replaced(text, known, f'{known}, "sourceId": null'),
        "null for a list": replaced(text, known, f'{known}, "reversedEvents": null'),
        "true": replaced(text, known, '"knownAt": true'),
        "a list for a text": replaced(text, '"plan": ', '"projectId": [], "plan": '),
        "a text for a list": replaced(text, '"unitIds": [', '"unitIds": "", "x": ['),
        "a comma at the end": text.rstrip()[:-1] + ",}",
        "single quotes": replaced(text, '"checkpoint"', "'checkpoint'"),
        "no quotes": replaced(text, '"checkpoint"', "checkpoint"),
        "a comment": "/* */" + text,
        "a byte-order mark": "\ufeff" + text,
        "something after it": text + "{}",
        "half of it": text[:len(text) // 2],
        "nothing": "",
        "a list": f"[{text}]",
        "deep lists": "[" * 100_000,
        "NaN": replaced(text, known, '"knownAt": NaN'),
        "a number with a point": replaced(text, sequence, f'"sequence": {number}.0'),
        "a number with an exponent": replaced(text, sequence, f'"sequence": {number}e0'),
        "a number below 0": replaced(text, sequence, '"sequence": -1'),
        "a number beyond 64 bits": replaced(text, sequence, f'"sequence": {2**64 + int(number)}'),
        "a zero before a number": replaced(text, sequence, f'"sequence": "0{number}"'),
        "a plus before a number": replaced(text, sequence, f'"sequence": "+{number}"'),
        "a space before a number": replaced(text, sequence, f'"sequence": " {number}"'),
        "base64 without padding": replaced(text, leaf, leaf.rstrip("=")),
        "base64 for addresses": replaced(text, leaf, leaf.replace("+", "-").replace("/", "_") + "_"),
        "base64 with a space": replaced(text, leaf, leaf[:4] + " " + leaf[4:]),
        "half a character": replaced(text, '"checkpoint": "', '"checkpoint": "\\ud800'),
        "a control character": replaced(text, '"checkpoint": "', '"checkpoint": "\t'),
        "no day": replaced(text, as_of, '"asOf": "2024-11-31"'),
        "no boundaries": replaced(text, boundaries, '"boundaries": "yesterday"'),
        "a note of Windows": replaced(text, note, note.replace("\\n", "\\r\\n")),
        "a note without its end": replaced(text, note, note.removesuffix('\\n"') + '"'),
        "a note with another line": replaced(text, note, note.replace("\\n\\n", "\\nmore\\n\\n")),
    }


def shared(paths, first, size, beside):
    """The hashes that events share in the tree of `size` leaves from `first` on, made of their own paths, by sequence;
    `beside` is what one of these says of the hash of this tree."""
    inside = {sequence: path for sequence, path in paths.items() if first < sequence <= first + size}
    if not inside:
        return [beside]
    if size == 1:
        return []
    half = 1 << (size - 1).bit_length() - 1
    upper = next(iter(inside.values()))[-1]
    below = {sequence: path[:-1] for sequence, path in inside.items()}
    return shared(below, first, half, upper) + shared(below, first + half, size - half, upper)


def under_newest(ledger, then):
    """A balance that an older checkpoint shows to be complete, with everything proved against the newest one."""
    changed = copy.deepcopy(then)
    balance = changed["balance"]
    lists = [balance.get(name, []) for name in ("events", "reversedEvents", "boundaryEvents")]
    sequences = [proven["sequence"] for one in lists for proven in one]
    sequences += [balance["balanceRoot"]["sequence"]] if "balanceRoot" in balance else []
    proofs = [json.loads(ledger.run("prove", "event", sequence)) for sequence in sequences]
    note = proofs[0]["checkpoint"]
    paths = {int(proof["event"]["sequence"]): proof["event"]["path"] for proof in proofs}
    balance["hashes"] = shared(paths, 0, int(note.split("\n")[1]), None)
    return changed | {"checkpoint": note}


def check_amounts(judges, name, proof, flags):
    """Every measure of a settled year is in its proof, and one more of any of them is refused by both."""
    told = {measure: int(proof["balance"].get(measure, 0)) for measure in AMOUNTS[name]}
    if told != AMOUNTS[name]:
        sys.exit(f"{name}: proved {told}, wanted {AMOUNTS[name]}")
    for measure, amount in told.items():
        changed = copy.deepcopy(proof)
        changed["balance"][measure] = str(amount + 1)
        ours, theirs, said = judges.verdicts(json.dumps(changed), *flags)
        if ours == 0 or theirs == 0:
            sys.exit(f"{name}, one more {measure}: tranche {ours}, check_proof.py {theirs}: {said}")


class Judges:
    def __init__(self, ledger, first):
        self.ledger, self.first = ledger, first
        self.files = 0

    def verdicts(self, text, *flags):
        """The exit code of each of the two."""
        path = self.ledger.path("proof.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.files += 1
        ours, said = self.first.check(path, *flags)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
            theirs = check_proof.main([path, *flags])
        if ours not in (0, 1, 2):
            sys.exit(f"check-proof ended with {ours}: {said}")
        return ours, theirs, f"{said} | {told.getvalue()}"


def main(tranche, program, data):
    with tempfile.TemporaryDirectory() as directory, first_checker.FirstChecker(program) as first:
        ledger = Ledger(tranche, directory, data)
        judges = Judges(ledger, first)
        chance = random.Random(SEED)
        refused = 0
        for name, made in ledger.proofs().items():
            made = gzip.decompress(made) if made.startswith(b"\x1f\x8b") else made
            proof = json.loads(made)
            flags = ["--key", ledger.key] + (["--checkpoint", ledger.old] if name == "grown" else [])
            ours, theirs, told = judges.verdicts(made.decode(), *flags)
            if ours or theirs:
                sys.exit(f"{name}: a valid proof is refused: tranche {ours}, check_proof.py {theirs}: {told}")
            if name in AMOUNTS:
                check_amounts(judges, name, proof, flags)
            places = list(leaves_of(proof))
            for where in chance.sample(places, min(CHANGES_OF_EACH, len(places))):
                changed = altered(proof, where, chance)
                ours, theirs, told = judges.verdicts(json.dumps(changed), *flags)
                if ours != theirs:
                    sys.exit(f"seed {SEED}, {name}, {where}: tranche {ours}, check_proof.py {theirs}: {told}")
                refused += ours != 0
        north = ledger.run("prove", "balance", "--unit", "region:north", "--year", "2024", "--as-of", "2024-12-31",
                           "--known-at", "181").decode()
        earlier = under_newest(ledger, json.loads(north))
        incomplete = json.loads(north)
        for name in ("balanceRoot", "lines", "boundaryEvents"):
            del incomplete["balance"][name]
        incomplete = under_newest(ledger, incomplete)
        cases = [("a number without quotes", replaced(north, '"knownAt": "181"', '"knownAt": 181'), True),
                 ("under the newest checkpoint, not complete", json.dumps(incomplete), True),
                 ("a balance root that the checkpoint does not end with", json.dumps(earlier), False)]
        cases += [(name, text, False) for name, text in malformed(north).items()]
        for name, text, wanted in cases:
            ours, theirs, told = judges.verdicts(text, "--key", ledger.key)
            if ours != theirs or (ours == 0) != wanted:
                sys.exit(f"{name}: tranche {ours}, check_proof.py {theirs}, wanted {wanted}: {told}")
            refused += ours != 0
        print(f"{judges.files} files, {refused} altered ones refused by both")
        if refused < judges.files // 2:
            sys.exit("too few altered files were refused for this test to mean anything")


if __name__ == "__main__":
    main(*sys.argv[1:])
