"""Runs the commands of docs/server.md, and compares what they print with what stands there.

usage: server_page_test.py SOURCE_DIR TRANCHE"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

SHOWN = ("127.0.0.1:8080", "127.0.0.1:8081")  # the addresses on the page: HTTP, gRPC
BLOCK = re.compile(r"^```(sh)?\n(.*?)^```$", re.M | re.S)


def fails(what):
    print(what, file=sys.stderr)
    sys.exit(1)


def expect(shown, printed, command):
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("..."))
    if not re.fullmatch(pattern, printed.strip(), re.S):
        fails(f"{command}\nprinted:\n{printed}\nthe page shows:\n{shown}")


def replaced(text, old, new):
    for one, other in zip(old, new):
        text = text.replace(one, other)
    return text


def serve(command, environment, shown):
    """Starts the server of the page on free ports. Returns it, and its addresses."""
    words = replaced(command, SHOWN, ("127.0.0.1:0",) * 2).split()
    server = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    lines = [server.stdout.readline() for _ in range(3)]
    addresses = re.search(r"http://(\S+)", lines[0]).group(1), lines[1].split()[-1]
    expect(shown, replaced("".join(lines), addresses, SHOWN), command)
    return server, addresses


def stop(server, by, says):
    server.send_signal(by)
    rest, _ = server.communicate(timeout=60)
    if server.returncode != 0 or says not in rest:
        fails(f"the server ended with {server.returncode}: {rest}")


def demo(tranche, environment):
    """The demo that serves what it has made."""
    words = [tranche, "--lang", "en", "demo", "--data", "data", "--serve", "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(words, env={**environment, "TMPDIR": os.getcwd()}, stdout=subprocess.PIPE, text=True)
    addresses = []
    for ledger in ("synthetic.ledger", "khuyen-cong.ledger"):
        line = ""
        while f"{ledger} at http://" not in line:
            line = server.stdout.readline()
            if not line:
                fails(f"the demo ended before it served {ledger}")
        addresses.append(re.search(r"at (http://\S+)", line).group(1))
    for address, name in zip(addresses, ("SYNTHETIC", "khuyen-cong")):
        asked = subprocess.run(["curl", "-s", "-f", f"{address}/tranche.v1.LedgerService/GetLedger", "-d", "{}", "-H",
                                "Content-Type: application/json"], check=True, stdout=subprocess.PIPE, text=True, timeout=60)
        if name not in asked.stdout:
            fails(f"{address} is not of {name}: {asked.stdout}")
    stop(server, signal.SIGTERM, "stopped")


def main():
    source, tranche = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    environment = {**os.environ, "PATH": f"{tranche.parent}:{os.environ['PATH']}"}
    environment.pop("TRANCHE_LEDGER", None)
    blocks = BLOCK.findall((source / "docs/server.md").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        os.symlink(source / "data", "data")
        *before, serving = blocks[0][1].splitlines()
        for command in before:
            subprocess.run(command, shell=True, check=True, env=environment, stdout=subprocess.DEVNULL)
        server, addresses = serve(serving, environment, blocks[1][1])
        try:
            pairs = list(zip(blocks[2::2], blocks[3::2]))
            if len(pairs) < 6 or any(asked[0] != "sh" or answered[0] for asked, answered in pairs):
                fails("docs/server.md: wanted blocks of commands, each with one of its answer")
            for (_, commands), (_, shown) in pairs:
                run = subprocess.run(["bash", "-euo", "pipefail", "-c", replaced(commands, SHOWN, addresses)],
                                     env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=60)
                expect(shown, run.stdout, commands)
        finally:
            stop(server, signal.SIGTERM, "stopped")
        server, _ = serve(f"{serving} --lang vi", environment, f"đang phục vụ sổ ./tranche.ledger tại http://{SHOWN[0]}\n...")
        stop(server, signal.SIGINT, "đã dừng")
        subprocess.run([tranche, "verify"], check=True, env=environment, stdout=subprocess.DEVNULL)
        demo(tranche, environment)


main()
