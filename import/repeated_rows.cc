#include "import/repeated_rows.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "ledger/equal_events.h"

namespace tranche {
namespace {

constexpr size_t kRowsShownMax = 50;

}  // namespace

absl::StatusOr<RepeatedRows> FindRepeatedRows(const std::vector<RowEvent>& rows, const ReadView& view) {
  EqualEvents equal(view);
  RepeatedRows repeated;
  std::vector<size_t> unknown;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto known = equal.FindKey(rows[i].event.event_id());
    if (!known.ok()) return known.status();
    if (!rows[i].is_keyed_by_content) continue;
    repeated.is_same_file = repeated.is_same_file || known->has_value();
    if (!known->has_value()) unknown.push_back(i);
  }
  for (const size_t i : unknown) {
    const absl::StatusOr<std::optional<Sequence>> taken = equal.Take(rows[i].event);
    if (!taken.ok()) return taken.status();
    if (taken->has_value()) repeated.equal.push_back({i, **taken});
  }
  return repeated;
}

absl::Status AskAbout(absl::string_view file, const std::vector<RowEvent>& rows, const RepeatedRows& repeated) {
  std::vector<std::string> pairs;
  for (const RepeatedRow& row : repeated.equal) {
    if (pairs.size() == kRowsShownMax) pairs.push_back("...");
    if (pairs.size() > kRowsShownMax) break;
    pairs.push_back(absl::StrCat(rows[row.index].line, " = ", row.sequence));
  }
  const RepeatedRow& first = repeated.equal.front();
  const absl::Status refused = Refuse(
      absl::StatusCode::kAlreadyExists, "import.repeated-rows",
      "{file}: rows that say the same as events that are recorded (line = event): {pairs}; nothing was written",
      {TextField("file", file), NumberField("line", static_cast<uint64_t>(rows[first.index].line)),
       NumberField("event", first.sequence), NumberField("rows", repeated.equal.size()), TextsField("pairs", pairs)});
  return Adding(
      refused,
      "say --repeated same when these rows are those events, --repeated new when they are other payments that "
      "look the same, or give each row an event_id of its own");
}

}  // namespace tranche
