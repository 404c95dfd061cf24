#include "cli/basis_file.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "events/refusal.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

bool FromJson(const std::string& json, bool is_report, v1::BasisFile* file) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  google::protobuf::Message* message = is_report ? static_cast<google::protobuf::Message*>(file)
                                                 : static_cast<google::protobuf::Message*>(file->mutable_basis());
  return google::protobuf::util::JsonStringToMessage(json, message, options).ok();
}

}  // namespace

absl::StatusOr<v1::Basis> ReadBasisFile(const std::string& path) {
  const absl::StatusOr<std::string> json = storage::ReadExistingFile(path);
  if (!json.ok()) return json.status();
  v1::BasisFile file;
  bool read = FromJson(*json, true, &file);
  if (read && !file.has_basis()) read = FromJson(*json, false, &file);
  if (read && file.basis().head() > 0 && !file.basis().ledger_id().empty()) return std::move(*file.mutable_basis());
  return Refuse(absl::StatusCode::kInvalidArgument, "basis.none",
                "{path} has no basis, wanted a report as `--format json` prints it", {TextField("path", path)});
}

}  // namespace tranche
