#!/usr/bin/env python3
"""Tests of proof/check_proof.py by itself: reference vectors, and a ledger and proofs that are made here.

    PYTHONPATH=proof python3 tests/proof/check_proof_test.py
"""

import base64
import contextlib
import gzip
import hashlib
import io
import json
import pathlib
import re
import tempfile
import unittest
import unittest.mock

import check_proof as cp

# google/certificate-transparency, merkle_tree_test: the leaves, and the root of the first n of them.
LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f")]
ROOTS = [bytes.fromhex(x) for x in (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]

# RFC 8032, section 7.1: secret key, public key, message, signature.
ED25519 = [tuple(map(bytes.fromhex, vector)) for vector in (
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
     "655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
     "b00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
     "c027beceea1ec40a"))]


# ---- A signer, a tree and a ledger, for the tests alone


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sign(seed: bytes, message: bytes) -> bytes:
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (2**254 - 8) | 2**254
    r = int.from_bytes(hashlib.sha512(h[32:] + message).digest(), "little") % cp.L
    point, public = cp.encode_point(cp.multiply(r, cp.BASE)), cp.encode_point(cp.multiply(a, cp.BASE))
    k = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little")
    return point + ((r + k * a) % cp.L).to_bytes(32, "little")


def public_of(seed: bytes) -> bytes:
    a = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & (2**254 - 8) | 2**254
    return cp.encode_point(cp.multiply(a, cp.BASE))


def key_of(name: str, seed: bytes, kind: int) -> cp.Key:
    public = public_of(seed)
    return cp.Key(name, hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4], public)


def vkey(key: cp.Key, kind: int) -> str:
    return f"{key.name}+{key.id.hex()}+{b64(bytes([kind]) + key.public)}"


def split(n: int) -> int:
    return 1 << (n - 1).bit_length() - 1


def root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return cp.leaf_hash(leaves[0]) if leaves else hashlib.sha256().digest()
    k = split(len(leaves))
    return cp.node_hash(root_of(leaves[:k]), root_of(leaves[k:]))


