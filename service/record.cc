#include "service/record.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "import/importer.h"
#include "ledger/equal_events.h"
#include "ledger/proposals/proposal_state.h"
#include "ledger/split.h"
#include "projections/balances.h"
#include "projections/named_lookup.h"
#include "service/carry_over.h"
#include "service/closings.h"
#include "service/command_text.h"
#include "service/proposals.h"
#include "service/request_field.h"
#include "service/role_text.h"
#include "service/typed_text.h"

namespace tranche {
namespace {

// The tranche that the ledger chose. That of a commitment or an advance that the event names was copied: there was
// nothing to choose.
void FillChosen(v1::Receipt* receipt) {
  const FilledIn filled_in = FilledInOf(receipt->event());
  const bool is_copied = ViewOf(receipt->event()).named_sequence != 0;
  if (filled_in.chosen && !is_copied) receipt->set_tranche_chosen(filled_in.number);
}

v1::Receipt ToProto(const Receipt& receipt, bool dry_run) {
  v1::Receipt proto;
  proto.set_sequence(receipt.sequence);
  proto.set_event_id(receipt.event_id);
  *proto.mutable_recorded_at() = receipt.event.recorded_at();
  proto.set_already_recorded(receipt.already_recorded);
  proto.set_dry_run(dry_run);
  *proto.mutable_event() = receipt.event;
  FillChosen(&proto);
  return proto;
}

// What `postings`, which are not recorded, would change of what the scope has left from their day on.
ScopeLeft ChangeOf(absl::Span<const Posting> postings, const Scope& scope) {
  MeasureSums sums;
  for (const Posting& posting : postings) {
    if (ToScope(ScopeOf(posting.line)) == scope) sums.Add(posting.measure, posting.amount);
  }
  const AmountSum to_disburse = sums.Given() - sums[Measure::kDisbursed];
  return {sums[Measure::kPlan] - sums[Measure::kAllocated], to_disburse, to_disburse - sums[Measure::kCommitted]};
}

// What the unit itself has left of the event's source and year from its date on, for the person who goes on from there.
// A rehearsal is told what it would have, after `earlier`, which are rehearsed with it.
absl::Status FillWhatIsLeft(const Ledger& ledger, const v1::Event& event, absl::Span<const Posting> earlier,
                            v1::Receipt* receipt) {
  if (event.has_event_reversed() && !receipt->has_reversed()) return absl::OkStatus();
  const absl::StatusOr<std::vector<Posting>> postings =
      PostingsOf(event, receipt->has_reversed() ? &receipt->reversed() : nullptr);
  if (!postings.ok() || postings->empty()) return postings.status();
  const Scope scope = ToScope(ScopeOf(postings->front().line));
  const AsOf at = {CivilDate::FromNumber(event.effective_date()).value(), ledger.head()};
  const absl::StatusOr<ScopeAmounts> amounts = ledger.index().Amounts(scope, at);
  if (!amounts.ok()) return amounts.status();
  ScopeLeft left = amounts->left;
  if (receipt->dry_run() && !receipt->already_recorded()) {
    left += ChangeOf(*postings, scope);
    left += ChangeOf(earlier, scope);
  }
  receipt->set_available_to_allocate(ToDigits(left.to_allocate));
  receipt->set_available_to_disburse(ToDigits(left.to_disburse));
  if (left.free != left.to_disburse || amounts->sums.Has(Measure::kCommitted)) receipt->set_free(ToDigits(left.free));
  if (left.to_disburse <= 0) return absl::OkStatus();
  const absl::StatusOr<bool> in_parts = IsLeftInParts(ledger.index(), scope, at);
  if (in_parts.ok()) receipt->set_available_in_parts(*in_parts);
  return in_parts.status();
}

// Adds those of an event of a batch; a reversal is alone in one.
void AddPostings(const v1::Event& event, std::vector<Posting>* earlier) {
  const absl::StatusOr<std::vector<Posting>> postings = PostingsOf(event, nullptr);
  if (postings.ok()) earlier->insert(earlier->end(), postings->begin(), postings->end());
}

// Of a rehearsal, what would be left after it.
absl::Status FillLeftOfNamed(const Ledger& ledger, v1::Receipt* receipt) {
  const EventView view = ViewOf(receipt->event());
  const bool is_rehearsed = receipt->dry_run() && !receipt->already_recorded();
  if (!HasEffect(view.kind, Effect::kMoney) || view.named_sequence == 0) return absl::OkStatus();
  if (view.named_sequence > ledger.head()) return absl::OkStatus();  // still being written
  const absl::StatusOr<std::string> bytes = ledger.log().ReadBytes(view.named_sequence);
  if (!bytes.ok()) return bytes.status();
  EventView named;
  if (absl::Status parsed = EventLog::ParseView(*bytes, view.named_sequence, &named); !parsed.ok()) return parsed;
  const absl::StatusOr<AmountSum> left = LeftOfNamed(ledger.View(), named);
  if (!left.ok()) return left.status();
  receipt->set_left_of_named(ToDigits(*left - (is_rehearsed ? view.amount : 0)));
  return absl::OkStatus();
}

// The event that a reversal takes back; a rehearsal has none while that event is still being written.
absl::Status FillReversed(const Ledger& ledger, v1::Receipt* receipt) {
  const bool reverses = receipt->event().has_event_reversed();
  if (!reverses || receipt->event().event_reversed().reversed_sequence() > ledger.head()) return absl::OkStatus();
  absl::StatusOr<v1::Event> reversed = ledger.log().Read(receipt->event().event_reversed().reversed_sequence());
  if (!reversed.ok()) return reversed.status();
  *receipt->mutable_reversed() = *std::move(reversed);
  return absl::OkStatus();
}

// True for the first event that is not history (view.proto). A rehearsal may follow events that are still being
// written: it is held against the last one that can be read.
absl::StatusOr<bool> EndsHistory(const Ledger& ledger, const Receipt& receipt) {
  if (receipt.already_recorded) return false;
  const absl::StatusOr<v1::Event> before = ledger.log().Read(std::min(receipt.sequence - 1, ledger.head()));
  if (!before.ok()) return before.status();
  return before->provenance() == v1::PROVENANCE_IMPORTED && receipt.event.provenance() != v1::PROVENANCE_IMPORTED;
}

AppendOptions OptionsOf(const v1::RecordingOptions& options) {
  AppendOptions append;
  if (options.has_expected_head()) append.expected_head = options.expected_head();
  append.dry_run = options.dry_run();
  append.is_clock_right = options.clock_is_right();
  if (options.within_grants()) append.within_grants_of = options.actor();
  return append;
}

// What a receipt says beside the event. Two events of one batch, which begins with `first`, are meant as two.
absl::Status FillReceipt(const Ledger& ledger, const Receipt& recorded, Sequence first,
                         absl::Span<const Posting> earlier, v1::Receipt* receipt) {
  const absl::StatusOr<bool> ends_history = EndsHistory(ledger, recorded);
  if (!ends_history.ok()) return ends_history.status();
  receipt->set_ends_history(*ends_history);
  if (!recorded.already_recorded) {
    const absl::StatusOr<std::optional<Sequence>> equal = FindEqualBefore(ledger.View(), recorded.event);
    if (!equal.ok()) return equal.status();
    if (equal->has_value() && **equal < first) receipt->set_equal_sequence(**equal);
  }
  absl::Status filled = FillReversed(ledger, receipt);
  if (filled.ok()) filled = FillLeftOfNamed(ledger, receipt);
  return filled.ok() ? FillWhatIsLeft(ledger, recorded.event, earlier, receipt) : filled;
}

// The parts of a proposal that was just made, or rehearsed; of one that was made before the ledger answers the first.
absl::StatusOr<std::vector<v1::Event>> PartsOfProposal(const std::vector<Receipt>& receipts, const Ledger& ledger) {
  std::vector<v1::Event> parts;
  for (const Receipt& receipt : receipts) parts.push_back(receipt.event);
  while (parts.size() < parts.front().change_proposed().parts()) {
    absl::StatusOr<v1::Event> part = ledger.log().Read(receipts.front().sequence + parts.size());
    if (!part.ok()) return part.status();
    parts.push_back(*std::move(part));
  }
  return parts;
}

// The commands of a proposal in order, as they would be recorded.
absl::StatusOr<std::vector<v1::Event>> ProposedCommands(const std::vector<Receipt>& receipts, const Ledger& ledger) {
  const absl::StatusOr<std::vector<v1::Event>> parts = PartsOfProposal(receipts, ledger);
  if (!parts.ok()) return parts.status();
  std::vector<v1::Event> commands;
  for (const v1::Event& part : *parts) {
    for (const std::string& bytes : part.change_proposed().commands()) {
      if (commands.emplace_back().ParseFromString(bytes)) continue;
      return Refuse(absl::StatusCode::kDataLoss, "proposal.damaged",
                    "event {event} is no part of a proposal that can be read",
                    {NumberField("event", receipts.front().sequence)});
    }
  }
  return commands;
}

// Of a command whose proposal was approved: the event that it became.
absl::Status FillRecorded(const Ledger& ledger, Sequence sequence, v1::Receipt* receipt) {
  const absl::StatusOr<v1::Event> event = ledger.log().Read(sequence);
  if (!event.ok()) return event.status();
  receipt->set_sequence(sequence);
  receipt->set_event_id(event->event_id());
  *receipt->mutable_recorded_at() = event->recorded_at();
  *receipt->mutable_event() = *event;
  FillChosen(receipt);
  absl::Status filled = FillReversed(ledger, receipt);
  if (filled.ok()) filled = FillLeftOfNamed(ledger, receipt);
  return filled.ok() ? FillWhatIsLeft(ledger, *event, {}, receipt) : filled;
}

// What `command` of a proposal would do; what would be left is told as in a rehearsal of it, after `earlier`.
absl::Status FillProposed(const Ledger& ledger, v1::Event command, absl::Span<const Posting> earlier,
                          v1::Receipt* receipt) {
  *receipt->mutable_event() = std::move(command);
  FillChosen(receipt);
  absl::Status filled = FillReversed(ledger, receipt);
  if (receipt->already_recorded()) return filled;
  const bool dry_run = receipt->dry_run();
  receipt->set_dry_run(true);
  if (filled.ok()) filled = FillLeftOfNamed(ledger, receipt);
  if (filled.ok()) filled = FillWhatIsLeft(ledger, receipt->event(), earlier, receipt);
  receipt->set_dry_run(dry_run);
  return filled;
}

// Proposes the commands instead of recording them. The receipts are those of the commands, in order: of the proposal
// or, if the same was proposed before and is approved, of the events that they became; the first one says which
// proposal has them.
absl::StatusOr<std::vector<v1::Receipt>> Propose(std::vector<v1::Event> commands, const v1::RecordingOptions& options,
                                                 Ledger* ledger) {
  absl::StatusOr<ProposalTerms> terms = ProposalTermsOf(options);
  if (!terms.ok()) return terms.status();
  terms->reason = commands.front().reason();
  const absl::StatusOr<std::vector<Receipt>> parts = ledger->Propose(std::move(commands), *terms, OptionsOf(options));
  if (!parts.ok()) return parts.status();
  absl::StatusOr<v1::ProposalRow> row = ReadProposed(parts->front(), options.dry_run(), ledger);
  if (!row.ok()) return row.status();
  const absl::StatusOr<std::vector<v1::Event>> proposed = ProposedCommands(*parts, *ledger);
  if (!proposed.ok()) return proposed.status();
  row->set_commands(proposed->size());
  const bool is_approved = row->state() == WordOf(ProposalState::kApproved);
  const v1::Receipt of_proposal = ToProto(parts->front(), options.dry_run());
  std::vector<v1::Receipt> receipts;
  std::vector<Posting> earlier;
  for (const v1::Event& command : *proposed) {
    v1::Receipt& receipt = receipts.emplace_back(of_proposal);
    const absl::Status filled = is_approved ? FillRecorded(*ledger, row->decision() + receipts.size(), &receipt)
                                            : FillProposed(*ledger, command, earlier, &receipt);
    if (!filled.ok()) return filled;
    if (proposed->size() > 1) AddPostings(command, &earlier);
  }
  *receipts.front().mutable_proposal() = *std::move(row);
  return receipts;
}

absl::StatusOr<std::vector<v1::Receipt>> AppendAll(std::vector<v1::Event> commands, const v1::RecordingOptions& options,
                                                   Ledger* ledger) {
  if (options.propose()) return Propose(std::move(commands), options, ledger);
  const absl::StatusOr<std::vector<Receipt>> receipts = ledger->Append(std::move(commands), OptionsOf(options));
  if (!receipts.ok()) return receipts.status();
  std::vector<v1::Receipt> filled;
  std::vector<Posting> earlier;
  for (const Receipt& recorded : *receipts) {
    v1::Receipt& receipt = filled.emplace_back(ToProto(recorded, options.dry_run()));
    const absl::Status status = FillReceipt(*ledger, recorded, receipts->front().sequence, earlier, &receipt);
    if (status.ok() && receipts->size() > 1) AddPostings(recorded.event, &earlier);
    if (status.ok()) continue;
    if (options.dry_run()) return status;
    return Adding(status, "event {sequence} was recorded, with the key {key}",
                  {NumberField("sequence", receipt.sequence()), TextField("key", receipt.event_id())});
  }
  return filled;
}

absl::StatusOr<v1::Receipt> Append(v1::Event command, const v1::RecordingOptions& options, Ledger* ledger) {
  absl::StatusOr<std::vector<v1::Receipt>> receipts = AppendAll({std::move(command)}, options, ledger);
  if (!receipts.ok()) return receipts.status();
  return std::move(receipts->front());
}

// The parts of a payment that was split before under its key; nothing if it was not.
absl::StatusOr<std::vector<v1::Event>> PartsSplitBefore(const v1::Event& command, const Ledger& ledger) {
  std::vector<v1::Event> parts;
  AmountSum sum = 0;
  for (uint32_t part = 1;; ++part) {
    const auto known = ledger.index().FindKey(KeyOfSplit(command.event_id(), part), ledger.log());
    if (!known.ok()) return known.status();
    if (!known->has_value()) break;
    const absl::StatusOr<v1::Event> event = ledger.log().Read(**known);
    if (!event.ok()) return event.status();
    const EventView view = ViewOf(*event);
    parts.push_back(PartOfSplit(command, part, view.tranche_number, view.amount));
    sum += view.amount;
  }
  const EventView asked_view = ViewOf(command);
  const bool names_one = asked_view.tranche_number != 0 || asked_view.named_sequence != 0;
  const int64_t asked = asked_view.amount;
  if (parts.empty() || (sum == asked && !names_one)) return parts;
  return Refuse(absl::StatusCode::kAlreadyExists, "split.other-amount",
                "the key \"{key}\" was used for a payment of {found} that was split, asked {asked}",
                {TextField("key", command.event_id()), AmountField("found", sum), AmountField("asked", asked)});
}

// Under the key of a payment that was split before, nothing is recorded again, be it to be split or not.
absl::StatusOr<std::vector<v1::Receipt>> AppendOnce(const v1::Event& command, bool is_to_split,
                                                    const v1::RecordingOptions& options, Ledger* ledger) {
  const bool is_payment = command.has_disbursement_made() || command.has_advance_paid();
  if (!is_payment && !is_to_split) return AppendAll({command}, options, ledger);
  absl::StatusOr<std::vector<v1::Event>> parts = PartsSplitBefore(command, *ledger);
  if (!parts.ok()) return parts.status();
  if (!parts->empty()) return AppendAll(*std::move(parts), options, ledger);
  if (!is_to_split) return AppendAll({command}, options, ledger);
  parts = ledger->SplitOverTranches(command);
  if (!parts.ok()) return parts.status();
  // What one tranche can pay is not split, and what is refused for another reason says so.
  absl::StatusOr<std::vector<v1::Receipt>> whole = AppendAll({command}, options, ledger);
  const std::optional<v1::Refusal> refusal = RefusalOf(whole.status());
  const bool lacks_money = refusal && (refusal->code() == "guard.disbursed-over-allocated" ||
                                       refusal->code() == "guard.committed-over-allocated");
  return lacks_money && parts->size() > 1 ? AppendAll(*std::move(parts), options, ledger) : whole;
}

// Records the command that `read` makes of the request.
template <typename Request>
absl::StatusOr<v1::Receipt> AppendRead(const Request& request,
                                       absl::StatusOr<v1::Event> (*read)(const Request&, const Moment&),
                                       const ServedLedger& open) {
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  absl::StatusOr<v1::Event> command = read(WithTidyTexts(request), *moment);
  if (!command.ok()) return command.status();
  return Append(*std::move(command), request.options(), &open.ledger());
}

// Leaves to each command of a batch those of its deviations that it needs: a rule may concern some of them alone. What
// is refused for another reason is told when the batch is recorded.
void KeepNeededDeviations(Ledger* ledger, std::vector<v1::Event>* commands) {
  for (bool has_changed = !commands->front().deviations().empty(); has_changed;) {
    has_changed = false;
    RefusedCommands refused;
    if (ledger->Rehearse(*commands, &refused).ok()) return;
    for (const RefusedCommands::Command& each : refused.shown) {
      const std::optional<v1::Refusal> why = RefusalOf(each.why);
      if (!why || why->code() != "deviation.not-needed") continue;
      auto& deviations = *(*commands)[each.index].mutable_deviations();
      deviations.erase(std::remove(deviations.begin(), deviations.end(), why->what().fields(0).text()),
                       deviations.end());
      has_changed = true;
    }
  }
}

// Records the commands that `read` makes of the request, in one batch.
template <typename Response, typename Request>
absl::StatusOr<Response> AppendBatch(const Request& request,
                                     absl::StatusOr<std::vector<v1::Event>> (*read)(const Request&, const Moment&),
                                     const ServedLedger& open) {
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  absl::StatusOr<std::vector<v1::Event>> commands = read(WithTidyTexts(request), *moment);
  if (!commands.ok()) return commands.status();
  KeepNeededDeviations(&open.ledger(), &*commands);
  absl::StatusOr<std::vector<v1::Receipt>> receipts =
      AppendAll(*std::move(commands), request.options(), &open.ledger());
  if (!receipts.ok()) return receipts.status();
  Response response;
  for (v1::Receipt& receipt : *receipts) *response.add_receipts() = std::move(receipt);
  return response;
}

}  // namespace

absl::StatusOr<v1::CarryOverYearResponse> CarryOverYear(const v1::CarryOverYearRequest& request,
                                                        const ServedLedger& open) {
  return AppendBatch<v1::CarryOverYearResponse>(request, &ReadCarryOver, open);
}

absl::StatusOr<v1::HandOverResponse> HandOver(const v1::HandOverRequest& request, const ServedLedger& open) {
  return AppendBatch<v1::HandOverResponse>(request, &ReadHandover, open);
}

absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest& request, const ServedLedger& open) {
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  absl::StatusOr<v1::Event> command = ReadCommand(WithTidyTexts(request), *moment);
  if (!command.ok()) return command.status();
  absl::StatusOr<std::vector<v1::Receipt>> receipts =
      AppendOnce(*command, request.split(), request.options(), &open.ledger());
  if (!receipts.ok()) return receipts.status();
  v1::RecordResponse response;
  *response.mutable_receipt() = std::move(receipts->front());
  for (size_t i = 1; i < receipts->size(); ++i) *response.add_others() = std::move((*receipts)[i]);
  return response;
}

