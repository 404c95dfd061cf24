// generate: a ledger with a history that is made up (import/synthetic/history.h).
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "events/clock.h"
#include "events/instant.h"
#include "import/synthetic/clock.h"
#include "import/synthetic/history.h"
#include "ledger/append_stream.h"
#include "ledger/ledger.h"
#include "reports/check_tables.h"
#include "reports/texts.h"
#include "storage/missing_directories.h"

namespace tranche {
namespace {

// "12.5%" is 125: at most three digits before the decimal mark, which is a point or a comma, and one after it.
std::optional<int> ParsePermille(absl::string_view text) {
  if (text == "0") return 0;
  if (!absl::ConsumeSuffix(&text, "%")) return std::nullopt;
  const size_t mark = text.find_first_of(".,");
  const absl::string_view whole = text.substr(0, mark);
  const absl::string_view tenth = mark == absl::string_view::npos ? "0" : text.substr(mark + 1);
  if (whole.empty() || whole.size() > 3 || tenth.size() != 1) return std::nullopt;
  int permille = 0;
  for (char digit : absl::StrCat(whole, tenth)) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(digit))) return std::nullopt;
    permille = permille * 10 + (digit - '0');
  }
  return permille <= 1000 ? std::optional<int>(permille) : std::nullopt;
}

absl::StatusOr<SyntheticOptions> ReadOptions(const Arguments& arguments) {
  SyntheticOptions options;
  if (arguments.events < 1 || arguments.events > kSyntheticEventsMax)
    return absl::InvalidArgumentError(
        absl::StrCat("--events: found ", arguments.events, ", wanted 1 to ", kSyntheticEventsMax));
  const std::optional<int> late = ParsePermille(arguments.late);
  if (!late)
    return absl::InvalidArgumentError(absl::StrCat("--late: found \"", arguments.late,
                                                   "\", wanted a share from 0% to 100% with at most one decimal, for "
                                                   "example 5%, 0.5% or 0"));
  options.events = arguments.events;
  options.seed = arguments.seed;
  options.late_permille = *late;
  return options;
}

absl::Status RecordAll(const Console& console, SyntheticHistory* history, Ledger* ledger, uint64_t events) {
  const Locale locale = ParseLocale(ledger->terms().locale()).value_or(Locale::kVietnamese);
  Progress progress(locale, Say(locale, "generate"), console.err_is_terminal);
  progress.Update(ledger->head(), events, console.clock.Now());
  AppendStream stream(ledger);
  for (std::vector<v1::Event> commands = history->Next(kBatchEventsMax); !commands.empty();
       commands = history->Next(kBatchEventsMax)) {
    if (absl::Status appended = stream.Append(std::move(commands)); !appended.ok()) return appended;
    progress.Update(ledger->head(), events, console.clock.Now());
  }
  absl::Status finished = stream.Finish();
  progress.Update(ledger->head(), events, console.clock.Now());
  return finished;
}

// Makes the ledger whole, or leaves none behind.
absl::StatusOr<std::unique_ptr<Ledger>> Generate(const std::string& directory, const v1::LedgerCreated& terms,
                                                 const Console& console, SyntheticHistory* history, Clock* clock,
                                                 uint64_t events) {
  const storage::MissingDirectories missing(directory);
  auto ledger = Ledger::Create(directory, terms, history->known_from(), clock);
  if (!ledger.ok()) return AsOpenFailure(ledger.status());
  const absl::Status recorded = RecordAll(console, history, ledger->get(), events);
  if (recorded.ok()) return ledger;
  ledger->reset();
  missing.Remove();
  return recorded;
}

v1::GenerateReport ReportOn(const SyntheticOptions& options, const Ledger& ledger, absl::Time last_recorded_at) {
  v1::GenerateReport report;
  report.set_directory(ledger.directory());
  report.set_ledger_name(ledger.terms().name());
  report.set_ledger_id(ledger.terms().ledger_id());
  report.set_events(ledger.head());
  report.set_seed(options.seed);
  report.set_late_permille(static_cast<uint32_t>(options.late_permille));
  report.set_head(ledger.head());
  *report.mutable_head_recorded_at() = ToTimestamp(last_recorded_at);
  return report;
}

}  // namespace

Outcome RunGenerate(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<SyntheticOptions> options = ReadOptions(arguments);
  if (!options.ok()) return options.status();
  SyntheticHistory history(*options);
  SyntheticClock clock(&history);
  v1::LedgerCreated terms = history.terms();
  terms.set_locale(arguments.lang.value_or(terms.locale()));
  const auto ledger = Generate(arguments.ledger, terms, console, &history, &clock, options->events);
  if (!ledger.ok()) return ledger.status();
  const v1::GenerateReport report = ReportOn(*options, **ledger, history.now());
  const Reader reader = {ParseLocale(terms.locale()).value_or(Locale::kVietnamese), terms.utc_offset_minutes()};
  const Currency currency = {terms.currency_code(), terms.minor_digits()};
  const absl::Status printed =
      PrintAnswer(report, {GenerateTable(report, reader)}, MakeTableStyle(arguments, console, reader.locale, currency),
                  arguments.format, console);
  if (!printed.ok()) return AfterDoing(printed, "the ledger was made");
  return kExitDone;
}

}  // namespace tranche
