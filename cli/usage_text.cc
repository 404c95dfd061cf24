#include "cli/usage_text.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "cli/help_text.h"
#include "cli/option_use.h"
#include "import/kind_names.h"
#include "import/nearest.h"
#include "reports/texts.h"

namespace tranche {
namespace {

using Parser = CLI::App;

const auto kEvery = [](const Parser*) { return true; };

std::vector<std::string> CommandNames(const Parser& parser) {
  std::vector<std::string> names;
  for (const Parser* command : parser.get_subcommands(kEvery)) names.push_back(command->get_name());
  return names;
}

const Parser* Below(const Parser& parser, const std::string& name) {
  for (const Parser* command : parser.get_subcommands(kEvery)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

// True for a word that may follow a command whose help is asked for, as in `help record plan`.
bool TakesWord(const std::string& command, const std::string& word) {
  return command == "record" && ReadKind(word, KindsTaken::kRecorded).ok();
}

// The options of `parser` and of the command in it that was named.
std::vector<std::string> OptionNames(const Parser& parser) {
  std::vector<std::string> names;
  for (const CLI::Option* option : parser.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(absl::StrCat("--", name));
  }
  for (const Parser* command : parser.get_subcommands()) {
    const std::vector<std::string> own = OptionNames(*command);
    names.insert(names.end(), own.begin(), own.end());
  }
  return names;
}

// Those of `options` that the command that was named takes; all of them without a command.
std::vector<std::string> OptionsTaken(std::vector<std::string> options, const Parser& app) {
  std::vector<std::string> words;
  for (auto named = app.get_subcommands(); !named.empty(); named = named.front()->get_subcommands())
    words.push_back(named.front()->get_name());
  if (words.empty()) return options;
  const std::string command = absl::StrJoin(words, " ");
  options.erase(std::remove_if(options.begin(), options.end(),
                               [&](const std::string& option) { return !TakesCommonOption(command, option); }),
                options.end());
  return options;
}

std::string NoOptionText(Locale locale, const std::string& name, const std::vector<std::string>& options) {
  const std::string nearest = Nearest(name, options);
  if (nearest.empty()) return Say(locale, "no option {option}", {{"option", name}});
  return Say(locale, "no option {option}; did you mean {nearest}?", {{"option", name}, {"nearest", nearest}});
}

// The error of an option, which the parser names before the colon of its text or, where it is required, the space.
std::string OptionErrorText(Locale locale, const CLI::ParseError& error) {
  const std::string text = error.what();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && absl::EndsWith(text, " is required"))
    return Say(locale, "{option} is required",
               {{"option", ArgumentName(locale, text.substr(0, text.rfind(" is required")))}});
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
    const std::vector<std::string> both = absl::StrSplit(text, absl::MaxSplits(" excludes ", 1));
    return Say(locale, "{option} and {other} do not go together", {{"option", both.front()}, {"other", both.back()}});
  }
  if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr) {
    const std::vector<std::string> both = absl::StrSplit(text, absl::MaxSplits(" requires ", 1));
    return Say(locale, "{option} needs {other}", {{"option", both.front()}, {"other", both.back()}});
  }
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string option = ArgumentName(locale, text.substr(0, colon));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    if (absl::EndsWith(text, " missing")) return Say(locale, "{option} has no value", {{"option", option}});
    return Say(locale, "{option} is given more than once", {{"option", option}});
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    const std::vector<std::string> parts =
        absl::StrSplit(absl::StripPrefix(text, "Could not convert: "), absl::MaxSplits(" = ", 1));
    if (parts.size() == 2)
      return Say(locale, "{option}: found \"{found}\", which is no number that it takes",
                 {{"option", ArgumentName(locale, parts[0])}, {"found", parts[1]}});
  }
  return absl::StrCat(option, text.substr(colon));
}

}  // namespace

NamedCommand FindCommand(const std::vector<std::string>& words, const Parser& app) {
  NamedCommand named = {&app, "", ""};
  for (const std::string& word : words) {
    const Parser* const found = Below(*named.command, word);
    if (found == nullptr) {
      if (!TakesWord(named.name, word)) named.unknown = word;
      return named;
    }
    absl::StrAppend(&named.name, named.name.empty() ? "" : " ", word);
    named.command = found;
  }
  return named;
}

std::string NoCommandText(Locale locale, const NamedCommand& named) {
  const std::string above = named.name.empty() ? "" : absl::StrCat(named.name, " ");
  const std::string wrong = above + named.unknown;
  const std::string nearest = Nearest(named.unknown, CommandNames(*named.command));
  if (nearest.empty()) return Say(locale, "no command \"{command}\"", {{"command", wrong}});
  return Say(locale, "no command \"{command}\"; did you mean {nearest}?",
             {{"command", wrong}, {"nearest", above + nearest}});
}

std::string UsageErrorText(Locale locale, const CLI::ParseError& error, const std::vector<std::string>& words,
                           const Parser& app) {
  const std::vector<std::string> options = OptionNames(app);
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    if (name.size() < 3 || !absl::StartsWith(name, "--")) continue;
    if (std::find(options.begin(), options.end(), name) == options.end())
      return NoOptionText(locale, name, OptionsTaken(options, app));
  }
  const std::vector<std::string> left = app.remaining(true);
  if (app.get_subcommands().empty() && !left.empty()) return NoCommandText(locale, {&app, "", left.front()});
  const Parser* const command = app.get_subcommands().empty() ? &app : app.get_subcommands().front();
  if (!left.empty() && !Nearest(left.front(), CommandNames(*command)).empty())
    return NoCommandText(locale, {command, command->get_name(), left.front()});
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
    return Say(locale, "found {words}, which the command does not take", {{"words", absl::StrJoin(left, " ")}});
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !app.get_subcommands().empty() &&
      absl::StartsWith(error.what(), "A subcommand"))
    return Say(locale, "{command} is followed by one of {words}",
               {{"command", command->get_name()}, {"words", absl::StrJoin(CommandNames(*command), ", ")}});
  return OptionErrorText(locale, error);
}

}  // namespace tranche
