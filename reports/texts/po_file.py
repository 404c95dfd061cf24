"""Reads a .po file of gettext: msgid and msgstr, each a literal or several in a row; comments; nothing else."""
import ast
import sys


class BadPoFile(Exception):
    pass


def read(path):
    """The entries as a list of (msgid, msgstr, line), without the header (the empty msgid)."""
    entries = []
    field = None
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("msgid "):
                entries.append(["", "", number])
                field, line = 0, line[len("msgid "):]
            elif line.startswith("msgstr ") and entries:
                field, line = 1, line[len("msgstr "):]
            elif not line.startswith('"') or field is None:
                raise BadPoFile(f'{path}:{number}: wanted msgid, msgstr or a text in quotes')
            entries[-1][field] += _literal(path, number, line)
    return [tuple(entry) for entry in entries if entry[0]]


def _literal(path, number, text):
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError) as error:
        raise BadPoFile(f"{path}:{number}: this is no text in quotes: {text}") from error
    if not isinstance(value, str) or not text.startswith('"'):
        raise BadPoFile(f"{path}:{number}: this is no text in quotes: {text}")
    return value


def unescaped(literal):
    """What a literal of C++ says: as in Python, which reads the escapes of UTF-8 bytes as characters."""
    return ast.literal_eval(literal)


def escaped(text):
    """`text` as a literal of C++ and of .po."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def make_table(po_path, out_path):
    entries = sorted((msgid.encode(), msgid, msgstr) for msgid, msgstr, _ in read(po_path) if msgstr)
    with open(out_path, "w", encoding="utf-8") as out:
        out.write('// Made from reports/texts/vi.po.\n#include "reports/texts/translated_text.h"\n\nnamespace tranche {\n'
                  "namespace {\n\nconstexpr TranslatedText kTexts[] = {\n")
        for _, msgid, msgstr in entries:
            out.write(f"    {{{escaped(msgid)}, {escaped(msgstr)}}},\n")
        out.write("};\n\n}  // namespace\n\n"
                  "absl::Span<const TranslatedText> VietnameseTexts() { return kTexts; }\n\n}  // namespace tranche\n")


if __name__ == "__main__":
    try:
        make_table(sys.argv[1], sys.argv[2])
    except BadPoFile as error:
        sys.exit(str(error))
