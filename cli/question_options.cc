#include "cli/command_options.h"
#include "cli/option_values.h"

namespace tranche {

void AddKnownAt(CLI::App* command, Arguments* arguments) {
  command->add_option("--known-at", arguments->known_at,
                      "Count what was recorded by then: a sequence, a date (its end), an instant or a closing, "
                      "close:2025 (default: the "
                      "head)");
}

namespace {

constexpr uint64_t kDaysMax = 1'000'000;

// about  what the basis says, and what stays to be said.
void AddBasis(CLI::App* command, Arguments* arguments, absl::string_view about) {
  command->add_option("--basis", arguments->basis, std::string(about));
}

void AddQuestions(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* balance =
      AddCommand(app, "balance", "Balances as of any date, as known at any moment",
                 "  tranche balance --unit region:north --year 2024 --as-of 2024-06-30 --by source\n"
                 "  tranche balance --year 2017 --boundaries 2025-07-01 --by unit\n"
                 "  tranche balance --unit region:north --year 2018 --as-of 2018-06-30 --known-at 2018-07-31\n"
                 "  tranche balance --unit region:north --format json > june.json\n"
                 "  tranche balance --unit region:north --format json --basis june.json");
  AddQuestionOptions(balance, arguments, language);
  AddKnownAt(balance, arguments);
  AddBasis(balance, arguments,
           Marked("As known, as of, and in the units of an earlier report: the file of its `--format json`; --unit and "
                  "--by stay yours"));
  balance->add_option("--by", arguments->by, "Group by any of unit,region,source,area,year,project")
      ->delimiter(',')
      ->allow_extra_args(false);

  CLI::App* explain =
      AddCommand(app, "explain", "The events behind a balance, adding up to it",
                 "  tranche explain --unit region:north --year 2024 --as-of 2024-06-30 --source national");
  AddQuestionOptions(explain, arguments, language);
  AddKnownAt(explain, arguments);
  AddBasis(explain, arguments,
           Marked("As known, as of, and in the units of an earlier report: the file of its `--format json`; --unit "
                  "stays yours"));

  CLI::App* restate =
      AddCommand(app, "restate", "What changed between two moments of knowledge, and why",
                 "  tranche restate --unit region:north --year 2018 --as-of 2018-06-30 --from 2018-08-01");
  AddQuestionOptions(restate, arguments, language);
  restate
      ->add_option("--from", arguments->from,
                   "The earlier moment: a sequence, a date (its end), an instant or a closing, close:2025")
      ->required();
  restate->add_option("--to", arguments->to, "The later moment (default: the head)");

  CLI::App* events = AddCommand(app, "events", "List events",
                                "  tranche events --unit region:north --from 2024-01-01 --to 2024-12-31\n"
                                "  tranche events --kind disbursement --format csv");
  events->add_option("--unit", arguments->unit, "Only events of this unit and of all units within it");
  events->add_option("--from", arguments->from, "Effective on or after this date");
  events->add_option("--to", arguments->to, "Effective on or before this date");
  events->add_option("--kind", arguments->kind_filter,
                     "Only this kind, as tables show it: disbursement, units merged ...");
  AddKnownAt(events, arguments);

  CLI::App* reconcile = AddCommand(app, "reconcile", "Compare published figures with the ledger",
                                   "  tranche reconcile\n  tranche reconcile --verdict contradicts");
  reconcile->add_option(
      "--verdict", arguments->verdict,
      "Only figures with this verdict: agrees, within-rounding, contradicts, restated-since or stated-only");
  AddKnownAt(reconcile, arguments);
  AddBasis(reconcile, arguments, Marked("As known at an earlier report: the file of its `--format json`"));
}

void AddOpenItems(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* commitments =
      AddCommand(app, "commitments", "Signed contracts, one by one: what was paid and released of each, what is left",
                 "  tranche commitments --unit region:north --year 2024 --open\n"
                 "  tranche commitments --as-of 2024-06-30 --known-at 2024-07-31");
  CLI::App* advances =
      AddCommand(app, "advances", "Advances, one by one: what was cleared and recovered of each, what is left",
                 "  tranche advances --unit region:north --year 2024 --open");
  for (CLI::App* command : {commitments, advances}) {
    AddQuestionOptions(command, arguments, language);
    AddKnownAt(command, arguments);
    command->add_flag("--open", arguments->open_only, "Only those of which something is left");
  }
}

void AddReport(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* report = AddCommand(app, "report", "Reports: exceptions", "  tranche report exceptions --year 2025");
  report->require_subcommand(1);
  CLI::App* exceptions = AddCommand(
      report, "exceptions",
      "What an auditor looks at first: what was late, taken back, or departed from a rule, and what is open for long",
      "  tranche report exceptions --unit region:north --year 2025 --as-of 2025-12-31\n"
      "  tranche report exceptions --only deviation --only question --format csv\n"
      "  tranche report exceptions --known-at close:2025 --late-days 30 --open-days 60");
  AddQuestionOptions(exceptions, arguments, language);
  AddKnownAt(exceptions, arguments);
  exceptions
      ->add_option("--only", arguments->exceptions,
                   "Only these: late, reversal, deviation, question, pair (maker and approver), advance, unapproved, "
                   "commitment, ceiling, payee or stopped")
      ->check(OneOf({"late", "reversal", "deviation", "question", "pair", "advance", "unapproved", "commitment",
                     "ceiling", "payee", "stopped"},
                    language))
      ->allow_extra_args(false);
  exceptions->add_option("--open-days", arguments->open_days, "Advances open longer than so many days (default: 90)")
      ->transform(WholeNumber(language, kDaysMax));
  exceptions
      ->add_option("--late-days", arguments->late_days,
                   "Also what was recorded, or proposed, more than so many days after its effective date")
      ->transform(WholeNumber(language, kDaysMax));
}

void AddCatalogue(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* units = AddCommand(app, "units", "List units, with their ids and aliases",
                               "  tranche units\n  tranche units --on 2024-12-31");
  units->add_option("--on", arguments->on, "Only units that exist on this date (default: all)");
  AddKnownAt(units, arguments);
  AddKnownAt(AddCommand(app, "sources", "List sources of funds", "  tranche sources"), arguments);
  AddKnownAt(AddCommand(app, "areas", "List programme areas", "  tranche areas"), arguments);
}

void AddReplay(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* replay = AddCommand(app, "replay", "Replay history from the first event",
                                "  tranche replay --to 2018-08-01\n  tranche replay --to 120 --watch");
  replay->add_option("--to", arguments->to,
                     "Stop after this sequence, date (its end) or instant of recording (default: the head)");
  replay->add_flag("--watch", arguments->watch, "Show each event and what it moved");
}

}  // namespace

void AddQuestionCommands(const OptionTarget& to) {
  AddQuestions(to);
  AddOpenItems(to);
  AddReport(to);
  AddCatalogue(to);
  AddReplay(to);
}

}  // namespace tranche
