#include "reports/cluster_tables.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/refusal_text.h"
#include "reports/report_fields.h"

namespace tranche {
namespace {

constexpr Label kRoot("root", "Merkle root");
constexpr Label kDecider("decider", "decides");
constexpr Label kDeciderAddress("decider_address", "at");

// Where the ledger is, and up to where.
template <typename Answer>
ReportFields<Answer> WhichLedger() {
  ReportFields<Answer> fields;
  fields.Text(Label("directory", "directory"), &Answer::directory);
  fields.Text(Label("log", "shared log"), &Answer::log);
  fields.Text(Label("ledger_id", "ledger id"), &Answer::ledger_id);
  fields.Name(Label("head", "head"), &Answer::head);
  return fields;
}

template <typename Answer>
Table Rendered(const ReportFields<Answer>& fields, const Answer& answer, const Reader& reader) {
  Table table = VerticalTableOf(fields.fields(), answer, reader.locale);
  HideBlankColumns(table);
  return table;
}

// A number that is 0 where there is nothing to count.
Cell AnyCount(uint64_t count) { return count == 0 ? Cell::Text("") : Cell::Count(static_cast<int64_t>(count)); }

// In CSV a stable word.
Cell OutcomeCell(v1::CheckOutcome outcome, Locale locale) {
  switch (outcome) {
    case v1::CHECK_OUTCOME_FINE:
      return Cell::TextShownAs("fine", Say(locale, "fine"));
    case v1::CHECK_OUTCOME_ADVISED:
      return Cell::TextShownAs("advised", Say(locale, "better otherwise"));
    case v1::CHECK_OUTCOME_WRONG:
      return Cell::TextShownAs("wrong", Say(locale, "WRONG"));
    default:
      return Cell::TextShownAs("unknown", Say(locale, "not looked at"));
  }
}

// What must be mended comes first, and what is fine last.
int PlaceOf(v1::CheckOutcome outcome) {
  constexpr v1::CheckOutcome kOrder[] = {v1::CHECK_OUTCOME_WRONG, v1::CHECK_OUTCOME_UNKNOWN, v1::CHECK_OUTCOME_ADVISED};
  return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), outcome) - std::begin(kOrder));
}

}  // namespace

Table ClusterCheckTable(const v1::ClusterCheck& check, const Reader& reader) {
  using Point = v1::CheckedPoint;
  const Locale locale = reader.locale;
  const std::vector<Field<Point>> fields = {
      {Label("where", "where"), Column::kLeft, [](const Point& each) { return Cell::Text(each.where()); }},
      {Label("point", "point"), Column::kLeft, [](const Point& each) { return Cell::Text(each.point()); }},
      {Label("outcome", "outcome"), Column::kLeft,
       [locale](const Point& each) { return OutcomeCell(each.outcome(), locale); }},
      {Label("found", "found"), Column::kLeft, [](const Point& each) { return Cell::Text(each.found()); }},
      {Label("wanted", "wanted"), Column::kLeft, [](const Point& each) { return Cell::Text(each.wanted()); }},
      {Label("why", "why, and what to do"), Column::kLeft,
       [&reader](const Point& each) { return Cell::Text(each.has_why() ? RefusalText(each.why(), reader, {}) : ""); }}};
  std::vector<Point> points(check.points().begin(), check.points().end());
  std::stable_sort(points.begin(), points.end(),
                   [](const Point& a, const Point& b) { return PlaceOf(a.outcome()) < PlaceOf(b.outcome()); });
  Table table = TableOf(fields, points, locale);
  table.notes = {Say(locale, "{count} point{count:s} looked at, {wrong} wrong",
                     {{"count", absl::StrCat(points.size())}, {"wrong", absl::StrCat(check.wrong())}})};
  return table;
}

Table ClusterTable(const v1::ClusterReport& report, const Reader& reader) {
  using Report = v1::ClusterReport;
  auto fields = WhichLedger<Report>();
  fields.Root(kRoot);
  fields.Add(Label("rows", "rows checked"), Column::kLeft, [](const Report& each) { return AnyCount(each.rows()); });
  fields.Add(Label("checkpoint", "checkpoint of"), Column::kLeft,
             [](const Report& each) { return AnyCount(each.checkpoint()); });
  fields.Add(Label("checkpoints", "checkpoints of the log"), Column::kLeft,
             [](const Report& each) { return AnyCount(each.checkpoints()); });
  fields.Add(Label("signed_by", "signed by"), Column::kLeft,
             [](const Report& each) { return Cell::Text(absl::StrJoin(each.signed_by(), ", ")); });
  return Rendered(fields, report, reader);
}

Table ClusterStatusTable(const v1::ClusterStatus& status, const Reader& reader) {
  using Status = v1::ClusterStatus;
  auto fields = WhichLedger<Status>();
  fields.Name(Label("log_head", "head of the log"), &Status::log_head);
  fields.Root(kRoot);
  fields.Text(kDecider, &Status::decider);
  fields.Text(kDeciderAddress, &Status::decider_address);
  fields.Add(Label("closed", "closed"), Column::kLeft,
             [reader](const Status& each) { return YesNoCell(each.closed(), reader.locale); });
  fields.Add(Label("clock_ahead_ms", "clock ahead of the log (ms)"), Column::kLeft,
             [](const Status& each) { return Cell::Text(absl::StrCat(each.clock_ahead_ms())); });
  fields.Add(Label("contact", "heard from the shared log"), Column::kLeft, [reader](const Status& each) {
    return Cell::TextShownAs(absl::StrCat(each.contact().age_ms()), ContactText(each.contact(), reader.locale));
  });
  return Rendered(fields, status, reader);
}

Table ClusterHandOverTable(const v1::ClusterHandOver& done, const Reader& reader) {
  ReportFields<v1::ClusterHandOver> fields;
  fields.Text(kDecider, &v1::ClusterHandOver::decider);
  fields.Text(kDeciderAddress, &v1::ClusterHandOver::decider_address);
  return Rendered(fields, done, reader);
}

}  // namespace tranche
