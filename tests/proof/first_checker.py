"""`tranche check-proof` in one process for many files, by the program that first_checker.cc is."""

import json
import subprocess


class FirstChecker:
    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def __enter__(self) -> "FirstChecker":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        if self.process.wait() != 0:
            raise RuntimeError(f"the first checker ended with {self.process.returncode}")

    def check(self, *words: str) -> tuple[int, str]:
        """The exit code of `tranche check-proof WORDS`, and what it says is wrong."""
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the first checker ended with {self.process.wait()} at {words}")
        answer = json.loads(line)
        return answer["code"], answer["said"]
