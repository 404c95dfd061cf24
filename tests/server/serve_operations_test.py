"""Runs `tranche serve` as whoever operates it does: under a service manager, with a log that is read, or not.

usage: serve_operations_test.py SOURCE_DIR TRANCHE"""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

SOURCE, TRANCHE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
PREFIX = "/tranche.v1.LedgerService/"


class Server:
    """A server of a small ledger, at a free port."""

    def __init__(self, directory, *words, environment=None, stderr=subprocess.PIPE):
        self.process = subprocess.Popen(
            [TRANCHE, "--lang", "en", "--ledger", f"{directory}/ledger", "serve", "--listen", "127.0.0.1:0", *words],
            env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, stderr=stderr, text=True)
        self.address = re.search(r"http://\S+", self.process.stdout.readline()).group(0)

    def ask(self, path, body=None, headers=None):
        request = urllib.request.Request(self.address + path, body, {"Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def stop(self):
        """Returns its exit code and its log."""
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=60)
        return self.process.returncode, log


class ServeOperationsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        subprocess.run([TRANCHE, "--ledger", f"{self.directory}/ledger", "init", "--lang", "en"], check=True,
                       stdout=subprocess.DEVNULL)

    def test_tells_the_service_manager_when_it_answers_and_when_it_stops(self):
        path = f"{self.directory}/notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(path)
            manager.settimeout(60)
            server = Server(self.directory, environment={"NOTIFY_SOCKET": path})
            self.assertEqual(manager.recv(100), b"READY=1")
            self.assertEqual(server.ask("/readyz")[0], 200)
            self.assertEqual(server.stop()[0], 0)
            self.assertEqual(manager.recv(100), b"STOPPING=1")

    def test_serves_without_the_service_manager_that_it_was_told_of(self):
        server = Server(self.directory, environment={"NOTIFY_SOCKET": f"{self.directory}/nobody"})
        self.assertEqual(server.ask("/readyz")[0], 200)
        self.assertEqual(server.stop()[0], 0)

    def test_logs_one_line_a_request_with_the_id_that_the_answer_has(self):
        server = Server(self.directory)
        _, headers, _ = server.ask(PREFIX + "GetStatus", b"{}", {"X-Request-Id": "voucher-17"})
        self.assertEqual(headers["X-Request-Id"], "voucher-17")
        status, headers, _ = server.ask(PREFIX + "GetBalance", b'{"question": {"unit": "secret"}}')
        self.assertEqual(status, 400)
        made = headers["X-Request-Id"]
        server.ask("/healthz")
        code, log = server.stop()
        self.assertEqual(code, 0)
        self.assertNotIn("secret", log)
        lines = [json.loads(line) for line in log.splitlines()]
        self.assertEqual([(line["request_id"], line["call"], line["code"], line["door"]) for line in lines],
                         [("voucher-17", "GetStatus", "ok", "http"), (made, "GetBalance", "name.unknown", "http")])
        self.assertEqual(lines[0]["received_bytes"], 2)
        self.assertGreater(lines[0]["sent_bytes"], 2)

    def test_logs_for_people_or_not_at_all(self):
        for form, pattern in (("text", r"\S+Z http GetStatus ok \d+\.\d{3}ms 2B \d+B \S+\n"), ("off", "")):
            server = Server(self.directory, "--log", form)
            server.ask(PREFIX + "GetStatus", b"{}")
            self.assertRegex(server.stop()[1], f"^{pattern}$")

    def test_says_who_asked_and_who_was_turned_away(self):
        token = subprocess.run(
            [TRANCHE, "--ledger", f"{self.directory}/ledger", "token", "issue", "--actor", "lan", "--until", "2999-01-01"],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
        access = ("--access", f"{self.directory}/ledger-access")
        server = Server(self.directory, *access)
        server.ask(PREFIX + "GetStatus", b"{}", {"Authorization": f"Bearer {token}"})
        self.assertEqual(server.ask("/metrics")[0], 401)
        self.assertEqual(server.ask("/metrics", headers={"Authorization": "Bearer guessed"})[0], 401)
        code, log = server.stop()
        self.assertEqual(code, 0)
        self.assertNotIn(token, log)
        self.assertNotIn("guessed", log)
        lines = [json.loads(line) for line in log.splitlines()]
        self.assertEqual([(line["call"], line.get("actor")) for line in lines if "call" in line],
                         [("GetStatus", "lan"), ("metrics", None), ("metrics", None)])
        self.assertEqual([line["code"] for line in lines if "call" in line][1:], ["access.who", "access.who"])
        notices = [line["notice"] for line in lines if "notice" in line]
        self.assertEqual(notices, ["access: turned away 127.0.0.1: malformed token; failures from there: 1"])
        server = Server(self.directory, *access, "--log", "off")
        server.ask("/metrics", headers={"Authorization": "Bearer guessed"})
        self.assertRegex(server.stop()[1], r"^\S+Z access: turned away 127\.0\.0\.1: malformed token; .*: 1\n$")

    def test_goes_on_when_nobody_reads_its_log(self):
        reader, writer = os.pipe()
        server = Server(self.directory, stderr=writer)
        os.close(writer)
        os.close(reader)
        for _ in range(20):
            self.assertEqual(server.ask(PREFIX + "GetStatus", b"{}")[0], 200)
        self.assertEqual(server.stop()[0], 0)


unittest.main(argv=sys.argv[:1])
