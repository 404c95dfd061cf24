// The public face of tranche: read this header first. A ledger is one directory on disk that records the events of
// public money and answers questions from them. It has a single writer process at a time; any number of processes may
// read it at the same time.
//
// Derived rows are written in the same atomic batch as the events that complete their
// epoch; what is newer than the last complete epoch of the index is written when the ledger is closed, or else
// recomputed from the log at open. Readers always see
// everything that was recorded.
//
// docs/life_of_a_command.md follows a command through the ledger: ledger/decider.h decides, ledger/committer.h makes it
// durable and visible through log/log_writer.h.
//
// Thread safety: all members may be called by several threads. Decisions are serialized; commands decided as one batch
// are written as one batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "events/sequence.h"
#include "ledger/batch.h"
#include "ledger/committer.h"
#include "ledger/decider.h"
#include "ledger/log_contact.h"
#include "ledger/opening.h"
#include "log/event_bytes.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "log/shared_writer.h"
#include "projections/index/balance_index.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"
#include "storage/database.h"
#include "storage/shared_log.h"

namespace tranche {

class Ledger {
 public:
  using Access = LedgerAccess;

  // Closes it; one that recorded much writes the tail of its index (opening.h: KeepTail).
  ~Ledger();

  // Creates a new ledger in `directory`, with `terms` as its first event.
  //
  // terms       name, id, currency, locale, UTC offset; stored as given. If they name no version of the rules, the
  //             newest one is used (ledger/rules/rules_version.h).
  // known_from  recorded_at of the first event. History recorded before this instant cannot be imported, so choose an
  //             early one if the ledger is to hold history.
  // clock       the source of later recorded_at; must outlive the ledger.
  // epoch_events  how many events the index packs into an epoch, 1 to kEpochEvents; immutable. Tests use a small number
  //               to get packed rows early.
  //
  // On OK the ledger is durable, contains only that event, and is open for writing. On an error, nothing that was made
  // is left, as far as it can be removed; a process that is killed leaves a ledger, or what the next Create there
  // replaces.
  //
  // Errors: those of storage::UnfinishedDirectory::Create and Database::Open, and
  //   INVALID_ARGUMENT  the terms are malformed.
  static absl::StatusOr<std::unique_ptr<Ledger>> Create(const std::string& directory, const v1::LedgerCreated& terms,
                                                        absl::Time known_from, Clock* clock,
                                                        uint32_t epoch_events = kEpochEvents,
                                                        const OpenOptions& options = {});

  // As Create, for a maker that has more to put into it: the result is open for writing and recorded in like any other,
  // but to everybody else there is no ledger until Complete, and it is removed if it is destroyed before.
  static absl::StatusOr<std::unique_ptr<Ledger>> Begin(const std::string& directory, const v1::LedgerCreated& terms,
                                                       absl::Time known_from, Clock* clock,
                                                       uint32_t epoch_events = kEpochEvents,
                                                       const OpenOptions& options = {});

  // Makes what Begin has begun a ledger, with all that was recorded in it, at once. Called once. On OK it is durable.
  // Errors: those of storage::UnfinishedDirectory::Finish.
  absl::Status Complete();

  // Opens the ledger in `directory`. Cost: the catalogue events and those since the row of the tail, or since the last
  // complete epoch of the index, are read, no others: a few hundred after a clean close, at most kEpochEvents; every
  // event when the index has a format that this program does not know: a writer replaces it, a reader builds one in a
  // temporary directory.
  //
  // kReadOnly  sees what was recorded before the call; writes nothing to the directory.
  //
  // Errors: those of storage::CheckDirectory and Database::Open, and
  //   DATA_LOSS  the log ends before the acknowledged head, the index does not end where the log does, or the catalogue
  //              cannot be read.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(const std::string& directory, Access access, Clock* clock,
                                                      const OpenOptions& options = {});

  // Opens the copy of the shared log `log` in `directory`, and compares it with the log; if that cannot be asked,
  // CatchUp and Decide do so. The copy follows: it answers as any ledger, and refuses to record until Decide. `log`
  // must outlive the ledger. Cost: as Open, and that of FindCommonRow (log/shared_rows.h).
  //
  // Errors: those of Open for writing, and
  //   FAILED_PRECONDITION  the directory is no copy, or the copy of another ledger's log.
  //   UNIMPLEMENTED        the events have a format that this program does not know.
  //   DATA_LOSS            the copy and the log have different events (copy.fork). Nothing was changed in either.
  static absl::StatusOr<std::unique_ptr<Ledger>> OpenCopy(const std::string& directory, storage::SharedLog* log,
                                                          Clock* clock, const OpenOptions& options = {});

