"""People who record and ask at the nodes of a cluster while it fails, and all that they were told."""
import base64
import contextlib
import http.client
import itertools
import json
import random
import re
import threading
import time

from trio import PAGE

SERVICE = "/tranche.v1.LedgerService/"
UNIT, YEAR = "region:north", 2026
PATIENT, IMPATIENT = 70, 2  # seconds that a caller waits for an answer; a node waits for its log for 60
HEADER = "event_id,kind,unit_id,source,fiscal_year,amount_vnd,effective_date,note\n"
NOT_WRITTEN = ("copy.follows", "copy.follows-nobody", "head.moved")
TOO_MUCH = 9 * 10**17


def ask(machine, name, message, patience):
    """The HTTP status and the JSON of the answer; (None, why) without a whole one."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", PAGE, timeout=patience)
        with machine.network():
            connection.connect()
        with contextlib.closing(connection):
            connection.request("POST", SERVICE + name, json.dumps(message), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException) as problem:
        return None, {"message": repr(problem)}


def refusal_code(said):
    return next((each["debug"]["code"] for each in said.get("details", []) if "code" in each.get("debug", {})), "")


class Batch:
    """Payments with known keys; recorded all or none."""

    def __init__(self, key, amounts):
        self.keys = [f"{key}-{i}" for i in range(len(amounts))] if len(amounts) > 1 else [key]
        self.amounts = amounts
        self.sequences, self.event, self.said = None, None, []

    def ask(self, machine, patience):
        if len(self.keys) == 1:
            return ask(machine, "Record", {
                "kind": "disbursement", "unit": UNIT, "source": "national", "fiscalYear": YEAR, "note": self.note(0),
                "amount": str(self.amounts[0]), "effective": "2026-06-15", "options": {"key": self.keys[0], "actor": "lan"}},
                patience)
        rows = "".join(f"{key},DisbursementMade,{UNIT},national,{YEAR},{amount},2026-06-15,{self.note(i)}\n"
                       for i, (key, amount) in enumerate(zip(self.keys, self.amounts)))
        content = base64.b64encode((HEADER + rows).encode()).decode()
        return ask(machine, "Import", {"file": "batch.csv", "content": content, "options": {"actor": "lan"}}, patience)

    def note(self, i):
        return f"payment {self.keys[i]}"

    def is_acknowledged(self, said):
        """Takes the sequences from a receipt."""
        if "receipt" in said:
            self.sequences, self.event = [int(said["receipt"]["sequence"])], said["receipt"]["event"]
            return
        report = said["report"]
        range_ = report if "firstSequence" in report else report["recordedBefore"][0]
        self.sequences = list(range(int(range_["firstSequence"]), int(range_["lastSequence"]) + 1))


class Callers:
    """Writers and readers, each a thread. What they saw is read when they have ended."""

    def __init__(self, machines, seed, writers=4):
        self.machines, self.seed = machines, seed
        self.is_over = threading.Event()
        self.lock = threading.Lock()
        self.acknowledged, self.refused, self.given_up = [], [], []
        self.acknowledged_at = [time.monotonic()]  # instants of the acknowledgements, in order
        self.answers = []      # (machine, known_at, disbursed, root)
        self.answered_at = {machine.name: [time.monotonic()] for machine in machines}
        self.wrong = []        # what must not be said
        self.told = {}         # how often each refusal was said
        self.threads = [threading.Thread(target=self._guarded, args=(self.write, i), daemon=True) for i in range(writers)]
        self.threads += [threading.Thread(target=self._guarded, args=(self.read, machine), daemon=True)
                         for machine in machines]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        """Returns when each batch that was begun is acknowledged, or given up."""
        self.is_over.set()
        end = time.monotonic() + PATIENT + 20
        for thread in self.threads:
            thread.join(max(0, end - time.monotonic()))
            if thread.is_alive():
                self.wrong.append("a caller never got its answer")

    def _guarded(self, work, argument):
        try:
            work(argument)
        except Exception as problem:  # pylint: disable=broad-except  (a thread that dies unseen tests nothing)
            self.wrong.append(f"{work.__name__}: {problem!r}")

    def write(self, number):
        chance = random.Random(f"{self.seed}/{number}")
        target = self.machines[number % len(self.machines)]
        for count in itertools.count():
            if self.is_over.is_set():
                return
            size = chance.choice([1, 1, 10])
            amounts = [chance.randrange(1, 1000) for _ in range(size)]
            is_bad = chance.random() < 0.1
            if is_bad:
                amounts[-1] = TOO_MUCH
            batch = Batch(f"s{self.seed}-{'bad' if is_bad else 'w'}{number}-{count}", amounts)
            target = self.settle(batch, target, is_bad, chance, PATIENT if number % 2 else IMPATIENT)
            time.sleep(0.01)

    def settle(self, batch, target, is_bad, chance, patience):
        """Asks until the batch is acknowledged, refused or given up; the machine that said so."""
        while True:
            status, said = batch.ask(target, patience)
            code = refusal_code(said)
            if status == 200 and is_bad:
                self.wrong.append(f"{batch.keys}, which is too much, was recorded: {said}")
            if status == 200:
                batch.is_acknowledged(said)
                with self.lock:
                    self.acknowledged.append(batch)
                    self.acknowledged_at.append(time.monotonic())
                return target
            with self.lock:
                told = code or said.get("code") or said.get("message", "")[:60]
                self.told[told] = self.told.get(told, 0) + 1
            if is_bad and code == "guard.disbursed-over-allocated":
                self.refused.append(batch)
                return target
            if code.startswith("guard."):
                self.wrong.append(f"{batch.keys} was refused: {said['message']}")
                return target
            was_sent = "ConnectionRefusedError" not in said.get("message", "")
            if was_sent and code not in NOT_WRITTEN and chance.random() < 0.1:
                self.given_up.append(batch)
                return target
            target = self.next_target(said, target)
            time.sleep(0.02)

    def next_target(self, said, target):
        """The node that decides, as it is said, or another."""
        address = re.search(r"record at (\d+\.\d+\.\d+\.\d+)", said.get("message", ""))
        for machine in self.machines:
            if address and machine.address == address.group(1) and machine is not target:
                return machine
        return self.machines[(self.machines.index(target) + 1) % len(self.machines)]

    def read(self, machine):
        while not self.is_over.is_set():
            status, said = ask(machine, "GetBalance", {"question": {"unit": UNIT, "fiscalYear": YEAR}}, IMPATIENT)
            if status == 200:
                basis = said["report"]["basis"]
                answer = (machine.name, int(basis["knownAtSequence"]), int(said["report"]["total"]["disbursed"]), basis["root"])
                self.answers.append(answer)
                self.answered_at[machine.name].append(time.monotonic())
            time.sleep(0.05)


def longest_gap(instants, begin, end):
    """The longest time between two of them, or to `begin` and `end`, after `begin`; in seconds."""
    inside = [begin, *(instant for instant in instants if begin <= instant <= end), end]
    return max(b - a for a, b in zip(inside, inside[1:]))
