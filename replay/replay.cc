#include "replay/replay.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money.h"
#include "ledger/posting.h"
#include "ledger/postings_of.h"
#include "replay/event_postings.h"
#include "replay/posting_rows.h"

namespace tranche {
namespace {

constexpr Sequence kEventsPerProgress = 256;

using Balances = std::map<std::pair<BudgetLine, Measure>, AmountSum>;

void Take(const v1::Event& event, const std::vector<Posting>& postings, const StepWatcher& watch, Balances* balances) {
  if (watch && postings.empty()) watch(MakeEventRow(event));
  for (const Posting& posting : postings) {
    AmountSum& balance = (*balances)[{posting.line, posting.measure}];
    balance += posting.amount;
    if (!watch) continue;
    v1::PostingRow row = MakePostingRow(event, posting);
    row.set_balance_after(ToDigits(balance));
    watch(row);
  }
}

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
                                        const ProgressCallback& progress) {
  const Sequence head = ledger.head();
  if (to > head)
    return absl::OutOfRangeError(absl::StrCat("cannot replay to sequence ", to, ": the log ends at ", head));
  v1::ReplayReport report;
  Balances balances;
  const absl::Status visited =
      VisitWithPostings(ledger.log(), 1, to, [&](const v1::Event& event, const std::vector<Posting>& postings) {
        Take(event, postings, watch, &balances);
        report.set_events(report.events() + 1);
        report.set_postings(report.postings() + postings.size());
        if (progress && (event.sequence() % kEventsPerProgress == 0 || event.sequence() == to))
          progress(event.sequence(), to);
        return absl::OkStatus();
      });
  if (!visited.ok()) return visited;
  report.set_replayed_to(to);
  FillBalances(balances, &report);
  return report;
}

}  // namespace tranche
