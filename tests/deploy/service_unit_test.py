"""Checks deploy/tranche.service.in, alone and with the drop-in for copies, with systemd's own checkers.

usage: service_unit_test.py UNIT TRANCHE; exit code 77 where systemd is not installed"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

EXPOSURE_MAX = 20  # in tenths of what `systemd-analyze security` says: 0 is best, 100 worst


def run(*words):
    return subprocess.run(["systemd-analyze", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def main():
    if shutil.which("systemd-analyze") is None:
        print("systemd-analyze is not installed")
        sys.exit(77)
    template, tranche = map(pathlib.Path, sys.argv[1:3])
    text = template.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as directory:
        unit = pathlib.Path(directory) / "tranche.service"
        unit.write_text(text.replace("@TRANCHE_PACKAGE_BINDIR@", str(tranche.resolve().parent)), encoding="utf-8")
        drop_in = shutil.copytree(template.parent / "tranche.service.d", pathlib.Path(directory) / "of_copies")
        for is_of_copy in (False, True):
            if is_of_copy:
                drop_in.rename(unit.with_name("tranche.service.d"))
            verified = run("verify", "--man=no", unit)
            if verified.returncode != 0 or verified.stdout.strip():
                sys.exit(f"systemd-analyze verify: {verified.stdout}")
        secure = run("security", "--offline=true", "--no-pager", f"--threshold={EXPOSURE_MAX}", unit)
        if secure.returncode != 0:
            sys.exit(f"systemd-analyze security: {secure.stdout}")
        # Who wrote its settings is not waited for.
        if not re.search(r"^RestartPreventExitStatus=1 2 3$", text, re.M) or not re.search(r"^StartLimitBurst=", text, re.M):
            sys.exit("the unit would start again what refuses to start")
        # A copy whose node was deposed ends with 4, and is opened again.
        copies = (unit.with_name("tranche.service.d") / "copy.conf").read_text(encoding="utf-8")
        if "RestartPreventExitStatus" in copies or not re.search(r"^StartLimitIntervalSec=0$", copies, re.M):
            sys.exit("a node that was deposed would not be started again for ever")
        # What the unit says on its command line is what the program takes.
        options = re.search(r"^ExecStart=\S+ serve (.*) \$TRANCHE_SERVE_OPTIONS$", text, re.M).group(1).split()
        shown = subprocess.run([tranche, "--lang", "en", "serve", *options, "--help"], stdout=subprocess.PIPE, text=True)
        if shown.returncode != 0:
            sys.exit(f"tranche serve does not take {options}")


main()
