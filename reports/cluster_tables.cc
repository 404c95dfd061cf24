#include "reports/cluster_tables.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/report_fields.h"

namespace tranche {
namespace {

constexpr Label kRoot("root", "Merkle root");

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

}  // namespace

Table ClusterTable(const v1::ClusterReport& report, const Reader& reader) {
  using Report = v1::ClusterReport;
  auto fields = WhichLedger<Report>();
  fields.Root(kRoot);
  fields.Add(Label("rows", "rows checked"), Column::kLeft, [](const Report& each) { return AnyCount(each.rows()); });
  fields.Add(Label("checkpoint", "checkpoint of"), Column::kLeft,
             [](const Report& each) { return AnyCount(each.checkpoint()); });
  return Rendered(fields, report, reader);
}

Table ClusterStatusTable(const v1::ClusterStatus& status, const Reader& reader) {
  using Status = v1::ClusterStatus;
  auto fields = WhichLedger<Status>();
  fields.Name(Label("log_head", "head of the log"), &Status::log_head);
  fields.Root(kRoot);
  fields.Text(Label("decider", "decides"), &Status::decider);
  fields.Text(Label("decider_address", "at"), &Status::decider_address);
  fields.Add(Label("closed", "closed"), Column::kLeft,
             [reader](const Status& each) { return YesNoCell(each.closed(), reader.locale); });
  fields.Add(Label("clock_ahead_ms", "clock ahead of the log (ms)"), Column::kLeft,
             [](const Status& each) { return Cell::Text(absl::StrCat(each.clock_ahead_ms())); });
  fields.Add(Label("contact", "heard from the shared log"), Column::kLeft, [reader](const Status& each) {
    return Cell::TextShownAs(absl::StrCat(each.contact().age_ms()), ContactText(each.contact(), reader.locale));
  });
  return Rendered(fields, status, reader);
}

}  // namespace tranche
