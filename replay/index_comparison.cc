#include "replay/index_comparison.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/book.h"

namespace tranche {
namespace {

using storage::Scan;

std::string AtRow(const Scan& row) {
  return absl::StrCat("index: key ", absl::BytesToHexString(row.key()), " (", Book::DescribeRow(row.key()), ")");
}

std::string Value(const Scan& row) { return absl::StrCat("\"", absl::BytesToHexString(row.value()), "\""); }

IndexDifference Missing(const Scan& wanted) {
  return {Book::SequenceOfRow(wanted.key(), wanted.value()),
          absl::StrCat(AtRow(wanted), ": the row is missing, wanted value ", Value(wanted))};
}

IndexDifference Extra(const Scan& stored) {
  return {Book::SequenceOfRow(stored.key(), stored.value()),
          absl::StrCat(AtRow(stored), ": found value ", Value(stored), ", wanted no such row")};
}

IndexDifference Changed(const Scan& stored, const Scan& wanted) {
  return {Book::SequenceOfRow(wanted.key(), wanted.value()),
          absl::StrCat(AtRow(wanted), ": found value ", Value(stored), ", wanted ", Value(wanted))};
}

// Below zero: the stored row has no partner; above zero: the wanted one has none.
int Order(const Scan& stored, const Scan& wanted) {
  if (!wanted.Valid()) return -1;
  if (!stored.Valid()) return 1;
  return stored.key().compare(wanted.key());
}

}  // namespace

IndexComparison CompareIndexes(const IndexRows& stored, const IndexRows& wanted, const DifferenceVisitor& visitor) {
  IndexComparison comparison;
  const auto report = [&](const IndexDifference& difference) {
    ++comparison.different;
    visitor(difference);
  };
  const std::unique_ptr<Scan> found = stored.rows->ScanAll(stored.family, "");
  const std::unique_ptr<Scan> fresh = wanted.rows->ScanAll(wanted.family, "");
  while (found->Valid() || (fresh->Valid() && found->status().ok())) {
    const int order = Order(*found, *fresh);
    if (order < 0) report(Extra(*found));
    if (order > 0) report(Missing(*fresh));
    if (order == 0 && found->value() != fresh->value()) report(Changed(*found, *fresh));
    if (order >= 0) ++comparison.rows;
    if (order >= 0) fresh->Next();
    if (order <= 0) found->Next();
  }
  if (!found->status().ok())
    report({0, absl::StrCat("the rest of the index cannot be read: ", found->status().message())});
  for (; fresh->Valid(); fresh->Next()) ++comparison.rows;
  comparison.status = fresh->status();
  return comparison;
}

}  // namespace tranche