  // As Begin, of a copy without any event: CatchUp gets them, and Complete makes it a copy.
  static absl::StatusOr<std::unique_ptr<Ledger>> BeginCopy(const std::string& directory, storage::SharedLog* log,
                                                           Clock* clock, uint32_t epoch_events = kEpochEvents,
                                                           const OpenOptions& options = {});

  // Applies the next row of the log to a copy that follows, all of it or, after an error, nothing. A row that the copy
  // has is only compared; of one that it has in part, it takes the rest. Called by one thread at a time, as CatchUp and
  // Decide.
  //
  // OK: its events are visible, and lead to its root. They are not synced: after a power cut they come from the log.
  //
  // Errors, after all of which but the first the ledger must be opened again:
  //   FAILED_PRECONDITION  rows are missing before it.
  //   DATA_LOSS            the events are damaged, or do not lead to the root of the row (copy.fork).
  //   UNAVAILABLE          the copy could not be written to.
  absl::Status Apply(const storage::SharedLogRow& row);

  // Reads the next rows of the log, and applies them to a copy that follows. Returns how many there were: 0 if the copy
  // has all. Errors: those of OpenCopy, of SharedLog::Read by `deadline`, and of Apply.
  absl::StatusOr<size_t> CatchUp(absl::Time deadline);

  // Has a copy that follows decide: from now on it records as any ledger, in the log and then in the copy. What the log
  // has lost, because it was set back, is appended to it first, byte for byte.
  //
  // lease    which `options.node` has taken, after which the log was read to its end.
  //
  // Errors, after which the copy still follows: those of OpenCopy, of AppendMissing (log/shared_rows.h), and
  //   FAILED_PRECONDITION  the log has more events than the copy (copy.behind): catch up first.
  //
  // When another node takes the lease, all that is in flight is ABORTED: open the copy again, and ask that node.
  absl::Status Decide(const storage::Lease& lease, const SharedWriter::Options& options);

  // The lease by which a copy decides, as it is now; nothing while it follows, and of a ledger that is no copy.
  std::optional<storage::Lease> lease() const;

  // True for a copy that is open for writing and follows: another node records.
  bool follows() const { return opened_->copy != nullptr && opened_->copy->decider() == nullptr; }

  // Since when the copy has what its log has, as heard by this process; if it is open for reading only, by that of its
  // node before it was opened. Nothing for a ledger that is no copy. Whoever asks it before the head finds all of it
  // there.
  std::optional<LogContact> contact() const;

  // Notes that the log of a copy was asked at `at`, an instant of Now() before that, and ends with event `log_head`;
  // CatchUp and Decide do so.
  void Heard(absl::Time at, Sequence log_head);

  // The instant by the clock of the ledger.
  absl::Time Now() const { return clock_.Now(); }

  // Records `commands` atomically, in order; each is decided on the state left by the one before it.
  //
  // commands  1 to kBatchEventsMax. Each has
  //           an idempotency key (event_id), an effective date, an actor and a provenance;
  //           sequence is unset, and so is recorded_at unless the event is imported. A transfer, payment, refund or
  //           adjustment may leave its tranche at 0: the ledger then chooses, and the receipt says which.
  //
  // On OK all events are fsynced and visible to readers; one receipt for each command. Appends are idempotent: a
  // command whose key was used before with the same content gets its first receipt and is not written again.
  //
  // After a refused command the others are decided on as if it had not been asked: one error tells all refusals, in the
  // order of the commands, and which of them may follow from an earlier one (Refusal::others, AppendOptions::refused).
  // Its code is that of the first. What refuses every command alike is told alone.
  //
  // Errors (nothing was written, except possibly on UNAVAILABLE):
  //   INVALID_ARGUMENT     a command is malformed; the message names its index and field.
  //   FAILED_PRECONDITION  a rule is violated; the message names the index and the rule. Also if the ledger was opened
  //                        read-only, or is a copy that follows; the message then names the node that decides.
  //   PERMISSION_DENIED    the grants of `within_grants_of` do not allow it (Authority::Take).
  //   ALREADY_EXISTS       a key was used before with other content; the message names the field.
  //   ABORTED              the head is not `expected_head`, and a command is new; read again and retry.
  //   DATA_LOSS            what was recorded before cannot be read.
  //   UNAVAILABLE          the append failed, the outcome is unknown (append.outcome-unknown): open the ledger again
  //                        and retry with the same keys; or an earlier append failed, and nothing of this one was
  //                        recorded.
  // After the first append that fails every later one is refused, until the ledger is reopened.
  //
  // Cost: concurrent callers share one fsync (group commit).
  absl::StatusOr<std::vector<Receipt>> Append(std::vector<v1::Event> commands, const AppendOptions& options = {});

