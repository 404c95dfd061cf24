"""Writes the files that dist/files.tsv lists as a C++ source: bundle.py DIST OUT. Without that list, one without files."""
import gzip
import pathlib
import sys

BYTES_PER_LINE = 64


def literal(content):
    """The bytes as a string literal of C++, in octal: it ends after three digits, whatever follows."""
    lines = []
    for start in range(0, len(content), BYTES_PER_LINE):
        piece = content[start:start + BYTES_PER_LINE]
        lines.append('    "' + "".join(f"\\{byte:03o}" for byte in piece) + '"')
    return "\n".join(lines) or '    ""'


def view(content):
    return f"absl::string_view(\n{literal(content)},\n    {len(content)})"


def row(dist, line):
    path, name, content_type, life = line.rstrip("\n").split("\t")
    content = (dist / name).read_bytes()
    packed = gzip.compress(content, 9, mtime=0)
    if len(packed) > len(content) * 0.95:
        packed = b""
    immutable = {"immutable": "true", "changing": "false"}[life]
    return f'    {{"{path}", {{{view(content)}, {view(packed)}, "{content_type}", {immutable}}}}},\n'


def main():
    dist, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    listed = dist / "files.tsv"
    rows = [row(dist, line) for line in open(listed, encoding="utf-8")] if listed.exists() else []
    table = f"constexpr BundledFile kFiles[] = {{\n{''.join(rows)}}};\n" if rows else ""
    answer = "kFiles" if rows else "{}"
    out.write_text(
        '#include "page/page_bundle.h"\n\nnamespace tranche {\n'
        + (f"namespace {{\n\n{table}\n}}  // namespace\n" if rows else "")
        + f"\nstd::span<const BundledFile> PageBundle() {{ return {answer}; }}\n\n}}  // namespace tranche\n",
        encoding="utf-8")


main()
