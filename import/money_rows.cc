#include "import/money_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "import/cell_names.h"
#include "import/kind_names.h"
#include "import/money_entry.h"

namespace tranche {
namespace {

constexpr absl::string_view kAmountColumn = "amount";
constexpr absl::string_view kRequiredColumns[] = {"kind", "unit_id", "source", "fiscal_year", "effective_date"};
constexpr absl::string_view kOptionalColumns[] = {
    "area",          "project",        "recorded_at", "tranche_number",    "area_limits",     "qualifier",
    "figures",       "note",           "reason",      "document_type",     "document_number", "document_issuer",
    "document_date", "to_unit_id",     "to_area",     "to_tranche_number", "without_plan",    "event_id",
    "commitment",    "advance",        "number",      "counterparty",      "until",           "late_reason",
    "deviations",    "to_fiscal_year", "legal_case",  "disallowed",        "is_final",        "finding"};

// The column that has a file's amounts.
struct AmountColumn {
  std::string name;
  // True: digits of minor units; false: as people write amounts.
  bool is_minor_units = false;
};

absl::StatusOr<AmountColumn> CheckHeader(const CsvFile& file, const Currency& currency) {
  const std::string minor = absl::StrCat("amount_", absl::AsciiStrToLower(currency.code));
  const bool has_minor = file.Column(minor).has_value();
  std::vector<absl::string_view> required(std::begin(kRequiredColumns), std::end(kRequiredColumns));
  std::vector<absl::string_view> optional(std::begin(kOptionalColumns), std::end(kOptionalColumns));
  const bool has_written = file.Column(kAmountColumn).has_value();
  required.push_back(has_written && !has_minor ? kAmountColumn : absl::string_view(minor));
  // The other one is accepted here, so that a file with both gets a specific
  // error.
  optional.push_back(has_written && !has_minor ? absl::string_view(minor) : kAmountColumn);
  if (absl::Status columns = CheckColumns(file, required, optional); !columns.ok()) return columns;
  if (has_minor && has_written)
    return AtRow(file.path, 1,
                 Refuse(absl::StatusCode::kInvalidArgument, "csv.two-amounts",
                        "found the columns amount and {minor}, wanted one of them", {TextField("minor", minor)}));
  return AmountColumn{has_minor ? minor : std::string(kAmountColumn), has_minor};
}

absl::StatusOr<int64_t> ParseMinorUnits(absl::string_view text) {
  const absl::string_view digits = text.substr(text.substr(0, 1) == "-" ? 1 : 0);
  const bool is_whole = !digits.empty() && std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit);
  int64_t amount = 0;
  if (is_whole && absl::SimpleAtoi(text, &amount)) return amount;
  if (is_whole) return Unwanted(text, "at most 9223372036854775807 (2^63 - 1) either way; split the amount");
  return Adding(Unwanted(text, "a whole number of minor units in digits only, such as 18300000000"),
                "a column named amount takes amounts as people write them");
}

// Converts rows to events, one by one.
class MoneyRowReader {
 public:
  MoneyRowReader(const CsvFile& file, const Catalogue& catalogue, Locale locale, const NamedFinder& find_named,
                 AmountColumn amount_column)
      : file_(file),
        catalogue_(catalogue),
        currency_{catalogue.terms().currency_code(), catalogue.terms().minor_digits()},
        locale_(locale),
        find_named_(find_named),
        amount_column_(std::move(amount_column)),
        names_(catalogue) {}

  absl::StatusOr<std::vector<RowEvent>> ReadAll(PartlyRead* partly) {
    PartlyRead read;
    read.rows.reserve(file_.rows.size());
    for (const CsvRow& row : file_.rows) {
      RowCells cells(file_, row, &errors_);
      RowEvent event = Read(&cells, &read.first_unread_line);
      if (cells.ok()) read.rows.push_back(std::move(event));
    }
    if (errors_.empty()) return std::move(read.rows);
    const absl::Status refused = errors_.ToStatus();
    read.errors = std::move(errors_);
    if (partly != nullptr) *partly = std::move(read);
    return refused;
  }

 private:
  RowEvent Read(RowCells* row, std::map<Scope, int64_t>* unread) {
    RowCells& cells = *row;
    const MoneyEntry entry = ReadEntry(&cells);
    if (!cells.ok()) {
      unread->try_emplace(Scope{entry.unit, entry.source, entry.fiscal_year}, cells.line());
      return {};
    }
    for (const EntryProblem& problem : CheckEntry(entry)) RefuseEntry(problem, &cells);
    cells.Refuse("fiscal_year", CheckBudgetYear(catalogue_, entry.fiscal_year, entry.effective_date));
    if (absl::Status over = CheckYearIsOver(entry); !over.ok()) cells.Refuse("effective_date", over);
    RowEvent read{cells.path(), BuildMoneyEvent(entry), cells.line(), cells.Text("event_id").empty()};
    read.event.set_event_id(std::string(cells.Text("event_id")));
    ReadEnvelope(&cells, &read.event);
    return read;
  }

  static void RefuseEntry(const EntryProblem& problem, RowCells* cells) {
    const absl::Status unwanted = Unwanted(cells->Text(problem.column), problem.wanted);
    if (problem.or_column.empty()) return cells->Refuse(problem.column, unwanted);
    cells->Refuse(problem.column,
                  Adding(unwanted, "fill in {column}, {or_column} or both",
                         {TextField("column", problem.column), TextField("or_column", problem.or_column)}));
  }

