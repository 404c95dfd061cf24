#include "cli/command_options.h"

#include "cli/option_values.h"
#include "reports/texts.h"

namespace tranche {
namespace {

OutputFormat FormatOf(const std::string& word) {
  if (word == "json") return OutputFormat::kJson;
  return word == "csv" ? OutputFormat::kCsv : OutputFormat::kTable;
}

}  // namespace

CLI::Option* AddClockIsRight(CLI::App* command, Arguments* arguments) {
  return command->add_flag("--clock-is-right", arguments->clock_is_right,
                           "Record even though the clock is far ahead of the last event");
}

CLI::App* AddCommand(CLI::App* app, const std::string& name, const std::string& about, const std::string& examples) {
  CLI::App* command = app->add_subcommand(name, about);
  command->footer(examples);
  return command;
}

void AddCommonOptions(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  app->add_option("--ledger", arguments->ledger, "The ledger's directory")
      ->envname("TRANCHE_LEDGER")
      ->default_val(kDefaultLedger);
  app->add_option("--server", arguments->server,
                  "Address of a served ledger, such as 127.0.0.1:8081 or https://ledger.example:8081, not a directory")
      ->envname("TRANCHE_SERVER");
  app->add_option("--token-file", arguments->token_file,
                  "File with the token with which a server is asked (default: $TRANCHE_TOKEN)");
  app->add_option("--tls-ca", arguments->tls_ca,
                  "The authority that has signed the server's certificate, in PEM (default: those of the system)");
  app->add_option("--at-least", arguments->at_least,
                  "Of a copy of a shared log: count the events up to this sequence, and wait for them 5 seconds");
  app->add_option("--max-age", arguments->max_age,
                  "Likewise: answer only if it has all that the log had so many seconds ago, such as 10s");
  app->add_option_function<std::string>(
         "--format", [arguments = to.arguments](const std::string& word) { arguments->format = FormatOf(word); },
         std::string(Marked("table (for people), json or csv")))
      ->check(OneOf({"table", "json", "csv"}, language));
  app->add_option("--lang", arguments->lang, "Language of amounts and texts, vi or en (default: the ledger's)")
      ->check(OneOf({"vi", "en"}, language))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app->add_option("--wait", arguments->wait_seconds, "How many seconds to wait for another writer")
      ->transform(WholeNumber(language, 86400))
      ->capture_default_str();
  app->add_option("--unit-of-money", arguments->unit_of_money, "In tables: dong (minor unit), million or billion")
      ->check(OneOf({"dong", "million", "billion"}, language))
      ->capture_default_str();
}

void AddQuestionOptions(CLI::App* command, Arguments* arguments, UsageLanguage* language) {
  command->add_option("--unit", arguments->unit,
                      "A unit, including all units within it: id, name, alias or (with a date) code");
  command->add_option("--source", arguments->source, "Only this source of funds");
  command->add_option("--area", arguments->area,
                      "Only this programme area; \"a, b\", \"a; b\" or \"a|b\" for money limited to both; \"\" for "
                      "money that is for no one "
                      "area");
  command->add_option("--year", arguments->year, "Only this budget year")->transform(WholeNumber(language, 9999));
  command->add_option("--project", arguments->project, "Only this project; \"\" for money of none");
  command->add_option("--as-of", arguments->as_of, "Count what is effective on or before this date (default: today)");
  command->add_option("--boundaries", arguments->boundaries,
                      "Present it in the units and regions of this date (default: the as-of date)");
}

}  // namespace tranche
