"""Does to a served ledger what networks, clients and disks do, and reads its log afterwards.

usage: served_faults_test.py TRANCHE DATA

In each round, callers record at the same time, some of them through calls that are cut off in the middle, while others
ask, or follow a stream without reading it; then the server is killed, or stopped. The log must hold each event that was
acknowledged, at the sequence that was said, nothing of a call that was not sent whole, and no key twice; the next server
gives the same receipts for the same keys. Then thousands of connections that say nothing, and a disk that is full.

TRANCHE_ROUNDS is the number of rounds (default 6), TRANCHE_SEED the seed of the first (default 20240516)."""
import concurrent.futures
import contextlib
import csv
import itertools
import json
import os
import pathlib
import random
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

CALLERS = 24
IDLE_CONNECTIONS = 10_000
MEMORY_MOST = 512 << 20
ROOM_LEFT = 1 << 20  # on the disk that is full soon
AMOUNT = 1_000
QUESTION = {"question": {"unit": "region:north", "fiscalYear": 2026}}
CALL = "/tranche.v1.LedgerService/"


def fails(what):
    print(what, file=sys.stderr)
    sys.exit(1)


class Server:
    """A process that serves a ledger on a free port."""

    def __init__(self, tranche, ledger):
        self.process = subprocess.Popen([tranche, "--lang", "en", "--ledger", ledger, "serve", "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://([^:]+):(\d+)", line)
        if not found:
            fails(f"the server did not start: {line}{self.process.stderr.read()}")
        self.address = found.group(1), int(found.group(2))

    def connect(self):
        return socket.create_connection(self.address, timeout=30)

    def request(self, name, body, content="application/json"):
        return (f"POST {CALL}{name} HTTP/1.1\r\nHost: 127.0.0.1:{self.address[1]}\r\nContent-Type: {content}\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode() + body

    def ask(self, name, message):
        """The status and the answer of a call; None when the connection ended without a whole answer."""
        with self.connect() as connection:
            return self.ask_over(connection, name, message)

    def ask_over(self, connection, name, message):
        with contextlib.suppress(OSError):
            connection.sendall(self.request(name, json.dumps(message).encode()))
            received = b""
            while part := connection.recv(1 << 16):
                received += part
            head, _, body = received.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.I)
            if length and len(body) == int(length.group(1)):
                return int(head.split()[1]), json.loads(body)
        return None

    def memory_most(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) << 10

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=60)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=120)
        if self.process.returncode != 0:
            fails(f"the server ended with {self.process.returncode}: {said}")


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
        self.answers = 0

    def run(self, number):
        chance = random.Random(f"{self.seed}/{number}")
        acts = [self.record, self.cut, self.half, self.ignore, self.question]
        for count in itertools.count():
            try:
                connection = self.server.connect()
            except OSError:
                return  # the server is gone
            with connection, contextlib.suppress(OSError):
                chance.choices(acts, [12, 2, 2, 1, 3])[0](connection, f"k-{self.seed}-{number}-{count}", chance)

    def record(self, connection, key, _):
        with self.lock:
            self.unknown.add(key)
        told = self.server.ask_over(connection, "Record", disbursement(key))
        if told is None or told[0] == 503:
            return
        if told[0] != 200:
            fails(f"{key} was refused: {told}")
        with self.lock:
            self.unknown.discard(key)
            self.acknowledged[key] = int(told[1]["receipt"]["sequence"])

    def cut(self, connection, key, chance):
        with self.lock:
            self.unknown.add(key)
        connection.sendall(self.server.request("Record", json.dumps(disbursement(key)).encode()))
        time.sleep(chance.choice([0, 0.001, 0.01]))
        cut_off(connection)

    def half(self, connection, key, chance):
        with self.lock:
            self.partial.add(key)
        whole = self.server.request("Record", json.dumps(disbursement(key)).encode())
        connection.sendall(whole[:chance.randrange(1, len(whole))])
        if chance.random() < 0.5:
            cut_off(connection)

    def ignore(self, connection, _, chance):
        connection.sendall(self.server.request("ListEvents", b"\0\0\0\0\2{}", "application/connect+json"))
        self.is_over.wait(chance.uniform(0, 0.5))

    def question(self, connection, *_):
        told = self.server.ask_over(connection, "GetBalance", QUESTION)
        if told is not None and told[0] == 200:
            self.answers += 1
        elif told is not None and told[0] != 503:
            fails(f"a question was refused: {told}")


