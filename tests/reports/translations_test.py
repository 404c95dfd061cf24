"""Every text that the code says to people has its line in reports/texts/vi.po, with the same {places}, and no other.

Texts are string literals in the calls of CALLS, and the bases of the region groupings in data/groupings.csv
and of synthetic histories.
"""
import csv
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(ROOT / "reports/texts"))
import po_file  # noqa: E402

ROOMS = ["storage", "postgres", "cluster", "events", "log", "projections", "ledger", "import", "proof", "replay", "service", "reports", "cli",
         "server", "access"]
# Which argument, counted from 0, is a text.
CALLS = {"Refuse": 2, "Within": 0, "Adding": 1, "AfterDoing": 1, "WordField": 1, "PhraseField": 1, "MissingField": 1,
         "check": 2, "Say": 1, "Marked": 0, "Label": 1, "set_basis": 0,
         "add_option": 2, "add_flag": 2, "AddCommand": 2, "add_subcommand": 1, "AddLogFile": 1, "set_help_flag": 1,
         "set_version_flag": 2,
         "Contradiction": 0, "DoesNotHold": 0, "NoCheckpoint": 0, "NoLeaf": 0, "NoNote": 0, "Stop": 0,
         "NoContinuation": 1, "NoToken": 1, "Refused": 1, "RefuseText": 1, "Because": 1, "Unwanted": 1, "Malformed": 1,
         "SystemError": (1, 2), "WriteError": 1, "ErrnoStatus": 1, "Failure": (0, 1), "ToStatus": 1}
TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d[\w']*|\w+|\S""", re.S)
# The names of fields, as refusals say them (events/refusal.h), and those that have a word (reports/field_labels.cc).
NAMED_FIELD = re.compile(r'\bInField\("(\w+)"')
FIELD_WITH_A_WORD = re.compile(r'Label\("(\w+)", "')
# A Vietnamese text that begins with the name of a field.
BARE_FIELD = re.compile(r"([a-z]+(?:[_-][a-z]+)*): ", re.A)
PLACE = re.compile(r"\{(\w+)\}")
PLURAL_END = re.compile(r"\{(\w+):s\}")


# English that is wrong where the place holds 1: "1 event have", "1 more units".
NOT_OF_ONE = re.compile(r"\{\w+:s\}(?: of the \w+)? (?:have|are|were)\b|\{\w+\} (?:that (?:have|are|were)\b|more \w+s\b)")
# Terms of docs/glossary.md: what the translation of an English text has to say, or must not.
TERMS = ((re.compile(r"\bbasis\b"), re.compile("cơ sở")), (re.compile(r"^tree: "), re.compile("^cây băm: ")),
         (re.compile(r"\btwo transfers\b"), re.compile("^(?!.*hai bút toán)")))


def tokens_of(path):
    code = path.read_text(encoding="utf-8")
    return [(match.group(), code.count("\n", 0, match.start()) + 1) for match in TOKEN.finditer(code)
            if not match.group().startswith(("//", "/*"))]


def arguments_of(tokens, start):
    """The tokens of each argument of the call whose ( is at `start`."""
    arguments, depth = [[]], 0
    for token, _ in tokens[start:]:
        if token in "([{":
            depth += 1
            if depth == 1:
                continue
        if token in ")]}":
            depth -= 1
            if depth == 0:
                break
        if token == "," and depth == 1:
            arguments.append([])
        else:
            arguments[-1].append(token)
    return arguments


def literals_of(argument):
    """Texts of an argument: adjacent literals are one; `a ? "x" : "y"` has two."""
    texts, joins = [], False
    for token in argument:
        if token.startswith('"'):
            text = po_file.unescaped(token)
            texts[-1:] = [texts[-1] + text] if joins else [*texts[-1:], text]
        joins = token.startswith('"')
    return texts


def texts_in(path):
    tokens = tokens_of(path)
    for at, (token, line) in enumerate(tokens[:-1]):
        name = token
        start = at + 1
        if token in ("english", "meaning") and tokens[start][0] == "=" and tokens[start + 1][0].startswith('"'):
            text, at = "", start + 1  # a kind of event, a version of the rules
            while tokens[at][0].startswith('"'):
                text, at = text + po_file.unescaped(tokens[at][0]), at + 1
            yield text, f"{path.relative_to(ROOT)}:{line}"
        if token not in CALLS:
            continue
        if token == "Label" and re.fullmatch(r"k\w+", tokens[start][0]):
            start += 1  # Label kPlan("plan_minor_units", "plan")
        if tokens[start][0] != "(":
            continue
        arguments = arguments_of(tokens, start)
        for position in CALLS[name] if isinstance(CALLS[name], tuple) else (CALLS[name],):
            for text in literals_of(arguments[position]) if position < len(arguments) else []:
                if re.search(r"[A-Za-z]", PLACE.sub("", text)):
                    yield text, f"{path.relative_to(ROOT)}:{line}"


def texts_of_the_code():
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".h", ".cc"):
                for text, where in texts_in(path):
                    found.setdefault(text, where)
    with open(ROOT / "data/groupings.csv", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["basis"], "data/groupings.csv")
    return found


def problems():
    po = ROOT / "reports/texts/vi.po"
    used = texts_of_the_code()
    translated = {}
    for msgid, msgstr, line in po_file.read(po):
        if msgid in translated:
            yield f"vi.po:{line}: a second line for {po_file.escaped(msgid)}"
        translated[msgid] = (msgstr, line)
    for text, where in used.items():
        if not set(PLURAL_END.findall(text)) <= set(PLACE.findall(text)):
            yield f"{where}: a plural of a place that is not there: {po_file.escaped(text)}"
        if NOT_OF_ONE.search(text):
            yield f"{where}: not English if there is one: {po_file.escaped(text)}"
        if not translated.get(text, ("",))[0]:
            yield f'{where}: vi.po has no translation; add\n\nmsgid {po_file.escaped(text)}\nmsgstr ""\n'
    for msgid, (msgstr, line) in translated.items():
        if msgid not in used:
            yield f"vi.po:{line}: nobody says {po_file.escaped(msgid)}"
        elif msgstr and set(PLACE.findall(msgid)) != set(PLACE.findall(msgstr)):
            yield f"vi.po:{line}: other {{places}} than the English text has: {po_file.escaped(msgstr)}"
        for english, vietnamese in TERMS:
            if english.search(msgid) and not vietnamese.search(msgstr):
                yield f"vi.po:{line}: not as in docs/glossary.md: {po_file.escaped(msgstr)}"


def fields_without_words():
    words = set(FIELD_WITH_A_WORD.findall((ROOT / "reports/field_labels.cc").read_text(encoding="utf-8")))
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.cc")):
            for field in NAMED_FIELD.findall(path.read_text(encoding="utf-8")):
                if field not in words:
                    yield f"{path.relative_to(ROOT)}: reports/field_labels.cc has no word for the field {field}"
    for _, msgstr, line in po_file.read(ROOT / "reports/texts/vi.po"):
        begins = BARE_FIELD.match(msgstr)
        if begins and begins.group(1).replace("-", "_") in words:
            yield f"vi.po:{line}: begins with the English name of a field: {po_file.escaped(msgstr)}"


if __name__ == "__main__":
    found = [*problems(), *fields_without_words()]
    print(*found, sep="\n")
    sys.exit(f"{len(found)} problems in the texts" if found else 0)
