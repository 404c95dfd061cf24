#include "ledger/ledger.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/area_limits.h"
#include "events/check.h"
#include "events/civil_date.h"
#include "events/envelope.h"
#include "events/event_view.h"
#include "events/instant.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "ledger/clock_check.h"
#include "ledger/proposals/proposal.h"
#include "ledger/rules/rules_version.h"
#include "ledger/rules/tranche_choice.h"
#include "log/log_row.h"
#include "log/shared_rows.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {
namespace {

v1::Event FirstEvent(const v1::LedgerCreated& terms, absl::Time known_from) {
  v1::Event event;
  event.set_event_id(absl::StrCat("ledger:", terms.ledger_id()));
  event.set_effective_date(CivilDate::FromDaysSinceEpoch(absl::ToUnixSeconds(known_from) / 86400).number());
  event.set_actor("init");
  event.set_provenance(v1::PROVENANCE_IMPORTED);
  SetRecordedAt(known_from, &event);
  *event.mutable_ledger_created() = terms;
  return event;
}

// A group and a batch of a copy become a row of the shared log.
CommitQueue::GroupMax GroupMaxOf(const OpenedLedger& ledger) {
  return ledger.copy == nullptr ? CommitQueue::GroupMax() : CommitQueue::GroupMax{kSharedRowEvents, kSharedRowBytes};
}

size_t BatchBytesMaxOf(const OpenedLedger& ledger) {
  constexpr size_t kLengthBytesMax = 5;  // before each event in a row
  return ledger.copy == nullptr ? std::numeric_limits<size_t>::max()
                                : storage::kSharedRowBytesMax - kBatchEventsMax * kLengthBytesMax;
}

std::string Joined(const AreaViews& areas) { return JoinAreas(std::vector<std::string>(areas.begin(), areas.end())); }

// Sets in the command `*event` what the ledger filled in to store it as `stored`.
void FillIn(absl::string_view stored, v1::Event* event) {
  EventView view;
  TRANCHE_CHECK(ParseEventView(stored, &view), "event ", event->event_id(), " was decided and cannot be read");
  event->set_sequence(view.sequence);
  SetRecordedAt(view.recorded_at, event);
  event->set_effective_date(view.effective_date);
  if (!DrawsOnTranche(KindOf(*event))) return;
  const FilledIn asked = FilledInOf(*event);
  FilledIn filled_in = {view.tranche_number,    asked.number == 0,    Joined(view.area_limits),
                        view.to_tranche_number, asked.to_number == 0, Joined(view.to_area_limits)};
  if (asked.line) filled_in.line = ToBudgetLine(view.line);
  filled_in.is_carried = view.is_carried;
  filled_in.contract = std::string(view.number);
  SetFilledIn(filled_in, event);
}

}  // namespace

Ledger::Ledger(std::unique_ptr<OpenedLedger> opened, Clock* clock)
    : opened_(std::move(opened)),
      clock_(*clock),
      heard_(opened_->copy == nullptr ? nullptr : std::make_unique<ContactNote>(opened_->directory)),
      committer_({opened_->database.get(), &opened_->log, opened_->writer.get(), &opened_->index, &opened_->tree,
                  &opened_->catalogues, RowFormOf(opened_->log_format), GroupMaxOf(*opened_)},
                 opened_->head),
      decider_(&opened_->index, &committer_, clock,
               {opened_->head, opened_->last_recorded_at, opened_->catalogues.Newest()}, BatchBytesMaxOf(*opened_)) {}

