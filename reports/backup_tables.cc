#include "reports/backup_tables.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/field.h"
#include "reports/report_fields.h"

namespace tranche {
namespace {

constexpr Label kBackupId("backup_id", "backup");
constexpr Label kLedgerId("ledger_id", "ledger id");
constexpr Label kHead("head", "head");
constexpr Label kRoot("root", "Merkle root");
constexpr Label kFile("file", "file");
constexpr Label kForm("form", "form");
constexpr Label kDirectory("directory", "directory");

Cell BytesCell(uint64_t bytes) { return Cell::Count(static_cast<int64_t>(bytes)); }

}  // namespace

Table BackupTable(const v1::BackupReport& report, const Reader& reader) {
  using Report = v1::BackupReport;
  ReportFields<Report> fields;
  fields.Text(kDirectory, &Report::directory);
  fields.Name(kBackupId, &Report::backup_id);
  fields.Text(kLedgerId, &Report::ledger_id);
  fields.Name(kHead, &Report::head);
  fields.Root(kRoot);
  fields.Count(Label("files", "files"), &Report::files);
  fields.Count(Label("bytes", "size (bytes)"), &Report::bytes);
  fields.Count(Label("new_files", "files copied"), &Report::new_files);
  fields.Count(Label("new_bytes", "copied (bytes)"), &Report::new_bytes);
  fields.Add(Label("damaged_backup_ids", "damaged backups"), Column::kLeft,
             [](const Report& backup) { return Cell::Text(absl::StrJoin(backup.damaged_backup_ids(), ",")); });
  Table table = VerticalTableOf(fields.fields(), report, reader.locale);
  HideBlankColumns(table);
  return table;
}

Table KeptBackupsTable(const v1::BackupReport& report, const Reader& reader) {
  using Kept = v1::KeptBackup;
  const std::vector<Field<Kept>> fields = {
      {kBackupId, Column::kRight, [](const Kept& kept) { return NumberCell(kept.backup_id()); }},
      {kHead, Column::kRight, [](const Kept& kept) { return NumberCell(kept.head()); }},
      {Label("taken_at", "taken at"), Column::kLeft,
       [reader](const Kept& kept) { return InstantCell(kept.has_taken_at(), kept.taken_at(), reader); }},
      {Label("bytes", "size (bytes)"), Column::kRight, [](const Kept& kept) { return BytesCell(kept.bytes()); }}};
  Table table = TableOf(fields, report.kept(), reader.locale);
  table.title = Say(reader.locale, "Backups kept");
  return table;
}

Table RestoreTable(const v1::RestoreReport& report, const Reader& reader) {
  using Report = v1::RestoreReport;
  ReportFields<Report> fields;
  fields.Text(kDirectory, &Report::directory);
  fields.Name(kBackupId, &Report::backup_id);
  fields.Text(kLedgerId, &Report::ledger_id);
  fields.Name(kHead, &Report::head);
  fields.Root(kRoot);
  fields.Count(labels::kEvents, &Report::events);
  fields.Count(labels::kRowsBuilt, &Report::rows);
  fields.Count(Label("rows_rebuilt", "rows rebuilt"), &Report::rows_rebuilt);
  return VerticalTableOf(fields.fields(), report, reader.locale);
}

Table ExportTable(const v1::ExportReport& report, const Reader& reader) {
  using Report = v1::ExportReport;
  ReportFields<Report> fields;
  fields.Text(kFile, &Report::file);
  fields.Text(kForm, &Report::form);
  fields.Text(kLedgerId, &Report::ledger_id);
  fields.Count(labels::kEvents, &Report::events);
  fields.Count(Label("bytes", "size (bytes)"), &Report::bytes);
  fields.Root(kRoot);
  return VerticalTableOf(fields.fields(), report, reader.locale);
}

Table ImportLogTable(const v1::ImportLogReport& report, const Reader& reader) {
  using Report = v1::ImportLogReport;
  ReportFields<Report> fields;
  fields.Text(kDirectory, &Report::directory);
  fields.Text(kFile, &Report::file);
  fields.Text(kForm, &Report::form);
  fields.Text(kLedgerId, &Report::ledger_id);
  fields.Count(labels::kEvents, &Report::events);
  fields.Root(kRoot);
  return VerticalTableOf(fields.fields(), report, reader.locale);
}

}  // namespace tranche
