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

using Commitments = std::vector<const v1::Event*>;

// Compares each commitment once the fold reaches its sequence.
class CommitmentJudge {
 public:
  // `due` is in descending order of CommittedAt: the next one is last.
  explicit CommitmentJudge(Commitments due) : due_(std::move(due)) {}

  absl::Status Take(const EventView& event, absl::Span<const PostingView> postings) {
    if (absl::Status added = map_.Add(event, postings); !added.ok()) return added;
    JudgeAt(event.sequence);
    return absl::OkStatus();
  }

  void JudgeAt(Sequence known_at) {
    if (due_.empty() || CommittedAt(*due_.back()) != known_at) return;
    for (; !due_.empty() && CommittedAt(*due_.back()) == known_at; due_.pop_back()) {
      const v1::Event& commitment = *due_.back();
      const Digest root = map_.Root(commitment.balances_committed().binds_order());
      if (CommitsTo(commitment, map_.lines(), root)) continue;
      wrong_.push_back({commitment.sequence(), WrongBalances(commitment, map_.lines(), root)});
    }
  }

  std::vector<WrongCommitment>& wrong() { return wrong_; }

 private:
  Commitments due_;
  RunningBalanceMap map_;
  std::vector<WrongCommitment> wrong_;
};

bool IsDueLater(const v1::Event* a, const v1::Event* b) { return CommittedAt(*a) > CommittedAt(*b); }

}  // namespace

Sequence CommittedAt(const v1::Event& commitment) {
  const Sequence known_at = commitment.balances_committed().known_at();
  return known_at == 0 ? commitment.sequence() - 1 : known_at;
}

bool NamesEarlierBalances(const v1::Event& commitment) {
  const Sequence known_at = commitment.balances_committed().known_at();
  return known_at == 0 || (known_at < commitment.sequence() && known_at + 1 != commitment.sequence());
}

bool CommitsTo(const v1::Event& commitment, uint64_t lines, const Digest& root) {
  return commitment.balances_committed().lines() == lines && commitment.balances_committed().root() == ToBytes(root);
}

absl::Status WrongBalances(const v1::Event& commitment, uint64_t lines, const Digest& root) {
  const v1::BalancesCommitted& committed = commitment.balances_committed();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "commitment.wrong",
      "it commits to {found_lines} balance line{found_lines:s} with the root {found}, the events up to {known_at} make "
      "{wanted_lines} with {wanted}",
      {NumberField("sequence", commitment.sequence()), NumberField("found_lines", committed.lines()),
       TextField("found", absl::Base64Escape(committed.root())), NumberField("known_at", CommittedAt(commitment)),
       NumberField("wanted_lines", lines), TextField("wanted", absl::Base64Escape(ToBytes(root)))});
}

absl::StatusOr<std::vector<WrongCommitment>> FindWrongCommitments(absl::Span<const v1::Event> commitments,
                                                                  const EventLog& log) {
  std::vector<WrongCommitment> wrong;
  Commitments due;
  for (const v1::Event& commitment : commitments) {
    if (NamesEarlierBalances(commitment)) {
      due.push_back(&commitment);
      continue;
    }
    wrong.push_back(
        {commitment.sequence(), Refuse(absl::StatusCode::kFailedPrecondition, "commitment.of-later-balances",
                                       "it commits to the balances known at {found}, wanted a sequence before its own",
                                       {NumberField("found", commitment.balances_committed().known_at())})});
  }
  std::sort(due.begin(), due.end(), IsDueLater);
  const Sequence last = due.empty() ? 0 : CommittedAt(*due.front());
  CommitmentJudge judge(std::move(due));
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
