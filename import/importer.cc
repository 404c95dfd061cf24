#include "import/importer.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/joined_refusals.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "events/reserved_keys.h"
#include "import/csv_file.h"
#include "import/figure_rows.h"
#include "import/geography_rows.h"
#include "import/money_rows.h"
#include "import/project_rows.h"
#include "import/repeated_rows.h"
#include "import/row_cells.h"
#include "import/row_keys.h"
#include "import/row_recording.h"
#include "import/rule_rows.h"
#include "ledger/rules/late_entries.h"
#include "ledger/rules/line_rules.h"
#include "projections/named_lookup.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// How many times an import is retried because others recorded concurrently.
constexpr int kAttemptsMax = 10;

bool HasAny(const CsvFile& file, absl::Span<const absl::string_view> columns) {
  for (absl::string_view column : columns) {
    if (file.Column(column).has_value()) return true;
  }
  return false;
}

absl::Status CheckIsCsv(const std::string& path) {
  if (!absl::EndsWithIgnoreCase(path, ".xlsx")) return absl::OkStatus();
  return Within("{path}", {TextField("path", path)},
                Adding(Refuse(kInvalid, "file.xlsx", "XLSX is not read yet"), "save the file as CSV UTF-8"));
}

absl::StatusOr<CsvFile> Limited(absl::StatusOr<CsvFile> file) {
  if (file.ok() && file->rows.size() > kBatchEventsMax)
    return Within("{path}", {TextField("path", file->path)},
                  Adding(Refuse(kInvalid, "csv.too-many-rows", "found {found} row{found:s}, wanted at most {most}",
                                {NumberField("found", file->rows.size()), NumberField("most", kBatchEventsMax)}),
                         "split the file"));
  return file;
}

absl::StatusOr<CsvFile> ReadFile(const std::string& path) {
  if (absl::Status csv = CheckIsCsv(path); !csv.ok()) return csv;
  return Limited(ReadCsvFile(path));
}

// One column that only one sort of file has tells which it is, so that a header that
// lacks another column is told which one.
//
// partly  as MoneyEvents sets it.
absl::StatusOr<std::vector<RowEvent>> ReadEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale,
                                                 const ReadView& view, PartlyRead* partly) {
  if (HasAny(file, {"figure_id", "printed", "about_date"})) return FigureEvents(file, catalogue, locale);
  if (IsProjectFile(file)) return ProjectEvents(file, catalogue, locale);
  if (IsRules(file)) return RuleEvents(file, catalogue);
  if (IsGeography(file)) return GeographyEvents(file, catalogue);
  if (HasAny(file, {"kind", "fiscal_year", "effective_date", "amount"})) {
    const auto find = [&view](v1::Event::KindCase kind, absl::string_view text, const std::optional<Scope>& scope) {
      return FindNamed(view, kind, text, scope);
    };
    return MoneyEvents(file, catalogue, locale, find, partly);
  }
  return AtRow(file.path, 1,
               Refuse(kInvalid, "csv.unknown-table",
                      "found the columns {found}, wanted the columns of money (kind, unit_id, source, fiscal_year, "
                      "effective_date, amount ...), of figures (figure_id, printed ...), of units (unit_id, name_vi, "
                      "valid_from ...), of groupings (grouping_id ...), of sources (source_id ...), of areas "
                      "(area_id ...), of projects (project_id, support ...), of indicators and outputs "
                      "(indicator_id ...) or of spending rules (rule_id ...)",
                      {TextsField("found", file.header)}));
}

void SayWhyLate(const std::string& late_reason, const Closings& closings, std::vector<RowEvent>* rows) {
  for (RowEvent& row : *rows) {
    if (row.event.late_reason().empty() && MayBeLate(closings, row.event)) row.event.set_late_reason(late_reason);
  }
}

void Sign(const std::string& actor, std::vector<RowEvent>* rows) {
  for (RowEvent& row : *rows) {
    row.event.set_actor(actor);
    if (row.event.provenance() == v1::PROVENANCE_UNSPECIFIED) row.event.set_provenance(v1::PROVENANCE_RECORDED);
  }
}

using Columns = std::vector<std::string>;