absl::StatusOr<v1::Receipt> Reverse(const v1::ReverseRequest& request, const ServedLedger& open) {
  absl::StatusOr<v1::Event> command = ReadReversal(WithTidyTexts(request));
  if (!command.ok()) return command.status();
  return Append(*std::move(command), request.options(), &open.ledger());
}

absl::StatusOr<v1::Receipt> AdoptRules(const v1::AdoptRulesRequest& request, const ServedLedger& open) {
  absl::StatusOr<v1::Event> command = ReadAdoption(WithTidyTexts(request), open.Today());
  if (!command.ok()) return command.status();
  return Append(*std::move(command), request.options(), &open.ledger());
}

absl::StatusOr<v1::Receipt> RegisterActor(const v1::RegisterActorRequest& request, const ServedLedger& open) {
  return AppendRead(request, &ReadRegistration, open);
}

absl::StatusOr<v1::Receipt> GrantRole(const v1::GrantRoleRequest& request, const ServedLedger& open) {
  return AppendRead(request, &ReadGrant, open);
}

absl::StatusOr<v1::Receipt> RevokeRole(const v1::RevokeRoleRequest& request, const ServedLedger& open) {
  return AppendRead(request, &ReadRevocation, open);
}

absl::StatusOr<v1::Receipt> ClosePeriod(const v1::ClosePeriodRequest& request, const ServedLedger& open) {
  return AppendRead(request, &ReadClosing, open);
}

