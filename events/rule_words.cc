#include "events/rule_words.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tranche {
namespace {

constexpr std::pair<v1::RuleWhat, absl::string_view> kWhats[] = {
    {v1::RULE_WHAT_ADVANCE_RATE, "advance-rate"}, {v1::RULE_WHAT_SUPPORT_CAP, "support-cap"},
    {v1::RULE_WHAT_SHARE_CAP, "share-cap"},       {v1::RULE_WHAT_LAST_DAY, "last-day"},
    {v1::RULE_WHAT_FIRST_DAY, "first-day"},       {v1::RULE_WHAT_CARRY_CASES, "carry-cases"},
    {v1::RULE_WHAT_AUTHORITY, "authority"}};

constexpr std::pair<v1::RuleAction, absl::string_view> kActions[] = {
    {v1::RULE_ACTION_REFUSE, "refuse"},
    {v1::RULE_ACTION_REFUSE_WITHOUT_DECISION, "refuse-without-decision"},
    {v1::RULE_ACTION_QUESTION, "question"}};

template <typename Row, size_t kRows, typename Value>
absl::string_view WordIn(const Row (&rows)[kRows], Value value) {
  const auto* const found =
      std::find_if(std::begin(rows), std::end(rows), [value](const Row& row) { return row.first == value; });
  return found == std::end(rows) ? absl::string_view() : found->second;
}

template <typename Row, size_t kRows>
auto ValueIn(const Row (&rows)[kRows], absl::string_view word) {
  const auto* const found =
      std::find_if(std::begin(rows), std::end(rows), [word](const Row& row) { return row.second == word; });
  return found == std::end(rows) ? decltype(rows[0].first)() : found->first;
}

}  // namespace

absl::string_view WordOf(v1::RuleWhat what) { return WordIn(kWhats, what); }

absl::string_view WordOf(v1::RuleAction action) { return WordIn(kActions, action); }

v1::RuleWhat RuleWhatNamed(absl::string_view word) { return ValueIn(kWhats, word); }

v1::RuleAction RuleActionNamed(absl::string_view word) { return ValueIn(kActions, word); }

}  // namespace tranche
