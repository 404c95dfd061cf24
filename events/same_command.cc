#include "events/same_command.h"

#include <google/protobuf/util/message_differencer.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/kinds/filled_in.h"
#include "events/postings_of.h"
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

// One line of what the differencer reports: "modified: plan_approved.amount: 5 -> 6", "added: ...", "deleted: ...".
RefusalFields FieldsOf(absl::string_view difference) {
  const std::vector<absl::string_view> parts = absl::StrSplit(difference, absl::MaxSplits(": ", 2));
  if (parts.size() < 3) return {TextField("field", ""), TextField("change", difference)};
  const std::string added = parts[0] == "added" ? "\"\" -> " : "";
  const std::string deleted = parts[0] == "deleted" ? " -> \"\"" : "";
  return {TextField("field", parts[1]), TextField("change", absl::StrCat(added, parts[2], deleted))};
}

}  // namespace

absl::Status CheckSameCommand(const v1::Event& recorded, const v1::Event& again) {
  const bool date_given = again.effective_date() != 0;
  std::string differences;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(AsAsked(recorded, date_given), AsAsked(again, date_given))) return absl::OkStatus();
  const RefusalFields used = {TextField("key", again.event_id()), NumberField("event", recorded.sequence())};
  if (recorded.kind_case() != again.kind_case())
    return Refuse(
        absl::StatusCode::kAlreadyExists, "key.other-content",
        "key \"{key}\" was used by event {event}, which is of another kind ({kind}); nothing was written; use a "
        "new key for a new event",
        {used[0], used[1], TextField("kind", KindName(recorded))});
  const std::vector<std::string> lines = absl::StrSplit(differences, '\n');
  RefusalFields fields = FieldsOf(absl::StripAsciiWhitespace(lines.front()));
  fields.insert(fields.end(), used.begin(), used.end());
  return Refuse(
      absl::StatusCode::kAlreadyExists, "key.other-content",
      "key \"{key}\" was used by event {event} with other content: {field}: {change} (recorded -> now); nothing "
      "was written; use a new key for a new event",
      std::move(fields));
}

}  // namespace tranche