// The keys that the file gives its rows; all wrong ones at once.
absl::Status CheckKeysOfFile(const std::vector<RowEvent>& rows, const Columns& columns) {
  RowErrors errors;
  for (const RowEvent& row : rows) {
    const absl::Status free = CheckReservedKey(row.event, KeyMaker::kCaller);
    if (!free.ok()) errors.Add(AtRowOrCell(row, columns, free));
  }
  return errors.ToStatus();
}

// What the ledger says of all rows together; nothing of it is recorded.
absl::Status Rehearse(const std::vector<RowEvent>& rows, const ImportOptions& options, Ledger* ledger,
                      RefusedCommands* refused) {
  std::vector<v1::Event> commands;
  for (const RowEvent& row : rows) commands.push_back(row.event);
  AppendOptions rehearsal;
  rehearsal.dry_run = true;
  rehearsal.is_clock_right = true;  // it is asked about when the file is recorded
  rehearsal.key_maker = KeyMaker::kRowOfFile;
  rehearsal.refused = refused;
  return options.propose ? ledger->Propose(std::move(commands), *options.propose, rehearsal).status()
                         : ledger->Append(std::move(commands), rehearsal).status();
}

// Checks what can be told of each row by itself. If a row is wrong, the whole file is rehearsed, which tells what is
// wrong with all of its rows together.
absl::Status CheckRows(const std::vector<RowEvent>& rows, const Columns& columns, const Catalogue& catalogue,
                       const ImportOptions& options, Ledger* ledger) {
  const bool are_right = std::all_of(rows.begin(), rows.end(), [&](const RowEvent& row) {
    return CheckEnvelope(row.event).ok() && CheckLines(row.event, catalogue).ok();
  });
  if (are_right) return absl::OkStatus();
  RefusedCommands refused;
  const absl::Status decided = Rehearse(rows, options, ledger, &refused);
  const auto row_of = [&](size_t index) -> const RowEvent& { return rows[index]; };
  return AtRows(row_of, columns, refused, decided);
}

// True if a row of the same unit, source and year before `row` cannot be read.
bool FollowsUnread(const RowEvent& row, const PartlyRead& read) {
  for (const EventLine& line : KindOf(row.event).lines(row.event)) {
    const auto unread = read.first_unread_line.find(ToScope(ScopeOf(line.line)));
    if (unread != read.first_unread_line.end() && unread->second < row.line) return true;
  }
  return false;
}

// All that is wrong with a file of which rows cannot be read: what the ledger says of the others, too.
absl::Status TellAll(PartlyRead read, const CsvFile& file, const Catalogue& catalogue, const ImportOptions& options,
                     Ledger* ledger) {
  if (read.rows.empty() || read.errors.are_enough()) return read.errors.ToStatus();
  Sign(options.actor, &read.rows);
  SayWhyLate(options.late_reason, catalogue.closings(), &read.rows);
  GiveKeys(file.path, &read.rows);
  RefusedCommands refused;
  if (Rehearse(read.rows, options, ledger, &refused).ok()) return read.errors.ToStatus();
  for (const RefusedCommands::Command& each : refused.shown) {
    const RowEvent& row = read.rows[each.index];
    const std::optional<v1::Refusal> why = RefusalOf(each.why);
    const bool is_marked = why && why->may_follow();
    read.errors.Add(
        AtRowOrCell(row, file.header, !is_marked && FollowsUnread(row, read) ? MarkedAsFollowing(each.why) : each.why),
        row.line);
  }
  read.errors.AddUnseen(refused.count - refused.shown.size());
  return read.errors.ToStatus();
}

// Runs of consecutive rows and events are merged into one entry of the report.
void AddRecordedBefore(int64_t line, bool follows, Sequence sequence, v1::ImportReport* report) {
  report->set_already_recorded(report->already_recorded() + 1);
  if (follows && report->recorded_before_size() > 0) {
    v1::RecordedBefore& last = *report->mutable_recorded_before()->rbegin();
    if (last.last_sequence() + 1 == sequence) {
      last.set_last_line(static_cast<uint64_t>(line));
      last.set_last_sequence(sequence);
      return;
    }
  }
  v1::RecordedBefore& added = *report->add_recorded_before();
  added.set_first_line(static_cast<uint64_t>(line));
  added.set_last_line(static_cast<uint64_t>(line));
  added.set_first_sequence(sequence);
  added.set_last_sequence(sequence);
}

