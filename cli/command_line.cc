#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command_options.h"
#include "cli/exit_code.h"
#include "cli/help_text.h"
#include "cli/option_use.h"
#include "cli/output.h"
#include "cli/proposed_words.h"
#include "cli/usage_language.h"
#include "cli/usage_text.h"
#include "reports/printable.h"
#include "reports/refusal_text.h"
#include "reports/texts.h"

namespace tranche {
namespace {

constexpr absl::string_view kAbout = Marked(
    "An event-sourced, bitemporal ledger for public money: every plan, tranche, adjustment and disbursement is an "
    "immutable event, and any balance can be asked as of any date, as known at any moment.");

CommandLine Finished(int exit_code, std::string text) {
  CommandLine line;
  line.finished = true;
  line.exit_code = exit_code;
  line.text = std::move(text);
  return line;
}

CommandLine UsageError(const std::string& what, const std::string& hint) {
  return Finished(2, absl::StrCat("tranche: ", PrintableLines(what), "\n", hint, "\n"));
}

CommandLine Help(const HelpStyle& style, const std::vector<std::string>& topic, CLI::App* app) {
  const NamedCommand named = FindCommand(topic, *app);
  if (!named.unknown.empty())
    return UsageError(NoCommandText(style.locale, named), Say(style.locale, "`tranche help` lists the commands"));
  return Finished(0, named.command == app ? HelpText(style, app) : HelpText(style, named.name, *named.command, app));
}

// The words of the command that was parsed: {"prove", "balance"}.
std::vector<std::string> WordsOf(const CLI::App& app) {
  std::vector<std::string> words;
  for (std::vector<CLI::App*> own = app.get_subcommands(); !own.empty(); own = own.front()->get_subcommands())
    words.push_back(own.front()->get_name());
  return words;
}

// True if the command that was parsed records what can be proposed.
bool IsProposable(const CLI::App& app) {
  const std::vector<CLI::App*> own = app.get_subcommands();
  if (!own.empty()) return IsProposable(*own.front());
  return app.get_option_no_throw("--expires") != nullptr && app.get_name() != "approve" && app.get_name() != "reject";
}

// What the parser cannot say of a command that is a file or a word and a file; empty when nothing is wrong.
std::string CheckWords(UsageLanguage* language, const CLI::App& command, const Arguments& arguments) {
  const bool has_own = !command.get_subcommands().empty();
  if (!has_own && command.get_name() == "import" && arguments.file.empty())
    return Say(language->locale(), "import: a file is required, or log and a file");
  if (!has_own) return "";
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() > 0)
      return Say(language->locale(), "{option} is not for {command}",
                 {{"option", option->get_name()},
                  {"command", absl::StrCat(command.get_name(), " ", command.get_subcommands().front()->get_name())}});
  }
  return "";
}

}  // namespace

CommandLine ReadCommandLine(const std::vector<std::string>& words, int width) {
  CommandLine line;
  UsageLanguage language(words);
  CLI::App app(std::string(kAbout), "tranche");
  app.fallthrough();
  app.require_subcommand(0, 1);
  app.set_help_flag("-h,--help", "Show this text");
  app.set_version_flag("--version", TRANCHE_VERSION, "The version of this program");
  const OptionTarget all = {&app, &line.arguments, &language};
  AddCommonOptions(all);
  AddRecordingCommands(all);
  AddRoleCommands(all);
  AddClosingCommands(all);
  AddProjectCommands(all);
  AddProposalCommands(all);
  AddQuestionCommands(all);
  AddUpkeepCommands(all);
  AddAccessCommands(all);
  AddClusterCommands(all);
  std::vector<std::string> asked = words;
  line.arguments.proposes = TakeProposed(app, &asked);
  std::vector<std::string> topic;
  CLI::App* help = app.add_subcommand("help", "Show this text, or that of a command, with examples");
  help->add_option("command", topic, "The command");
  try {
    std::vector<std::string> reversed(asked.rbegin(), asked.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return Help({language.locale(), width}, WordsOf(app), &app);
  } catch (const CLI::CallForVersion&) {
    return Finished(0, absl::StrCat("tranche ", TRANCHE_VERSION, "\n"));
  } catch (const CLI::ParseError& error) {
    return UsageError(
        UsageErrorText(language.locale(), error, words, app),
        Say(language.locale(), "`tranche help` lists the commands, `tranche help COMMAND` their options"));
  }
  const std::vector<CLI::App*> commands = app.get_subcommands();
  if (commands.empty()) return Finished(words.empty() ? 0 : 2, HelpText({language.locale(), width}, &app));
  if (topic.size() > 1 && topic.front() == "record") ShowOptionsOfKind(topic[1], app.get_subcommand("record"));
  if (commands.front() == help) return Help({language.locale(), width}, topic, &app);
  if (const std::string wrong = CheckWords(&language, *commands.front(), line.arguments); !wrong.empty())
    return UsageError(wrong, Say(language.locale(), "`tranche help COMMAND` has its options"));
  line.arguments.command = absl::StrJoin(WordsOf(app), " ");
  if (line.arguments.proposes && !IsProposable(app))
    return UsageError(Say(language.locale(), "{command} records nothing that could be proposed",
                          {{"command", line.arguments.command}}),
                      Say(language.locale(), "`tranche help propose` has examples"));
  if (line.arguments.expires && !line.arguments.proposes && line.arguments.command != "propose")
    return UsageError(Say(language.locale(), "--expires is only for `propose`"),
                      Say(language.locale(), "`tranche help propose` has examples"));
  if (line.arguments.ledger.empty())
    return UsageError(Say(language.locale(), "--ledger: found an empty path, wanted the directory of a ledger"),
                      Say(language.locale(), "`tranche help COMMAND` has its options"));
  const std::string where = ChooseLedger(&language, line.arguments.command, words, &line.arguments);
  if (!where.empty()) return UsageError(where, Say(language.locale(), "`tranche help COMMAND` has its options"));
  const std::string unused = UnusedOptionText(&language, app, line.arguments.command, words, line.arguments);
  if (!unused.empty()) return UsageError(unused, Say(language.locale(), "`tranche help COMMAND` has its options"));
  return line;
}

int PrintFinished(const CommandLine& line, const std::vector<std::string>& words, std::ostream& out, std::ostream& err,
                  int err_width) {
  const bool is_done = line.exit_code == kExitDone;
  std::ostream& to = is_done ? out : err;
  to << (is_done ? line.text : FoldedTo(err_width, line.text)) << std::flush;
  if (to) return line.exit_code;
  const Reader reader = {UsageLanguage(words).locale(), 0};
  err << FoldedTo(err_width, absl::StrCat("tranche: ", RefusalText(OutputFailed(), reader, {}), "\n"));
  return ExitCodeOf(OutputFailed());
}

}  // namespace tranche
