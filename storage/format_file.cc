#include "storage/format_file.h"

#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "storage/excerpt.h"
#include "storage/head_file.h"
#include "storage/scratch_directory.h"
#include "storage/whole_file.h"

namespace tranche::storage {

namespace fs = std::filesystem;

namespace {
constexpr absl::string_view kCopySuffix = " copy";
}  // namespace

std::string FormatPath(const std::string& path) { return path + "/FORMAT"; }

std::string UnfinishedPath(const std::string& path) { return absl::StrCat(path, "/", kUnfinishedName); }

bool IsUnfinished(const std::string& path) {
  std::error_code error;
  return fs::exists(UnfinishedPath(path), error) || fs::exists(ScratchMarkPath(path), error);
}

bool HasDatabase(const std::string& path) {
  std::error_code error;
  return fs::is_directory(fs::path(path) / std::string(kDatabaseName), error);
}

bool HasHeadOfOthers(const std::string& path) { return absl::IsDataLoss(HeadFile::Read(path).status()); }

std::string FormatText(const LedgerFormat& format) {
  return absl::StrCat(kFormatPrefix, format.version, format.is_copy ? kCopySuffix : "", "\n");
}

absl::StatusOr<LedgerFormat> ReadFormat(const std::string& path) {
  const absl::StatusOr<std::optional<std::string>> content = ReadWholeFile(FormatPath(path));
  if (!content.ok()) return content.status();
  const std::string text = content->value_or("");
  absl::string_view number = text;
  uint32_t version = 0;
  const bool is_line = absl::ConsumePrefix(&number, kFormatPrefix) && absl::ConsumeSuffix(&number, "\n");
  const bool is_copy = is_line && absl::ConsumeSuffix(&number, kCopySuffix);
  if (!is_line || !absl::SimpleAtoi(number, &version) || absl::StrCat(version) != number || version == 0) {
    return Adding(
        Refuse(absl::StatusCode::kDataLoss, "format.damaged", "{path} is damaged: found {found}, wanted \"{wanted}\"",
               {TextField("path", FormatPath(path)), TextField("found", Excerpt(text)),
                TextField("wanted", absl::StrCat(kFormatPrefix, kFormatVersion))}),
        "restore the ledger from a backup");
  }
  if (version > kFormatVersion) {
    return Refuse(absl::StatusCode::kUnimplemented, "format.newer",
                  "{path} belongs to a newer version of tranche: found format {found}, this program reads formats "
                  "{oldest} to {newest}; nothing was touched; update tranche",
                  {TextField("path", path), NumberField("found", version), NumberField("oldest", kOldestFormatVersion),
                   NumberField("newest", kFormatVersion)});
  }
  if (version < kOldestFormatVersion) {
    return Refuse(absl::StatusCode::kUnimplemented, "format.older",
                  "{path} was made by an older version of tranche: found format {found}, this program reads formats "
                  "{oldest} to {newest}; nothing was touched; run `export log` of the program that made it, then "
                  "`tranche --ledger "
                  "NEW import log` of this one: events, keys and root stay the same",
                  {TextField("path", path), NumberField("found", version), NumberField("oldest", kOldestFormatVersion),
                   NumberField("newest", kFormatVersion)});
  }
  return LedgerFormat{version, is_copy};
}

// What is being made is marked until FORMAT is there. Ledgers of before that mark were complete before their second
// event, so one that has more has lost its FORMAT since.
absl::Status CheckFormatNotLost(const std::string& path) {
  if (IsUnfinished(path) || !HasDatabase(path) || HasHeadOfOthers(path)) return absl::OkStatus();
  const absl::StatusOr<std::optional<uint64_t>> head = HeadFile::Read(path);
  if (!head.ok()) return head.status();
  const uint64_t acknowledged = head->value_or(0);
  // One that is being made may have got its FORMAT since we looked.
  std::error_code error;
  if (acknowledged <= 1 || fs::exists(FormatPath(path), error)) return absl::OkStatus();
  return Adding(Refuse(absl::StatusCode::kDataLoss, "format.missing",
                       "{path}/FORMAT is missing, but {path}/HEAD says that {head} events were acknowledged",
                       {TextField("path", path), NumberField("head", acknowledged)}),
                "restore the ledger from a backup");
}

absl::Status NoFormat(const std::string& path) {
  if (absl::Status kept = CheckFormatNotLost(path); !kept.ok()) return kept;
  if (!IsUnfinished(path) && (!HasDatabase(path) || HasHeadOfOthers(path)))
    return Refuse(absl::StatusCode::kNotFound, "ledger.no-format",
                  "{path} is a directory but no ledger: it has no file FORMAT", {TextField("path", path)});
  return Refuse(
      absl::StatusCode::kNotFound, "ledger.unfinished",
      "{path} is no ledger yet: a ledger is being made there, or its making was cut off; run the command that makes it "
      "again, which replaces what is there",
      {TextField("path", path)});
}

}  // namespace tranche::storage