Ledger::~Ledger() {
  if (opened_->writer != nullptr && committer_.CheckMayAppend().ok()) KeepTail(head(), opened_.get());
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Begin(const std::string& directory, const v1::LedgerCreated& terms,
                                                      absl::Time known_from, Clock* clock, uint32_t epoch_events,
                                                      const OpenOptions& options) {
  v1::LedgerCreated settled = terms;
  SettleRules(&settled);
  const v1::Event first = FirstEvent(settled, known_from);
  absl::Status valid = CheckEnvelope(first);
  if (valid.ok()) valid = CheckRulesNamed(first);
  if (valid.ok()) valid = Catalogue().Apply(first);
  if (valid.ok()) valid = CheckClockUsable(clock->Now());
  if (!valid.ok()) return valid;
  absl::StatusOr<std::unique_ptr<OpenedLedger>> made = BeginLedger(directory, epoch_events, options);
  if (!made.ok()) return made.status();
  (*made)->terms = settled;
  std::unique_ptr<Ledger> ledger(new Ledger(*std::move(made), clock));
  if (absl::Status appended = ledger->Append({first}).status(); !appended.ok()) return appended;
  return ledger;
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Create(const std::string& directory, const v1::LedgerCreated& terms,
                                                       absl::Time known_from, Clock* clock, uint32_t epoch_events,
                                                       const OpenOptions& options) {
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Begin(directory, terms, known_from, clock, epoch_events, options);
  if (!ledger.ok()) return ledger;
  if (absl::Status complete = (*ledger)->Complete(); !complete.ok()) return complete;
  return ledger;
}

absl::Status Ledger::Complete() {
  TRANCHE_CHECK(opened_->made.has_value(), directory(), " was not begun by this process");
  // What a copy has got so far is not synced (log/copy_writer); with this write it is.
  const absl::Status synced = opened_->copy == nullptr ? absl::OkStatus() : database().Write(database().NewBatch());
  return synced.ok() ? opened_->made->Finish() : synced;
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const std::string& directory, Access access, Clock* clock,
                                                     const OpenOptions& options) {
  absl::StatusOr<std::unique_ptr<OpenedLedger>> opened = OpenLedger(directory, access, options);
  if (!opened.ok()) return opened.status();
  std::unique_ptr<Ledger> ledger(new Ledger(*std::move(opened), clock));
  ledger->set_back_notice_ = options.set_back_notice;
  return ledger;
}

absl::Status Ledger::CheckMayAppend(size_t commands, const AppendOptions& options) const {
  if (opened_->writer == nullptr && !options.dry_run)
    return Refuse(absl::StatusCode::kFailedPrecondition, "ledger.read-only",
                  "{directory} was opened read-only; nothing was written", {TextField("directory", directory())});
  if (opened_->copy != nullptr && opened_->copy->decider() == nullptr && !options.dry_run) return Follows();
  if (absl::Status may = committer_.CheckMayAppend(); !may.ok()) return may;
  if (commands >= 1 && commands <= kBatchEventsMax) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "batch.size",
                "the batch has {found} event{found:s}, wanted 1 to {most}",
                {NumberField("found", commands), NumberField("most", kBatchEventsMax)});
}

absl::StatusOr<std::vector<Receipt>> Ledger::Append(std::vector<v1::Event> commands, const AppendOptions& options) {
  absl::StatusOr<std::unique_ptr<Submitted>> submitted = Submit(std::move(commands), options);
  if (!submitted.ok()) return submitted.status();
  return Await(*std::move(submitted));
}

absl::StatusOr<std::vector<Receipt>> Ledger::Propose(std::vector<v1::Event> commands, const ProposalTerms& terms,
                                                     const AppendOptions& options) {
  if (absl::Status may = CheckMayAppend(commands.size(), options); !may.ok()) return may;
  if (commands.size() > kProposedCommandsMax)
    return Refuse(absl::StatusCode::kInvalidArgument, "proposal.size",
                  "the proposal has {found} commands, wanted 1 to {most}",
                  {NumberField("found", commands.size()), NumberField("most", kProposedCommandsMax)});
  std::unique_ptr<Submitted> submitted(new Submitted(&committer_));
  absl::StatusOr<DecidedBatch> decided =
      decider_.Propose(std::move(commands), terms, options, &submitted->commands_,
                       [&](const DecidedBatch& batch) { submitted->ticket_ = committer_.Enqueue(batch); });
  if (!decided.ok()) return decided.status();
  submitted->batch_ = *std::move(decided);
  return Await(std::move(submitted));
}

absl::StatusOr<std::vector<v1::Event>> Ledger::Rehearse(std::vector<v1::Event> commands, RefusedCommands* refused) {
  return decider_.Rehearse(std::move(commands), refused);
}

absl::StatusOr<std::vector<v1::Event>> Ledger::SplitOverTranches(const v1::Event& command) {
  return decider_.SplitOverTranches(command);
}

absl::StatusOr<BatchReceipt> Ledger::AppendBytes(const EventBytes& commands, const AppendOptions& options) {
  absl::StatusOr<std::unique_ptr<Submitted>> submitted = SubmitBytes(commands, options);
  if (!submitted.ok()) return submitted.status();
  return AwaitBytes(*std::move(submitted));
}

absl::StatusOr<Receipt> Ledger::AppendBalanceRoot(v1::Event balance_root, const AppendOptions& options,
                                                  BalanceRootPass) {
  std::vector<v1::Event> commands;
  commands.push_back(std::move(balance_root));
  absl::StatusOr<std::unique_ptr<Submitted>> submitted =
      Submit(std::move(commands), options, Decider::Caller::kPublisher);
  if (!submitted.ok()) return submitted.status();
  absl::StatusOr<std::vector<Receipt>> receipts = Await(*std::move(submitted));
  if (!receipts.ok()) return receipts.status();
  return std::move(receipts->front());
}

absl::StatusOr<std::unique_ptr<Ledger::Submitted>> Ledger::Submit(std::vector<v1::Event> commands,
                                                                  const AppendOptions& options) {
  return Submit(std::move(commands), options, Decider::Caller::kAnybody);
}

absl::StatusOr<std::unique_ptr<Ledger::Submitted>> Ledger::Submit(std::vector<v1::Event> commands,
                                                                  const AppendOptions& options,
                                                                  Decider::Caller caller) {
  std::unique_ptr<Submitted> submitted(new Submitted(&committer_));
  submitted->commands_ = std::move(commands);
  absl::Status decided = DecideBatch({.messages = &submitted->commands_}, options, caller, submitted.get());
  if (!decided.ok()) return decided;
  return submitted;
}

absl::StatusOr<std::unique_ptr<Ledger::Submitted>> Ledger::SubmitBytes(const EventBytes& commands,
                                                                       const AppendOptions& options) {
  std::unique_ptr<Submitted> submitted(new Submitted(&committer_));
  absl::Status decided = DecideBatch({.bytes = &commands}, options, Decider::Caller::kAnybody, submitted.get());
  if (!decided.ok()) return decided;
  return submitted;
}

absl::Status Ledger::DecideBatch(const Commands& commands, const AppendOptions& options, Decider::Caller caller,
                                 Submitted* submitted) {
  if (absl::Status may = CheckMayAppend(commands.size(), options); !may.ok()) return may;
  absl::StatusOr<DecidedBatch> decided = decider_.DecideBatch(
      commands, options, caller, [&](const DecidedBatch& batch) { submitted->ticket_ = committer_.Enqueue(batch); });
  if (!decided.ok()) return decided.status();
  submitted->batch_ = *std::move(decided);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Receipt>> Ledger::Await(std::unique_ptr<Submitted> submitted) {
  if (absl::Status written = submitted->Await(); !written.ok()) return written;
  return submitted->TakeReceipts();
}

absl::StatusOr<BatchReceipt> Ledger::AwaitBytes(std::unique_ptr<Submitted> submitted) {
  if (absl::Status written = submitted->Await(); !written.ok()) return written;
  return BatchReceipt{std::move(submitted->batch_.events), std::move(submitted->batch_.known)};
}

absl::Status Ledger::Submitted::Await() {
  const Committer::Ticket ticket = std::exchange(ticket_, nullptr);
  return ticket == nullptr ? absl::OkStatus() : committer_.Await(ticket);
}

Ledger::Submitted::~Submitted() { (void)Await(); }

// Of a command that became the event at `event` of the batch: as a message, or as bytes, from which its message learns
// what the ledger filled in.
Receipt Ledger::Submitted::TakeReceipt(size_t command, size_t event) {
  Receipt receipt;
  receipt.event.Swap(&commands_[command]);
  if (receipt.event.sequence() == 0) FillIn(batch_.events->events[event], &receipt.event);
  receipt.sequence = batch_.events->first + event;
  receipt.event_id = receipt.event.event_id();
  receipt.recorded_at = RecordedAt(receipt.event);
  return receipt;
}

std::vector<Receipt> Ledger::Submitted::TakeReceipts() {
  std::vector<Receipt> receipts;
  receipts.reserve(commands_.size());
  auto known = batch_.known.begin();
  for (size_t i = 0; i < commands_.size(); ++i) {
    const bool is_known = known != batch_.known.end() && known->index == i;
    receipts.push_back(is_known ? std::move((known++)->first)
                                : TakeReceipt(i, i - static_cast<size_t>(known - batch_.known.begin())));
  }
  return receipts;
}

absl::Status Ledger::CheckInPlace() const {
  return opened_->made.has_value() ? opened_->made->lock()->CheckInPlace() : opened_->lock.CheckInPlace();
}

Sequence Ledger::head() const { return committer_.head(); }

ReadView Ledger::View() const {
  return ReadView({&opened_->log, &opened_->index, &opened_->tree, &opened_->catalogues, &opened_->terms}, head());
}

}  // namespace tranche