absl::StatusOr<v1::Receipt> ReopenPeriod(const v1::ReopenPeriodRequest& request, const ServedLedger& open) {
  return AppendRead(request, &ReadReopening, open);
}

absl::StatusOr<v1::Receipt> SetFourEyes(const v1::SetFourEyesRequest& request, const ServedLedger& open) {
  return AppendRead(request, &ReadSwitch, open);
}

absl::StatusOr<v1::Receipt> RecordDecision(v1::Event decision, const v1::RecordingOptions& options,
                                           const ServedLedger& open) {
  const absl::StatusOr<std::vector<Receipt>> receipts = open.ledger().Append({std::move(decision)}, OptionsOf(options));
  if (!receipts.ok()) return receipts.status();
  return ToProto(receipts->front(), options.dry_run());
}

absl::StatusOr<v1::ImportReport> ImportRows(const v1::ImportRequest& request, const ServedLedger& open) {
  ImportOptions options;
  options.actor = request.options().actor();
  options.dry_run = request.options().dry_run();
  options.is_clock_right = request.options().clock_is_right();
  options.within_grants = request.options().within_grants();
  options.late_reason = request.options().late_reason();
  if (request.options().has_expected_head()) options.expected_head = request.options().expected_head();
  if (request.options().propose()) {
    const absl::StatusOr<ProposalTerms> terms = ProposalTermsOf(request.options());
    if (!terms.ok()) return terms.status();
    options.propose = *terms;
  }
  if (!request.notation().empty()) {
    const absl::StatusOr<Locale> locale = ParseLocale(request.notation());
    if (!locale.ok()) return AtField("notation", locale.status());
    options.locale = *locale;
  }
  if (!request.repeated().empty()) {
    const bool is_new = request.repeated() == "new";
    if (!is_new && request.repeated() != "same")
      return AtField("repeated",
                     Refuse(absl::StatusCode::kInvalidArgument, "import.repeated",
                            "found \"{found}\", wanted same or new", {TextField("found", request.repeated())}));
    options.repeated = is_new ? Repeated::kNew : Repeated::kSame;
  }
  std::optional<Receipt> proposed;
  options.proposed = &proposed;
  absl::StatusOr<v1::ImportReport> report = ImportText(request.file(), request.content(), options, &open.ledger());
  if (!report.ok() || !proposed) return report;
  absl::StatusOr<v1::ProposalRow> row = ReadProposed(*proposed, options.dry_run, &open.ledger());
  if (!row.ok()) return row.status();
  *report->mutable_proposal() = *std::move(row);
  return report;
}

}  // namespace tranche
