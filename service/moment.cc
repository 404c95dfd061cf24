#include "service/moment.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "service/request_field.h"

namespace tranche {
namespace {

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// The last microsecond that the instant stands for. One without an offset from UTC, as tables print it, has the
// ledger's.
std::optional<absl::Time> ReadInstant(const std::string& text, int utc_offset_minutes) {
  absl::StatusOr<absl::Time> instant = ParseInstant(text);
  const absl::TimeZone zone = absl::FixedTimeZone(utc_offset_minutes * 60);
  for (const char* offset : {"%Ez", " %Ez"}) {
    if (!instant.ok()) instant = ParseInstant(absl::StrCat(text, absl::FormatTime(offset, absl::UnixEpoch(), zone)));
  }
  if (!instant.ok()) return std::nullopt;
  const bool is_whole = absl::ToUnixSeconds(*instant) * 1'000'000 == absl::ToUnixMicros(*instant);
  return is_whole ? *instant + absl::Seconds(1) - absl::Microseconds(1) : *instant;
}

}  // namespace

absl::StatusOr<Moment> Moment::Of(const ReadView& view, CivilDate today) {
  auto catalogue = view.CatalogueAt(view.head());
  if (!catalogue.ok()) return catalogue.status();
  return Moment(view, *std::move(catalogue), today);
}

absl::StatusOr<Sequence> Moment::ReadKnownAt(absl::string_view field, const std::optional<std::string>& text,
                                             Sequence fallback) const {
  if (!text) return fallback;
  if (IsNumber(*text)) {
    Sequence sequence = 0;
    if (absl::SimpleAtoi(*text, &sequence) && sequence <= head()) return sequence;
    return AtField(field, Refuse(absl::StatusCode::kOutOfRange, "sequence.past-the-head",
                                 "found sequence {sequence}, the head is {head}",
                                 {TextField("sequence", *text), NumberField("head", head())}));
  }
  if (const absl::StatusOr<CivilDate> date = CivilDate::Parse(*text); date.ok())
    return view_.KnownAt(view_.EndOfDay(*date));
  if (const std::optional<absl::Time> instant = ReadInstant(*text, view_.terms().utc_offset_minutes()))
    return view_.KnownAt(*instant);
  return AtField(field, Refuse(absl::StatusCode::kInvalidArgument, "moment.not-read",
                               "found \"{found}\", wanted a sequence (120), a date (2024-06-30, its end) or an instant "
                               "(2024-06-30T17:00:00+07:00)",
                               {TextField("found", *text)}));
}

absl::StatusOr<std::string> Moment::ReadUnit(absl::string_view field, const std::optional<std::string>& text,
                                             NameDate when) const {
  if (!text) return std::string();
  absl::StatusOr<std::string> unit = ResolveUnit(catalogue(), *text, when);
  if (!unit.ok()) return AtField(field, unit.status());
  return unit;
}

}  // namespace tranche
