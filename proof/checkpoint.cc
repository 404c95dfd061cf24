#include "proof/checkpoint.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "proof/signed_note.h"
#include "storage/excerpt.h"

namespace tranche {
namespace {

absl::Status NoCheckpoint(absl::string_view text) {
  return Within("no checkpoint", {}, Refuse(absl::StatusCode::kInvalidArgument, "checkpoint.unreadable", text));
}

absl::Status AtLine(uint64_t line, const absl::Status& status) {
  return Within("no checkpoint", {}, Within("line {line}", {NumberField("line", line)}, status));
}

// Replaces character by character, so that every kind of space is covered.
std::string WithoutSpaces(absl::string_view name) {
  std::string origin;
  for (size_t first = 0; first < name.size();) {
    size_t end = first + 1;
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) ++end;
    const absl::string_view character = name.substr(first, end - first);
    absl::StrAppend(&origin, IsKeyName(character) ? character : "-");
    first = end;
  }
  return origin;
}

}  // namespace

absl::StatusOr<Checkpoint> Checkpoint::Parse(absl::string_view text) {
  if (!absl::ConsumeSuffix(&text, "\n")) return NoCheckpoint("its last line has no end");
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (lines.size() < 3) return NoCheckpoint("wanted an origin, a size and a root, each on a line");
  for (const std::string& line : lines) {
    if (line.empty()) return NoCheckpoint("found an empty line");
  }
  Checkpoint checkpoint;
  checkpoint.origin = lines[0];
  if (!absl::SimpleAtoi(lines[1], &checkpoint.size) || absl::StrCat(checkpoint.size) != lines[1])
    return AtLine(
        2, Refuse(absl::StatusCode::kInvalidArgument, "checkpoint.unreadable",
                  "found {found}, wanted the number of events", {TextField("found", storage::Excerpt(lines[1]))}));
  const absl::StatusOr<std::string> root = FromBase64(lines[2]);
  const absl::StatusOr<Digest> digest = root.ok() ? ToDigest(*root) : root.status();
  if (!digest.ok()) return AtLine(3, digest.status());
  checkpoint.root = *digest;
  return checkpoint;
}

std::string Checkpoint::ToText() const {
  return absl::StrCat(origin, "\n", size, "\n", absl::Base64Escape(ToBytes(root)), "\n");
}

std::string OriginOf(const v1::LedgerCreated& terms) {
  return absl::StrCat(WithoutSpaces(terms.name()), "/", terms.ledger_id());
}

}  // namespace tranche
