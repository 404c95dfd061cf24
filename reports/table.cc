#include "reports/table.h"

#include "absl/status/status.h"
#include "events/check.h"
#include "reports/table_writer.h"

namespace tranche {
namespace {

TableSink AppendTo(std::string* text) {
  return [text](absl::string_view bytes) {
    text->append(bytes.data(), bytes.size());
    return absl::OkStatus();
  };
}

}  // namespace

Cell Cell::Text(absl::string_view text) {
  Cell cell;
  cell.text = std::string(text);
  return cell;
}

Cell Cell::TextShownAs(absl::string_view text, absl::string_view shown) {
  Cell cell = Text(text);
  cell.shown = std::string(shown);
  return cell;
}

Cell Cell::Amount(AmountSum minor) {
  Cell cell = NoAmount();
  cell.amount = minor;
  return cell;
}

Cell Cell::AmountRange(AmountSum low, AmountSum high) {
  Cell cell = Amount(low);
  cell.high = high;
  return cell;
}

Cell Cell::NoAmount() {
  Cell cell;
  cell.kind = Kind::kAmount;
  return cell;
}

Cell Cell::Count(int64_t count) {
  Cell cell;
  cell.kind = Kind::kCount;
  cell.count = count;
  return cell;
}

Cell Cell::Percent(absl::string_view decimal) {
  Cell cell = Text(decimal);
  cell.kind = Kind::kPercent;
  return cell;
}

bool IsBlank(const Cell& cell) {
  if (cell.kind == Cell::Kind::kAmount) return !cell.amount;
  if (cell.kind == Cell::Kind::kCount) return false;
  const std::string& seen = cell.shown ? *cell.shown : cell.text;
  return seen.empty() || seen == "-";
}

std::string RenderForPeople(const Table& table, const TableStyle& style) {
  std::string text;
  const absl::Status written = WriteTable(table, MakeTextTableWriter(style, AppendTo(&text)).get());
  TRANCHE_CHECK(written.ok(), "a table was not written to a string: ", written.ToString());
  return text;
}

std::string RenderCsv(const Table& table) {
  std::string csv;
  const absl::Status written = WriteTable(table, MakeCsvTableWriter(AppendTo(&csv)).get());
  TRANCHE_CHECK(written.ok(), "a table was not written to a string: ", written.ToString());
  return csv;
}

}  // namespace tranche
