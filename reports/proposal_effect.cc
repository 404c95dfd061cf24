#include "reports/proposal_effect.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "reports/line_fields.h"

namespace tranche {
namespace {

struct Row {
  v1::BudgetLine line;
  MeasureSums sums;
};

const v1::BudgetLine& LineOf(const Row& row) { return row.line; }
uint32_t NoTranche(const Row&) { return 0; }

std::vector<Field<Row>> FieldsOf(const MeasureSums& total, const Reader& reader) {
  std::vector<Field<Row>> fields;
  AddLineInOne<Row>(reader, &LineOf, &NoTranche, &fields);
  for (const Measure measure : kMeasures) {
    if (!total.Has(measure)) continue;
    fields.push_back({MeasureColumn(measure), Column::kRight, [measure](const Row& row) {
                        return row.sums.Has(measure) ? Cell::Amount(row.sums[measure]) : Cell::NoAmount();
                      }});
  }
  return fields;
}

}  // namespace

absl::Status ProposalEffect::Add(const v1::Event& command, const v1::Event* reversed) {
  if (!HasEffect(command.kind_case(), Effect::kMoney) && reversed == nullptr) return absl::OkStatus();
  const absl::StatusOr<std::vector<Posting>> postings = PostingsOf(command, reversed);
  if (!postings.ok()) return postings.status();
  for (const Posting& posting : *postings) lines_[posting.line].Add(posting.measure, posting.amount);
  return absl::OkStatus();
}

Table ProposalEffect::ToTable(const Reader& reader) const {
  Row total;
  std::vector<Row> rows;
  for (const auto& [line, sums] : lines_) {
    rows.push_back({LineToProto(line), sums});
    total.sums += sums;
  }
  const std::vector<Field<Row>> fields = FieldsOf(total.sums, reader);
  Table table = TableOf(fields, rows, reader.locale);
  table.title = Say(reader.locale, "effect on each line");
  if (rows.size() < 2) return table;
  table.total = CellsOf(fields, total);
  table.total.front() = Cell::Text(Say(reader.locale, "total"));
  return table;
}

}  // namespace tranche
