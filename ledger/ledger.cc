#include "ledger/ledger.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/civil_date.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "ledger/clock_check.h"
#include "ledger/rules/rules_version.h"
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

}  // namespace

Ledger::Ledger(std::unique_ptr<OpenedLedger> opened, Clock* clock)
    : opened_(std::move(opened)),
      committer_({opened_->database.get(), &opened_->log, opened_->writer.get(), &opened_->index, &opened_->tree,
                  &opened_->catalogues},
                 opened_->head),
      decider_(&opened_->index, &committer_, clock,
               {opened_->head, opened_->last_recorded_at, opened_->catalogues.Newest()}) {}

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
  return opened_->made->Finish();
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const std::string& directory, Access access, Clock* clock,
                                                     const OpenOptions& options) {
  absl::StatusOr<std::unique_ptr<OpenedLedger>> opened = OpenLedger(directory, access, options);
  if (!opened.ok()) return opened.status();
  return std::unique_ptr<Ledger>(new Ledger(*std::move(opened), clock));
}

absl::Status Ledger::CheckMayAppend(size_t commands, const AppendOptions& options) const {
  if (opened_->writer == nullptr && !options.dry_run)
    return Refuse(absl::StatusCode::kFailedPrecondition, "ledger.read-only",
                  "{directory} was opened read-only; nothing was written", {TextField("directory", directory())});
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

absl::StatusOr<Receipt> Ledger::AppendCommitment(v1::Event commitment, const AppendOptions& options, CommitmentPass) {
  std::vector<v1::Event> commands;
  commands.push_back(std::move(commitment));
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
  if (absl::Status may = CheckMayAppend(commands.size(), options); !may.ok()) return may;
  std::unique_ptr<Submitted> submitted(new Submitted(&committer_));
  absl::StatusOr<DecidedBatch> decided =
      decider_.DecideBatch(std::move(commands), options, caller,
                           [&](const DecidedBatch& batch) { submitted->ticket_ = committer_.Enqueue(batch); });
  if (!decided.ok()) return decided.status();
  submitted->batch_ = *std::move(decided);
  return submitted;
}

absl::StatusOr<std::vector<Receipt>> Ledger::Await(std::unique_ptr<Submitted> submitted) {
  if (absl::Status written = submitted->Await(); !written.ok()) return written;
  return submitted->TakeReceipts();
}

absl::Status Ledger::Submitted::Await() {
  const Committer::Ticket ticket = std::exchange(ticket_, nullptr);
  return ticket == nullptr ? absl::OkStatus() : committer_.Await(ticket);
}

Ledger::Submitted::~Submitted() { (void)Await(); }

std::vector<Receipt> Ledger::Submitted::TakeReceipts() {
  std::vector<Receipt> receipts;
  receipts.reserve(batch_.events->size() + batch_.known.size());
  auto known = batch_.known.begin();
  const auto add_known = [&] {
    for (; known != batch_.known.end() && known->index == receipts.size(); ++known)
      receipts.push_back(std::move(known->first));
  };
  for (v1::Event& event : *batch_.events) {
    add_known();
    Receipt& receipt = receipts.emplace_back();
    receipt.event.Swap(&event);
    receipt.sequence = receipt.event.sequence();
    receipt.event_id = receipt.event.event_id();
    receipt.recorded_at = RecordedAt(receipt.event);
  }
  add_known();
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
