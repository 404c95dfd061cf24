#include "cli/basis_file.h"

#include <google/protobuf/util/json_util.h>

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
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

absl::Status SetOnce(absl::string_view option, const std::string& value, std::optional<std::string>* argument) {
  if (argument->has_value())
    return absl::InvalidArgumentError(
        absl::StrCat("--", option, ": --basis says it already (", value, "); wanted one of the two"));
  *argument = value;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Basis> ReadBasisFile(const std::string& path) {
  const absl::StatusOr<std::string> json = storage::ReadExistingFile(path);
  if (!json.ok()) return json.status();
  v1::BasisFile file;
  bool read = FromJson(*json, true, &file);
  if (read && !file.has_basis()) read = FromJson(*json, false, &file);
  if (read && file.basis().head() > 0 && !file.basis().ledger_id().empty()) return std::move(*file.mutable_basis());
  return absl::InvalidArgumentError(absl::StrCat(path, " has no basis, wanted a report as `--format json` prints it"));
}

absl::Status CheckBasis(const v1::Basis& basis, const ReadView& view) {
  if (basis.ledger_id() != view.terms().ledger_id())
    return absl::FailedPreconditionError(
        absl::StrCat("the report is of the ledger ", basis.ledger_id(), ", this one is ", view.terms().ledger_id()));
  if (basis.head() > view.head())
    return absl::FailedPreconditionError(
        absl::StrCat("the report was made when the ledger had ", basis.head(), " events, this copy has ", view.head()));
  const absl::StatusOr<Digest> root = view.tree().Root(basis.head());
  if (!root.ok()) return root.status();
  if (basis.root() == ToBytes(*root)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("tree: the first ", basis.head(), " events have the root ",
                                          absl::Base64Escape(ToBytes(*root)), ", when the report was made it was ",
                                          absl::Base64Escape(basis.root()),
                                          ": what was recorded was altered since; run `tranche verify`"));
}

absl::Status ApplyBasis(const v1::Basis& basis, Arguments* arguments) {
  const std::string known_at = absl::StrCat(basis.known_at_sequence());
  absl::Status status = SetOnce("known-at", known_at, &arguments->known_at);
  if (status.ok() && !basis.as_of().empty()) status = SetOnce("as-of", basis.as_of(), &arguments->as_of);
  if (status.ok() && !basis.boundaries().empty())
    status = SetOnce("boundaries", basis.boundaries(), &arguments->boundaries);
  if (status.ok() && basis.has_source_id()) status = SetOnce("source", basis.source_id(), &arguments->source);
  if (status.ok() && basis.has_area_id()) status = SetOnce("area", basis.area_id(), &arguments->area);
  if (status.ok() && basis.has_project_id()) status = SetOnce("project", basis.project_id(), &arguments->project);
  if (!status.ok() || !basis.has_fiscal_year()) return status;
  if (arguments->year) return absl::InvalidArgumentError("--year: --basis says it already; wanted one of the two");
  arguments->year = basis.fiscal_year();
  return absl::OkStatus();
}

}  // namespace tranche
