#include "cli/command_options.h"
#include "cli/option_values.h"
#include "reports/texts.h"

namespace tranche {
namespace {

void AddClose(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* close = AddCommand(
      app, "close", "Close the books of a budget year through a day: what is recorded later for it says why",
      std::string(Marked("  tranche close --year 2025 --through 2025-06-30\n"
                         "  tranche close --year 2025 --year-end --unit \"Cà Mau\" --source national --confirmed "
                         "\"Cà Mau; national; 1.5 billion\"\n"
                         "  tranche balance --unit \"Cà Mau\" --year 2025 --as-of 2025-12-31 --known-at close:2025")));
  close->add_option("--year", arguments->year, "The budget year")->transform(WholeNumber(language, 9999))->required();
  close->add_option("--through", arguments->through,
                    "The last day that is closed (default: 31 December of the budget year)");
  close->add_flag("--year-end", arguments->year_end,
                  "The year ends with it: what takes effect later only winds up what was begun");
  close->add_option("--unit", arguments->units, "Only money of this unit and of all units within it")
      ->allow_extra_args(false);
  close->add_option("--source", arguments->sources, "Only money of this source")->allow_extra_args(false);
  close
      ->add_option("--confirmed", arguments->confirmed,
                   "What is confirmed as disbursed by then: a unit, a source and an amount, with semicolons between; "
                   "another figure in the ledger is refused")
      ->allow_extra_args(false);
  AddRecordingOptions(close, arguments, language);
}

void AddReopen(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* reopen = AddCommand(app, "reopen", "Open a closed period again, from the next event on",
                                "  tranche reopen 310 --reason \"the treasury corrected its statement\"");
  reopen->add_option("closing", arguments->closing, "Sequence of the closing")
      ->transform(WholeNumber(language))
      ->required();
  AddRecordingOptions(reopen, arguments, language);
}

void AddClosings(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* closings = AddCommand(app, "closings", "List which periods are closed, or were",
                                  "  tranche closings --year 2025\n"
                                  "  tranche closings --in-force");
  closings->add_option("--year", arguments->year, "Only closings of this budget year")
      ->transform(WholeNumber(language, 9999));
  closings->add_flag("--in-force", arguments->in_force_only, "Only those that were not opened again");
  AddKnownAt(closings, arguments);
}

}  // namespace

void AddClosingCommands(const OptionTarget& to) {
  AddClose(to);
  AddReopen(to);
  AddClosings(to);
}

}  // namespace tranche
