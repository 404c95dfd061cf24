"""Does to a served ledger what networks, clients and disks do, and reads its log afterwards.

usage: served_faults_test.py TRANCHE SOURCE_DIR

In each round, callers record at the same time over HTTP and gRPC, some of them through calls that are cut off in the
middle, while others ask, or follow a stream without reading it; then the server is killed, or stopped. The log must
hold each event that was acknowledged, at the sequence that was said, nothing of a call that was not sent whole, and no
key twice; the next server gives the same receipts for the same keys, over either door. Then thousands of connections
that say nothing, at each door, long messages without an end, and a disk that is full.

TRANCHE_ROUNDS is the number of rounds (default 6), TRANCHE_SEED the seed of the first (default 20240516). With
TRANCHE_SANITIZED set, memory is told and not judged: the program's allocator is a sanitizer's."""
import collections
import concurrent.futures
import contextlib
import csv
import itertools
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

from served_callers import AMOUNT, QUESTION, Callers, disbursement, fails
from served_ledger import Server, messages_of

CALLERS = 24
IDLE_CONNECTIONS = 10_000
MEMORY_MOST = 512 << 20
UNENDED_MESSAGES, LONG_MESSAGE, UNENDED_MOST = 40, 60 << 20, 3 << 29  # together 2.4 GB, most 1.5 GB
SANITIZED = "TRANCHE_SANITIZED" in os.environ  # a build whose allocator shadows what is held and keeps what was freed
ROOM_LEFT = 1 << 20  # on the disk that is full soon


def is_too_much(memory, most):
    """Whether the program held more than it may; with a sanitizer's allocator, this is only told."""
    return memory > most and not SANITIZED


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
    for key, door in zip(sorted(callers.unknown)[:200], itertools.cycle(server.doors)):
        status, answer = door.ask("Record", disbursement(key))
        sequence = int(answer["receipt"]["sequence"]) if status == 200 else None
        if sequence is None or logged.get(key, sequence) != sequence:
            fails(f"{key}, at {logged.get(key)} in the log, was asked again: {status} {answer}")
        logged[key] = sequence


def check_sum(server, logged):
    """The balance is what the log adds up to."""
    recorded = sum(key.startswith(("k-", "full-")) for key in logged)
    for door in server.doors:
        _, answer = door.ask("GetBalance", QUESTION)
        if int(answer["report"]["total"]["disbursed"]) != recorded * AMOUNT:
            fails(f"{recorded} payments of {AMOUNT} are in the log; the balance is {answer['report']['total']}")


def rounds(open_server, tranche, ledger, first_seed, count):
    before = None
    totals = collections.Counter()
    memory = 0
    for seed in range(first_seed, first_seed + count):
        server = open_server(ledger)
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
        totals += callers.counts
        totals["without an answer"] += len(callers.unknown)
        totals["of these recorded"] += len(callers.unknown & logged.keys())
        before = callers, logged
    print(f"{count} rounds, at most {memory >> 20} MiB:", *(f"{what}: {totals[what]};" for what in sorted(totals)))
    if len(totals) != 2 + 5 * 2 or not all(totals.values()) or is_too_much(memory, MEMORY_MOST):
        fails("wanted some of each, in less memory")


def idle_connections(open_server, ledger, door_number):
    """Connections that say nothing take no place of those who ask."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    wanted = min(IDLE_CONNECTIONS, most - 200)
    server = open_server(ledger)
    door = server.doors[door_number]
    before = server.memory_most()
    silent = [door.connect() for _ in range(wanted)]
    for one in silent[1:]:
        door.say_hello(one)
    silent[0].sendall(door.whole("GetBalance", QUESTION)[:16])
    told = [one.ask("GetBalance", QUESTION) for one in server.doors]
    grown = server.memory_most() - before
    for one in silent:
        one.close()
    server.stop()
    print(f"{wanted} silent connections ({door.name}): {grown >> 20} MiB more")
    if any(answer is None or answer[0] != 200 for answer in told):
        fails(f"with {wanted} silent connections ({door.name}) a question got {told}")
    if is_too_much(grown, MEMORY_MOST):
        fails(f"{wanted} silent connections ({door.name}) took {grown} bytes")


def unended_messages(open_server, ledger):
    """Long messages of anybody, none of which ends, take a bounded part of the memory, and nobody's turn."""
    server = open_server(ledger)
    before = server.memory_most()
    connections = [server.grpc.connect() for _ in range(UNENDED_MESSAGES)]

    def send(connection):
        with contextlib.suppress(OSError):
            return server.grpc.send_without_end(connection, "Import", LONG_MESSAGE)
        return False

    with concurrent.futures.ThreadPoolExecutor(UNENDED_MESSAGES) as pool:
        taken = sum(pool.map(send, connections))
    told = [one.ask("GetBalance", QUESTION) for one in server.doors]
    grown = server.memory_most() - before
    for one in connections:
        one.close()
    server.stop()
    print(f"{UNENDED_MESSAGES} messages of {LONG_MESSAGE >> 20} MiB without an end: {taken} were held, "
          f"{grown >> 20} MiB more")
    if any(answer is None or answer[0] != 200 for answer in told) or not taken or \
            is_too_much(grown, UNENDED_MOST):
        fails(f"with messages that do not end, a question got {told}, and {grown} bytes were taken")


