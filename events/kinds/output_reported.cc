// How much of an indicator was brought about since the last report; it never moves money.
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/civil_date.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// It states no amount of money.
EventLines Lines(const v1::Event& event) { return {{LineViewOf(event.output_reported().line())}}; }

absl::Status CheckPeriod(const v1::OutputReported& output) {
  const absl::StatusOr<CivilDate> begin = CivilDate::FromNumber(output.period_begin());
  if (!begin.ok()) return InField("period_begin", begin.status());
  const absl::StatusOr<CivilDate> end = CivilDate::FromNumber(output.period_end());
  if (!end.ok()) return InField("period_end", end.status());
  const int32_t first = output.line().fiscal_year() * 10'000 + 101;
  const int32_t last = output.line().fiscal_year() * 10'000 + 1231;
  if (first <= output.period_begin() && output.period_begin() <= output.period_end() && output.period_end() <= last)
    return absl::OkStatus();
  return InField("period_end", Refuse(kInvalid, "output.period-outside",
                                      "found {begin} to {end}, wanted a period within the budget year {year}",
                                      {DayField("begin", *begin), DayField("end", *end),
                                       TextField("year", absl::StrCat(output.line().fiscal_year()))}));
}

absl::Status Check(const v1::Event& command) {
  const v1::OutputReported& output = command.output_reported();
  if (!output.line().source_id().empty())
    return InField("source_id",
                   Refuse(kInvalid, "output.source", "found \"{source}\", wanted none: an output is of no source",
                          {TextField("source", output.line().source_id())}));
  if (output.quantity() > 0) return CheckPeriod(output);
  return InField("quantity", Refuse(kInvalid, "output.not-positive",
                                    "found {found}, wanted a whole number above zero: what was added since the last "
                                    "report; what was reported by mistake is reversed",
                                    {TextField("found", absl::StrCat(output.quantity()))}));
}

}  // namespace

extern constinit const EventKind kOutputReported = {
    .number = v1::Event::kOutputReported,
    .name = "OutputReported",
    .english = "output",
    .word = "output",
    .effect = Effect::kStatement,
    .has_happened = true,
    .lines = &Lines,
    .check = &Check,
};

}  // namespace tranche::kinds
