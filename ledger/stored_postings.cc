#include "ledger/stored_postings.h"

#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"
#include "ledger/civil_date.h"
#include "ledger/postings_of.h"

namespace tranche {
namespace {

absl::Status Impossible(const v1::Event& event, absl::string_view found) {
  return absl::DataLossError(absl::StrCat("events: sequence ", event.sequence(), ": ", found,
                                          "; no ledger accepts such an event, restore from a backup"));
}

absl::StatusOr<v1::Event> ReadReversed(const v1::Event& event, const EventLog& log) {
  const Sequence reversed = event.event_reversed().reversed_sequence();
  if (reversed == 0 || reversed >= event.sequence())
    return Impossible(event, absl::StrCat("it reverses event ", reversed, ", wanted an earlier one"));
  return log.Read(reversed);
}

}  // namespace

absl::StatusOr<std::vector<Posting>> StoredPostings(const v1::Event& event, const EventLog& log) {
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(event.effective_date());
  if (!date.ok()) return Impossible(event, absl::StrCat("effective_date: ", date.status().message()));
  v1::Event reversed;
  if (event.has_event_reversed()) {
    absl::StatusOr<v1::Event> read = ReadReversed(event, log);
    if (!read.ok()) return read.status();
    reversed = *std::move(read);
  }
  absl::StatusOr<std::vector<Posting>> postings = PostingsOf(event, event.has_event_reversed() ? &reversed : nullptr);
  if (!postings.ok()) return Impossible(event, postings.status().message());
  if (postings->size() > std::numeric_limits<uint16_t>::max())
    return Impossible(event, absl::StrCat("it has ", postings->size(), " postings, wanted at most 65535"));
  return postings;
}

absl::Status VisitWithPostings(const EventLog& log, Sequence first, Sequence last, const PostingsVisitor& visitor) {
  return log.Visit(first, last, [&](const v1::Event& event, absl::string_view) {
    const absl::StatusOr<std::vector<Posting>> postings = StoredPostings(event, log);
    return postings.ok() ? visitor(event, *postings) : postings.status();
  });
}

}  // namespace tranche
