#include "proof/published_file.h"

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "proof/checkpoint.h"
#include "storage/replaced_file.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

std::string PathOf(const std::string& directory) { return absl::StrCat(directory, "/PUBLISHED"); }

}  // namespace

absl::StatusOr<std::optional<SignedNote>> ReadPublishedFile(const std::string& directory) {
  const absl::StatusOr<std::optional<std::string>> content = storage::ReadWholeFile(PathOf(directory));
  if (!content.ok()) return content.status();
  if (!content->has_value()) return std::optional<SignedNote>();
  absl::StatusOr<SignedNote> note = SignedNote::Parse(**content);
  absl::Status read = note.status();
  if (read.ok()) read = Checkpoint::Parse(note->text).status();
  if (read.ok()) return std::optional<SignedNote>(*std::move(note));
  return Within("{path}", {TextField("path", PathOf(directory))},
                Adding(WithCode(absl::StatusCode::kDataLoss, read),
                       "compare what was published with `tranche checkpoint --list`, then delete the file"));
}

absl::Status WritePublishedFile(const std::string& directory, const SignedNote& note) {
  return storage::ReplaceFile(PathOf(directory), note.ToString());
}

}  // namespace tranche
