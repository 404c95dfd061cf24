#include "import/repeated_rows.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/meaning.h"
#include "events/refusal.h"
#include "events/same_command.h"
#include "import/row_cells.h"
#include "ledger/equal_events.h"

namespace tranche {
namespace {

constexpr size_t kRowsShownMax = 50;

// `row` as it would have been recorded when `recorded` was, so that only what it says is compared.
v1::Event RecordedAs(const v1::Event& recorded, v1::Event row) {
  row.set_provenance(recorded.provenance());
  *row.mutable_recorded_at() = recorded.recorded_at();
  return row;
}

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

absl::StatusOr<std::vector<RepeatedRow>> FindDefinedRows(const std::vector<RowEvent>& rows, const ReadView& view) {
  EqualEvents equal(view);
  std::vector<RepeatedRow> defined;
  for (size_t i = 0; i < rows.size(); ++i) {
    const v1::Event& row = rows[i].event;
    const auto known = equal.FindKey(row.event_id());
    if (!known.ok()) return known.status();
    if (!known->has_value()) continue;
    const absl::StatusOr<v1::Event> recorded = view.log().Read(**known);
    if (!recorded.ok()) return recorded.status();
    const bool is_same = MeaningOf(*recorded) == MeaningOf(row);
    const absl::Status same = is_same ? absl::OkStatus() : CheckSameCommand(*recorded, RecordedAs(*recorded, row));
    if (!same.ok()) return AtRow(rows[i].path, rows[i].line, same);
    defined.push_back({i, **known});
  }
  return defined;
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
