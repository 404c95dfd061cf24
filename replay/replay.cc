#include "replay/replay.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "ledger/money.h"
#include "ledger/posting.h"
#include "ledger/postings_of.h"
#include "replay/posting_rows.h"

namespace tranche {
namespace {

constexpr Sequence kEventsPerProgress = 4096;

using Account = std::pair<BudgetLine, Measure>;

// What one thread has folded.
struct Fold {
  absl::flat_hash_map<Account, AmountSum> balances;
  uint64_t events = 0;
  uint64_t postings = 0;
};

void Take(const v1::Event& event, const std::vector<Posting>& postings, const StepWatcher& watch, Fold* fold) {
  if (watch && postings.empty()) watch(MakeEventRow(event));
  for (const Posting& posting : postings) {
    AmountSum& balance = fold->balances[{posting.line, posting.measure}];
    balance += posting.amount;
    if (!watch) continue;
    v1::PostingRow row = MakePostingRow(event, posting);
    row.set_balance_after(ToDigits(balance));
    watch(row);
  }
  ++fold->events;
  fold->postings += postings.size();
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
  return [&watch, progress, fold](const v1::Event& event, const std::vector<Posting>& postings) {
    Take(event, postings, watch, fold);
    if (fold->events % kEventsPerProgress == 0) progress->Add(kEventsPerProgress);
    return absl::OkStatus();
  };
}

using Balances = std::map<Account, AmountSum>;

void FillBalances(const Balances& balances, v1::ReplayReport* report) {
  for (const auto& [account, balance] : balances) {
    v1::LineBalance& row = *report->add_balances();
    *row.mutable_line() = LineToProto(account.first);
    row.set_measure(std::string(MeasureName(account.second)));
    row.set_amount(ToDigits(balance));
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
  v1::ReplayReport report;
  Balances balances;
  for (const Fold& fold : folds) {
    for (const auto& [account, amount] : fold.balances) balances[account] += amount;
    report.set_events(report.events() + fold.events);
    report.set_postings(report.postings() + fold.postings);
    shared.Add(fold.events % kEventsPerProgress);
  }
  report.set_replayed_to(to);
  FillBalances(balances, &report);
  return report;
}

}  // namespace tranche
