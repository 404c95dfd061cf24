#include "proof/signed_note.h"

#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "events/utf8.h"
#include "storage/encoding/key_codec.h"
#include "storage/excerpt.h"

namespace tranche {
namespace {

constexpr absl::string_view kDash = "\u2014 ";

absl::Status NoNote(absl::string_view text, RefusalFields fields = {}) {
  return Within("no signed note", {},
                Refuse(absl::StatusCode::kInvalidArgument, "signed-note.unreadable", text, std::move(fields)));
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }

bool IsSpace(utf8proc_int32_t character) {
  const utf8proc_category_t category = utf8proc_category(character);
  return character <= 0x20 || character == 0x85 || category == UTF8PROC_CATEGORY_ZS ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

absl::StatusOr<NoteSignature> ParseSignature(absl::string_view line) {
  const absl::Status malformed = NoNote("found the line {line}, wanted \"— NAME SIGNATURE\" with a signature in base64",
                                        {TextField("line", storage::Excerpt(line))});
  if (!absl::ConsumePrefix(&line, kDash)) return malformed;
  const std::vector<std::string> parts = absl::StrSplit(line, ' ');
  if (parts.size() != 2 || !IsKeyName(parts[0])) return malformed;
  const absl::StatusOr<std::string> bytes = FromBase64(parts[1]);
  NoteSignature signature;
  const bool has_signature = bytes.ok() && bytes->size() > sizeof(signature.key_id);
  if (!has_signature || !storage::KeyReader(*bytes).ReadU32(&signature.key_id)) return malformed;
  signature.key_name = parts[0];
  signature.bytes = bytes->substr(sizeof(signature.key_id));
  return signature;
}

}  // namespace

absl::StatusOr<SignedNote> SignedNote::Parse(absl::string_view note) {
  if (note.size() > kBytesMax) return NoNote("it has {bytes} byte{bytes:s}", {NumberField("bytes", note.size())});
  if (!CheckUtf8(std::string(note)).ok() || std::any_of(note.begin(), note.end(), IsControl))
    return NoNote("it is not UTF-8 text, or has control characters");
  const size_t end_of_text = note.rfind("\n\n");
  const bool has_signatures = end_of_text != absl::string_view::npos && end_of_text + 2 < note.size();
  if (!has_signatures || !absl::ConsumeSuffix(&note, "\n"))
    return NoNote("wanted a text, an empty line and signature lines");
  SignedNote parsed;
  parsed.text = std::string(note.substr(0, end_of_text + 1));
  const std::vector<std::string> lines = absl::StrSplit(note.substr(end_of_text + 2), '\n');
  if (lines.size() > kSignaturesMax)
    return NoNote("it has {signatures} signature{signatures:s}", {NumberField("signatures", lines.size())});
  for (const std::string& line : lines) {
    absl::StatusOr<NoteSignature> signature = ParseSignature(line);
    if (!signature.ok()) return signature.status();
    parsed.signatures.push_back(*std::move(signature));
  }
  return parsed;
}

std::string NoteSignature::ToLine() const {
  std::string with_id;
  storage::AppendU32(key_id, &with_id);
  absl::StrAppend(&with_id, bytes);
  return absl::StrCat(kDash, key_name, " ", absl::Base64Escape(with_id), "\n");
}

std::string SignedNote::ToString() const {
  std::string note = absl::StrCat(text, "\n");
  for (const NoteSignature& signature : signatures) note += signature.ToLine();
  return note;
}

bool IsKeyName(absl::string_view name) {
  if (name.empty() || absl::StrContains(name, '+') || !CheckUtf8(std::string(name)).ok()) return false;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(name.data());
  auto left = static_cast<utf8proc_ssize_t>(name.size());
  while (left > 0) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t taken = utf8proc_iterate(bytes, left, &character);
    if (taken <= 0 || IsSpace(character)) return false;
    bytes += taken;
    left -= taken;
  }
  return true;
}

absl::StatusOr<std::string> FromBase64(absl::string_view text) {
  std::string bytes;
  if (absl::Base64Unescape(text, &bytes) && absl::Base64Escape(bytes) == text) return bytes;
  return Refuse(absl::StatusCode::kInvalidArgument, "base64.unreadable", "found {found}, wanted standard base64",
                {TextField("found", storage::Excerpt(text))});
}

}  // namespace tranche
