#include "reports/table_writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
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

// Escapes exactly what RFC 8259 requires; invalid UTF-8 was refused at recording.
std::string JsonString(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      absl::StrAppend(&quoted, "\\", std::string(1, c));
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      absl::StrAppend(&quoted, absl::StrFormat("\\u%04x", c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string JsonValue(const Cell& cell) {
  const std::string exact = ExactText(cell);
  if (cell.kind == Cell::Kind::kCount) return exact;
  return exact.empty() && cell.kind != Cell::Kind::kText ? "null" : JsonString(exact);
}

class JsonLinesTableWriter : public TableWriter {
 public:
  explicit JsonLinesTableWriter(TableSink sink) : sink_(std::move(sink)) {}

  absl::Status Begin(TableHead head) override {
    for (const Column& column : head.columns) keys_.push_back(column.people_only ? "" : JsonString(column.key));
    return absl::OkStatus();
  }

  absl::Status Row(std::vector<Cell> cells) override {
    std::string line = "{";
    for (size_t i = 0; i < cells.size(); ++i) {
      if (keys_[i].empty()) continue;
      absl::StrAppend(&line, line.size() > 1 ? "," : "", keys_[i], ":", JsonValue(cells[i]));
    }
    return sink_(line + "}\n");
  }

  absl::Status End(TableFoot) override { return absl::OkStatus(); }

 private:
  TableSink sink_;
  std::vector<std::string> keys_;  // empty: for people only
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

std::unique_ptr<TableWriter> MakeJsonLinesTableWriter(TableSink sink) {
  return std::make_unique<JsonLinesTableWriter>(std::move(sink));
}

absl::Status WriteTable(const Table& table, TableWriter* writer) {
  CheckShape(table);
  absl::Status written = writer->Begin(table);
  for (size_t i = 0; written.ok() && i < table.rows.size(); ++i) written = writer->Row(table.rows[i]);
  return written.ok() ? writer->End(table) : written;
}

}  // namespace tranche
