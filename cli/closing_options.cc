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

void AddCarryOver(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* carry =
      AddCommand(app, "carry-over",
                 "Carry over what a budget year has left to the next one: contracts, advances, and what is free",
                 "  tranche carry-over --year 2025 --effective 2026-01-31 --dry-run\n"
                 "  tranche carry-over --year 2025 --effective 2026-01-31 --unit VN63-22 --lapse-rest");
  carry->add_option("--year", arguments->year, "The budget year that gives")
      ->transform(WholeNumber(language, 9999))
      ->required();
  carry->add_option("--effective", arguments->effective, "The effective date")->required();
  carry->add_option("--unit", arguments->units, "Only money of this unit and of all units within it")
      ->allow_extra_args(false);
  carry->add_option("--source", arguments->sources, "Only money of this source")->allow_extra_args(false);
  carry->add_option("--legal-case", arguments->legal_case, "The case of the law, by its letter: a, b, c, d, đ ...");
  carry->add_flag("--lapse-rest", arguments->lapse_rest, "Let lapse what is free, in place of carrying it over");
  AddRecordingOptions(carry, arguments, language);
  AddLateReason(carry, arguments);
  AddDeviation(carry, arguments);
}

void AddHandover(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* handover =
      AddCommand(app, "handover", "Hand over what a unit that has ended still has to the unit that follows it",
                 "  tranche handover --unit VN63-82 --dry-run\n"
                 "  tranche handover --unit VN63-82 --year 2025 --effective 2025-07-01");
  handover->add_option("--unit", arguments->unit, "The unit that has ended")->required();
  handover->add_option("--year", arguments->year, "The budget year (default: that of the unit's last day)")
      ->transform(WholeNumber(language, 9999));
  handover->add_option("--effective", arguments->effective,
                       "The effective date (default: the first day of the unit that follows)");
  AddRecordingOptions(handover, arguments, language);
  AddLateReason(handover, arguments);
  AddDeviation(handover, arguments);
}

}  // namespace

void AddClosingCommands(const OptionTarget& to) {
  AddClose(to);
  AddCarryOver(to);
  AddHandover(to);
  AddReopen(to);
  AddClosings(to);
}

}  // namespace tranche
