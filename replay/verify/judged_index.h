// Builds the index of a log from its events, deciding on each event again on the state left by
// those before it: the reference of verify, and the index of an imported history.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "events/sequence.h"
#include "ledger/rules/scope_states.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "projections/catalogue/catalogue.h"
#include "projections/index/balance_index.h"
#include "replay/index_comparison.h"
#include "replay/progress_report.h"
#include "replay/stored_index.h"
#include "replay/verify/approval_checks.h"
#include "replay/verify/event_checks.h"
#include "replay/verify/findings.h"
#include "storage/database.h"

namespace tranche {

class JudgedIndex {
 public:
  // log           holds the events; must outlive this object.
  // index         receives the rows, in its empty kIndex; may be the same database.
  // epoch_events  as in BalanceIndex.
  // now           as in CheckEvent.
  // stored        if it is not null, `index` is the database of the ledger, and nothing is written to it: each row that
  //               the events lead to is passed to `stored`, which finds it there. Keys are not looked up, see
  //               MayRepeatAKey.
  JudgedIndex(const storage::Database* log, storage::Database* index, uint32_t epoch_events, absl::Time now,
              StoredIndex* stored = nullptr);

  enum class AfterFinding { kGoOn, kStop };

  // Decides on the events 1 to `head` (inclusive) again, in order, and writes their rows,
  // unsynced. Adds to `findings`: "event", "key", "guard" and "posting" as in
  // replay/verify/event_checks.h, "approval" as in replay/verify/approval_checks.h; an event that cannot be read is the
  // last finding. Called once.
  //
  // progress  called before the first event, and then every thousand.
  //
  // Errors: those of reading and writing the index, or of StoredIndex::Take, and of `progress`.
  absl::Status Build(Sequence head, AfterFinding after, Findings* findings, const EndableProgress& progress);

  // After Build, once: adds the row of the tail up to `last`, if that is in the last epoch and not its last event.
  // Errors: those of Database::Write, or of StoredIndex::Take, and of BalanceIndex::StageTail.
  absl::Status KeepTail(Sequence last);

  // True if every event was read, so that the rows are complete.
  bool is_whole() const { return is_whole_; }
  // The number of events decided on.
  uint64_t events() const { return events_; }
  // How many of them were decided on as their bytes: with `stored`, the usual ones (events/command_view.h).
  uint64_t judged_as_bytes() const { return judged_as_bytes_; }
  // With `stored`: false if no two events have the same key. Called once, after Build. Cost: a sort of a number for
  // each event.
  bool MayRepeatAKey();
  const BalanceIndex& index() const { return index_; }
  const EventTree& tree() const { return tree_; }
  // The events that publish balance roots.
  const std::vector<v1::Event>& balance_roots() const { return balance_roots_; }
  IndexRows rows() const { return {&database_, storage::Family::kIndex}; }

 private:
  // An event that was read and is not judged yet, reusable for many in turn.
  struct Slot {
    bool is_usual = false;  // and `command` is set; otherwise `judged` is
    CommandView command;
    uint64_t line = 0;  // the fingerprint of its line
    JudgedEvent judged;
  };

  absl::Status Read(const EventView& view, Slot* slot) const;
  absl::Status Take(const EventView& view, absl::Span<const PostingView> postings, const Digest& leaf, Slot* slot,
                    Findings* findings);
  absl::Status Judge(const EventView& view, absl::Span<const PostingView> postings, Slot* slot,
                     ScopeTable::Place** place, Findings* findings);
  absl::Status JudgeMessage(absl::string_view stored_bytes, absl::Span<const PostingView> postings, JudgedEvent* judged,
                            Findings* findings);
  absl::Status Flush();
  absl::Status HandOn();

  EventLog log_;
  absl::Time now_;
  storage::Database& database_;
  BalanceIndex index_;
  EventTree tree_;
  ScopeStates states_;
  Catalogue catalogue_;
  ApprovalChecks approvals_;
  std::vector<v1::Event> balance_roots_;
  std::vector<Digest> unadded_;  // the leaves of events that the tree does not have yet
  StoredIndex* const stored_;
  std::vector<uint64_t> fingerprints_;  // with `stored`, of the keys of all events
  CheckedLines lines_;                  // by catalogue_
  Decision decision_;
  storage::Batch batch_;
  Sequence last_ = 0;
  uint64_t events_ = 0;
  uint64_t judged_as_bytes_ = 0;
  bool is_whole_ = false;
};

}  // namespace tranche
