#include "reports/rule_tables.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "events/rule_words.h"
#include "reports/field.h"
#include "reports/names.h"

namespace tranche {
namespace {

using Row = v1::SpendingRuleRow;
using Fields = std::vector<Field<Row>>;

constexpr std::pair<v1::RuleWhat, absl::string_view> kWhats[] = {
    {v1::RULE_WHAT_ADVANCE_RATE, Marked("rate of advances")},
    {v1::RULE_WHAT_SUPPORT_CAP, Marked("support")},
    {v1::RULE_WHAT_SHARE_CAP, Marked("share of a cost")},
    {v1::RULE_WHAT_LAST_DAY, Marked("last day")},
    {v1::RULE_WHAT_FIRST_DAY, Marked("first day")},
    {v1::RULE_WHAT_CARRY_CASES, Marked("cases of carry-over")},
    {v1::RULE_WHAT_AUTHORITY, Marked("authority")}};

constexpr std::pair<v1::RuleAction, absl::string_view> kActions[] = {
    {v1::RULE_ACTION_REFUSE, Marked("refused")},
    {v1::RULE_ACTION_REFUSE_WITHOUT_DECISION, Marked("refused without a decision")},
    {v1::RULE_ACTION_QUESTION, Marked("questioned")}};

template <typename Row, size_t kRows, typename Value>
std::string LabelIn(const Row (&rows)[kRows], Value value, Locale locale) {
  const auto* const found =
      std::find_if(std::begin(rows), std::end(rows), [value](const Row& row) { return row.first == value; });
  return found == std::end(rows) ? "" : Say(locale, found->second);
}

std::string ShareText(uint32_t permille, Locale locale) {
  const bool is_whole = permille % 10 == 0;
  const std::string tenth = is_whole ? "" : absl::StrCat(locale == Locale::kVietnamese ? "," : ".", permille % 10);
  return absl::StrCat(permille / 10, tenth, "%");
}

// "15 November", "15/11": neither language writes a day without its year as month and day.
std::string DayOfYearText(const v1::RuleDefined& rule, Locale locale) {
  constexpr absl::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                           "July",    "August",   "September", "October", "November", "December"};
  if (locale == Locale::kVietnamese || rule.month() > std::size(kMonths))
    return absl::StrFormat("%02d/%02d", rule.day(), rule.month());
  return absl::StrCat(rule.day(), " ", kMonths[rule.month() - 1]);
}

std::string CalendarText(const v1::RuleDefined& rule, Locale locale) {
  const std::string day = DayOfYearText(rule, locale);
  if (rule.year_offset() == 0) return Say(locale, "{day} of the budget year", {{"day", day}});
  if (rule.year_offset() == 1) return Say(locale, "{day} of the year after", {{"day", day}});
  return Say(locale, "{day} of the budget year {offset}",
             {{"day", day}, {"offset", absl::StrFormat("%+d", rule.year_offset())}});
}

std::string LimitsText(const v1::RuleDefined& rule, const Reader& reader) {
  std::vector<std::string> limits;
  for (const std::string& area : rule.area_ids()) limits.push_back(AreaText(reader, area));
  for (const std::string& kind : rule.project_kinds()) limits.push_back(kind);
  for (const std::string& source : rule.source_ids()) limits.push_back(SourceText(reader, source));
  for (const std::string& kind : rule.kinds()) limits.push_back(KindLabel(kind, reader.locale));
  return absl::StrJoin(limits, "; ");
}

template <typename Texts>
Cell Joined(const Texts& texts) {
  return Cell::Text(absl::StrJoin(texts, "|"));
}

void AddText(const Label& label, std::string (*text)(const v1::RuleDefined&), Fields* fields) {
  fields->push_back({label, Column::kLeft, [text](const Row& row) { return Cell::Text(text(row.rule())); }});
}

void AddWhatItSays(const Reader& reader, Fields* fields) {
  AddText(
      Label("rule_id", "rule"), [](const v1::RuleDefined& rule) { return rule.rule_id(); }, fields);
  fields->push_back({Label("about", "about"), Column::kLeft,
                     [reader](const Row& row) { return Cell::TextShownAs("", LimitsText(row.rule(), reader)); }});
  fields->back().people_only = true;
  fields->push_back({Label("terms", "demands"), Column::kLeft, [locale = reader.locale](const Row& row) {
                       return Cell::TextShownAs("", RuleTermsText(row.rule(), locale));
                     }});
  fields->back().people_only = true;
  fields->push_back({Label("action", "otherwise"), Column::kLeft, [locale = reader.locale](const Row& row) {
                       return Cell::TextShownAs(std::string(WordOf(row.rule().action())),
                                                LabelIn(kActions, row.rule().action(), locale));
                     }});
}

void AddCsvOnly(Fields* fields) {
  const auto add = [fields](absl::string_view key, Cell (*cell)(const v1::RuleDefined&)) {
    fields->push_back(ForCsv<Row>(Label(key), [cell](const Row& row) { return cell(row.rule()); }));
  };
  add("what", [](const v1::RuleDefined& rule) { return Cell::Text(std::string(WordOf(rule.what()))); });
  add("area_ids", [](const v1::RuleDefined& rule) { return Joined(rule.area_ids()); });
  add("project_kinds", [](const v1::RuleDefined& rule) { return Joined(rule.project_kinds()); });
  add("source_ids", [](const v1::RuleDefined& rule) { return Joined(rule.source_ids()); });
  add("kinds", [](const v1::RuleDefined& rule) { return Joined(rule.kinds()); });
  add("permille", [](const v1::RuleDefined& rule) { return NumberCell(rule.permille()); });
  add("amount_max_minor_units",
      [](const v1::RuleDefined& rule) { return NumberCell(static_cast<uint64_t>(rule.amount_max())); });
  add("month_day", [](const v1::RuleDefined& rule) {
    return Cell::Text(rule.month() == 0 ? "" : absl::StrFormat("%02d-%02d", rule.month(), rule.day()));
  });
  add("year_offset", [](const v1::RuleDefined& rule) { return Cell::Text(absl::StrCat(rule.year_offset())); });
  add("role", [](const v1::RuleDefined& rule) { return Cell::Text(rule.role()); });
}

}  // namespace