void ReportOutcomes(const std::vector<RowOutcome>& outcomes, const std::vector<int64_t>& lines,
                    v1::ImportReport* report) {
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const Sequence sequence = outcomes[i].sequence;
    if (outcomes[i].was_recorded_before) {
      AddRecordedBefore(lines[i], i > 0 && outcomes[i - 1].was_recorded_before, sequence, report);
      continue;
    }
    if (sequence == 0) continue;  // proposed
    report->set_recorded(report->recorded() + 1);
    if (report->first_sequence() == 0) report->set_first_sequence(sequence);
    report->set_last_sequence(sequence);
  }
}

// Decides what is new at the head of `view` and records it on condition of that head, so that nothing equal can be
// recorded in between. `defined` are rows known to be in the ledger.
absl::StatusOr<std::vector<RowOutcome>> RecordNew(std::vector<RowEvent> rows, const std::vector<RepeatedRow>& defined,
                                                  const CsvFile& file, const ImportOptions& options,
                                                  const ReadView& view, Ledger* ledger) {
  absl::StatusOr<RepeatedRows> repeated = FindRepeatedRows(rows, view);
  if (!repeated.ok()) return repeated.status();
  if (!repeated->is_same_file && !repeated->equal.empty()) {
    if (options.repeated == Repeated::kAsk) return AskAbout(file.path, rows, *repeated);
    if (options.repeated == Repeated::kNew) repeated->equal.clear();
  }
  std::vector<RepeatedRow>& recorded = repeated->equal;
  recorded.insert(recorded.end(), defined.begin(), defined.end());
  AppendOptions append;
  append.expected_head = options.expected_head.value_or(view.head());
  append.dry_run = options.dry_run;
  append.is_clock_right = options.is_clock_right;
  if (options.within_grants) append.within_grants_of = options.actor;
  return RecordRows(std::move(rows), file.header, recorded, {std::move(append), &options}, ledger);
}

v1::ImportReport NewReport(const CsvFile& file, bool dry_run) {
  v1::ImportReport report;
  report.set_file(file.path);
  report.set_rows(file.rows.size());
  report.set_dry_run(dry_run);
  report.mutable_notes()->Assign(file.notes.begin(), file.notes.end());
  if (file.rows.empty()) report.add_notes("the file has a header and no rows");
  return report;
}

// The rows that are not in `recorded`.
std::vector<const RowEvent*> NewRows(const std::vector<RowEvent>& rows, const std::vector<RepeatedRow>& recorded) {
  std::vector<const RowEvent*> fresh;
  for (const RowEvent& row : rows) fresh.push_back(&row);
  for (const RepeatedRow& row : recorded) fresh[row.index] = nullptr;
  fresh.erase(std::remove(fresh.begin(), fresh.end(), nullptr), fresh.end());
  return fresh;
}

// The first row to be stamped with the current time, if all events before it are history: no history can follow it.
// Null if there is none.
//
// Errors: FAILED_PRECONDITION  the file also has rows of history, so an instant was probably forgotten.
absl::StatusOr<const RowEvent*> RowThatEndsHistory(const std::vector<const RowEvent*>& rows, const ReadView& view) {
  const auto is_history = [](const RowEvent* row) { return row->event.provenance() == v1::PROVENANCE_IMPORTED; };
  const auto first = std::find_if_not(rows.begin(), rows.end(), is_history);
  if (first == rows.end()) return nullptr;
  const absl::StatusOr<v1::Event> head = view.log().Read(view.head());
  if (!head.ok()) return head.status();
  if (head->provenance() != v1::PROVENANCE_IMPORTED) return nullptr;
  if (std::none_of(rows.begin(), rows.end(), is_history)) return *first;
  const absl::Status refused =
      Refuse(absl::StatusCode::kFailedPrecondition, "import.row-ends-history",
             "found no recorded_at, although other rows have one: the row would be recorded now, and after it no "
             "history from before could be imported into this ledger",
             {NumberField("line", static_cast<uint64_t>((*first)->line))});
  return AtRow((*first)->path, (*first)->line,
               Adding(refused, "fill it in, or import such rows in a file of their own, after all history"));
}