  // As Append, of commands that are serialized already, and several times as fast for those that are common: none of
  // them becomes a message.
  //
  // commands  1 to kBatchEventsMax, each a serialized v1::Event, with what Append says of its fields. Best in canonical
  //           form (events/canonical_form.h), as protobuf writes it; other bytes are understood as protobuf reads them.
  //           What is stored is what Append would store of the same message. They are not changed, for a retry.
  //
  // On OK as Append; the receipt is of the batch as a whole. Errors: those of Append, and
  //   INVALID_ARGUMENT  a command is no serialized event, or has a text that is not UTF-8; the message names its index,
  //                     the byte and what was found there.
  absl::StatusOr<BatchReceipt> AppendBytes(const EventBytes& commands, const AppendOptions& options = {});

  // Proposes `commands`, while four eyes is on: each is decided on, in order, on the ledger as it is, and rolled back;
  // what is recorded is the proposal, with what the ledger would fill in. Nothing of it counts before it is approved:
  // by Append of a ChangeApproved alone, which records the commands after it, with the actor who proposed them, as the
  // proposal shows them or not at all. A ChangeRejected is appended likewise.
  //
  // commands  1 to kProposedCommandsMax (ledger/proposals/proposal.h), as for Append; their actors do not count.
  //
  // On OK as Append, with one receipt for each part; the sequence of the first names the proposal. If the same commands
  // were proposed before, whoever did, and are not rejected, withdrawn or expired, it is the first receipt of that.
  //
  // Errors: those of Append, and
  //   FAILED_PRECONDITION  four-eyes.off; proposal.recorded: a command was recorded already.
  //   PERMISSION_DENIED    the grants of who proposes do not allow it (Authority::Take).
  //   INVALID_ARGUMENT     a kind that is not proposed, a day that is over, or a command too long for a part.
  absl::StatusOr<std::vector<Receipt>> Propose(std::vector<v1::Event> commands, const ProposalTerms& terms,
                                               const AppendOptions& options = {});

  // What `commands`, those of one proposal or several, would be recorded as in order, as known now, whoever makes them.
  // Nothing is recorded.
  //
  // refused  as AppendOptions has it; may be null.
  // Errors: those of Propose but for grants, for those that would be refused.
  absl::StatusOr<std::vector<v1::Event>> Rehearse(std::vector<v1::Event> commands, RefusedCommands* refused = nullptr);

  // A payment that no one tranche can pay, as commands for several (ledger/split.h), to be appended as one batch;
  // nothing if all of them together cannot. Others may use the money up before that: the batch is refused then.
  // Errors: INVALID_ARGUMENT  split.not-possible; DATA_LOSS  the index is damaged.
  absl::StatusOr<std::vector<v1::Event>> SplitOverTranches(const v1::Event& command);

  // The two halves of Append, for a caller that decides on the next batch while the previous one is being written
  // (append_stream.h). Submit returns when the batch has been decided, in the order of the calls; nothing is durable or
  // visible before Await returns OK. A Submitted that is destroyed without Await is written all the same: its
  // destructor waits, and the ledger must still exist.
  class Submitted;
  absl::StatusOr<std::unique_ptr<Submitted>> Submit(std::vector<v1::Event> commands, const AppendOptions& options = {});
  absl::StatusOr<std::vector<Receipt>> Await(std::unique_ptr<Submitted> submitted);