def full_disk(open_server, tranche, directory, ledger):
    """A disk without room refuses, says why, and loses nothing."""
    disk = directory / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "none", disk], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("no file system may be mounted here: a full disk is not tried")
        return
    try:
        subprocess.run(["cp", "-a", ledger, disk / "ledger"], check=True)
        server = open_server(str(disk / "ledger"))
        with open(disk / "filler", "wb", buffering=0) as filler:
            with contextlib.suppress(OSError):
                while True:
                    filler.write(b"\0" * (64 << 10))
            filler.truncate(filler.tell() - ROOM_LEFT)
        told, acknowledged = [(200, None)], {}
        while all(answer[0] == 200 for answer in told):
            told = []
            for door in server.doors:
                key = f"full-{len(acknowledged)}"
                told.append(door.ask("Record", {**disbursement(key), "note": "x" * 10_000}))
                if told[-1][0] == 200:
                    acknowledged[key] = int(told[-1][1]["receipt"]["sequence"])
        for door in server.doors:
            asked = door.ask("GetBalance", QUESTION)
            if asked[0] != 200:
                fails(f"on a full disk a question got {asked}")
            refused = door.ask("Record", {**disbursement(f"later-{door.name}"), "note": "x" * 10_000})
            if not acknowledged or refused[0] == 200 or "space" not in refused[1]["message"]:
                fails(f"a full disk was told as {refused}, after {len(acknowledged)} events")
        server.kill()
        (disk / "filler").unlink()
        logged = log_of(tranche, str(disk / "ledger"))
        if any(logged.get(key) != sequence for key, sequence in acknowledged.items()):
            fails("what was acknowledged on a full disk is lost")
        server = open_server(str(disk / "ledger"))
        for door in server.doors:
            again = door.ask("Record", {**disbursement(f"full-again-{door.name}"), "note": "x" * 10_000})
            if again[0] != 200:
                fails(f"with room again: {again}")
        check_sum(server, log_of(tranche, str(disk / "ledger")))
        server.stop()
        print(f"full disk: {len(acknowledged)} events were acknowledged before it, none is lost")
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def main():
    tranche, source = sys.argv[1:3]
    if os.geteuid() == 0 and "TRANCHE_OWN_MOUNTS" not in os.environ:
        if subprocess.run(["unshare", "-m", "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
            os.execvpe("unshare", ["unshare", "-m", sys.executable, "-B", *sys.argv],
                       {**os.environ, "TRANCHE_OWN_MOUNTS": "1"})
    os.environ.pop("TRANCHE_LEDGER", None)
    messages = messages_of(source)
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        ledger = str(directory / "ledger")
        record = [tranche, "--ledger", ledger, "record"]
        north = ["--unit", "region:north", "--source", "national", "--year", "2026", "--amount", "100000000000"]
        for command in ([tranche, "--ledger", ledger, "init", "--geography", f"{source}/data"],
                        [*record, "plan", *north, "--effective", "2026-01-01"],
                        [*record, "tranche", "--tranche", "1", *north, "--effective", "2026-01-02"]):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        def open_server(path):
            return Server(tranche, path, messages)

        rounds(open_server, tranche, ledger, int(os.environ.get("TRANCHE_SEED", 20240516)),
               int(os.environ.get("TRANCHE_ROUNDS", 6)))
        for door_number in range(2):
            idle_connections(open_server, ledger, door_number)
        unended_messages(open_server, ledger)
        full_disk(open_server, tranche, directory, ledger)


main()
