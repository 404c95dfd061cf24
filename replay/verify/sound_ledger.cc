#include "replay/verify/sound_ledger.h"

#include <string>

#include "projections/index/key_index.h"
#include "replay/stored_index.h"
#include "replay/verify/findings.h"
#include "replay/verify/judged_index.h"
#include "replay/verify/published_checks.h"

namespace tranche {
namespace {

constexpr Sequence kEventsMax = kKeyMemoryBytes / sizeof(uint64_t);

// A ledger may have a tail, up to any event: if so, it is compared like all other rows.
bool HasItsTail(const LedgerToVerify& ledger, JudgedIndex* judged) {
  const Sequence tail =
      BalanceIndex::StoredTail(*ledger.database, storage::Family::kIndex, ledger.epoch_events, ledger.head);
  return tail == 0 || judged->KeepTail(tail).ok();
}

// The checkpoints and balance roots that were published are those of the events.
bool MatchesWhatWasPublished(const JudgedIndex& judged, const storage::Database& database) {
  Findings findings;
  return CheckPublished(database, judged.tree(), &findings).ok() &&
         CheckBalanceRoots(judged.balance_roots(), database, &findings).ok() && findings.empty();
}

}  // namespace

absl::StatusOr<std::optional<v1::VerifyReport>> FindSound(const LedgerToVerify& ledger,
                                                          const EndableProgress& progress) {
  const std::optional<v1::VerifyReport> unknown;
  StoredIndex stored(ledger.database);
  if (ledger.head > kEventsMax || !stored.MayBeOf(ledger.head)) return unknown;
  absl::Status ended;  // by the caller
  const EndableProgress tell = [&](uint64_t done, uint64_t total) {
    if (progress) ended = progress(done, total);
    return ended;
  };
  Findings findings;
  JudgedIndex judged(ledger.database, ledger.database, ledger.epoch_events, ledger.now, &stored);
  absl::Status built = judged.Build(ledger.head, JudgedIndex::AfterFinding::kStop, &findings, tell);
  if (built.ok() && judged.is_whole() && findings.empty()) built = tell(ledger.head, ledger.head);
  if (!ended.ok()) return ended;
  if (!built.ok() || !judged.is_whole() || !findings.empty()) return unknown;
  if (judged.MayRepeatAKey() || !HasItsTail(ledger, &judged) || !stored.IsWhole() ||
      !MatchesWhatWasPublished(judged, *ledger.database))
    return unknown;
  const absl::StatusOr<Digest> root = judged.tree().Root(ledger.head);
  if (!root.ok()) return unknown;
  v1::VerifyReport report;
  report.set_events(judged.events());
  report.set_rows(stored.rows());
  report.set_root(std::string(ToBytes(*root)));
  return report;
}

}  // namespace tranche
