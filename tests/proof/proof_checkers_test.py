"""Runs `tranche check-proof` and proof/check_proof.py on the same files, valid and altered, and wants one verdict.

    proof_checkers_test.py TRANCHE CHECK_PROOF DATA
"""

import base64
import contextlib
import copy
import importlib.util
import io
import json
import os
import random
import subprocess
import sys
import tempfile

SEED = 20261123
CHANGES_OF_EACH = 70


def load(path):
    spec = importlib.util.spec_from_file_location("check_proof", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_proof"] = module
    spec.loader.exec_module(module)
    return module


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
        self.run("checkpoint")
        self.run("key", "generate", "--file", self.path("witness.key"))
        self.key = self.keep("log.pub", "key", "show")

    def path(self, name):
        return os.path.join(self.directory, name)

    def run(self, *words):
        command = [self.tranche, "--ledger", self.path("ledger"), *words]
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
            "commitment": self.run("prove", "event", "181"),
            "grown": self.run("prove", "consistency", "181"),
            "north": self.run(*balance, "2024-12-31"),
            "north, one source": self.run(*balance, "2024-06-30", "--source", "national"),
            "north, then": self.run(*balance, "2024-12-31", "--known-at", "182"),
            "everything": self.run("prove", "balance", "--as-of", "2025-12-31"),
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


class Judges:
    def __init__(self, ledger, module):
        self.ledger, self.module = ledger, module
        self.files = 0

    def verdicts(self, text, *flags):
        """Whether each of the two takes the file."""
        path = self.ledger.path("proof.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.files += 1
        ours = subprocess.run([self.ledger.tranche, "check-proof", path, *flags], capture_output=True, check=False)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
            theirs = self.module.main([path, *flags])
        if ours.returncode not in (0, 1, 2):
            sys.exit(f"check-proof ended with {ours.returncode}: {ours.stderr.decode()}")
        return ours.returncode == 0, theirs == 0, f"{ours.stderr.decode()} | {told.getvalue()}"


def main(tranche, check_proof, data):
    with tempfile.TemporaryDirectory() as directory:
        ledger = Ledger(tranche, directory, data)
        judges = Judges(ledger, load(check_proof))
        chance = random.Random(SEED)
        refused = 0
        for name, made in ledger.proofs().items():
            proof = json.loads(made)
            flags = ["--key", ledger.key] + (["--checkpoint", ledger.old] if name == "grown" else [])
            ours, theirs, told = judges.verdicts(made.decode(), *flags)
            if not (ours and theirs):
                sys.exit(f"{name}: a valid proof is refused: tranche {ours}, check_proof.py {theirs}: {told}")
            places = list(leaves_of(proof))
            for where in chance.sample(places, min(CHANGES_OF_EACH, len(places))):
                changed = altered(proof, where, chance)
                ours, theirs, told = judges.verdicts(json.dumps(changed), *flags)
                if ours != theirs:
                    sys.exit(f"seed {SEED}, {name}, {where}: tranche {ours}, check_proof.py {theirs}: {told}")
                refused += not ours
        print(f"{judges.files} files, {refused} altered ones refused by both")
        if refused < judges.files // 2:
            sys.exit("too few altered files were refused for this test to mean anything")


if __name__ == "__main__":
    main(*sys.argv[1:])
