#include "reports/cluster_tables.h"

#include <string>

#include "absl/strings/escaping.h"
#include "reports/field.h"
#include "reports/report_fields.h"

namespace tranche {
namespace {

constexpr Label kDirectory("directory", "directory");
constexpr Label kLog("log", "shared log");
constexpr Label kLedgerId("ledger_id", "ledger id");
constexpr Label kHead("head", "head");
constexpr Label kRoot("root", "Merkle root");

// The root of an answer, in base64 as in JSON.
template <typename Answer>
Cell RootCell(const Answer& answer) {
  return Cell::Text(absl::Base64Escape(answer.root()));
}

// A number that is 0 where there is nothing to count.
Cell AnyCount(uint64_t count) { return count == 0 ? Cell::Text("") : Cell::Count(static_cast<int64_t>(count)); }

}  // namespace

Table ClusterTable(const v1::ClusterReport& report, const Reader& reader) {
  using Report = v1::ClusterReport;
  ReportFields<Report> fields;
  fields.Text(kDirectory, &Report::directory);
  fields.Text(kLog, &Report::log);
  fields.Text(kLedgerId, &Report::ledger_id);
  fields.Name(kHead, &Report::head);
  fields.Add(kRoot, Column::kLeft, RootCell<Report>);
  fields.Add(Label("rows", "rows checked"), Column::kLeft, [](const Report& each) { return AnyCount(each.rows()); });
  fields.Add(Label("checkpoint", "checkpoint of"), Column::kLeft,
             [](const Report& each) { return AnyCount(each.checkpoint()); });
  Table table = VerticalTableOf(fields.fields(), report, reader.locale);
  HideBlankColumns(table);
  return table;
}

Table ClusterStatusTable(const v1::ClusterStatus& status, const Reader& reader) {
  using Status = v1::ClusterStatus;
  ReportFields<Status> fields;
  fields.Text(kDirectory, &Status::directory);
  fields.Text(kLog, &Status::log);
  fields.Text(kLedgerId, &Status::ledger_id);
  fields.Name(kHead, &Status::head);
  fields.Name(Label("log_head", "head of the log"), &Status::log_head);
  fields.Add(kRoot, Column::kLeft, RootCell<Status>);
  fields.Text(Label("decider", "decides"), &Status::decider);
  fields.Text(Label("decider_address", "at"), &Status::decider_address);
  fields.Add(Label("closed", "closed"), Column::kLeft,
             [reader](const Status& each) { return YesNoCell(each.closed(), reader.locale); });
  Table table = VerticalTableOf(fields.fields(), status, reader.locale);
  HideBlankColumns(table);
  return table;
}

}  // namespace tranche
