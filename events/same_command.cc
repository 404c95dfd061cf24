#include "events/same_command.h"

#include <google/protobuf/util/message_differencer.h>

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tranche {
namespace {

template <typename Message>
void ForgetChoice(Message* message) {
  if (message->tranche_chosen()) message->clear_tranche_number();
  message->clear_tranche_chosen();
}

void ForgetChoice(v1::AllocationTransferred* transfer) {
  if (transfer->tranche_chosen()) transfer->clear_from_tranche_number();
  if (transfer->to_tranche_chosen()) transfer->clear_to_tranche_number();
  transfer->clear_tranche_chosen();
  transfer->clear_to_tranche_chosen();
  transfer->clear_from_area_limits();
  transfer->clear_to_area_limits();
}

// The event as its caller sent it.
v1::Event AsAsked(v1::Event event, bool reversal_date_given) {
  event.clear_sequence();
  if (event.provenance() != v1::PROVENANCE_IMPORTED) event.clear_recorded_at();
  if (event.has_disbursement_made()) ForgetChoice(event.mutable_disbursement_made());
  if (event.has_refund_received()) ForgetChoice(event.mutable_refund_received());
  if (event.has_allocation_transferred()) ForgetChoice(event.mutable_allocation_transferred());
  if (event.has_allocation_adjusted()) {
    ForgetChoice(event.mutable_allocation_adjusted());
    event.mutable_allocation_adjusted()->clear_area_limits();
  }
  if (event.has_event_reversed() && !reversal_date_given) event.clear_effective_date();
  return event;
}

}  // namespace

absl::Status CheckSameCommand(const v1::Event& recorded, const v1::Event& again) {
  const bool date_given = again.effective_date() != 0;
  std::string differences;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(AsAsked(recorded, date_given), AsAsked(again, date_given))) return absl::OkStatus();
  const std::vector<std::string> lines = absl::StrSplit(differences, '\n');
  return absl::AlreadyExistsError(
      absl::StrCat("key \"", again.event_id(), "\" was used by event ", recorded.sequence(),
                   " with other content: ", absl::StripAsciiWhitespace(lines.front()),
                   " (recorded -> now); nothing was written; use a new key for a new event"));
}

}  // namespace tranche
