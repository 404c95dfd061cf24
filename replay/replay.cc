#include "replay/replay.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money.h"
#include "ledger/posting.h"
#include "ledger/postings_of.h"
#include "ledger/scope_row.h"
#include "replay/posting_rows.h"

namespace tranche {
namespace {

constexpr Sequence kEventsPerProgress = 4096;

using Sums = std::array<std::optional<AmountSum>, kMeasures.size()>;

// What one thread has folded.
struct Fold {
  LineMap<Sums> balances;
  uint64_t events = 0;
  uint64_t postings = 0;

  AmountSum Add(const PostingView& posting) {
    auto line = balances.find(posting.line);
    if (line == balances.end()) line = balances.emplace(ToBudgetLine(posting.line), Sums()).first;
    std::optional<AmountSum>& sum = line->second[IndexOf(posting.measure)];
    AddTo(&sum, posting.amount);
    return *sum;
  }
};

// Shows what each posting does to its balance.
absl::Status Show(const EventView& view, absl::Span<const PostingView> postings, const StepWatcher& watch, Fold* fold) {
  v1::Event event;
  if (absl::Status parsed = EventLog::Parse(view.stored_bytes, view.sequence, &event); !parsed.ok()) return parsed;
  if (postings.empty()) watch(MakeEventRow(event));
  for (const PostingView& posting : postings) {
    v1::PostingRow row = MakePostingRow(event, ToPosting(posting));
    row.set_balance_after(ToDigits(fold->Add(posting)));
    watch(row);
  }
  return absl::OkStatus();
}

absl::Status Take(const EventView& event, absl::Span<const PostingView> postings, const StepWatcher& watch,
                  Fold* fold) {
  ++fold->events;
  fold->postings += postings.size();
  if (watch) return Show(event, postings, watch, fold);
  for (const PostingView& posting : postings) fold->Add(posting);
  return absl::OkStatus();
}

// Tells how far several threads have come together.
class SharedProgress {
 public:
  SharedProgress(const ProgressCallback& progress, Sequence total) : progress_(progress), total_(total) {}

  void Add(uint64_t events) {
    if (!progress_) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ += events;
    progress_(done_, total_);
  }

 private:
  const ProgressCallback& progress_;
  const Sequence total_;
  std::mutex mutex_;
  uint64_t done_ = 0;
};

PostingsVisitor FoldInto(const StepWatcher& watch, SharedProgress* progress, Fold* fold) {
  return [&watch, progress, fold](const EventView& event, absl::Span<const PostingView> postings) {
    absl::Status taken = Take(event, postings, watch, fold);
    if (fold->events % kEventsPerProgress == 0) progress->Add(kEventsPerProgress);
    return taken;
  };
}

// Adds the sums of `part` to those of `all`.
void Merge(Fold part, Fold* all) {
  if (all->balances.empty()) std::swap(part.balances, all->balances);
  for (const auto& [line, sums] : part.balances) {
    Sums& to = all->balances[line];
    for (size_t i = 0; i < sums.size(); ++i) {
      if (sums[i]) AddTo(&to[i], *sums[i]);
    }
  }
  all->events += part.events;
  all->postings += part.postings;
}

// By line, then by measure.
void FillBalances(const LineMap<Sums>& balances, v1::ReplayReport* report) {
  std::vector<const LineMap<Sums>::value_type*> lines;
  lines.reserve(balances.size());
  for (const auto& balance : balances) lines.push_back(&balance);
  std::sort(lines.begin(), lines.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  for (const auto* const line : lines) {
    for (const Measure measure : kMeasures) {
      const std::optional<AmountSum>& sum = line->second[IndexOf(measure)];
      if (!sum) continue;
      v1::LineBalance& row = *report->add_balances();
      *row.mutable_line() = LineToProto(line->first);
      row.set_measure(std::string(MeasureName(measure)));
      row.set_amount(ToDigits(*sum));
    }
  }
}

}  // namespace

absl::StatusOr<v1::ReplayReport> Replay(const Ledger& ledger, Sequence to, const StepWatcher& watch,
                                        const ProgressCallback& progress, size_t threads) {
  const Sequence head = ledger.head();
  if (to > head)
    return absl::OutOfRangeError(absl::StrCat("cannot replay to sequence ", to, ": the log ends at ", head));
  std::vector<Fold> folds(watch ? 1 : std::max<size_t>(threads, 1));
  SharedProgress shared(progress, to);
  std::vector<PostingsVisitor> visitors;
  for (Fold& fold : folds) visitors.push_back(FoldInto(watch, &shared, &fold));
  const absl::Status visited = VisitInAnyOrder(ledger.log(), 1, to, visitors);
  if (!visited.ok()) return visited;
  Fold all;
  for (Fold& fold : folds) {
    shared.Add(fold.events % kEventsPerProgress);
    Merge(std::exchange(fold, Fold()), &all);
  }
  v1::ReplayReport report;
  report.set_events(all.events);
  report.set_postings(all.postings);
  report.set_replayed_to(to);
  FillBalances(all.balances, &report);
  return report;
}

}  // namespace tranche
