#include "replay/line_balances.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "ledger/postings_of.h"

namespace tranche {
namespace {

void AddSums(const MeasureSums& sums, MeasureSums* to) {
  for (size_t i = 0; i < sums.size(); ++i) {
    if (sums[i]) AddTo(&(*to)[i], *sums[i]);
  }
}

void AddRows(const BudgetLine& line, const MeasureSums& sums, v1::ReplayReport* report) {
  for (const Measure measure : kMeasures) {
    const std::optional<AmountSum>& sum = sums[IndexOf(measure)];
    if (!sum) continue;
    v1::LineBalance& row = *report->add_balances();
    *row.mutable_line() = LineToProto(line);
    row.set_measure(std::string(MeasureName(measure)));
    row.set_amount(ToDigits(*sum));
  }
}

}  // namespace

AmountSum LineBalances::Add(const PostingView& posting) {
  auto line = lines_.find(posting.line);
  if (line == lines_.end()) line = lines_.emplace(ToBudgetLine(posting.line), MeasureSums()).first;
  std::optional<AmountSum>& sum = line->second[IndexOf(posting.measure)];
  AddTo(&sum, posting.amount);
  return *sum;
}

void LineBalances::Sort() {
  sorted_.reserve(lines_.size());
  for (const auto& line : lines_) sorted_.push_back(&line);
  std::sort(sorted_.begin(), sorted_.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
}

void LineBalances::Report(absl::Span<const LineBalances> parts, v1::ReplayReport* report) {
  std::vector<size_t> next(parts.size());
  while (true) {
    const BudgetLine* least = nullptr;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (next[i] == parts[i].sorted_.size()) continue;
      const BudgetLine& line = parts[i].sorted_[next[i]]->first;
      if (least == nullptr || line < *least) least = &line;
    }
    if (least == nullptr) return;
    MeasureSums sums;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (next[i] == parts[i].sorted_.size() || parts[i].sorted_[next[i]]->first != *least) continue;
      AddSums(parts[i].sorted_[next[i]++]->second, &sums);
    }
    AddRows(*least, sums, report);
  }
}

}  // namespace tranche
