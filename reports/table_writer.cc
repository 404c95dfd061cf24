#include "reports/table_writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "events/check.h"
#include "reports/cell_text.h"

namespace tranche {
namespace {

std::string CsvField(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvLine(const std::vector<std::string>& fields) {
  // A row with a single empty field would be an empty line, which readers skip.
  if (fields.size() == 1 && fields[0].empty()) return "\"\"\n";
  std::string line;
  for (size_t i = 0; i < fields.size(); ++i) absl::StrAppend(&line, i > 0 ? "," : "", CsvField(fields[i]));
  return line + "\n";
}

class CsvTableWriter : public TableWriter {
 public:
  explicit CsvTableWriter(TableSink sink) : sink_(std::move(sink)) {}

  absl::Status Begin(TableHead head) override {
    columns_ = std::move(head.columns);
    std::vector<std::string> keys;
    for (const Column& column : columns_) {
      if (!column.people_only) keys.push_back(column.key);
    }
    return sink_(CsvLine(keys));
  }

  absl::Status Row(std::vector<Cell> cells) override {
    std::vector<std::string> fields;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (!columns_[i].people_only) fields.push_back(ExactText(cells[i]));
    }
    return sink_(CsvLine(fields));
  }

  absl::Status End(TableFoot) override { return absl::OkStatus(); }

 private:
  TableSink sink_;
  std::vector<Column> columns_;
};

void CheckShape(const Table& table) {
  for (const std::vector<Cell>& row : table.rows) {
    TRANCHE_CHECK(row.size() == table.columns.size(), "Table '", table.title, "': a row of ", row.size(), " cells for ",
                  table.columns.size(), " columns");
  }
  TRANCHE_CHECK(table.total.empty() || table.total.size() == table.columns.size(), "Table '", table.title,
                "': a total of ", table.total.size(), " cells for ", table.columns.size(), " columns");
}

}  // namespace

std::unique_ptr<TableWriter> MakeCsvTableWriter(TableSink sink) {
  return std::make_unique<CsvTableWriter>(std::move(sink));
}

absl::Status WriteTable(const Table& table, TableWriter* writer) {
  CheckShape(table);
  absl::Status written = writer->Begin(table);
  for (size_t i = 0; written.ok() && i < table.rows.size(); ++i) written = writer->Row(table.rows[i]);
  return written.ok() ? writer->End(table) : written;
}

}  // namespace tranche