  MoneyEntry ReadEntry(RowCells* cells) {
    MoneyEntry entry;
    const absl::StatusOr<const EventKind*> kind = ReadKind(cells->Text("kind"), KindsTaken::kRows);
    cells->Refuse("kind", kind.status());
    if (kind.ok()) entry.kind = (*kind)->number;
    entry.effective_date = cells->Date("effective_date");
    const bool may_be_without_line = IsOnNamedLine(entry.kind);
    if (!may_be_without_line) cells->RequiredText("unit_id");
    entry.unit = names_.Unit(cells, "unit_id", entry.effective_date);
    if (!may_be_without_line) cells->RequiredText("source");
    entry.source = names_.Source(cells, "source");
    entry.area = names_.Area(cells, "area");
    entry.project = std::string(cells->Text("project"));
    if (!may_be_without_line || !cells->Text("fiscal_year").empty()) entry.fiscal_year = cells->Year("fiscal_year");
    entry.amount = Amount(amount_column_.name, cells);
    entry.tranche_number = cells->Tranche("tranche_number");
    entry.area_limits = names_.Areas(cells, "area_limits");
    entry.to_unit = names_.Unit(cells, "to_unit_id", entry.effective_date);
    entry.to_area = names_.Area(cells, "to_area");
    entry.to_tranche_number = cells->Tranche("to_tranche_number");
    entry.without_plan = cells->YesNo("without_plan");
    entry.number = std::string(cells->Text("number"));
    entry.counterparty = std::string(cells->Text("counterparty"));
    if (!cells->Text("until").empty()) entry.until = cells->Date("until");
    ReadOfYear(cells, &entry);
    ReadNamed(cells, &entry);
    return entry;
  }

  // What carry-overs, settlements and corrections have.
  void ReadOfYear(RowCells* cells, MoneyEntry* entry) const {
    if (!cells->Text("to_fiscal_year").empty()) entry->to_fiscal_year = cells->Year("to_fiscal_year");
    entry->legal_case = std::string(cells->Text("legal_case"));
    if (!cells->Text("disallowed").empty()) entry->disallowed = Amount("disallowed", cells);
    entry->is_final = cells->YesNo("is_final");
    entry->finding = std::string(cells->Text("finding"));
  }

  // What is on the line of what it names says its own only to find that.
  void ReadNamed(RowCells* cells, MoneyEntry* entry) {
    absl::string_view column;
    for (const absl::string_view other : {"commitment", "advance"}) {
      if (cells->Text(other).empty()) continue;
      if (!column.empty() || !MayName(entry->kind, other))
        cells->RefuseText(other, "nothing: this kind names another event, or none");
      column = other;
    }
    if (column.empty() || !MayName(entry->kind, column)) return;
    const absl::string_view text = cells->Text(column);
    entry->names_advance = column == "advance";
    std::optional<Scope> scope;
    if (!entry->unit.empty() && !entry->source.empty() && entry->fiscal_year != 0)
      scope = Scope{entry->unit, entry->source, entry->fiscal_year};
    const absl::StatusOr<Sequence> named = find_named_(KindNamedBy(column), text, scope);
    cells->Refuse(column, named.status());
    entry->named_sequence = named.value_or(1);
    if (!IsOnNamedLine(entry->kind)) return;
    entry->unit.clear();
    entry->source.clear();
    entry->area.clear();
    entry->project.clear();
    entry->fiscal_year = 0;
  }

  int64_t Amount(absl::string_view column, RowCells* cells) const {
    const absl::string_view text = cells->Text(column);
    const absl::StatusOr<int64_t> amount =
        amount_column_.is_minor_units ? ParseMinorUnits(text) : ParseAmount(text, locale_, currency_);
    cells->Refuse(column, amount.status());
    return amount.value_or(0);
  }

  static void ReadEnvelope(RowCells* cells, v1::Event* event) {
    event->set_provenance(v1::PROVENANCE_RECORDED);
    if (!cells->Text("recorded_at").empty()) {
      const absl::StatusOr<absl::Time> instant = ParseInstant(cells->Text("recorded_at"));
      cells->Refuse("recorded_at", instant.status());
      event->set_provenance(v1::PROVENANCE_IMPORTED);
      SetRecordedAt(instant.value_or(absl::UnixEpoch()), event);
    }
    event->set_reason(std::string(cells->Text("reason")));
    event->set_late_reason(std::string(cells->Text("late_reason")));
    for (const absl::string_view rule : cells->Parts("deviations")) event->add_deviations(std::string(rule));
    v1::Evidence evidence;
    evidence.set_figures(std::string(cells->Text("figures")));
    evidence.set_qualifier(cells->Qualifier("qualifier"));
    evidence.set_note(std::string(cells->Text("note")));
    if (evidence.ByteSizeLong() > 0) *event->mutable_evidence() = evidence;
    v1::Document document;
    document.set_type(std::string(cells->Text("document_type")));
    document.set_number(std::string(cells->Text("document_number")));
    document.set_issuer(std::string(cells->Text("document_issuer")));
    if (!cells->Text("document_date").empty()) document.set_date(cells->Date("document_date").number());
    if (document.ByteSizeLong() > 0) *event->mutable_document() = document;
  }

  const CsvFile& file_;
  const Catalogue& catalogue_;
  Currency currency_;
  Locale locale_;
  const NamedFinder& find_named_;
  AmountColumn amount_column_;
  CellNames names_;
  RowErrors errors_;
};

}  // namespace

absl::StatusOr<std::vector<RowEvent>> MoneyEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale,
                                                  const NamedFinder& find_named, PartlyRead* partly) {
  const Currency currency{catalogue.terms().currency_code(), catalogue.terms().minor_digits()};
  absl::StatusOr<AmountColumn> amount_column = CheckHeader(file, currency);
  if (!amount_column.ok()) return amount_column.status();
  return MoneyRowReader(file, catalogue, locale, find_named, *std::move(amount_column)).ReadAll(partly);
}

}  // namespace tranche