absl::StatusOr<v1::ImportReport> ImportRows(const CsvFile& file, const ImportOptions& options, Ledger* ledger) {
  const ReadView view = ledger->View();
  const auto catalogue = view.CatalogueAt(view.head());
  if (!catalogue.ok()) return catalogue.status();
  const absl::StatusOr<Locale> own_locale = ParseLocale(ledger->terms().locale());
  if (!own_locale.ok()) return own_locale.status();
  PartlyRead partly;
  absl::StatusOr<std::vector<RowEvent>> rows =
      ReadEvents(file, **catalogue, options.locale.value_or(*own_locale), view, &partly);
  if (!rows.ok())
    return partly.errors.empty() ? rows.status() : TellAll(std::move(partly), file, **catalogue, options, ledger);
  Sign(options.actor, &*rows);
  SayWhyLate(options.late_reason, (*catalogue)->closings(), &*rows);
  if (absl::Status keys = CheckKeysOfFile(*rows, file.header); !keys.ok()) return keys;
  GiveKeys(file.path, &*rows);
  if (absl::Status checked = CheckRows(*rows, file.header, **catalogue, options, ledger); !checked.ok()) return checked;
  v1::ImportReport report = NewReport(file, options.dry_run);
  if (rows->empty()) return report;
  const auto defined = IsGeography(file) ? FindDefinedRows(*rows, view) : std::vector<RepeatedRow>();
  if (!defined.ok()) return defined.status();
  const absl::StatusOr<const RowEvent*> ends_history = RowThatEndsHistory(NewRows(*rows, *defined), view);
  if (!ends_history.ok()) return ends_history.status();
  if (*ends_history != nullptr) report.set_ends_history_line(static_cast<uint64_t>((*ends_history)->line));
  std::vector<int64_t> lines;
  for (const RowEvent& row : *rows) lines.push_back(row.line);
  const auto outcomes = RecordNew(*std::move(rows), *defined, file, options, view, ledger);
  if (!outcomes.ok()) return outcomes.status();
  ReportOutcomes(*outcomes, lines, &report);
  return report;
}

// The events of all geography files, each read against the catalogue left by those before it.
absl::StatusOr<std::vector<RowEvent>> ReadGeography(const std::string& directory, Catalogue catalogue) {
  std::vector<RowEvent> all;
  for (absl::string_view name : kGeographyFiles) {
    const absl::StatusOr<CsvFile> file = ReadFile(absl::StrCat(directory, "/", name));
    if (!file.ok()) return file.status();
    absl::StatusOr<std::vector<RowEvent>> rows = GeographyEvents(*file, catalogue);
    if (!rows.ok()) return rows.status();
    for (const RowEvent& row : *rows) {
      if (absl::Status applied = catalogue.Apply(row.event); !applied.ok())
        return AtRowOrCell(row, file->header, applied);
    }
    std::move(rows->begin(), rows->end(), std::back_inserter(all));
  }
  return all;
}

absl::StatusOr<v1::ImportReport> Import(const CsvFile& file, const ImportOptions& options, Ledger* ledger) {
  absl::StatusOr<v1::ImportReport> report = ImportRows(file, options, ledger);
  for (int i = 1; i < kAttemptsMax && absl::IsAborted(report.status()) && !options.expected_head; ++i)
    report = ImportRows(file, options, ledger);
  return report;
}

}  // namespace

absl::StatusOr<v1::ImportReport> ImportFile(const std::string& path, const ImportOptions& options, Ledger* ledger) {
  const absl::StatusOr<CsvFile> file = ReadFile(path);
  if (!file.ok()) return file.status();
  return Import(*file, options, ledger);
}

absl::StatusOr<v1::ImportReport> ImportText(const std::string& path, absl::string_view bytes,
                                            const ImportOptions& options, Ledger* ledger) {
  if (absl::Status csv = CheckIsCsv(path); !csv.ok()) return csv;
  const absl::StatusOr<CsvFile> file = Limited(ParseCsvFile(path, bytes));
  if (!file.ok()) return file.status();
  return Import(*file, options, ledger);
}

absl::Status ImportGeography(const std::string& directory, absl::Time recorded_at, const std::string& actor,
                             Ledger* ledger) {
  const auto catalogue = ledger->View().CatalogueAt(ledger->head());
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<std::vector<RowEvent>> rows = ReadGeography(directory, **catalogue);
  if (!rows.ok()) return rows.status();
  for (RowEvent& row : *rows) {
    row.event.set_provenance(v1::PROVENANCE_IMPORTED);
    SetRecordedAt(recorded_at, &row.event);
  }
  Sign(actor, &*rows);
  return RecordRows(*std::move(rows), {}, {}, {}, ledger).status();
}

}  // namespace tranche
