#include "log/stored_postings.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/civil_date.h"
#include "events/postings_of.h"

namespace tranche {
namespace {

absl::Status Impossible(const EventView& event, absl::string_view found) {
  return absl::DataLossError(absl::StrCat("events: sequence ", event.sequence, ": ", found,
                                          "; no ledger accepts such an event, restore from a backup"));
}

// A view of what `event` reverses, whose bytes `postings` keeps.
absl::Status ReadReversed(const EventView& event, const EventLog& log, PostingList* postings, EventView* reversed) {
  const Sequence sequence = event.reversed_sequence;
  if (sequence == 0 || sequence >= event.sequence)
    return Impossible(event, absl::StrCat("it reverses event ", sequence, ", wanted an earlier one"));
  absl::StatusOr<std::string> bytes = log.ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  return EventLog::ParseView(postings->Keep(*std::move(bytes)), sequence, reversed);
}

}  // namespace

absl::Status StoredPostings(const EventView& event, const EventLog& log, PostingList* postings) {
  postings->Clear();
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(event.effective_date);
  if (!date.ok()) return Impossible(event, absl::StrCat("effective_date: ", date.status().message()));
  const bool is_reversal = event.kind == v1::Event::kEventReversed;
  absl::Status made;
  if (is_reversal) {
    EventView reversed;
    if (absl::Status read = ReadReversed(event, log, postings, &reversed); !read.ok()) return read;
    made = PostingsOf(event, &reversed, postings);
  } else {
    made = PostingsOf(event, nullptr, postings);
  }
  if (!made.ok()) return Impossible(event, made.message());
  const size_t count = postings->view().size();
  if (count > std::numeric_limits<uint16_t>::max())
    return Impossible(event, absl::StrCat("it has ", count, " postings, wanted at most 65535"));
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