std::string RuleTermsText(const v1::RuleDefined& rule, Locale locale) {
  std::vector<std::string> terms = {LabelIn(kWhats, rule.what(), locale)};
  if (rule.permille() != 0)
    terms.push_back(Say(locale, "at most {share}", {{"share", ShareText(rule.permille(), locale)}}));
  if (rule.amount_max() != 0)
    terms.push_back(
        Say(locale, "at most {share}", {{"share", CountText(static_cast<uint64_t>(rule.amount_max()), locale)}}));
  if (rule.month() != 0) terms.push_back(CalendarText(rule, locale));
  if (!rule.role().empty()) terms.push_back(AuthorityLabel(rule.role(), locale));
  return absl::StrJoin(terms, ", ");
}

Table SpendingRulesTable(const v1::RulesReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  Fields fields;
  AddWhatItSays(reader, &fields);
  fields.push_back({Label("from", "from"), Column::kLeft, [](const Row& row) { return Cell::Text(row.from()); }});
  fields.push_back({Label("until", "until"), Column::kLeft, [](const Row& row) { return Cell::Text(row.until()); }});
  fields.push_back({Label("verified", "verified"), Column::kLeft,
                    [locale](const Row& row) { return YesNoCell(row.rule().verified(), locale); }});
  fields.push_back({Label("is_judged", "judged"), Column::kLeft,
                    [locale](const Row& row) { return YesNoCell(row.is_judged(), locale); }});
  AddText(
      Label("legal_basis", "legal source"), [](const v1::RuleDefined& rule) { return rule.legal_basis(); }, &fields);
  fields.push_back({labels::kSequence, Column::kRight, [](const Row& row) { return NumberCell(row.sequence()); }});
  AddCsvOnly(&fields);
  Table table = TableOf(fields, report.spending_rules(), locale);
  HideBlankColumns(table);
  table.title = Say(locale, "Spending rules in force on {day}", {{"day", report.as_of()}});
  table.when_empty = Say(locale, "(none)");
  return table;
}

}  // namespace tranche
