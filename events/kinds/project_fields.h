// What the kinds that are about projects check in the same way.
//
// Thread safety: pure functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "proto/event.pb.h"

namespace tranche::kinds {

// Checks a first and a last day, YYYYMMDD, 0 for one that was not said.
// Errors: INVALID_ARGUMENT  one is no date, or the last is before the first (project.ends-before).
inline absl::Status CheckDays(absl::string_view begin_field, int32_t begin, absl::string_view end_field, int32_t end) {
  const absl::StatusOr<CivilDate> first = CivilDate::FromNumber(begin);
  if (begin != 0 && !first.ok()) return InField(begin_field, first.status());
  const absl::StatusOr<CivilDate> last = CivilDate::FromNumber(end);
  if (end != 0 && !last.ok()) return InField(end_field, last.status());
  if (begin == 0 || end == 0 || *first <= *last) return absl::OkStatus();
  return InField(end_field, Refuse(absl::StatusCode::kInvalidArgument, "project.ends-before",
                                   "found {end}, wanted {begin}, the first day, or a later one",
                                   {DayField("end", *last), DayField("begin", *first)}));
}

// Checks how much each source supports a project with: each source once, and at least `least`, 0 or 1.
// Errors: INVALID_ARGUMENT  project.support-of-none, project.support-twice, project.support-too-small.
inline absl::Status CheckSupport(const google::protobuf::RepeatedPtrField<v1::ProjectSupport>& support, int64_t least) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  for (auto of = support.begin(); of != support.end(); ++of) {
    const v1::RefusalField source = TextField("source", of->source_id());
    if (IsBlank(of->source_id()))
      return InField("support", Refuse(kInvalid, "project.support-of-none", "found no source, wanted whose it is"));
    if (std::any_of(support.begin(), of, [&](const auto& other) { return other.source_id() == of->source_id(); }))
      return InField("support",
                     Refuse(kInvalid, "project.support-twice", "source \"{source}\" is named twice", {source}));
    if (of->amount() >= least) continue;
    const v1::RefusalField found = AmountField("found", of->amount());
    return InField("support", least > 0
                                  ? Refuse(kInvalid, "project.support-too-small",
                                           "source \"{source}\": found {found}, wanted more than zero", {source, found})
                                  : Refuse(kInvalid, "project.support-too-small",
                                           "source \"{source}\": found {found}, wanted 0 or more", {source, found}));
  }
  return absl::OkStatus();
}

// Checks what a project costs in all, 0 if that was not said, against its support.
// Errors: INVALID_ARGUMENT  project.total-cost: below zero, or below the sum of the support.
inline absl::Status CheckTotalCost(const google::protobuf::RepeatedPtrField<v1::ProjectSupport>& support,
                                   int64_t total_cost) {
  if (total_cost == 0) return absl::OkStatus();
  AmountSum sum = 0;
  for (const v1::ProjectSupport& of : support) sum += of.amount();
  if (total_cost > 0 && sum <= total_cost) return absl::OkStatus();
  return InField("total_cost", Refuse(absl::StatusCode::kInvalidArgument, "project.total-cost",
                                      "found {found}, wanted at least {sum}, which is the support in all",
                                      {AmountField("found", total_cost), AmountField("sum", sum)}));
}

}  // namespace tranche::kinds
