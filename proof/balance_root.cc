#include "proof/balance_root.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "events/refusal.h"
#include "log/log_readers.h"
#include "proof/running_balance_map.h"

namespace tranche {
namespace {

using BalanceRoots = std::vector<const v1::Event*>;

// Compares each balance root once the fold reaches its sequence.
class BalanceRootJudge {
 public:
  // `due` is in descending order of BalancesKnownAt: the next one is last.
  explicit BalanceRootJudge(BalanceRoots due) : due_(std::move(due)) {}

  absl::Status Take(const EventView& event, absl::Span<const PostingView> postings) {
    if (absl::Status added = map_.Add(event, postings); !added.ok()) return added;
    JudgeAt(event.sequence);
    return absl::OkStatus();
  }

  void JudgeAt(Sequence known_at) {
    if (due_.empty() || BalancesKnownAt(*due_.back()) != known_at) return;
    for (; !due_.empty() && BalancesKnownAt(*due_.back()) == known_at; due_.pop_back()) {
      const v1::Event& balance_root = *due_.back();
      const Digest root = map_.Root(balance_root.balances_committed().binds_order());
      if (HasRoot(balance_root, map_.lines(), root)) continue;
      wrong_.push_back({balance_root.sequence(), WrongBalances(balance_root, map_.lines(), root)});
    }
  }

  std::vector<WrongBalanceRoot>& wrong() { return wrong_; }

 private:
  BalanceRoots due_;
  RunningBalanceMap map_;
  std::vector<WrongBalanceRoot> wrong_;
};

bool IsDueLater(const v1::Event* a, const v1::Event* b) { return BalancesKnownAt(*a) > BalancesKnownAt(*b); }

}  // namespace

Sequence BalancesKnownAt(const v1::Event& balance_root) {
  const Sequence known_at = balance_root.balances_committed().known_at();
  return known_at == 0 ? balance_root.sequence() - 1 : known_at;
}

bool NamesEarlierBalances(const v1::Event& balance_root) {
  const Sequence known_at = balance_root.balances_committed().known_at();
  return known_at == 0 || (known_at < balance_root.sequence() && known_at + 1 != balance_root.sequence());
}

bool HasRoot(const v1::Event& balance_root, uint64_t lines, const Digest& root) {
  return balance_root.balances_committed().lines() == lines &&
         balance_root.balances_committed().root() == ToBytes(root);
}

absl::Status WrongBalances(const v1::Event& balance_root, uint64_t lines, const Digest& root) {
  const v1::BalancesCommitted& committed = balance_root.balances_committed();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "balance-root.wrong",
      "its balance root is {found} over {found_lines} balance line{found_lines:s}, the events up to {known_at} make "
      "{wanted} over {wanted_lines}",
      {NumberField("sequence", balance_root.sequence()), NumberField("found_lines", committed.lines()),
       TextField("found", absl::Base64Escape(committed.root())), NumberField("known_at", BalancesKnownAt(balance_root)),
       NumberField("wanted_lines", lines), TextField("wanted", absl::Base64Escape(ToBytes(root)))});
}

absl::StatusOr<std::vector<WrongBalanceRoot>> FindWrongBalanceRoots(absl::Span<const v1::Event> balance_roots,
                                                                    const EventLog& log) {
  std::vector<WrongBalanceRoot> wrong;
  BalanceRoots due;
  for (const v1::Event& balance_root : balance_roots) {
    if (NamesEarlierBalances(balance_root)) {
      due.push_back(&balance_root);
      continue;
    }
    wrong.push_back({balance_root.sequence(),
                     Refuse(absl::StatusCode::kFailedPrecondition, "balance-root.of-later-balances",
                            "its balance root is of the balances known at {found}, wanted a sequence before its own",
                            {NumberField("found", balance_root.balances_committed().known_at())})});
  }
  std::sort(due.begin(), due.end(), IsDueLater);
  const Sequence last = due.empty() ? 0 : BalancesKnownAt(*due.front());
  BalanceRootJudge judge(std::move(due));
  const absl::Status visited =
      VisitInOrder(log, 1, last, nullptr, [&](size_t, const EventView& event, absl::Span<const PostingView> postings) {
        return judge.Take(event, postings);
      });
  if (!visited.ok()) return visited;
  wrong.insert(wrong.end(), judge.wrong().begin(), judge.wrong().end());
  std::sort(wrong.begin(), wrong.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return wrong;
}

}  // namespace tranche
