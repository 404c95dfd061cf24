#include "cli/field_files.h"

#include <optional>

#include "absl/strings/match.h"
#include "events/refusal.h"
#include "service/proofs.h"
#include "service/request_field.h"
#include "storage/excerpt.h"
#include "storage/whole_file.h"

namespace tranche {

absl::StatusOr<std::string> FieldFiles::Read(absl::string_view field, const std::string& path) {
  absl::StatusOr<std::string> content = storage::ReadExistingFile(path);
  if (!content.ok()) return AtField(field, content.status());
  paths_[std::string(field)].push_back(path);
  return content;
}

absl::StatusOr<std::string> FieldFiles::ReadPublicKey(absl::string_view field, const std::string& text) {
  if (!absl::StrContains(text, '+') && !storage::LooksLikePrivateKey(text)) return Read(field, text);
  paths_[std::string(field)].emplace_back();
  return text;
}

absl::Status FieldFiles::Naming(const absl::Status& status) const {
  std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal || refusal->within_size() == 0 || refusal->within(0).text() != kAtFieldText) return status;
  const std::string field = refusal->within(0).fields(0).text();
  const auto paths = paths_.find(field);
  if (paths == paths_.end()) return status;
  refusal->mutable_within()->DeleteSubrange(0, 1);
  const bool is_numbered = refusal->within_size() > 0 && refusal->within(0).fields_size() == 1 &&
                           refusal->within(0).fields(0).name() == kWitnessNumber;
  const std::string& path = paths->second.at(is_numbered ? refusal->within(0).fields(0).number() - 1 : 0);
  if (path.empty()) return status;
  if (is_numbered) refusal->mutable_within()->DeleteSubrange(0, 1);
  return AtField(field, Within("{file}", {TextField("file", path)}, StatusOf(status.code(), *refusal)));
}

}  // namespace tranche
