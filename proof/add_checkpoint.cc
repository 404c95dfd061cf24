#include "proof/add_checkpoint.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "storage/excerpt.h"

namespace tranche {
namespace {

absl::Status InLine(size_t line, const absl::Status& status) {
  return Within("line {line}", {NumberField("line", line)}, status);
}

absl::Status Malformed(size_t line, absl::string_view text, RefusalFields fields = {}) {
  return InLine(line, Refuse(absl::StatusCode::kInvalidArgument, "add-checkpoint.unreadable", text, std::move(fields)));
}

absl::StatusOr<uint64_t> ReadOldSize(absl::string_view line) {
  absl::string_view digits = line;
  uint64_t size = 0;
  const bool is_number = absl::ConsumePrefix(&digits, "old ") && absl::SimpleAtoi(digits, &size);
  if (is_number && absl::StrCat(size) == digits) return size;
  return Malformed(1, "found {found}, wanted \"old SIZE\" with the size of the last checkpoint that was cosigned, or 0",
                   {TextField("found", storage::Excerpt(line))});
}

absl::StatusOr<Digest> ReadHash(absl::string_view line) {
  const absl::StatusOr<std::string> bytes = FromBase64(line);
  return bytes.ok() ? ToDigest(*bytes) : bytes.status();
}

}  // namespace

absl::StatusOr<AddCheckpointRequest> AddCheckpointRequest::Parse(absl::string_view body) {
  const size_t end = body.find("\n\n");
  if (end == absl::string_view::npos)
    return Malformed(1, "wanted a line with the old size, the hashes of the proof, an empty line and a checkpoint");
  const std::vector<absl::string_view> lines = absl::StrSplit(body.substr(0, end), '\n');
  if (lines.size() > 1 + kHashesMax)
    return Malformed(2 + kHashesMax, "found {found} hashes, wanted {most} at most",
                     {NumberField("found", lines.size() - 1), NumberField("most", kHashesMax)});
  const absl::StatusOr<uint64_t> size = ReadOldSize(lines[0]);
  if (!size.ok()) return size.status();
  AddCheckpointRequest request;
  request.grown.size = *size;
  for (size_t i = 1; i < lines.size(); ++i) {
    const absl::StatusOr<Digest> hash = ReadHash(lines[i]);
    if (!hash.ok()) return InLine(i + 1, hash.status());
    request.grown.path.push_back(*hash);
  }
  absl::StatusOr<SignedNote> note = SignedNote::Parse(body.substr(end + 2));
  if (!note.ok()) return note.status();
  request.note = *std::move(note);
  return request;
}

std::string AddCheckpointBody(const v1::Proof& proof) {
  std::string body = absl::StrCat("old ", proof.grown().from_size(), "\n");
  for (const std::string& hash : proof.grown().path()) absl::StrAppend(&body, absl::Base64Escape(hash), "\n");
  absl::StrAppend(&body, "\n", proof.checkpoint());
  return body;
}

std::string AddFirstCheckpointBody(absl::string_view note) { return absl::StrCat("old 0\n\n", note); }

}  // namespace tranche