def log_of(tranche, ledger):
    """The sequence of each key in the log, after every row was verified."""
    subprocess.run([tranche, "--ledger", ledger, "verify"], check=True, stdout=subprocess.DEVNULL)
    said = subprocess.run([tranche, "--ledger", ledger, "events", "--format", "csv"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    events = list(csv.DictReader(said.splitlines()))
    sequences = {event["event_id"]: int(event["sequence"]) for event in events}
    if len(sequences) != len(events):
        fails("a key stands twice in the log")
    return sequences


def check_round(callers, logged):
    for key, sequence in callers.acknowledged.items():
        if logged.get(key) != sequence:
            fails(f"{key} was acknowledged as {sequence}; the log has it at {logged.get(key)}")
    for key in callers.partial & logged.keys():
        fails(f"{key} was not sent whole, and is recorded as {logged[key]}")


def check_repeated(server, callers, logged):
    """What nobody knew is asked again with the same keys."""
    for key in sorted(callers.unknown)[:200]:
        status, answer = server.ask("Record", disbursement(key))
        sequence = int(answer["receipt"]["sequence"]) if status == 200 else None
        if sequence is None or logged.get(key, sequence) != sequence:
            fails(f"{key}, at {logged.get(key)} in the log, was asked again: {status} {answer}")
        logged[key] = sequence


def check_sum(server, logged):
    """The balance is what the log adds up to."""
    recorded = sum(key.startswith(("k-", "full-")) for key in logged)
    _, answer = server.ask("GetBalance", QUESTION)
    if int(answer["report"]["total"]["disbursed"]) != recorded * AMOUNT:
        fails(f"{recorded} payments of {AMOUNT} are in the log; the balance is {answer['report']['total']}")


def rounds(tranche, ledger, first_seed, count):
    before = None
    totals = {"acknowledged": 0, "unknown": 0, "of these recorded": 0, "not sent whole": 0, "questions": 0}
    memory = 0
    for seed in range(first_seed, first_seed + count):
        server = Server(tranche, ledger)
        if before is not None:
            check_repeated(server, *before)
            check_sum(server, before[1])
        callers = Callers(server, seed)
        with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
            running = [pool.submit(callers.run, number) for number in range(CALLERS)]
            time.sleep(random.Random(seed).uniform(0.2, 1.5))
            memory = max(memory, server.memory_most())
            server.stop() if seed % 3 == 0 else server.kill()
            callers.is_over.set()
            for one in running:
                one.result()
        logged = log_of(tranche, ledger)
        check_round(callers, logged)
        for what, number in zip(totals, (len(callers.acknowledged), len(callers.unknown),
                                         len(callers.unknown & logged.keys()), len(callers.partial), callers.answers)):
            totals[what] += number
        before = callers, logged
    print(f"{count} rounds: {totals}, at most {memory >> 20} MiB")
    if not all(totals.values()) or memory > MEMORY_MOST:
        fails("wanted some of each, in less memory")


def idle_connections(tranche, ledger):
    """Connections that say nothing take no place of those who ask."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    wanted = min(IDLE_CONNECTIONS, most - 200)
    server = Server(tranche, ledger)
    before = server.memory_most()
    silent = [server.connect() for _ in range(wanted)]
    silent[0].sendall(b"POST / HTTP/1.1\r\n")
    told = server.ask("GetBalance", QUESTION)
    grown = server.memory_most() - before
    for one in silent:
        one.close()
    server.stop()
    print(f"{wanted} silent connections: {grown >> 20} MiB more")
    if told is None or told[0] != 200:
        fails(f"with {wanted} silent connections a question got {told}")
    if grown > MEMORY_MOST:
        fails(f"{wanted} silent connections took {grown} bytes")


def full_disk(tranche, directory, ledger):
    """A disk without room refuses, says why, and loses nothing."""
    disk = directory / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "none", disk], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("no file system may be mounted here: a full disk is not tried")
        return
    try:
        subprocess.run(["cp", "-a", ledger, disk / "ledger"], check=True)
        server = Server(tranche, str(disk / "ledger"))
        with open(disk / "filler", "wb", buffering=0) as filler:
            with contextlib.suppress(OSError):
                while True:
                    filler.write(b"\0" * (64 << 10))
            filler.truncate(filler.tell() - ROOM_LEFT)
        told, acknowledged = (200, None), {}
        while told[0] == 200:
            key = f"full-{len(acknowledged)}"
            told = server.ask("Record", {**disbursement(key), "note": "x" * 10_000})
            if told[0] == 200:
                acknowledged[key] = int(told[1]["receipt"]["sequence"])
        asked = server.ask("GetBalance", QUESTION)
        if asked[0] != 200:
            fails(f"on a full disk a question got {asked}")
        if not acknowledged or "space" not in told[1]["message"]:
            fails(f"a full disk was told as {told}")
        server.kill()
        (disk / "filler").unlink()
        logged = log_of(tranche, str(disk / "ledger"))
        if any(logged.get(key) != sequence for key, sequence in acknowledged.items()):
            fails("what was acknowledged on a full disk is lost")
        server = Server(tranche, str(disk / "ledger"))
        again = server.ask("Record", {**disbursement(key), "note": "x" * 10_000})
        if again[0] != 200:
            fails(f"with room again: {again}")
        check_sum(server, log_of(tranche, str(disk / "ledger")))
        server.stop()
        print(f"full disk: {len(acknowledged)} events were acknowledged before it, none is lost")
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def main():
    tranche, data = sys.argv[1:3]
    if os.geteuid() == 0 and "TRANCHE_OWN_MOUNTS" not in os.environ:
        if subprocess.run(["unshare", "-m", "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
            os.execvpe("unshare", ["unshare", "-m", sys.executable, "-B", *sys.argv],
                       {**os.environ, "TRANCHE_OWN_MOUNTS": "1"})
    os.environ.pop("TRANCHE_LEDGER", None)
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        ledger = str(directory / "ledger")
        record = [tranche, "--ledger", ledger, "record"]
        north = ["--unit", "region:north", "--source", "national", "--year", "2026", "--amount", "100000000000"]
        for command in ([tranche, "--ledger", ledger, "init", "--geography", data],
                        [*record, "plan", *north, "--effective", "2026-01-01"],
                        [*record, "tranche", "--tranche", "1", *north, "--effective", "2026-01-02"]):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        rounds(tranche, ledger, int(os.environ.get("TRANCHE_SEED", 20240516)), int(os.environ.get("TRANCHE_ROUNDS", 6)))
        idle_connections(tranche, ledger)
        full_disk(tranche, directory, ledger)


main()
