#include "service/moment.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/date_text.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "projections/catalogue/closings.h"
#include "projections/catalogue/geography.h"
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

// Which part of the money that is asked for is in a closing.
enum class Part : uint8_t { kNone, kSome, kAll };

Part PartOfUnits(const Closing& closing, const MoneyAsked& asked, const Catalogue& catalogue) {
  if (closing.terms.unit_ids().empty()) return Part::kAll;
  if (asked.unit.empty()) return Part::kSome;
  const Geography geography(catalogue, asked.boundaries);
  size_t in_it = 0;
  size_t units = 0;
  for (const std::string& unit : geography.UnitsIn(asked.unit)) {
    if (!geography.CountsIn(unit, asked.unit)) continue;
    ++units;
    if (closing.HasUnit(unit)) ++in_it;
  }
  if (in_it == 0) return Part::kNone;
  return in_it == units ? Part::kAll : Part::kSome;
}

Part PartOf(const Closing& closing, const MoneyAsked& asked, const Catalogue& catalogue) {
  if (!asked.source.empty() && !closing.HasSource(asked.source)) return Part::kNone;
  const bool has_sources = !asked.source.empty() || closing.terms.source_ids().empty();
  const Part of_units = PartOfUnits(closing, asked, catalogue);
  return of_units == Part::kAll && !has_sources ? Part::kSome : of_units;
}

}  // namespace

// The nation is asked for by its id, or by naming none.
absl::StatusOr<Sequence> Moment::FindClosing(absl::string_view year, const MoneyAsked& asked) const {
  MoneyAsked of = asked;
  if (of.unit == catalogue().nation()) of.unit.clear();
  std::vector<const Closing*> found;
  for (const auto& [sequence, closing] : catalogue().closings().all()) {
    const bool is_in_force = closing.reopening == 0 && absl::StrCat(closing.terms.fiscal_year()) == year;
    if (is_in_force && PartOf(closing, of, catalogue()) != Part::kNone) found.push_back(&closing);
  }
  if (!found.empty() && PartOf(*found.back(), of, catalogue()) == Part::kAll) return found.back()->sequence;
  if (found.empty())
    return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "moment.not-closed",
                         "the budget year {year} is not closed for this money", {TextField("year", year)}),
                  "`tranche closings` lists what is");
  std::vector<std::string> sequences;
  for (const Closing* closing : found) sequences.push_back(absl::StrCat(closing->sequence));
  return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "moment.closed-in-parts",
                       "no one closing of the budget year {year} is the newest of all this money: found {closings}",
                       {TextField("year", year), TextsField("closings", sequences)}),
                "name one of these sequences, or ask for one unit and source");
}

absl::StatusOr<Moment> Moment::Of(const ReadView& view, CivilDate today) {
  auto catalogue = view.CatalogueAt(view.head());
  if (!catalogue.ok()) return catalogue.status();
  return Moment(view, *std::move(catalogue), today);
}

absl::StatusOr<Sequence> Moment::ReadKnownAt(absl::string_view field, const std::optional<std::string>& text,
                                             Sequence fallback, const MoneyAsked& asked) const {
  if (!text) return fallback;
  constexpr absl::string_view kClosing = "close:";
  if (absl::StartsWithIgnoreCase(*text, kClosing)) {
    const absl::StatusOr<Sequence> closing = FindClosing(absl::string_view(*text).substr(kClosing.size()), asked);
    return closing.ok() ? closing : AtField(field, closing.status());
  }
  if (IsNumber(*text)) {
    Sequence sequence = 0;
    if (absl::SimpleAtoi(*text, &sequence) && sequence <= head()) return sequence;
    return AtField(field, Refuse(absl::StatusCode::kOutOfRange, "sequence.past-the-head",
                                 "found sequence {sequence}, the head is {head}",
                                 {TextField("sequence", *text), NumberField("head", head())}));
  }
  if (const absl::StatusOr<CivilDate> date = ReadDateText(*text); date.ok())
    return view_.KnownAt(view_.EndOfDay(*date));
  if (const std::optional<absl::Time> instant = ReadInstant(*text, view_.terms().utc_offset_minutes()))
    return view_.KnownAt(*instant);
  return AtField(field, Refuse(absl::StatusCode::kInvalidArgument, "moment.not-read",
                               "found \"{found}\", wanted a sequence (120), a date (2024-06-30, its end), an instant "
                               "(2024-06-30T17:00:00+07:00) or a closing (close:2024)",
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
