// The ledger as a copy of a shared log.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "events/check.h"
#include "events/refusal.h"
#include "ledger/ledger.h"
#include "log/copy_writer.h"
#include "log/shared_rows.h"

namespace tranche {
namespace {

using storage::SharedLogHead;
using storage::SharedLogRow;
using storage::SharedLogState;

constexpr absl::Duration kAskMax = absl::Seconds(3);
constexpr absl::Duration kAskHolderMax = absl::Seconds(1);

absl::Status CheckState(const SharedLogState& state, const Ledger& ledger) {
  if (state.format > storage::kFormatVersion)
    return Refuse(
        absl::StatusCode::kUnimplemented, "copy.newer",
        "the shared log has events of format {found}, this program reads formats {oldest} to {newest}; update "
        "tranche",
        {NumberField("found", state.format), NumberField("oldest", storage::kOldestFormatVersion),
         NumberField("newest", storage::kFormatVersion)});
  if (ledger.head() == 0 || state.ledger_id == ledger.terms().ledger_id()) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, "copy.other-ledger",
                "{directory} is a copy of ledger {wanted}, and the shared log is that of ledger {found}",
                {TextField("directory", ledger.directory()), TextField("wanted", ledger.terms().ledger_id()),
                 TextField("found", state.ledger_id)});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::OpenCopy(const std::string& directory, storage::SharedLog* log,
                                                         Clock* clock, const OpenOptions& options) {
  OpenOptions with_log = options;
  with_log.shared_log = log;
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Open(directory, Access::kWrite, clock, with_log);
  if (!ledger.ok()) return ledger;
  const absl::Status compared = (*ledger)->CompareWithLog(absl::Now() + kAskMax);
  if (!compared.ok() && !absl::IsUnavailable(compared)) return compared;
  return ledger;
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::BeginCopy(const std::string& directory, storage::SharedLog* log,
                                                          Clock* clock, uint32_t epoch_events,
                                                          const OpenOptions& options) {
  OpenOptions with_log = options;
  with_log.shared_log = log;
  absl::StatusOr<std::unique_ptr<OpenedLedger>> made = BeginLedger(directory, epoch_events, with_log);
  if (!made.ok()) return made.status();
  return std::unique_ptr<Ledger>(new Ledger(*std::move(made), clock));
}

absl::Status Ledger::CompareWithLog(absl::Time deadline) {
  storage::SharedLog& log = opened_->copy->log();
  const absl::StatusOr<SharedLogState> state = log.State(deadline);
  if (!state.ok()) return state.status();
  if (absl::Status ours = CheckState(*state, *this); !ours.ok()) return ours;
  const absl::StatusOr<SharedLogHead> row = FindCommonRow(&log, tree(), head(), deadline);
  const absl::Time asked = Now();
  const absl::StatusOr<SharedLogHead> end = log.Head(deadline);
  if (!row.ok()) return row.status();
  if (!end.ok()) return end.status();
  opened_->copy->Expect(*row);
  Heard(asked, end->last);
  if (end->last < head() && set_back_notice_) set_back_notice_(head(), end->last);
  return absl::OkStatus();
}

absl::Status Ledger::Apply(const SharedLogRow& row) {
  CopyWriter* const copy = opened_->copy;
  TRANCHE_CHECK(copy != nullptr && copy->decider() == nullptr, directory(), " does not follow a shared log");
  if (absl::Status may = committer_.CheckMayAppend(); !may.ok()) return may;
  const Sequence had = head();
  if (row.first > had + 1)
    return Refuse(absl::StatusCode::kFailedPrecondition, "copy.gap",
                  "the copy ends with event {last}, and a row begins with event {first}",
                  {NumberField("last", had), NumberField("first", row.first)});
  const SharedLogHead end = {row.first, row.last, row.root};
  absl::Status applied = row.last > had ? ApplyAfter(had, row) : absl::OkStatus();
  if (!applied.ok() && tree().size() < row.last) return applied;
  const absl::StatusOr<Digest> root = tree().Root(row.last);
  if (root.ok() && *root != row.root) return OtherRoot(end, *root);
  if (!applied.ok()) return applied;
  copy->Expect(end);
  heard_->Reached(head());
  return root.status();
}

absl::Status Ledger::ApplyAfter(Sequence had, const SharedLogRow& row) {
  const absl::StatusOr<EventBytes> events = EventsAfter(row, had);
  if (!events.ok()) return events.status();
  Committer::Ticket ticket;
  const absl::Status adopted = decider_
                                   .Adopt(*events,
                                          [&](const DecidedBatch& batch) {
                                            opened_->copy->Expect({row.first, row.last, row.root});
                                            ticket = committer_.Enqueue(batch);
                                          })
                                   .status();
  if (!adopted.ok()) return adopted;
  const absl::Status written = committer_.Await(ticket);
  if (written.ok() && had == 0) opened_->terms = opened_->catalogues.Newest()->terms();
  return written;
}

// The rows of the log after those that the copy has.
absl::StatusOr<std::vector<SharedLogRow>> Ledger::NextRows(absl::Time deadline) {
  CopyWriter* const copy = opened_->copy;
  if (copy->row().has_value()) {
    absl::StatusOr<std::vector<SharedLogRow>> rows = copy->log().Read(copy->row()->first, kSharedRowBytes, deadline);
    if (!rows.ok() || (!rows->empty() && rows->front().first <= head() + 1)) return rows;
    const absl::Time asked = Now();
    const absl::StatusOr<SharedLogHead> end = copy->log().Head(deadline);
    if (!end.ok()) return end.status();
    Heard(asked, end->last);
    if (rows->empty() && (end->last < head() || *end == *copy->row())) return rows;
  }
  // It was not asked yet, or was set back since, and has other rows.
  if (absl::Status compared = CompareWithLog(deadline); !compared.ok()) return compared;
  return copy->log().Read(copy->row()->first, kSharedRowBytes, deadline);
}

absl::StatusOr<size_t> Ledger::CatchUp(absl::Time deadline) {
  TRANCHE_CHECK(opened_->copy != nullptr, directory(), " is no copy of a shared log");
  if (absl::Status may = committer_.CheckMayAppend(); !may.ok()) return may;
  const absl::StatusOr<std::vector<SharedLogRow>> rows = NextRows(deadline);
  if (!rows.ok()) return rows.status();
  for (const SharedLogRow& row : *rows) {
    if (absl::Status applied = Apply(row); !applied.ok()) return applied;
  }
  return rows->size();
}

absl::Status Ledger::Decide(const storage::Lease& lease, const SharedWriter::Options& options) {
  CopyWriter* const copy = opened_->copy;
  TRANCHE_CHECK(copy != nullptr && copy->decider() == nullptr, directory(), " does not follow a shared log");
  if (absl::Status may = committer_.CheckMayAppend(); !may.ok()) return may;
  if (absl::Status compared = CompareWithLog(absl::Now() + options.append_max); !compared.ok()) return compared;
  const absl::StatusOr<SharedLogHead> end = copy->log().Head(absl::Now() + options.append_max);
  if (!end.ok()) return end.status();
  if (end->last > head())
    return Refuse(
        absl::StatusCode::kFailedPrecondition, "copy.behind",
        "the shared log has events up to {log}, and the copy up to {copy}: it must have all before it decides",
        {NumberField("log", end->last), NumberField("copy", head())});
  SharedLogHead last = *end;
  const absl::Status appended = AppendMissing(log(), tree(), head(), lease, options.append_max, &copy->log(), &last);
  if (appended.ok()) copy->Decide(lease, last, options);
  return appended;
}

std::optional<storage::Lease> Ledger::lease() const {
  const SharedWriter* const decider = opened_->copy == nullptr ? nullptr : opened_->copy->decider();
  return decider == nullptr ? std::nullopt : std::make_optional(decider->lease());
}

// What a node that decides has appended is in the log, though it has not said so with its lease yet.
std::optional<LogContact> Ledger::contact() const {
  if (heard_ != nullptr) {
    LogContact last = heard_->last();
    if (!follows()) last.log_head = std::max(last.log_head, head());
    return last;
  }
  return opened_->is_copy ? std::make_optional(opened_->contact) : std::nullopt;
}

void Ledger::Heard(absl::Time at, Sequence log_head) { heard_->Heard(at, log_head, head()); }

// Why a copy that follows does not record.
absl::Status Ledger::Follows() const {
  const absl::StatusOr<SharedLogState> state = opened_->copy->log().State(absl::Now() + kAskHolderMax);
  if (!state.ok() || state->holder.name.empty())
    return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "copy.follows-nobody",
                         "{directory} follows a shared log, and no node is known to decide; nothing was written",
                         {TextField("directory", directory())}),
                  "try again in a moment");
  return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "copy.follows",
                       "{directory} follows a shared log, and node {holder} decides; nothing was written",
                       {TextField("directory", directory()), TextField("holder", state->holder.name)}),
                "record at {address}", {TextField("address", state->holder.address)});
}

}  // namespace tranche