def path_of(i: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if i < k:
        return path_of(i, leaves[:k]) + [root_of(leaves[k:])]
    return path_of(i - k, leaves[k:]) + [root_of(leaves[:k])]


def shared_of(shown: set[int], leaves: list[bytes], first: int = 0) -> list[bytes]:
    """The hashes by which the leaves at these places lead to the root; `first` is the place of the first leaf."""
    if not shown & {*range(first, first + len(leaves))}:
        return [root_of(leaves)]
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    return shared_of(shown, leaves[:k], first) + shared_of(shown, leaves[k:], first + k)


def growth_of(m: int, leaves: list[bytes], complete: bool = True) -> list[bytes]:
    if m == len(leaves):
        return [] if complete else [root_of(leaves)]
    k = split(len(leaves))
    if m <= k:
        return growth_of(m, leaves[:k], complete) + [root_of(leaves[k:])]
    return growth_of(m - k, leaves[k:], False) + [root_of(leaves[:k])]


def separator_at(k: int, leaves: list[bytes]) -> bytes:
    before, after = leaves[k - 1], leaves[k]
    return next(after[:n] for n in range(1, len(after) + 1) if after[:n] > before)


def ordered_root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return root_of(leaves)
    k = split(len(leaves))
    halves = ordered_root_of(leaves[:k]) + ordered_root_of(leaves[k:])
    return hashlib.sha256(b"\1" + halves + separator_at(k, leaves)).digest()


def nodes_of(leaves: list[bytes], prefixes: tuple[bytes, ...], low: bytes = b"", high: bytes = b"\xff") -> list[dict]:
    """The part of the tree with the leaves that begin with one of the prefixes."""
    if not leaves:
        return []
    if not any(low < prefix[:-1] + b"\1" and prefix < high if prefix else True for prefix in prefixes):
        return [{"hash": b64(ordered_root_of(leaves))}]
    if len(leaves) == 1:
        return [{"leaf": b64(leaves[0])}]
    k = split(len(leaves))
    middle = separator_at(k, leaves)
    return [{"separator": b64(middle)}, *nodes_of(leaves[:k], prefixes, low, middle),
            *nodes_of(leaves[k:], prefixes, middle, high)]


def varint(n: int) -> bytes:
    n %= 2**64
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + varint(n >> 7)


def field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def line(unit: str = "U", area: str = "", source: str = "s", year: int = 2024, project: str = "") -> bytes:
    return b"".join(field(i, value) for i, value in enumerate((unit, source, area, year, project), 1) if value)


def leaf(unit: str, measure: str, days: str, area: str = "", source: str = "s", year: int = 2024) -> bytes:
    """Each day is "date amount", or with the number of postings, which is 1 otherwise."""
    days = re.sub(r"^(\S+ \S+)$", r"\1 1", days, flags=re.MULTILINE)
    return "\0".join([unit, str(year), source, area, "", measure, days]).encode()


ORIGIN = "Test-ledger/00112233445566778899aabbccddeeff"
SEED, WITNESS_SEED = b"\1" * 32, b"\2" * 32
KEY, WITNESS = key_of(ORIGIN, SEED, 1), key_of("witness.example/w", WITNESS_SEED, 4)


class Ledger:
    """Events without any rule, since an attacker has none."""

    def __init__(self) -> None:
        self.events: list[bytes] = []
        self.boundaries: list[int] = []  # the sequences of events on units

    def about_units(self, kind: int, body: bytes, date: int = 20240101) -> int:
        self.boundaries.append(self.add(kind, body, date))
        return self.boundaries[-1]

    def boundary_leaf(self, sequence: int) -> bytes:
        digest = cp.leaf_hash(self.events[sequence - 1]).hex()
        return f"\0{sequence}\0{digest}\n".encode()

    def add(self, kind: int, body: bytes, date: int = 20240101) -> int:
        self.events.append(field(1, len(self.events) + 1) + field(3, date) + field(kind, body))
        return len(self.events)

    def publish_root(self, leaves: list[bytes], known_at: int = 0) -> int:
        self.leaves = sorted(leaves)
        named = field(3, known_at) if known_at else b""
        self.leaves += [self.boundary_leaf(i) for i in self.boundaries]
        self.leaves.sort()
        count = field(1, len(leaves)) if leaves else b""
        return self.add(90, count + field(2, ordered_root_of(self.leaves)) + named + field(4, 1))

    def checkpoint(self, text: str = "", size: int = 0) -> str:
        events = self.events[:size or None]
        text = text or f"{ORIGIN}\n{len(events)}\n{b64(root_of(events))}\n"
        return f"{text}\n\u2014 {ORIGIN} {b64(KEY.id + sign(SEED, text.encode()))}\n"

    def proven(self, sequence: int) -> dict:
        path = path_of(sequence - 1, self.events)
        return {"sequence": str(sequence), "storedBytes": b64(self.events[sequence - 1]), "path": list(map(b64, path))}

    def stored(self, sequence: int) -> dict:
        """The event in a balance, where it has no path of its own."""
        return {"sequence": str(sequence), "storedBytes": b64(self.events[sequence - 1])}

    def share(self, balance: dict) -> dict:
        """Gives the claim the hashes of all events that are in its lists."""
        lists = (balance.get(name, []) for name in ("events", "reversedEvents", "boundaryEvents"))
        listed = [proven for one in lists for proven in one] + [balance.get("balanceRoot", {})]
        shown = {int(proven["sequence"]) - 1 for proven in listed if "sequence" in proven}
        return balance | {"hashes": list(map(b64, shared_of(shown, self.events))) if shown else []}

    def sums(self, root_event: int, prefixes: tuple = (b"",), **claim: object) -> dict:
        proof = self.balance([], (), root_event, prefixes, sumsOnly=True, **claim)
        del proof["balance"]["events"], proof["balance"]["reversedEvents"]
        return proof

    def balance(self, events: list[int], reversed_events: tuple = (), root_event: int = 0, prefixes: tuple = (b"",),
                **claim: object) -> dict:
        balance = {"asOf": "2024-12-31", "knownAt": str(len(self.events)), "boundaries": "2024-12-31", "plan": "0",
                   "allocated": "0", "disbursed": "0", "executed": "0", "events": list(map(self.stored, events)),
                   "reversedEvents": list(map(self.stored, reversed_events)),
                   "unitId": (claim.get("unitIds") or [""])[0]} | claim
        if root_event:
            prefixes = (b"\0", *prefixes) if "unitIds" in claim else prefixes
            balance |= {"balanceRoot": self.stored(root_event), "lines": nodes_of(self.leaves, prefixes)}
            if "unitIds" in claim:
                balance["boundaryEvents"] = list(map(self.stored, self.boundaries))
        return {"checkpoint": self.checkpoint(), "balance": self.share(balance)}


def check(proof: dict, key: cp.Key | None = KEY, kept: str = "", witnesses: tuple = ()) -> str:
    old = cp.parse_checkpoint(kept, "kept") if kept else None
    data = json.dumps(proof, ensure_ascii=False).encode()
    return "\n".join(cp.check_proof(cp.parse_proof(data), key, old, list(witnesses)))


REFUSED = (cp.DoesNotHold, ValueError)


class VectorsTest(unittest.TestCase):

    def test_ed25519(self):
        for seed, public, message, signature in ED25519:
            self.assertEqual(public_of(seed), public)
            self.assertEqual(sign(seed, message), signature)
            self.assertTrue(cp.verify_ed25519(public, message, signature))
            self.assertFalse(cp.verify_ed25519(public, message + b"x", signature))
            for i in range(64):
                wrong = signature[:i] + bytes([signature[i] ^ 1]) + signature[i + 1:]
                self.assertFalse(cp.verify_ed25519(public, message, wrong))

    def test_ed25519_is_strict(self):
        _, public, message, signature = ED25519[0]
        s = int.from_bytes(signature[32:], "little") + cp.L
        self.assertFalse(cp.verify_ed25519(public, message, signature[:32] + s.to_bytes(32, "little")))
        self.assertFalse(cp.verify_ed25519(public[:31], message, signature))
        self.assertFalse(cp.verify_ed25519(public, message, signature + b"\0"))
        self.assertIsNone(cp.decode_point(cp.P.to_bytes(32, "little")))                     # y = p
        self.assertIsNone(cp.decode_point((1 | 1 << 255).to_bytes(32, "little")))           # x = 0 with a sign
        self.assertIsNone(cp.decode_point((2).to_bytes(32, "little")))                      # not on the curve
        neutral = cp.encode_point(cp.NEUTRAL)
        self.assertFalse(cp.verify_ed25519(neutral, b"anything", neutral + bytes(32)))      # a key of small order

    def test_tree(self):
        for n in range(1, 9):
            self.assertEqual(root_of(LEAVES[:n]), ROOTS[n - 1])
            for i in range(n):
                self.check_inclusion(i, n)
            for m in range(1, n + 1):
                self.check_growth(m, n)

    def check_inclusion(self, i, n):
        path, root = path_of(i, LEAVES[:n]), ROOTS[n - 1]
        self.assertTrue(cp.is_included(LEAVES[i], i, n, path, root))
        self.assertFalse(cp.is_included(LEAVES[i] + b"x", i, n, path, root))
        self.assertFalse(cp.is_included(LEAVES[i], i, n, path + [root], root))
        self.assertFalse(cp.is_included(LEAVES[i], i, n, path, ROOTS[n % 8]))
        for wrong in {*range(-1, 10)} - {i}:
            self.assertFalse(cp.is_included(LEAVES[i], wrong, n, path, root))
        for k in range(len(path)):
            self.assertFalse(cp.is_included(LEAVES[i], i, n, path[:k] + path[k + 1:], root))
            self.assertFalse(cp.is_included(LEAVES[i], i, n, path[:k] + [bytes(32)] + path[k + 1:], root))

    def test_shared_paths(self):
        for n in range(1, 9):
            for chosen in range(1, 2**n):
                shown = [(i, LEAVES[i]) for i in range(n) if chosen >> i & 1]
                hashes = shared_of({i for i, _ in shown}, LEAVES[:n])
                self.assertEqual(cp.shared_root(shown, n, hashes), ROOTS[n - 1])
                self.assertIsNone(cp.shared_root(shown, n, hashes + [ROOTS[0]]))
                for k in range(len(hashes)):
                    self.assertIsNone(cp.shared_root(shown, n, hashes[:k] + hashes[k + 1:]))
                    changed = hashes[:k] + [bytes(32)] + hashes[k + 1:]
                    self.assertNotEqual(cp.shared_root(shown, n, changed), ROOTS[n - 1])
                if len(shown) == 1:
                    self.assertEqual(sorted(hashes), sorted(path_of(shown[0][0], LEAVES[:n])))

    def check_growth(self, m, n):
        path, old, new = growth_of(m, LEAVES[:n]), ROOTS[m - 1], ROOTS[n - 1]
        self.assertTrue(cp.is_consistent(m, old, n, new, path))
        for wrong in ((m, new, n, old, path), (m + n, old, n, new, path), (0, old, n, new, path),
                      (m, old, n, new, path + [new]), (m, bytes(32), n, new, path), (m, old, n, bytes(32), path)):
            if wrong[:4] != (m, old, n, new) or wrong[4] != path:
                self.assertFalse(m != n and cp.is_consistent(*wrong) or m == n and wrong[1] != wrong[3] and
                                 cp.is_consistent(*wrong))
        for k in range(len(path)):
            self.assertFalse(cp.is_consistent(m, old, n, new, path[:k] + path[k + 1:]))
            self.assertFalse(cp.is_consistent(m, old, n, new, path[:k] + [bytes(32)] + path[k + 1:]))

    def test_published_paths(self):
        hashes = [bytes.fromhex(x) for x in ("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                             "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
        self.assertTrue(cp.is_included(b"", 0, 8, hashes, ROOTS[7]))
        self.assertTrue(cp.is_consistent(1, ROOTS[0], 8, ROOTS[7], hashes))

    def test_note_of_go(self):
        key = cp.parse_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", 1)
        text = ("If you think cryptography is the answer to your problem,\n"
                "then you don't know what your problem is.\n")
        name, data = cp.parse_signature("\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
                                        "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=", "note")
        self.assertEqual((name, data[:4]), (key.name, key.id))
        self.assertTrue(cp.verify_ed25519(key.public, text.encode(), data[4:]))

    def test_keys(self):
        good = vkey(KEY, 1)
        self.assertEqual(cp.parse_key(good, 1), KEY)
        for bad in (good + "=", good[:-1], good.replace("+", " ", 1), "x" + good, good + "\n", "", vkey(KEY, 4)):
            self.assertRaises(ValueError, cp.parse_key, bad, 1)


class FormTest(unittest.TestCase):

    def test_json(self):
        event = '"event": {"sequence": "1"}'
        self.assertTrue(cp.parse_proof(b"{%s}" % event.encode()))
        for bad in ("", "[]", "{}", "null", "{" + event, '{"event": null}', '{"event": {}, "grown": {}}', '{"events": []}',
                    '{"event": {"sequence": "1", "sequence": "1"}}', '{"event": {"sequence": 1.0}}',
                    '{"event": {"sequence": "01"}}', '{"event": {"sequence": "1e0"}}', '{"event": {"sequence": true}}',
                    '{"event": {"sequence": -1}}', '{"event": {"sequence": 18446744073709551616}}',
                    '{"event": {"stored_bytes": ""}}', '{"event": {"path": ""}}', '{"event": {"path": [1]}}',
                    '{"event": {"storedBytes": "QQ"}}', '{"event": {"storedBytes": "QR=="}}',
                    '{"event": {"storedBytes": "_w=="}}', '{"event": {"storedBytes": "QQ==\\n"}}',
                    '{"checkpoint": "\\ud800", "event": {}}', "[" * 100000):
            self.assertRaises((ValueError, RecursionError), cp.parse_proof, bad.encode())
        for number in ("7", '"7"'):
            proof = cp.parse_proof(b'{"event": {"sequence": %s}}' % number.encode())
            self.assertEqual(proof["event"]["sequence"], 7)

    def test_what_a_file_inflates_to_is_limited(self):
        data = b'{"event": {"sequence": "1"}}'
        packed = gzip.compress(data)
        self.assertEqual(cp.parse_proof(packed), cp.parse_proof(data))
        with unittest.mock.patch.object(cp, "MAX_FILE_BYTES", len(data)):
            self.assertEqual(cp.parse_proof(packed), cp.parse_proof(data))
            self.assertRaises(ValueError, cp.parse_proof, gzip.compress(data + b" "))
        with tempfile.TemporaryDirectory() as directory, unittest.mock.patch.object(cp, "MAX_FILE_BYTES", 2**20):
            path = pathlib.Path(directory, "file")
            path.write_bytes(bytes(2**20))
            self.assertEqual(len(cp.read_file(str(path))), 2**20)
            path.write_bytes(bytes(2**20 + 1))
            self.assertRaises(ValueError, cp.read_file, str(path))

    def test_protobuf(self):
        message = cp.parse_message(field(1, 300) + field(9, b"skip") + varint(7 << 3 | 5) + b"1234" +
                                   field(2, -3))
        self.assertEqual((cp.integer(message, 1), cp.integer(message, 2), cp.integer(message, 4)), (300, -3, 0))
        for bad in (b"\x80", b"\x08", b"\x0a\x05abc", b"\x0b\x00", b"\x0c\x00", b"\x0e\x00", b"\x00\x00", b"\x08" + b"\xff" * 9 + b"\x02",
                    b"\x08" + b"\x80" * 10 + b"\x00", b"\x0d123", b"\x09123", b"\xf8\xff\xff\xff\xff\x01\x00"):
            self.assertRaises(cp.DoesNotHold, cp.parse_message, bad)
        self.assertRaises(cp.DoesNotHold, cp.integer, cp.parse_message(field(1, b"x")), 1)
        self.assertRaises(cp.DoesNotHold, cp.submessage, cp.parse_message(field(1, b"") * 2), 1)
        self.assertRaises(cp.DoesNotHold, cp.integer, cp.parse_message(field(1, 5) * 2), 1)
        self.assertRaises(cp.DoesNotHold, cp.parse_message, b"\x08\x85\x00")
        self.assertRaises(cp.DoesNotHold, cp.integer, cp.parse_message(field(1, 2**32 + 2024)), 1, 32)

    def test_checkpoints(self):
        ledger = Ledger()
        ledger.add(30, line())
        good = ledger.checkpoint()
        self.assertEqual(cp.parse_checkpoint(good, "").size, 1)
        text = good.split("\n\n", maxsplit=1)[0]
        for bad in (good.replace("\n\n", "\nextension\n\n"), good[:-1], good + "\n", text, text + "\n\n", "\n" + good,
                    good.replace("\n1\n", "\n01\n"), good.replace("\n1\n", "\n-1\n"), good.replace("\n1\n", "\n\u0661\n"),
                    good.replace("\u2014", "-"), good.replace("=\n\n", "\n\n"), good.replace("\n", "\r\n"), good + "x\n",
                    good.replace("/", "\t/", 1), good + "\u2014 a b=\n", good + (good.split("\n")[4] + "\n") * 100):
            self.assertRaises(cp.DoesNotHold, cp.parse_checkpoint, bad, "")

    def test_output_cannot_be_forged(self):
        self.assertEqual(cp.quote('Khuy\u1ebfn "a"\n\u202e\x1b'), '"Khuy\u1ebfn \\"a\\"\\n\\u202e\\u001b"')


class LedgerTest(unittest.TestCase):
    """The chapters of the specification, on ledgers made here."""

    def refused(self, proof, message, **how):
        with self.assertRaises(REFUSED) as caught:
            check(proof, **how)
        self.assertIn(message, str(caught.exception))
        self.assertNotIn("\n", str(caught.exception))

    def posted(self, kind, body, **balance):
        """The event has exactly these postings, and its reversal the opposite ones."""
        ledger = Ledger()
        claim = {name: str(amount) for name, amount in balance.items() if name in cp.MEASURES}
        claim |= {name: value for name, value in balance.items() if name not in cp.MEASURES}
        ledger.add(kind, body)
        check(ledger.balance([1], **claim))
        ledger.add(70, field(1, 1))
        check(ledger.balance([1, 2], **{name: value for name, value in claim.items() if name not in cp.MEASURES}))
        negated = {name: str(-int(value)) if name in cp.MEASURES else value for name, value in claim.items()}
        check(ledger.balance([2], (1,), **negated))
        self.refused(ledger.balance([2], **negated), "which is not in the file")

    def test_postings(self):
        for kind in (30, 31):
            self.posted(kind, field(1, line()) + field(2, -5), plan=-5)
        self.posted(50, field(1, line()) + field(3, 5), disbursed=5)
        self.posted(51, field(1, line()) + field(3, 5), disbursed=-5)
        self.posted(60, field(1, line()) + field(2, 2**63 - 1), executed=2**63 - 1)

    def test_areas(self):
        share = field(3, field(1, line(area="x")) + field(2, 4))
        limits = field(2, "b") + field(2, "a") + field(2, "b")
        self.posted(40, share + share, allocated=8, areaId="x")
        self.posted(40, limits + share, allocated=4, areaId="a|b")
        self.posted(41, field(1, line(area="x")) + field(3, 4), allocated=4, areaId="")
        self.posted(41, field(1, line(area="x")) + field(3, 4) + field(5, "a"), allocated=4, areaId="a")

    def test_transfer(self):
        def transfer(more=b""):
            return field(1, line("U", "x")) + field(2, line("V", "y")) + field(5, 6) + more + field(8, "a") + field(9, "b")
        body = transfer()
        self.posted(42, body, allocated=0, plan=0)
        self.posted(42, body, allocated=-6, plan=-6, unitIds=["U"])
        self.posted(42, body, allocated=6, unitIds=["V"], areaId="b")
        self.posted(42, body, plan=6, unitIds=["V"], areaId="y")
        self.posted(42, transfer(field(6, 1)), allocated=6, unitIds=["V"])

    def test_events_that_do_not_count(self):
        ledger = Ledger()
        ledger.add(30, field(1, line()) + field(2, 5), 20240601)
        ledger.add(25, field(1, "s"))
        ledger.add(70, field(1, 1))
        ledger.add(70, field(1, 3))
        good = {"plan": "5"}
        check(ledger.balance([1], asOf="2024-06-01", knownAt="1", **good))
        self.refused(ledger.balance([1], asOf="2024-05-31", **good), "is effective after")
        self.refused(ledger.balance([1], knownAt="0", **good), "is after knownAt")
        self.refused(ledger.balance([1], knownAt="5", **good), "is after the 4 events")
        self.refused(ledger.balance([1, 2], **good), "none of its postings counts")
        self.refused(ledger.balance([1, 1], plan="10"), "do not ascend")
        self.refused(ledger.balance([1, 4], (3,), **good), "a reversal")
        self.refused(ledger.balance([1], plan="6"), "the claim is 6")
        for name, value in (("unitIds", ["V"]), ("sourceId", ""), ("areaId", "a"), ("fiscalYear", 2023), ("projectId", "p")):
            self.refused(ledger.balance([1], **good, **{name: value}), "none of its postings counts")
        for bad in ("", "05", "-0", "+5", "5.0", " 5", "\u0665"):
            self.refused(ledger.balance([1], plan=bad), "not an amount")
        self.refused(ledger.balance([1], unitIds=["V", "U"], **good), "do not ascend")
        self.refused(ledger.balance([1], unitIds=["U", "U"], **good), "do not ascend")
        self.refused(ledger.balance([1], asOf="20241231", **good), "not a day")

    def test_stored_bytes(self):
        ledger = Ledger()
        plan, executed = field(30, field(1, line())), field(60, field(1, line()))
        ledger.events = [field(1, 2) + plan, field(1, 2) + plan + executed]
        self.refused({"checkpoint": ledger.checkpoint(), "event": ledger.proven(1)}, "its stored bytes are of event 2")
        self.refused({"checkpoint": ledger.checkpoint(), "event": ledger.proven(2)}, "several kinds")
        self.refused({"checkpoint": ledger.checkpoint(), "event": ledger.proven(1) | {"sequence": "0"}}, "does not lead")

    def test_bytes_that_no_ledger_writes(self):
        head, paid = field(1, 1) + field(3, 20240101), field(1, line()) + field(3, 5)
        good = head + field(50, paid)
        later = field(900, b"\xff") + field(17, 0) + varint(901 << 3 | 5) + b"1234"
        def event(stored):
            ledger = Ledger()
            ledger.events = [stored]
            return {"checkpoint": ledger.checkpoint(), "event": ledger.proven(1)}
        for stored in (good, later + good + later, head + field(50, later + paid + later)):
            check(event(stored))
        for stored, message in (
                (head + good, "comes after field 3"), (field(1, 1) + good, "occurs twice"),
                (good + field(51, paid), "several kinds"), (head, "no kind that is known"),
                (head + field(92, b""), "no kind that is known"), (field(1, 1) + field(3, 0) + field(50, paid), "absent"),
                (head + field(50, field(1, line()) + field(3, 0)), "absent"),
                (head + field(50, field(1, line()) + field(3, b"5")), "another wire type"),
                (head + varint(4 << 3 | 1) + bytes(8) + field(50, paid), "another wire type"),
                (head + field(50, paid + field(4, 2)), "range"),
                (head + field(50, field(1, field(4, 2**32 + 2024)) + field(3, 5)), "range"),
                (head + field(5, b"\xff") + field(50, paid), "UTF-8"), (head + field(5, "a\0") + field(50, paid), "byte 00"),
                (head + field(50, field(1, field(1, ""))), "absent"), (head + varint(50 << 3 | 2) + b"\x05abc", "message"),
                (b"\x08\x81\0" + good[2:], "shortest form"), (good + b"\xa3\x3e\xa4\x3e", "wire type 3")):
            self.refused(event(stored), message)

    def test_the_schema_is_that_of_the_ledger(self):
        text = re.sub(r"//.*", "", pathlib.Path(cp.__file__).parents[1].joinpath("proto/event.proto").read_text("utf-8"))
        bodies = {name: body for name, body in re.findall(r"message (\w+) \{((?:[^{}]|\{[^{}]*\})*)\}", text)}
        for body in list(bodies.values()):
            bodies |= dict(re.findall(r"message (\w+) \{([^{}]*)\}", body))
        plain = {"string": "text", "bytes": "bytes", "google.protobuf.Timestamp": cp.INSTANT}
        def form_of(name):
            if name in bodies:
                body = re.sub(r"message \w+ \{[^{}]*\}|oneof \w+ \{|\}", "", bodies[name])
                fields = re.findall(r"(repeated )?([\w.]+) \w+ = (\d+);", body)
                return {int(number): [form_of(kind)] if many else form_of(kind) for many, kind, number in fields}
            return plain.get(name) or (name if name in cp.NUMBERS else "int32")
        self.assertEqual(cp.EVENT, form_of("Event"))

    def with_root(self):
        ledger = Ledger()
        ledger.add(30, field(1, line("A")) + field(2, 1))
        ledger.add(30, field(1, line("B")) + field(2, 5), 20240601)
        ledger.add(31, field(1, line("B")) + field(2, -5), 20240701)
        ledger.add(30, field(1, line("C")) + field(2, 7))
        ledger.add(60, field(1, line("C", source="t")) + field(2, 3))
        ledger.publish_root([leaf("A", "plan", "2024-01-01 1\n"), leaf("B", "plan", "2024-06-01 5 1\n2024-07-01 0 2\n"),
                       leaf("C", "plan", "2024-01-01 7\n"), leaf("C", "executed", "2024-01-01 3\n", source="t")])
        return ledger

    def test_balance_root(self):
        ledger = self.with_root()
        self.assertIn("complete: yes", check(ledger.balance([1, 2, 3, 4, 5], (), 6, plan="8", executed="3")))
        for known in ("5", "6"):
            check(ledger.balance([2], (), 6, (b"B\0",), plan="5", unitIds=["B"], asOf="2024-06-30", knownAt=known))
        self.refused(ledger.balance([2], (), 6, (b"B\0",), plan="5", unitIds=["B"], asOf="2024-06-30", knownAt="4"), "known")
        check(ledger.balance([4, 5], (), 6, (b"C\0",), plan="7", executed="3", unitIds=["C"]))
        check(ledger.balance([5], (), 6, (b"C\0002024\0t\0",), executed="3", unitIds=["C"], sourceId="t", fiscalYear=2024))
        check(ledger.balance([], (), 6, (b"Z\0",), unitIds=["Z"]))
        self.assertIn("complete: NO", check(ledger.balance([4], plan="7", unitIds=["C"])))

    def test_sums_only(self):
        ledger = self.with_root()
        everything = {"plan": "8", "executed": "3"}
        good = ledger.sums(6, **everything)
        said = check(good)
        self.assertTrue(said.startswith("trusted: that the published balance root is right"))
        self.assertIn("NOT SHOWN", said.split("\n", maxsplit=1)[0])
        self.assertIn("balance root: in event 6", said)
        self.assertNotIn("complete", said)
        check(ledger.sums(6, (b"C\0",), unitIds=["C"], plan="7", executed="3"))
        check(ledger.sums(6, (b"B\0",), unitIds=["B"], plan="5", asOf="2024-06-30"))
        self.refused(ledger.sums(6, plan="8"), "the balance lines come to executed 3")
        self.refused(ledger.sums(6, (b"B\0",), unitIds=["C"], plan="7", executed="3"), "are left out")
        self.refused({**good, "balance": good["balance"] | {"sumsOnly": False}}, "the events come to plan 0")
        full = ledger.balance([1, 2, 3, 4, 5], (), 6, **everything)
        check({**full, "balance": full["balance"] | {"sumsOnly": False}})
        self.refused({**full, "balance": full["balance"] | {"sumsOnly": True}}, "sums only, and events")
        without = {name: value for name, value in good["balance"].items() if name not in ("balanceRoot", "lines")}
        self.refused({**good, "balance": ledger.share(without)}, "no balance root")

    def test_a_balance_root_may_be_of_balances_of_a_moment_ago(self):
        for named, known, message in ((1, 1, ""), (1, 2, "another knownAt"), (1, 4, "another knownAt"),
                                      (3, 3, "what was known before it"), (4, 4, "what was known before it")):
            ledger = Ledger()
            for amount in (6, 1, 1):
                ledger.add(30, field(1, line("A")) + field(2, amount))
            ledger.publish_root([leaf("A", "plan", "2024-01-01 6 1\n")], known_at=named)
            proof = ledger.balance([1], (), 4, (b"A\0",), plan="6", unitIds=["A"], knownAt=str(known))
            if message:
                self.refused(proof, message)
            else:
                self.assertIn("complete: yes", check(proof))

    def test_only_the_balance_root_at_the_end_counts(self):
        ledger = self.with_root()
        ledger.publish_root(ledger.leaves)
        self.refused(ledger.balance([2], (), 6, (b"B\0",), plan="5", unitIds=["B"], knownAt="6"), "ends with")

    def test_balance_lines_may_not_be_left_out(self):
        ledger = self.with_root()
        claim = {"unitIds": ["C"], "plan": "7"}
        self.refused(ledger.balance([4], (), 6, (b"C\0",), **claim), "the balance lines come to executed 3")
        for prefix in (b"A\0", b"C\0002024\0t\0", b"B\0"):
            self.refused(ledger.balance([4], (), 6, (prefix,), **claim), "lines that may count are left out")
        self.refused(ledger.balance([4], (), 6, (), **claim), "lines that may count are left out")
        self.refused(ledger.balance([4], (), 4, (b"C\0",), **claim), "publishes no balance root")
        empty = ledger.balance([4], (), 6, (b"C\0",), **claim)
        empty["balance"]["lines"] = []
        self.refused(empty, "do not lead to the balance root")
        empty["balance"]["lines"] = [{}]
        self.refused(empty, "none of separator, leaf and hash")
        del empty["balance"]["balanceRoot"]
        empty["balance"] = ledger.share(empty["balance"])
        self.refused(empty, "there is no balance root")

    def test_balance_lines_are_in_the_tree(self):
        ledger = self.with_root()
        proof = ledger.balance([4, 5], (), 6, (b"C\0",), plan="7", executed="3", unitIds=["C"])
        lines = proof["balance"]["lines"]
        changed = [node for node in lines if "leaf" in node and b" 7" in base64.b64decode(node["leaf"])]
        self.assertEqual(len(changed), 1)
        changed[0]["leaf"] = b64(base64.b64decode(changed[0]["leaf"]).replace(b" 7", b" 8"))
        self.refused(proof, "do not lead to the balance root")
        lines.append({"leaf": ""})
        self.refused(proof, "more nodes follow")
        del lines[-2:]
        self.refused(proof, "is cut off")
        proof["balance"]["lines"] = [{"separator": b64(b"%03d" % (99 - i))} for i in range(70)]
        self.refused(proof, "too deep")
        proof["balance"]["lines"] = [{"hash": b64(b"x")}, {"hash": b64(b"x")}]
        self.refused(proof, "not a hash")

    def test_a_balance_root_without_order_proves_nothing_complete(self):
        ledger = Ledger()
        ledger.add(30, field(1, line()) + field(2, 5))
        ledger.leaves = [leaf("U", "plan", "2024-01-01 5\n")]
        ledger.add(90, field(1, 1) + field(2, root_of(ledger.leaves)))
        self.refused(ledger.balance([1], (), 2, (b"U\0",), plan="5", unitIds=["U"]), "does not bind the order")

    def with_units(self) -> Ledger:
        """Two provinces in a region, one of a third; then the first two are one, in no region."""
        ledger = Ledger()
        for unit, kind in (("N", 1), ("R", 2), ("S", 2), ("A", 3), ("B", 3), ("C", 4)):
            ledger.about_units(21, field(1, unit) + field(2, kind) + field(3, unit))
        regions = field(1, "R") + field(2, "A") + field(2, "B"), field(1, "S") + field(2, "C")
        ledger.about_units(24, field(1, "g") + b"".join(field(5, region) for region in regions))
        ledger.about_units(22, field(1, "C") + field(2, "C, a city"), 20240601)
        ledger.about_units(21, field(1, "D") + field(2, 3) + field(3, "D"), 20250101)
        ledger.about_units(23, field(1, "A") + field(1, "B") + field(2, "D"), 20250101)
        ledger.about_units(24, field(1, "h") + field(5, regions[1]), 20250101)
        for unit, amount in (("A", 1), ("B", 2), ("C", 4), ("D", 8), ("R", 16)):
            ledger.add(30, field(1, line(unit)) + field(2, amount))
        ledger.publish_root([leaf(unit, "plan", f"2024-01-01 {amount}\n") for unit, amount in
                       (("A", 1), ("B", 2), ("C", 4), ("D", 8), ("R", 16))])
        return ledger

    def claim_of(self, ledger: Ledger, total: str, units: str, boundaries: str) -> dict:
        amounts = {"A": 1, "B": 2, "C": 4, "D": 8, "R": 16}
        events = [12 + i for i, unit in enumerate(amounts) if unit in units]
        return ledger.balance(events, (), 17, tuple(f"{unit}\0".encode() for unit in units), unitIds=list(units),
                              unitId=total, plan=str(sum(amounts.get(unit, 0) for unit in units)), boundaries=boundaries)

    def test_which_units_count_follows_from_events(self):
        ledger = self.with_units()
        for total, units, boundaries in (("R", "ABR", "2024-12-31"), ("N", "ABCDNRS", "2024-12-31"), ("S", "CS", "2024-12-31"),
                                         ("A", "A", "2024-12-31"), ("D", "ABD", "2025-01-01"), ("R", "R", "2025-01-01"),
                                         ("N", "ABCDNRS", "2025-01-01"), ("S", "CS", "2026-01-01"), ("Z", "Z", "2025-01-01")):
            if boundaries < "2025" and total == "R":
                units = "ABDR"  # the money of D, of two that are both in R
            with self.subTest(total=total, boundaries=boundaries):
                self.assertIn("by 11 events", check(self.claim_of(ledger, total, units, boundaries)))
                for other in ("".join(sorted(set(units) ^ {one})) for one in "ABCDNRS" if one != total):
                    self.refused(self.claim_of(ledger, total, other, boundaries), "the units are")

    def test_events_on_units_can_neither_be_left_out_nor_added(self):
        ledger = self.with_units()
        for i in range(11):
            proof = self.claim_of(ledger, "R", "ABDR", "2024-12-31")
            del proof["balance"]["boundaryEvents"][i]
            self.refused(proof, "balance.hashes")
            proof["balance"] = ledger.share(proof["balance"])
            self.refused(proof, "are not those of the balance tree")
        proof = self.claim_of(ledger, "R", "ABDR", "2024-12-31")
        proof["balance"]["boundaryEvents"].append(ledger.stored(12))
        proof["balance"] = ledger.share(proof["balance"])
        self.refused(proof, "are not those of the balance tree")
        proof = ledger.balance([12, 13, 14, 15, 16], (), 17, plan="31")
        check(proof)
        proof["balance"] = ledger.share(proof["balance"] | {"boundaryEvents": [ledger.stored(1)]})
        self.refused(proof, "there is no balance root, or no unit")

    def test_events_on_units_that_no_ledger_accepts(self):
        unit = lambda name, kind=3, more=b"": field(1, name) + field(2, kind) + field(3, "x") + more
        for message, *events in (
                ("taken", (21, unit("A")), (21, unit("A"))), ("no id", (21, unit("a b"))), ("the type", (21, unit("A", 5))),
                ("no name", (21, field(1, "A") + field(2, 3))), ("a nation already", (21, unit("A", 1)), (21, unit("B", 1))),
                ("unknown unit", (22, field(1, "A") + field(2, "x"))),
                ("too early", (21, unit("A")), (22, field(1, "A") + field(2, "x"))),
                ("unknown unit", (21, unit("A")), (23, field(1, "A") + field(2, "B"))),
                ("cannot end", (21, unit("A")), (21, unit("B")), (23, field(1, "A") + field(2, "B"))),
                ("in two regions", (21, unit("A")), (21, unit("R", 2)),
                 (24, field(1, "g") + field(5, field(1, "R") + field(2, "A") + field(2, "A"))))):
            ledger = Ledger()
            for kind, body in events:
                ledger.about_units(kind, body)
            ledger.publish_root([])
            with self.subTest(message=message):
                self.refused(ledger.balance([], (), len(events) + 1, (b"A\0",), unitIds=["A"]), message)

    def test_a_line_that_is_there_twice_cannot_be_shown_once(self):
        """The operator's tree has U with 5 and, after V, U again with nothing paid out."""
        five, none = leaf("U", "disbursed", "2024-01-01 5\n"), leaf("U", "disbursed", "2024-01-01 0 2\n")
        other = leaf("V", "plan", "2024-01-01 1\n")
        for order, separators in (((five, other, none), (b"V", b"U\0002")), ((none, five, other), (b"U\0002024", b"V")),
                                  ((five, other, none), (b"V", b"W")), ((other, five, none), (b"U", b"U\0002"))):
            first = cp.leaf_hash(order[0]) + cp.leaf_hash(order[1])
            left = hashlib.sha256(b"\1" + first + separators[0]).digest()
            root = hashlib.sha256(b"\1" + left + cp.leaf_hash(order[2]) + separators[1]).digest()
            halves = ([{"separator": separators[0], "leaf": None, "hash": None},
                       *({"separator": None, "leaf": one, "hash": None} for one in order[:2])],
                      [{"separator": None, "leaf": order[2], "hash": None}])
            hidden = ([{"separator": None, "leaf": None, "hash": left}],
                      [{"separator": None, "leaf": None, "hash": cp.leaf_hash(order[2])}])
            top = {"separator": separators[1], "leaf": None, "hash": None}
            accepted = set()
            for shown in ((halves[0], hidden[1]), (hidden[0], halves[1]), halves):
                tree = cp.LineTree([top, *shown[0], *shown[1]], [(b"U\0", b"U\1")])
                try:
                    self.assertEqual(tree.root(), root)
                    accepted.add(tuple(tree.leaves))
                except REFUSED:
                    pass
            self.assertLessEqual(len(accepted), 1, order)

    def test_events_of_a_balance_share_their_hashes(self):
        ledger = self.with_root()
        good = ledger.balance([1, 2, 3, 4, 5], (), 6, plan="8", executed="3")
        self.assertEqual(good["balance"]["hashes"], [])  # all events are there
        one = ledger.balance([2], (1,), plan="5", unitIds=["B"], asOf="2024-06-30")
        check(one)
        hashes = one["balance"]["hashes"]
        self.assertEqual(len(hashes), 2)
        nothing = ledger.balance([])
        check(nothing)
        for proof, others in (
                (one, (hashes[:1], hashes[::-1], hashes * 2, [hashes[0], b64(bytes(31))], [hashes[0], b64(bytes(33))], [])),
                (good, (hashes[:1],)), (nothing, ([b64(root_of(ledger.events))],))):
            for other in others:
                self.refused(proof | {"balance": proof["balance"] | {"hashes": other}}, "balance.hashes")

    def test_an_event_of_a_balance_has_no_path_and_one_text(self):
        ledger = self.with_root()
        proof = ledger.balance([2], plan="5", unitIds=["B"], asOf="2024-06-30")
        self.refused({**proof, "balance": proof["balance"] | {"events": [ledger.proven(2)]}}, "a path of its own")
        again = ledger.balance([2], (2,), plan="5", unitIds=["B"], asOf="2024-06-30")
        check(again)
        again["balance"]["reversedEvents"][0]["storedBytes"] = b64(ledger.events[1] + field(900, 1))
        self.refused(again, "different bytes")
        for sequence in ("0", "7", str(2**64 - 1)):
            proof["balance"]["events"][0]["sequence"] = sequence
            self.refused(proof, "none of the 6 events")

    def test_ids_in_the_log(self):
        for unit in ("U\0x", b"\xff"):
            ledger = Ledger()
            ledger.add(30, field(1, field(1, unit)))
            self.refused(ledger.balance([1]), "an id in the log")

    def test_bad_leaves(self):
        for days in ("2024-01-01 5", "2024-01-01 05\n", "", "2024-01-02 5\n2024-01-01 5\n", "2024-01-01 5\n\n", "0 5\n",
                     "2024-01-01 5\n2024-01-01 5\n", "2024-01-01 5\n\0"):
            ledger = Ledger()
            ledger.add(30, field(1, line()) + field(2, 5))
            ledger.publish_root([leaf("U", "plan", days)])
            self.refused(ledger.balance([1], (), 2, plan="5"), "leaf")

    def test_no_lines(self):
        ledger = Ledger()
        ledger.publish_root([])
        check(ledger.balance([], (), 1))
        check(ledger.balance([], (), 1, (b"U\0",), unitIds=["U"]))
        ledger.events = []
        ledger.add(90, field(2, b"x" * 32))
        self.refused(ledger.balance([], (), 1), "does not bind the order")

    def test_an_id_with_a_zero_cannot_count_a_line_twice(self):
        ledger = Ledger()
        ledger.add(30, field(1, line()) + field(2, 5))
        ledger.add(31, field(1, line()) + field(2, 5))
        ledger.add(31, field(1, line()) + field(2, -5))
        ledger.publish_root([leaf("U", "plan", "2024-01-01 5\n")])
        units = ["U", "U\0002024"]
        prefixes = (b"U\0", b"U\0002024\0")
        self.refused(ledger.balance([1, 2], (), 4, prefixes, plan="10", unitIds=units), "byte 00")

    def test_events_that_cancel_out_cannot_be_left_out(self):
        ledger = self.with_root()
        self.refused(ledger.balance([1, 4, 5], (), 6, plan="8", executed="3"), "some that cancel out are left out")

    def test_the_unit_that_was_asked_for_counts(self):
        ledger = self.with_root()
        self.refused(ledger.balance([1], (), 6, (b"A\0",), plan="1", unitIds=["A"], unitId="B"), "asked for")
        self.refused(ledger.balance([1], (), 6, (b"A\0",), plan="1", unitIds=["A"], unitId=""), "asked for")
        self.refused(ledger.balance([1, 2, 3, 4, 5], (), 6, plan="8", executed="3", unitId="A"), "asked for")

    def test_growth_and_kept_checkpoints(self):
        ledger = self.with_root()
        old = ledger.checkpoint(size=4)
        grown = {"fromSize": "4", "fromRoot": b64(root_of(ledger.events[:4])),
                 "path": list(map(b64, growth_of(4, ledger.events)))}
        proof = {"checkpoint": ledger.checkpoint(), "grown": grown}
        self.assertIn("older one", check(proof, kept=old))
        self.assertIn("that of the proof", check(proof, kept=ledger.checkpoint()))
        self.refused(proof, "not one that", kept=ledger.checkpoint(size=3))
        for size in (4, 6):
            other = f"{ORIGIN}\n{size}\n{b64(bytes(32))}\n"
            self.refused(proof, "your checkpoint", kept=ledger.checkpoint(other))
        other = f"Other\n4\n{grown['fromRoot']}\n"
        self.refused(proof, "your checkpoint: is of the log", kept=ledger.checkpoint(other))
        self.refused(proof, "your checkpoint is of the log", kept=ledger.checkpoint(other), key=None)
        two_histories = ledger.checkpoint(f"{ORIGIN}\n6\n{b64(bytes(32))}\n")
        self.refused(proof, "two histories", kept=two_histories)
        self.refused(proof, "a wrong signature", kept=old.replace("\n4\n", "\n5\n"))
        event = {"checkpoint": ledger.checkpoint(), "event": ledger.proven(1)}
        check(event, kept=ledger.checkpoint())
        self.refused(event, "your checkpoint", kept=old)
        same = {"fromSize": "6", "fromRoot": b64(root_of(ledger.events)), "path": []}
        check({"checkpoint": ledger.checkpoint(), "grown": same})
        self.refused({"checkpoint": ledger.checkpoint(), "grown": same | {"fromRoot": b64(bytes(32))}}, "does not begin")
        self.refused({"checkpoint": ledger.checkpoint(), "grown": same | {"fromSize": "0"}}, "does not begin")

    def test_witnesses(self):
        ledger = self.with_root()
        note = ledger.checkpoint()
        text = note.split("\n\n")[0] + "\n"
        def cosigned(time, signed_time, seed=WITNESS_SEED):
            message = f"cosignature/v1\ntime {signed_time}\n{text}".encode()
            return f"\u2014 {WITNESS.name} {b64(WITNESS.id + time.to_bytes(8, 'big') + sign(seed, message))}\n"
        def proof(lines):
            return {"checkpoint": note + lines, "event": ledger.proven(1)}
        facts = check(proof(cosigned(1679315147, 1679315147)), witnesses=(WITNESS,))
        self.assertIn("2023-03-20T12:25:47+00:00", facts)
        self.refused(proof(""), "not signed by", witnesses=(WITNESS,))
        self.refused(proof(cosigned(5, 6)), "a wrong cosignature", witnesses=(WITNESS,))
        self.refused(proof(cosigned(5, 5, SEED)), "a wrong cosignature", witnesses=(WITNESS,))
        self.refused(proof(cosigned(5, 5) + cosigned(5, 6)), "a wrong cosignature", witnesses=(WITNESS,))
        self.refused(proof(cosigned(2**63, 2**63)), "a wrong cosignature", witnesses=(WITNESS,))
        plain = f"\u2014 {WITNESS.name} {b64(WITNESS.id + sign(WITNESS_SEED, text.encode()))}\n"
        self.refused(proof(plain), "a wrong cosignature", witnesses=(WITNESS,))
        check(proof(cosigned(5, 6)))  # not asked for

    def test_keys_of_others(self):
        proof = {"checkpoint": self.with_root().checkpoint(), "event": self.with_root().proven(1)}
        self.assertIn("NO KEY WAS GIVEN", check(proof, key=None))
        self.refused(proof, "not signed by", key=key_of(ORIGIN, b"\3" * 32, 1))
        self.refused(proof, "is of the log", key=key_of("Other", SEED, 1))


class CommandLineTest(unittest.TestCase):

    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = cp.main([str(argument) for argument in arguments])
            except SystemExit as exit_:
                status = exit_.code
        return status, out.getvalue(), err.getvalue()

    def test_statuses(self):
        ledger = Ledger()
        ledger.add(30, field(1, line()))
        with tempfile.TemporaryDirectory() as directory:
            path, key = pathlib.Path(directory, "proof"), pathlib.Path(directory, "key")
            key.write_text(vkey(KEY, 1) + "\n", encoding="utf-8")
            path.write_text(json.dumps({"checkpoint": ledger.checkpoint(), "event": ledger.proven(1)}), encoding="utf-8")
            for given in (key, vkey(KEY, 1)):  # a key in a file, and as text
                status, out, err = self.run_main(path, "--key", given)
                self.assertEqual((status, err), (0, ""))
                self.assertIn("signed: by the log", out)
            self.assertEqual(self.run_main(path)[0], 0)
            status, out, err = self.run_main(path, "--key", vkey(key_of(ORIGIN, WITNESS_SEED, 1), 1))
            self.assertEqual((status, out, err.count("\n")), (1, "", 1))
            for wrong in ((path, "--witness", key), (path, "--key", path), (key,), (directory,), (), (path, "--no"),
                          (path, "--key", directory + "/none"), (path, "--checkpoint", directory + "/none")):
                self.assertEqual(self.run_main(*wrong)[:2], (2, ""))
            path.write_bytes(b"\xff")
            self.assertEqual(self.run_main(path)[0], 2)


# ---- Every change of every sample


if __name__ == "__main__":
    unittest.main()
