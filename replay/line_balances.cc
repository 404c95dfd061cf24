#include "replay/line_balances.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <thread>
#include <tuple>
#include <utility>

#include "events/postings_of.h"
#include "events/scope.h"

namespace tranche {
namespace {

void AddRows(const BudgetLine& line, const MeasureSums& sums, LineBalances::Rows* rows) {
  for (const Measure measure : kMeasures) {
    if (!sums.Has(measure)) continue;
    v1::LineBalance& row = *rows->Add();
    *row.mutable_line() = LineToProto(line);
    row.set_measure(std::string(MeasureName(measure)));
    row.set_amount(ToDigits(sums[measure]));
  }
}

// Moves the nodes; nothing is copied.
void MoveAll(LineBalances::Rows* from, LineBalances::Rows* to) {
  std::vector<v1::LineBalance*> rows(static_cast<size_t>(from->size()));
  from->ExtractSubrange(0, from->size(), rows.data());
  for (v1::LineBalance* row : rows) to->AddAllocated(row);
}

}  // namespace

AmountSum LineBalances::Add(const PostingView& posting) {
  auto line = lines_.find(posting.line);
  if (line == lines_.end()) line = lines_.emplace(ToBudgetLine(posting.line), MeasureSums()).first;
  line->second.Add(posting.measure, posting.amount);
  return line->second[posting.measure];
}

// Sorts by scope first: otherwise comparing the same few long texts repeatedly would dominate
// the cost.
void LineBalances::Sort() {
  ScopeMap<std::vector<const Lines::value_type*>> by_scope;
  for (const auto& line : lines_) by_scope[ToScope(ScopeOf(line.first))].push_back(&line);
  std::map<Scope, std::vector<const Lines::value_type*>> scopes;
  for (auto& [scope, lines] : by_scope) scopes[scope] = std::move(lines);
  sorted_.reserve(lines_.size());
  for (auto& [scope, lines] : scopes) {
    std::sort(lines.begin(), lines.end(), [](const auto* a, const auto* b) {
      return std::tie(a->first.area, a->first.project) < std::tie(b->first.area, b->first.project);
    });
    sorted_.insert(sorted_.end(), lines.begin(), lines.end());
  }
}

// Where the lines from `first` on begin in each part.
LineBalances::Places LineBalances::PlacesOf(const BudgetLine& first, absl::Span<const LineBalances> parts) {
  Places places;
  for (const LineBalances& part : parts) {
    const auto begin =
        std::lower_bound(part.sorted_.begin(), part.sorted_.end(), first,
                         [](const auto* line, const BudgetLine& wanted) { return line->first < wanted; });
    places.push_back(static_cast<size_t>(begin - part.sorted_.begin()));
  }
  return places;
}

// Adds the rows of the lines between two places.
void LineBalances::Merge(absl::Span<const LineBalances> parts, Places next, const Places& end, Rows* rows) {
  while (true) {
    const BudgetLine* least = nullptr;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (next[i] == end[i]) continue;
      const BudgetLine& line = parts[i].sorted_[next[i]]->first;
      if (least == nullptr || line < *least) least = &line;
    }
    if (least == nullptr) return;
    MeasureSums sums;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (next[i] == end[i] || parts[i].sorted_[next[i]]->first != *least) continue;
      sums += parts[i].sorted_[next[i]++]->second;
    }
    AddRows(*least, sums, rows);
  }
}

void LineBalances::Report(absl::Span<const LineBalances> parts, v1::ReplayReport* report) {
  const auto& lines = parts.front().sorted_;
  std::vector<Places> cuts = {Places(parts.size())};
  for (size_t i = 1; i < parts.size() && !lines.empty(); ++i)
    cuts.push_back(PlacesOf(lines[lines.size() * i / parts.size()]->first, parts));
  Places& end = cuts.emplace_back();
  for (const LineBalances& part : parts) end.push_back(part.sorted_.size());
  std::vector<Rows> shares(cuts.size() - 1);
  std::vector<std::thread> threads;
  for (size_t i = 1; i < shares.size(); ++i)
    threads.emplace_back([&, i] { Merge(parts, cuts[i], cuts[i + 1], &shares[i]); });
  Merge(parts, cuts[0], cuts[1], report->mutable_balances());
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 1; i < shares.size(); ++i) MoveAll(&shares[i], report->mutable_balances());
}

}  // namespace tranche