  // The same halves of AppendBytes. `commands` are read before SubmitBytes returns. AwaitBytes also takes what Submit
  // returned, whose receipts it does not make.
  absl::StatusOr<std::unique_ptr<Submitted>> SubmitBytes(const EventBytes& commands, const AppendOptions& options = {});
  absl::StatusOr<BatchReceipt> AwaitBytes(std::unique_ptr<Submitted> submitted);

  // Appends an event BalancesCommitted, which Append refuses: its caller must have computed the balances itself.
  //
  // balance_root  with the sequence at which the balances are known, at most head(); the event omits it if that turns
  //               out to be the sequence directly before it.
  // options  is_clock_right and within_grants_of count.
  //
  // On OK it is durable, at whatever sequence it was assigned: others may have recorded in the meantime. Errors: as
  // Append.
  absl::StatusOr<Receipt> AppendBalanceRoot(v1::Event balance_root, const AppendOptions& options, BalanceRootPass pass);

  // Checks that what is open for writing is still the ledger at its path (storage/owner_lock.h), for those who write
  // beside the log. Append asks by itself.
  // Errors: FAILED_PRECONDITION  it was moved, removed or replaced.
  absl::Status CheckInPlace() const;

  // OK until an append fails, or a row is not what the log says; then what every later append gets, until the ledger is
  // opened again.
  absl::Status CheckUsable() const { return committer_.CheckMayAppend(); }

  // The last sequence; at least 1.
  Sequence head() const;

  // How many commands were decided on as bytes since the ledger was opened, dry runs and refused batches included.
  uint64_t decided_as_bytes() const { return decider_.decided_as_bytes(); }

  // A snapshot of what is acknowledged now, for answering questions.
  ReadView View() const;

  // The terms of the first event.
  const v1::LedgerCreated& terms() const { return opened_->terms; }

  // The format of the log (storage/format_file.h): that of the program that made the ledger.
  uint32_t log_format() const { return opened_->log_format; }

  // The events and what is derived from them.
  const EventLog& log() const { return opened_->log; }
  const BalanceIndex& index() const { return opened_->index; }
  // The tree over the events up to the head; it may already include later events that are not durable yet.
  const EventTree& tree() const { return opened_->tree; }

  // For replay/rebuild.h, replay/verify/verify.h and proof/published_checkpoints.h only.
  storage::Database& database() const { return *opened_->database; }
  const std::string& directory() const { return opened_->directory; }
  std::optional<Sequence> acknowledged_head() const { return opened_->acknowledged_head; }

 private:
  Ledger(std::unique_ptr<OpenedLedger> opened, Clock* clock);
  absl::Status CheckMayAppend(size_t commands, const AppendOptions& options) const;
  absl::StatusOr<std::unique_ptr<Submitted>> Submit(std::vector<v1::Event> commands, const AppendOptions& options,
                                                    Decider::Caller caller);
  absl::Status DecideBatch(const Commands& commands, const AppendOptions& options, Decider::Caller caller,
                           Submitted* submitted);
  absl::Status CompareWithLog(absl::Time deadline);
  absl::Status ApplyAfter(Sequence had, const storage::SharedLogRow& row);
  absl::StatusOr<std::vector<storage::SharedLogRow>> NextRows(absl::Time deadline);
  absl::Status Follows() const;

  std::unique_ptr<OpenedLedger> opened_;
  Clock& clock_;
  std::function<void(Sequence copy, Sequence log)> set_back_notice_;  // of a copy
  std::unique_ptr<ContactNote> heard_;                                // of a copy that is open for writing
  Committer committer_;
  Decider decider_;
};

// A batch that has been decided and is being made durable.
class Ledger::Submitted {
 public:
  Submitted(const Submitted&) = delete;
  Submitted& operator=(const Submitted&) = delete;
  ~Submitted();

 private:
  friend class Ledger;
  explicit Submitted(Committer* committer) : committer_(*committer) {}
  absl::Status Await();
  Receipt TakeReceipt(size_t command, size_t event);
  std::vector<Receipt> TakeReceipts();

  Committer& committer_;
  std::vector<v1::Event> commands_;  // of Submit; those that are new become the events of the receipts
  DecidedBatch batch_;
  Committer::Ticket ticket_;  // null if there is nothing to wait for
};

}  // namespace tranche
