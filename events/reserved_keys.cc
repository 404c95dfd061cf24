#include "events/reserved_keys.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"

namespace tranche {
namespace {

struct ReservedPrefix {
  absl::string_view prefix;
  v1::Event::KindCase kind;
};

constexpr ReservedPrefix kReserved[] = {
    {"ledger:", v1::Event::kLedgerCreated},      {"unit:", v1::Event::kUnitEstablished},
    {"rename:", v1::Event::kUnitRenamed},        {"merge:", v1::Event::kUnitsMerged},
    {"source:", v1::Event::kSourceDefined},      {"area:", v1::Event::kAreaDefined},
    {"figure:", v1::Event::kFigurePublished},    {"grouping:", v1::Event::kRegionGroupingDefined},
    {"balances:", v1::Event::kBalancesCommitted}};
constexpr absl::string_view kRowPrefix = "row:";
constexpr size_t kRowDigits = 32;

bool IsDigest(absl::string_view text) {
  return text.size() == kRowDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); });
}

// "row:", 32 hexadecimal digits, "/", a number.
bool IsRowKey(absl::string_view key) {
  if (!absl::ConsumePrefix(&key, kRowPrefix) || key.size() < kRowDigits + 2) return false;
  const absl::string_view count = key.substr(kRowDigits + 1);
  return IsDigest(key.substr(0, kRowDigits)) && key[kRowDigits] == '/' &&
         std::all_of(count.begin(), count.end(), absl::ascii_isdigit);
}

absl::Status Reserved(const v1::Event& event, absl::string_view prefix) {
  return Refuse(
      absl::StatusCode::kInvalidArgument, "key.reserved",
      "event_id: found \"{key}\", wanted a key that does not begin with {prefix}, which is kept for keys that the "
      "program makes; choose another prefix",
      {TextField("key", event.event_id()), TextField("prefix", prefix)});
}

}  // namespace

absl::Status CheckReservedKey(const v1::Event& event) {
  const std::string& key = event.event_id();
  for (const ReservedPrefix& reserved : kReserved) {
    if (absl::StartsWith(key, reserved.prefix) && event.kind_case() != reserved.kind)
      return Reserved(event, reserved.prefix);
  }
  const bool is_row = IsRowKey(key) && HasEffect(event.kind_case(), Effect::kMoney);
  return absl::StartsWith(key, kRowPrefix) && !is_row ? Reserved(event, kRowPrefix) : absl::OkStatus();
}

}  // namespace tranche
