#include "log/stored_postings.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "events/civil_date.h"
#include "events/postings_of.h"
#include "events/refusal.h"

namespace tranche {
namespace {

absl::Status Impossible(const EventView& event, const absl::Status& found) {
  return Within(
      "events: sequence {sequence}", {NumberField("sequence", event.sequence)},
      Adding(WithCode(absl::StatusCode::kDataLoss, found), "no ledger accepts such an event, restore from a backup"));
}

// A view of the event that `event` reverses; `postings` owns its bytes.
absl::Status ReadReversed(const EventView& event, const EventReader& log, PostingList* postings, EventView* reversed) {
  const Sequence sequence = event.reversed_sequence;
  if (sequence == 0 || sequence >= event.sequence)
    return Impossible(event,
                      Refuse(absl::StatusCode::kDataLoss, "reversal.of-later",
                             "it reverses event {found}, wanted an earlier one", {NumberField("found", sequence)}));
  absl::StatusOr<std::string> bytes = log.ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  return EventLog::ParseView(postings->Keep(*std::move(bytes)), sequence, reversed);
}

}  // namespace

absl::Status StoredPostings(const EventView& event, const EventReader& log, PostingList* postings) {
  postings->Clear();
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(event.effective_date);
  if (!date.ok()) return Impossible(event, InField("effective_date", date.status()));
  const bool is_reversal = event.kind == v1::Event::kEventReversed;
  absl::Status made;
  if (is_reversal) {
    EventView reversed;
    if (absl::Status read = ReadReversed(event, log, postings, &reversed); !read.ok()) return read;
    made = PostingsOf(event, &reversed, postings);
  } else {
    made = PostingsOf(event, nullptr, postings);
  }
  if (!made.ok()) return Impossible(event, made);
  const size_t count = postings->view().size();
  if (count > std::numeric_limits<uint16_t>::max())
    return Impossible(event,
                      Refuse(absl::StatusCode::kDataLoss, "postings.too-many",
                             "it has {found} posting{found:s}, wanted at most {most}",
                             {NumberField("found", count), NumberField("most", std::numeric_limits<uint16_t>::max())}));
  return absl::OkStatus();
}

absl::Status VisitWithPostings(const EventLog& log, Sequence first, Sequence last, const PostingsVisitor& visitor) {
  PostingList postings;
  return log.VisitViews(first, last, [&](const EventView& event) {
    absl::Status made = StoredPostings(event, log, &postings);
    return made.ok() ? visitor(event, postings.view()) : made;
  });
}

}  // namespace tranche
