#include "events/same_command.h"

#include <google/protobuf/util/message_differencer.h>

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "events/kinds/filled_in.h"
#include "events/refusal.h"

namespace tranche {
namespace {

// Reconstructs the event as its caller sent it.
v1::Event AsAsked(v1::Event event, bool reversal_date_given) {
  event.clear_sequence();
  event.clear_actor();
  if (event.provenance() != v1::PROVENANCE_IMPORTED) event.clear_recorded_at();
  SetFilledIn(AsAsked(FilledInOf(event)), &event);
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
  return Refuse(absl::StatusCode::kAlreadyExists, "key.other-content",
                "key \"{key}\" was used by event {event} with other content: {difference} (recorded -> now); nothing "
                "was written; use a new key for a new event",
                {TextField("key", again.event_id()), NumberField("event", recorded.sequence()),
                 TextField("difference", absl::StripAsciiWhitespace(lines.front()))});
}

}  // namespace tranche
