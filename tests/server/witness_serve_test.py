"""Runs `tranche witness serve` as its operator does, and asks it as the operator of a log does: with a file that
`prove consistency --for-witness` writes, and an HTTP client that knows nothing of tranche. It is killed meanwhile.

usage: witness_serve_test.py SOURCE_DIR TRANCHE"""
import http.client
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.request

SOURCE, TRANCHE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
CHECKPOINTS = 6


class Witness:
    """`tranche witness serve`, at a free port."""

    def __init__(self, directory, *words):
        self.process = subprocess.Popen(
            [TRANCHE, "--lang", "en", "witness", "serve", directory, "--listen", "127.0.0.1:0", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.first_lines = self.process.stdout.readline() + self.process.stdout.readline()
        self.url = re.search(r"http://\S+/add-checkpoint", self.first_lines).group(0)

    def ask(self, body):
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url, body), timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def known(self, first):
        """The size of the last checkpoint: what it answers to the checkpoint `first`, as if it knew of none."""
        status, body = self.ask(first)
        return {200: lambda: None, 409: lambda: int(body)}[status]()

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=60)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        out, log = self.process.communicate(timeout=60)
        return self.process.returncode, out, log


class WitnessServeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A log with checkpoints, the request for each after the one before, and for the first."""
        cls.log = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.log.cleanup)
        cls.tranche("init", "--lang", "en", "--geography", SOURCE / "data")
        cls.key = cls.file("log.pub", cls.tranche("key", "show"))
        cls.sizes, cls.notes, cls.requests = [], [], []
        for number in range(CHECKPOINTS):
            cls.tranche("record", "plan", "--unit", "region:north", "--source", "national", "--year", str(2020 + number),
                        "--amount", "1000", "--effective", f"{2020 + number}-01-01")
            cls.notes.append(cls.tranche("checkpoint"))
            before = cls.sizes[-1] if cls.sizes else 0
            cls.requests.append(cls.tranche("prove", "consistency", str(before), "--for-witness"))
            cls.sizes.append(int(cls.notes[-1].splitlines()[1]))
        cls.first = cls.tranche("prove", "consistency", "0", str(cls.sizes[0]), "--for-witness")

    @classmethod
    def tranche(cls, *words):
        return subprocess.run([TRANCHE, "--ledger", f"{cls.log.name}/ledger", *words], check=True,
                              stdout=subprocess.PIPE).stdout

    @classmethod
    def file(cls, name, content):
        path = pathlib.Path(cls.log.name, name)
        path.write_bytes(content)
        return path

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = f"{directory.name}/w1"
        self.public = subprocess.run([TRANCHE, "witness", "init", self.directory, "--name", "witness.example/w1"],
                                     check=True, stdout=subprocess.PIPE).stdout
        subprocess.run([TRANCHE, "witness", "watch", self.directory, "--key", self.key], check=True,
                       stdout=subprocess.DEVNULL)

    def serve(self, *words):
        witness = Witness(self.directory, *words)
        self.addCleanup(lambda: witness.process.poll() is not None or witness.kill())
        return witness

    def test_says_where_and_with_which_key_and_ends_in_order(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            witness = self.serve()
            self.assertIn(self.public.decode().strip(), witness.first_lines)
            code, out, log = witness.stop(number)
            self.assertEqual((code, log), (0, ""))
            self.assertIn("stopped", out)

    def test_the_operator_of_the_log_keeps_what_it_answers(self):
        witness = self.serve()
        self.assertEqual(self.requests[0], self.first)
        for request, note in zip(self.requests, self.notes):
            status, line = witness.ask(request)
            self.assertEqual(status, 200, line)
            cosigned = self.file("cosigned", note + line.encode())
            kept = self.tranche("checkpoint", "--cosigned", cosigned, "--witness", self.file("w1.pub", self.public))
            self.assertIn("— witness.example/w1 ", kept.decode())
        proof = self.file("proof", self.tranche("prove", "event", "1"))
        subprocess.run([TRANCHE, "check-proof", proof, "--key", self.key, "--witness", self.file("w1.pub", self.public)],
                       check=True, stdout=subprocess.DEVNULL)
        code, _, log = witness.stop()
        self.assertEqual(code, 0)
        self.assertEqual(log.count('"call":"add-checkpoint","code":"ok"'), CHECKPOINTS)

    def test_a_kill_forgets_nothing_that_was_answered(self):
        answered = 0
        for request, size in zip(self.requests, self.sizes):
            witness = self.serve("--log", "off")
            status, answer = witness.ask(request)
            witness.kill()
            self.assertEqual(status, 200, answer)
            answered = size
        self.assertEqual(self.serve().known(self.first), answered)

    def test_killed_at_any_moment_it_remembers_what_it_has_answered(self):
        for delay in (0.0, 0.002, 0.005, 0.01, 0.02):
            witness = self.serve("--log", "off")
            known = witness.known(self.first)
            answered = [known or self.sizes[0]]

            def ask_all(witness=witness, answered=answered):
                for request, size in zip(self.requests, self.sizes):
                    try:
                        if size > answered[-1] and witness.ask(request)[0] == 200:
                            answered.append(size)
                    except (OSError, http.client.HTTPException):
                        return  # it was killed

            asking = threading.Thread(target=ask_all)
            asking.start()
            threading.Event().wait(delay)
            witness.kill()
            asking.join()
            again = self.serve("--log", "off")
            remembered = again.known(self.first)
            self.assertIn(remembered, self.sizes)
            self.assertGreaterEqual(remembered, answered[-1])
            again.stop()

    def test_a_directory_that_is_no_witness_is_refused(self):
        for words, code in ((["serve", f"{self.directory}-none"], 4), (["serve", self.directory, "--listen", "nowhere"], 2),
                            (["serve", self.directory, "--tls-certificate", self.key], 2)):
            refused = subprocess.run([TRANCHE, "--lang", "en", "witness", *words], stderr=subprocess.PIPE, text=True)
            self.assertEqual(refused.returncode, code, refused.stderr)
        pathlib.Path(self.directory, "witness.key").unlink()
        refused = subprocess.run([TRANCHE, "--lang", "en", "witness", "serve", self.directory], stderr=subprocess.PIPE,
                                 text=True)
        self.assertIn("witness.key", refused.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
