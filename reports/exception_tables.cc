#include "reports/exception_tables.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/money.h"
#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/line_fields.h"
#include "reports/names.h"

namespace tranche {
namespace {

using Row = v1::ExceptionRow;
using Fields = std::vector<Field<Row>>;

constexpr std::pair<absl::string_view, absl::string_view> kLabels[] = {
    {"late", Marked("late")},
    {"reversal", Marked("reversal")},
    {"deviation", Marked("deviation from a rule")},
    {"question", Marked("questioned by a rule")},
    {"pair", Marked("maker and approver")},
    {"advance", Marked("advance open for long")},
    {"unapproved", Marked("without approval, four eyes was off")},
    {"commitment", Marked("contract is over, something is left")},
    {"ceiling", Marked("payment close to a ceiling")},
    {"payee", Marked("payments of a week above a ceiling")},
    {"stopped", Marked("payment after the stop of its project")}};

const v1::BudgetLine& LineOf(const Row& row) { return row.line(); }
uint32_t TrancheOf(const Row& /*row*/) { return 0; }

std::string ExceptionLabel(const std::string& exception, Locale locale) {
  for (const auto& [name, label] : kLabels) {
    if (exception == name) return Say(locale, label);
  }
  return exception;
}

// In minor units, whatever unit the table shows amounts in.
std::string CeilingAmount(const Row& row, Locale locale) {
  return ToGroupedDigits(ParseDigits(row.ceiling()), locale == Locale::kVietnamese ? '.' : ',');
}

// "ceiling 100,000,000 by event 7 (advance-rate/fairs)", and before it of a payee "4 payments to
// ... in the week from 2024-06-03 on".
std::string CeilingText(const Row& row, Locale locale) {
  std::string ceiling = Say(locale, "ceiling {amount} by event {event}",
                            {{"amount", CeilingAmount(row, locale)}, {"event", absl::StrCat(row.other())}});
  if (!row.rules().empty()) absl::StrAppend(&ceiling, " (", absl::StrJoin(row.rules(), ", "), ")");
  if (row.exception() != "payee") return ceiling;
  return Say(locale, "{count} payment{count:s} to {payee} in the week from {day} on; {ceiling}",
             {{"count", CountText(row.events(), locale)},
              {"payee", row.counterparty()},
              {"day", row.week()},
              {"ceiling", ceiling}});
}

// "closing 310", "event 7", "2 events": what its kind of exception says beside the event.
std::string DetailText(const Row& row, Locale locale) {
  const std::string other = absl::StrCat(row.other());
  if (row.exception() == "late" && row.other() != 0) return Say(locale, "closing {closing}", {{"closing", other}});
  if (row.exception() == "reversal") return Say(locale, "reverses {sequence}", {{"sequence", other}});
  if (row.exception() == "unapproved") return Say(locale, "switched off by {event}", {{"event", other}});
  if (row.exception() == "ceiling" || row.exception() == "payee") return CeilingText(row, locale);
  if (row.exception() == "stopped") return Say(locale, "stopped by {event}", {{"event", other}});
  if (row.exception() == "pair")
    return Say(locale, "{count} event{count:s}", {{"count", CountText(row.events(), locale)}});
  if (!row.rules().empty()) return absl::StrJoin(row.rules(), ", ");
  return row.exception() == "commitment" ? row.number() : "";
}

void AddWhat(const Reader& reader, Fields* fields) {
  const Locale locale = reader.locale;
  fields->push_back({Label("exception", "exception"), Column::kLeft, [locale](const Row& row) {
                       return Cell::TextShownAs(row.exception(), ExceptionLabel(row.exception(), locale));
                     }});
  fields->push_back({labels::kSequence, Column::kRight, [](const Row& row) { return NumberCell(row.sequence()); }});
  fields->push_back({labels::kKind, Column::kLeft, [locale](const Row& row) {
                       return Cell::TextShownAs(row.kind(), KindLabel(row.kind(), locale));
                     }});
  fields->push_back(
      {labels::kEffectiveDate, Column::kLeft, [](const Row& row) { return Cell::Text(row.effective_date()); }});
  fields->push_back({labels::kRecordedAt, Column::kLeft, [reader](const Row& row) {
                       return row.has_recorded_at() ? InstantInColumn(true, row.recorded_at(), reader) : Cell::Text("");
                     }});
  fields->back().qualifier = ZoneText(reader);
}

void AddWho(const Reader& reader, Fields* fields) {
  const Locale locale = reader.locale;
  fields->push_back({Label("detail", "detail"), Column::kLeft,
                     [locale](const Row& row) { return Cell::TextShownAs("", DetailText(row, locale)); }});
  fields->back().people_only = true;
  fields->push_back({Label("days", "days"), Column::kRight,
                     [](const Row& row) { return row.days() == 0 ? Cell::Text("") : Cell::Count(row.days()); }});
  fields->push_back({labels::kActor, Column::kLeft,
                     [locale](const Row& row) { return ActorCell(row.actor(), row.approved_by(), locale); }});
  fields->push_back({labels::kBecause, Column::kLeft, [locale](const Row& row) {
                       return Cell::TextShownAs(row.because(), BecauseText(row.because(), locale));
                     }});
}

void AddCsvOnly(Fields* fields) {
  const auto add = [fields](absl::string_view key, Cell (*cell)(const Row&)) {
    fields->push_back(ForCsv<Row>(Label(key), cell));
  };
  add("approved_by", [](const Row& row) { return Cell::Text(row.approved_by()); });
  add("rules", [](const Row& row) { return Cell::Text(absl::StrJoin(row.rules(), "|")); });
  add("other", [](const Row& row) { return NumberCell(row.other()); });
  add("events", [](const Row& row) { return NumberCell(row.events()); });
  add("number", [](const Row& row) { return Cell::Text(row.number()); });
  add("counterparty", [](const Row& row) { return Cell::Text(row.counterparty()); });
  add("ceiling", [](const Row& row) { return Cell::Text(row.ceiling()); });
  add("week", [](const Row& row) { return Cell::Text(row.week()); });
}

}  // namespace

Table ExceptionsTable(const v1::ExceptionList& list, const Reader& reader) {
  Fields fields;
  AddWhat(reader, &fields);
  AddLineInOne(reader, &LineOf, &TrancheOf, &fields);
  fields.push_back({labels::kAmount, Column::kRight,
                    [](const Row& row) { return row.amount().empty() ? Cell::Text("") : AmountCell(row.amount()); }});
  AddWho(reader, &fields);
  AddCsvOnly(&fields);
  Table table = TableOf(fields, list.rows(), reader.locale);
  table.title = Say(reader.locale, "Exceptions");
  if (list.has_basis()) table.heading = BasisLines(list.basis(), reader);
  table.when_empty = Say(reader.locale, "(none)");
  return table;
}

}  // namespace tranche
