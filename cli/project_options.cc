#include <cstdint>
#include <limits>
#include <string>

#include "cli/command_options.h"
#include "cli/option_values.h"
#include "reports/texts.h"

namespace tranche {

void AddProjectOptions(CLI::App* record, Arguments* arguments, UsageLanguage* language) {
  record->add_option("--name", arguments->name, "For a project or an indicator: its name");
  record->add_option("--name-en", arguments->name_en, "For an indicator: its name in English");
  record->add_option("--project-kind", arguments->project_kind, "For a project: its kind, such as machinery");
  record
      ->add_option("--support", arguments->support,
                   "For a project: a source and the most that it supports it with, with a semicolon between")
      ->allow_extra_args(false);
  record->add_option("--begin", arguments->begin, "For a project: its first day");
  record->add_option("--end", arguments->end, "For a project: its last day");
  record->add_option("--implementer", arguments->implementer, "For a project: who carries it out");
  record->add_option("--beneficiary", arguments->beneficiary, "For a project: whom it is for");
  record->add_option("--total-cost", arguments->total_cost, "For a project: what it costs in all, whoever pays");
  record->add_option("--decision", arguments->decision, "For a stop of a project: the number of the decision");
  record->add_option("--indicator", arguments->indicator, "For an output or an indicator: the indicator, by its id");
  record->add_option("--counted", arguments->counted, "For an indicator: what is counted, such as enterprise");
  record
      ->add_option("--quantity", arguments->quantity, "For an output: how much was added since the last report, whole")
      ->transform(WholeNumber(language, std::numeric_limits<int64_t>::max()));
  record->add_option("--period-begin", arguments->period_begin,
                     "For an output: the first day that it is about (default: that of the budget year)");
  record->add_option("--period-end", arguments->period_end,
                     "For an output: the last day that it is about (default: that of the budget year)");
}

void AddProjectCommands(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* projects =
      AddCommand(app, "projects", "List the registered projects: support, committed, disbursed and left, by source",
                 std::string(Marked("  tranche projects --unit region:north --running\n"
                                    "  tranche projects --project KC-01 --as-of 2024-06-30 --known-at 2024-07-31")));
  CLI::App* outputs = AddCommand(app, "outputs", "List what was brought about, by unit, budget year and indicator",
                                 std::string(Marked("  tranche outputs --unit region:north --year 2024\n"
                                                    "  tranche outputs --indicator enterprises --as-of 2024-06-30")));
  for (CLI::App* command : {projects, outputs}) {
    AddQuestionOptions(command, arguments, language);
    AddKnownAt(command, arguments);
  }
  projects->add_flag("--running", arguments->running_only, "Only those that are not stopped");
  outputs->add_option("--indicator", arguments->indicator, "Only this indicator, by its id or a name");
}

}  // namespace tranche
