"""Callers of a served ledger who record, ask, and are gone in the middle of it, and what they were told."""
import collections
import contextlib
import itertools
import random
import socket
import struct
import sys
import threading
import time

from served_ledger import BUSY

AMOUNT = 1_000
QUESTION = {"question": {"unit": "region:north", "fiscalYear": 2026}}


def fails(what):
    print(what, file=sys.stderr)
    sys.exit(1)


def disbursement(key):
    return {"kind": "disbursement", "unit": "region:north", "source": "national", "fiscalYear": 2026,
            "amount": str(AMOUNT), "effective": "2026-06-15", "options": {"key": key, "actor": "lan"}}


def cut_off(connection):
    """Ends a connection as a process that is killed with bytes unread does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class Callers:
    """What many callers did to one server, and what they were told."""

    def __init__(self, server, seed):
        self.server = server
        self.seed = seed
        self.is_over = threading.Event()
        self.lock = threading.Lock()
        self.acknowledged = {}  # key: sequence
        self.unknown = set()    # sent whole, without an answer
        self.partial = set()    # not sent whole
        self.counts = collections.Counter()

    def run(self, number):
        """Half of the callers are at each door."""
        chance = random.Random(f"{self.seed}/{number}")
        door = self.server.doors[number % 2]
        acts = [self.record, self.cut, self.half, self.ignore, self.question]
        for count in itertools.count():
            try:
                connection = door.connect()
            except OSError:
                return  # the server is gone
            with connection, contextlib.suppress(OSError):
                chance.choices(acts, [12, 2, 2, 1, 3])[0](door, connection, f"k-{self.seed}-{number}-{count}", chance)

    def count(self, what, door):
        with self.lock:
            self.counts[f"{what} ({door.name})"] += 1

    def record(self, door, connection, key, _):
        connection.close()
        with self.lock:
            self.unknown.add(key)
        told = door.ask("Record", disbursement(key))
        if told is None or told[0] == BUSY:
            return
        if told[0] != 200:
            fails(f"{key} was refused: {told}")
        with self.lock:
            self.unknown.discard(key)
            self.acknowledged[key] = int(told[1]["receipt"]["sequence"])
        self.count("acknowledged", door)

    def cut(self, door, connection, key, chance):
        with self.lock:
            self.unknown.add(key)
        connection.sendall(door.whole("Record", disbursement(key)))
        time.sleep(chance.choice([0, 0.001, 0.01]))
        cut_off(connection)
        self.count("cut off", door)

    def half(self, door, connection, key, chance):
        with self.lock:
            self.partial.add(key)
        whole = door.whole("Record", disbursement(key))
        connection.sendall(whole[:chance.randrange(1, len(whole))])
        if chance.random() < 0.5:
            cut_off(connection)
        self.count("not sent whole", door)

    def ignore(self, door, connection, _, chance):
        connection.sendall(door.whole("ListEvents", {}, is_stream=True))
        self.is_over.wait(chance.uniform(0, 0.5))
        self.count("streams not read", door)

    def question(self, door, connection, *_):
        connection.close()
        told = door.ask("GetBalance", QUESTION)
        if told is not None and told[0] == 200:
            self.count("answers", door)
        elif told is not None and told[0] != BUSY:
            fails(f"a question was refused: {told}")
