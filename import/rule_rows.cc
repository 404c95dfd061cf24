#include "import/rule_rows.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/kinds/kinds.h"
#include "events/rule_words.h"
#include "import/cell_names.h"
#include "import/kind_names.h"

namespace tranche {
namespace {

constexpr absl::string_view kRequiredColumns[] = {"rule_id", "what", "action", "valid_from", "legal_basis", "verified"};
constexpr absl::string_view kOptionalColumns[] = {"areas",       "project_kinds", "sources", "permille", "month_day",
                                                  "year_offset", "role",          "kinds",   "event_id"};

// "11-15", as a month and a day.
std::optional<std::pair<uint32_t, uint32_t>> ReadMonthDay(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  uint32_t month = 0;
  uint32_t day = 0;
  const bool is_read = parts.size() == 2 && absl::SimpleAtoi(parts[0], &month) && absl::SimpleAtoi(parts[1], &day);
  if (!is_read || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  return std::pair(month, day);
}

// Reads rows one by one.
class RuleRowReader {
 public:
  RuleRowReader(const CsvFile& file, const Catalogue& catalogue, std::string amount_column)
      : file_(file), amount_column_(std::move(amount_column)), names_(catalogue) {}

  absl::StatusOr<std::vector<RowEvent>> ReadAll() {
    std::vector<RowEvent> events;
    events.reserve(file_.rows.size());
    for (const CsvRow& row : file_.rows) {
      RowCells cells(file_, row, &errors_);
      events.push_back({cells.path(), Read(&cells), row.line});
    }
    if (!errors_.empty()) return errors_.ToStatus();
    return events;
  }

 private:
  v1::Event Read(RowCells* cells) {
    v1::Event event;
    v1::RuleDefined& rule = *event.mutable_rule_defined();
    const CivilDate from = cells->Date("valid_from");
    event.set_effective_date(from.number());
    rule.set_rule_id(std::string(cells->RequiredText("rule_id")));
    rule.set_what(RuleWhatNamed(cells->Text("what")));
    if (rule.what() == v1::RULE_WHAT_UNSPECIFIED)
      cells->RefuseText("what", "advance-rate, support-cap, share-cap, last-day, first-day, carry-cases or authority");
    rule.set_action(RuleActionNamed(cells->Text("action")));
    if (rule.action() == v1::RULE_ACTION_UNSPECIFIED)
      cells->RefuseText("action", "refuse, refuse-without-decision or question");
    rule.set_role(std::string(cells->Text("role")));
    rule.set_legal_basis(std::string(cells->RequiredText("legal_basis")));
    rule.set_verified(cells->YesNo("verified"));
    ReadLimits(cells, &rule);
    ReadNumbers(cells, &rule);
    const absl::string_view key = cells->Text("event_id");
    event.set_event_id(key.empty() ? absl::StrCat("rule:", rule.rule_id(), ":", from.ToString()) : std::string(key));
    return event;
  }

  void ReadLimits(RowCells* cells, v1::RuleDefined* rule) {
    for (std::string& area : names_.Areas(cells, "areas")) rule->add_area_ids(std::move(area));
    for (absl::string_view kind : cells->Parts("project_kinds")) rule->add_project_kinds(std::string(kind));
    for (absl::string_view source : cells->Parts("sources")) rule->add_source_ids(std::string(source));
    // A kind that a later program knows is kept as it is: the rule is then not judged here.
    for (absl::string_view text : cells->Parts("kinds")) {
      const absl::StatusOr<const EventKind*> kind = ReadKind(text, KindsTaken::kAll);
      rule->add_kinds(std::string(kind.ok() ? (*kind)->name : text));
    }
  }

  void ReadNumbers(RowCells* cells, v1::RuleDefined* rule) {
    rule->set_permille(cells->Number("permille"));
    int64_t amount = 0;
    const absl::string_view most = cells->Text(amount_column_);
    if (!most.empty() && !absl::SimpleAtoi(most, &amount))
      cells->RefuseText(amount_column_, "a whole number of minor units in digits only, such as 18300000000");
    rule->set_amount_max(amount);
    int32_t offset = 0;
    const absl::string_view years = cells->Text("year_offset");
    if (!years.empty() && !absl::SimpleAtoi(years, &offset))
      cells->RefuseText("year_offset", "a whole number of years");
    rule->set_year_offset(offset);
    const absl::string_view calendar = cells->Text("month_day");
    if (calendar.empty()) return;
    const auto month_day = ReadMonthDay(calendar);
    if (!month_day) return cells->RefuseText("month_day", "a month and a day, such as 11-15");
    rule->set_month(month_day->first);
    rule->set_day(month_day->second);
  }

  const CsvFile& file_;
  std::string amount_column_;
  CellNames names_;
  RowErrors errors_;
};

}  // namespace

bool IsRules(const CsvFile& file) { return file.Column("rule_id").has_value(); }

absl::StatusOr<std::vector<RowEvent>> RuleEvents(const CsvFile& file, const Catalogue& catalogue) {
  const std::string amount = absl::StrCat("amount_max_", absl::AsciiStrToLower(catalogue.terms().currency_code()));
  std::vector<absl::string_view> optional(std::begin(kOptionalColumns), std::end(kOptionalColumns));
  optional.push_back(amount);
  if (absl::Status columns = CheckColumns(file, kRequiredColumns, optional); !columns.ok()) return columns;
  return RuleRowReader(file, catalogue, amount).ReadAll();
}

}  // namespace tranche
