#include "events/reserved_keys.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr absl::string_view kRowPrefix = "row:";
constexpr absl::string_view kPrefixes[] = {"ledger:", "unit:",     "rename:",   "merge:",    "source:", "area:",
                                           "figure:", "grouping:", "balances:", "proposal:", "rule:",   kRowPrefix};

std::string WithDay(absl::string_view key, int32_t yyyymmdd) {
  const absl::StatusOr<CivilDate> day = CivilDate::FromNumber(yyyymmdd);
  return absl::StrCat(key, ":", day.ok() ? day->ToString() : "");
}

// The key that the program gives the event; empty when it gives none.
std::string OwnKeyOf(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kLedgerCreated:
      return absl::StrCat("ledger:", event.ledger_created().ledger_id());
    case v1::Event::kUnitEstablished:
      return absl::StrCat("unit:", event.unit_established().unit_id());
    case v1::Event::kUnitRenamed:
      return WithDay(absl::StrCat("rename:", event.unit_renamed().unit_id()), event.effective_date());
    case v1::Event::kUnitsMerged:
      return WithDay(absl::StrCat("merge:", event.units_merged().successor_unit_id()), event.effective_date());
    case v1::Event::kSourceDefined:
      return absl::StrCat("source:", event.source_defined().source_id());
    case v1::Event::kAreaDefined:
      return absl::StrCat("area:", event.area_defined().area_id());
    case v1::Event::kFigurePublished:
      return absl::StrCat("figure:", event.figure_published().figure_id());
    case v1::Event::kRegionGroupingDefined:
      return absl::StrCat("grouping:", event.region_grouping_defined().grouping_id());
    case v1::Event::kRuleDefined:
      return WithDay(absl::StrCat("rule:", event.rule_defined().rule_id()), event.effective_date());
    default:
      return "";
  }
}

// With the colon; empty without one.
absl::string_view PrefixOf(absl::string_view key) { return key.substr(0, key.find(':') + 1); }

bool IsOwn(const v1::Event& event, absl::string_view prefix) {
  if (prefix == "balances:") return event.has_balances_committed();
  if (prefix == "proposal:") return event.has_change_proposed();
  return event.event_id() == OwnKeyOf(event);
}

}  // namespace

bool IsFreeKey(absl::string_view key, KeyMaker maker) {
  const absl::string_view prefix = PrefixOf(key);
  if (prefix == kRowPrefix) return maker == KeyMaker::kRowOfFile;
  return !absl::c_linear_search(kPrefixes, prefix);
}

bool IsRandomKey(absl::string_view key) {
  const absl::string_view prefix = PrefixOf(key);
  return prefix == "cli:" || prefix == "page:";
}

absl::Status CheckReservedKey(const v1::Event& event, KeyMaker maker) {
  const absl::string_view key = event.event_id();
  const absl::string_view prefix = PrefixOf(key);
  if (IsFreeKey(key, maker) || (prefix != kRowPrefix && IsOwn(event, prefix))) return absl::OkStatus();
  return InField("event_id",
                 Refuse(absl::StatusCode::kInvalidArgument, "key.reserved",
                        "found \"{key}\", wanted a key that does not begin with {prefix}, which is kept for keys that "
                        "the program makes; choose another prefix",
                        {TextField("key", key), TextField("prefix", prefix)}));
}

}  // namespace tranche
