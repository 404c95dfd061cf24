#include "tests/support/reference_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace tranche {
namespace {

using Events = std::vector<v1::Event>;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

bool Has(const Texts& texts, const std::string& text) { return std::count(texts.begin(), texts.end(), text) > 0; }

bool Allows(const Texts& texts, const std::string& text) { return texts.empty() || Has(texts, text); }

bool IsReversed(const Events& events, uint64_t sequence) {
  return std::any_of(events.begin(), events.end(), [sequence](const v1::Event& event) {
    return event.has_event_reversed() && event.event_reversed().reversed_sequence() == sequence;
  });
}

// The last defined of those with the latest first day, by id.
std::map<std::string, v1::RuleDefined> RulesOn(const Events& events, int32_t day) {
  std::map<std::string, std::pair<int32_t, v1::RuleDefined>> rules;
  for (const v1::Event& event : events) {
    if (!event.has_rule_defined() || event.effective_date() > day) continue;
    auto& [from, rule] = rules[event.rule_defined().rule_id()];
    if (event.effective_date() < from) continue;
    from = event.effective_date();
    rule = event.rule_defined();
  }
  std::map<std::string, v1::RuleDefined> in_force;
  for (const auto& [id, dated] : rules) in_force[id] = dated.second;
  return in_force;
}

std::string NameOf(const v1::Event& event) {
  const auto* kind = v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
  return kind->message_type()->name();
}

bool IsCalendar(const v1::RuleDefined& rule) {
  return rule.what() == v1::RULE_WHAT_LAST_DAY || rule.what() == v1::RULE_WHAT_FIRST_DAY;
}

bool IsAbout(const v1::RuleDefined& rule, const v1::Event& event, const std::vector<RuledLine>& lines) {
  const bool is_of_kind = (IsCalendar(rule) && Has(rule.kinds(), NameOf(event))) ||
                          (rule.what() == v1::RULE_WHAT_ADVANCE_RATE && event.has_advance_paid()) ||
                          (rule.what() == v1::RULE_WHAT_CARRY_CASES && event.has_balance_carried_over());
  return is_of_kind && rule.project_kinds().empty() &&
         std::any_of(lines.begin(), lines.end(), [&rule](const RuledLine& line) {
           return Allows(rule.area_ids(), line.area) && Allows(rule.source_ids(), line.source);
         });
}

int64_t AmountFor(const Events& events, uint64_t named, bool is_release) {
  int64_t sum = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    const v1::Event& event = events[i];
    if (IsReversed(events, i + 1)) continue;
    if (is_release && event.commitment_released().commitment() == named) sum += event.commitment_released().amount();
    if (!is_release && event.advance_paid().commitment() == named && event.has_advance_paid())
      sum += event.advance_paid().amount();
    const uint64_t advance = event.advance_recovered().advance();
    if (!is_release && advance != 0 && events[advance - 1].advance_paid().commitment() == named)
      sum -= event.advance_recovered().amount();
  }
  return sum;
}

enum class Outcome { kKept, kNotKept, kUnclear };

// Of a contract that was carried over, what was carried over.
Outcome JudgeAdvance(const v1::RuleDefined& rule, const Events& events, const v1::AdvancePaid& advance) {
  if (advance.commitment() == 0) return Outcome::kUnclear;
  const v1::Event& named = events[advance.commitment() - 1];
  const int64_t amount =
      named.has_commitment_made() ? named.commitment_made().amount() : named.balance_carried_over().amount();
  const int64_t contract = amount - AmountFor(events, advance.commitment(), true);
  const int64_t advanced = AmountFor(events, advance.commitment(), false) + advance.amount();
  return advanced * 1000 <= contract * static_cast<int64_t>(rule.permille()) ? Outcome::kKept : Outcome::kNotKept;
}

Outcome JudgeCalendar(const v1::RuleDefined& rule, const v1::Event& event, const std::vector<RuledLine>& lines) {
  for (const RuledLine& line : lines) {
    if (!Allows(rule.area_ids(), line.area) || !Allows(rule.source_ids(), line.source)) continue;
    const int32_t day =
        (line.year + rule.year_offset()) * 10'000 + static_cast<int32_t>(rule.month() * 100 + rule.day());
    const bool is_last = rule.what() == v1::RULE_WHAT_LAST_DAY;
    if (is_last ? event.effective_date() > day : event.effective_date() < day) return Outcome::kNotKept;
  }
  return Outcome::kKept;
}

Outcome JudgeCase(const v1::BalanceCarriedOver& carried) {
  static const std::set<std::string> kLetters = {"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l"};
  const bool is_merger = carried.from().unit_id() != carried.to().unit_id();
  return is_merger || kLetters.contains(carried.legal_case()) ? Outcome::kKept : Outcome::kNotKept;
}

Outcome JudgeBy(const v1::RuleDefined& rule, const Events& events, const v1::Event& event,
                const std::vector<RuledLine>& lines) {
  if (IsCalendar(rule)) return JudgeCalendar(rule, event, lines);
  if (rule.what() == v1::RULE_WHAT_CARRY_CASES) return JudgeCase(event.balance_carried_over());
  return JudgeAdvance(rule, events, event.advance_paid());
}

}  // namespace

std::optional<std::vector<std::string>> QuestionsOf(const std::vector<v1::Event>& events, const v1::Event& event,
                                                    const std::vector<RuledLine>& lines) {
  std::map<std::string, v1::RuleDefined> rules = RulesOn(events, event.effective_date());
  std::erase_if(rules, [&](const auto& rule) { return !IsAbout(rule.second, event, lines); });
  const bool has_of_area = std::any_of(rules.begin(), rules.end(), [](const auto& rule) {
    return !IsCalendar(rule.second) && !rule.second.area_ids().empty();
  });
  std::vector<std::string> questions;
  std::set<std::string> unneeded(event.deviations().begin(), event.deviations().end());
  if (!unneeded.empty() && event.document().number().empty()) return std::nullopt;
  bool is_refused = false;
  for (const auto& [id, rule] : rules) {
    if (has_of_area && !IsCalendar(rule) && rule.area_ids().empty()) continue;
    const Outcome outcome = JudgeBy(rule, events, event, lines);
    if (outcome == Outcome::kKept) continue;
    const bool departs = unneeded.erase(id) > 0;
    if (outcome == Outcome::kUnclear || rule.action() == v1::RULE_ACTION_QUESTION) {
      if (!departs) questions.push_back(id);
    } else {
      is_refused |= rule.action() == v1::RULE_ACTION_REFUSE || !departs;
    }
  }
  if (is_refused || !unneeded.empty()) return std::nullopt;
  return questions;
}

}  // namespace tranche
