#include "cli/usage_text.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "reports/labels.h"
#include "reports/printable.h"
#include "reports/text_layout.h"
#include "reports/texts.h"
#include "service/nearest.h"

namespace tranche {
namespace {

using Parser = CLI::App;

constexpr absl::string_view kExitCodes = Marked(
    "Exit codes: 0 done; 1 refused by a rule, or a check found something; 2 wrong usage or bad input; 3 damaged "
    "data; 4 input or output failed.");
constexpr absl::string_view kMoreHelp = Marked("`tranche help COMMAND` has examples.");

constexpr int kNameWidth = 30;  // of options and commands, left of what they are
constexpr int kHelpWidth = 116;

// The arguments without an option: their names in the parser, which an English reader sees, and what they are.
constexpr Label kArguments[] = {
    Label("command", "command"), Label("kind", "kind"),   Label("event", "event"),
    Label("version", "version"), Label("file", "file"),   Label("directory", "directory"),
    Label("from", "old size"),   Label("to", "new size"),
};

// The name of an option is the same in every language.
std::string ArgumentName(Locale locale, const std::string& name) {
  const auto* const label = std::find_if(std::begin(kArguments), std::end(kArguments),
                                         [&name](const Label& argument) { return argument.key == name; });
  return locale == Locale::kEnglish || label == std::end(kArguments) ? name : Say(locale, label->english);
}

std::string Folded(absl::string_view text, int width) { return absl::StrJoin(WrappedLines(text, width), "\n"); }

// As the parser's own, but by the columns that characters take, and with long texts folded.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(Locale locale) : locale_(locale) {}

  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    return ArgumentName(locale_, CLI::Formatter::make_option_name(option, is_positional));
  }

  std::string make_description(const Parser* app) const override {
    return absl::StrCat(Folded(app->get_description(), kHelpWidth), "\n");
  }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return Entry(absl::StrCat(make_option_name(option, is_positional), make_option_opts(option)),
                 option->get_description());
  }

  std::string make_subcommand(const Parser* command) const override {
    return Entry(command->get_name(), command->get_description());
  }

 private:
  static std::string Entry(absl::string_view name, absl::string_view about) {
    const int width = Printable(name).width + 2;
    const std::string indent(kNameWidth, ' ');
    const std::string lines = absl::StrJoin(WrappedLines(about, kHelpWidth - kNameWidth), absl::StrCat("\n", indent));
    const std::string gap = width < kNameWidth ? std::string(kNameWidth - width, ' ') : absl::StrCat("\n", indent);
    return absl::StrCat("  ", name, gap, lines, "\n");
  }

  Locale locale_;
};

const auto kEvery = [](const Parser*) { return true; };

// Puts the texts of `parser` and of all below it into a language.
void Translate(Locale locale, Parser* parser) {
  parser->description(Say(locale, parser->get_description()));
  parser->group(Say(locale, "Commands"));
  if (!parser->get_footer().empty()) parser->footer(absl::StrCat(Say(locale, "Examples:"), "\n", parser->get_footer()));
  for (CLI::Option* option : parser->get_options()) {
    option->description(Say(locale, option->get_description()));
    if (option->get_group() == "Options") option->group(Say(locale, "Options"));
  }
  for (Parser* command : parser->get_subcommands(kEvery)) Translate(locale, command);
}

void SetFormatter(const std::shared_ptr<CLI::FormatterBase>& formatter, Parser* parser) {
  parser->formatter(formatter);
  for (Parser* command : parser->get_subcommands(kEvery)) SetFormatter(formatter, command);
}

// What the parser itself says.
void TranslateLabels(Locale locale, Parser* app) {
  const auto formatter = std::make_shared<HelpFormatter>(locale);
  formatter->label("Usage", Say(locale, "Usage"));
  formatter->label("Positionals", Say(locale, "Arguments"));
  formatter->label("OPTIONS", Say(locale, "OPTIONS"));
  formatter->label("SUBCOMMAND", Say(locale, "COMMAND"));
  formatter->label("SUBCOMMANDS", Say(locale, "COMMANDS"));
  formatter->label("REQUIRED", Say(locale, "REQUIRED"));
  formatter->label("Env", Say(locale, "environment"));
  formatter->label("TEXT", Say(locale, "TEXT"));
  formatter->label("UINT", Say(locale, "NUMBER"));
  formatter->label("INT", Say(locale, "NUMBER"));
  SetFormatter(formatter, app);
}

// The text of a command, and of the commands that it has of its own.
std::string HelpOf(const Parser& command, const std::string& above) {
  const std::string name = absl::StrCat(above, " ", command.get_name());
  std::string text = command.get_formatter()->make_help(&command, name, CLI::AppFormatMode::Normal);
  for (const Parser* own : command.get_subcommands(kEvery)) absl::StrAppend(&text, "\n", HelpOf(*own, name));
  return text;
}

std::vector<std::string> CommandNames(const Parser& parser) {
  std::vector<std::string> names;
  for (const Parser* command : parser.get_subcommands(kEvery)) names.push_back(command->get_name());
  return names;
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
  const std::string option = ArgumentName(locale, text.substr(0, text.find(':')));
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
  return text;
}

}  // namespace

std::string HelpText(Locale locale, Parser* app) {
  Translate(locale, app);
  TranslateLabels(locale, app);
  app->footer(absl::StrCat(Folded(Say(locale, kExitCodes), kHelpWidth), "\n", Say(locale, kMoreHelp),
                           locale == Locale::kEnglish ? "" : "\nIn English: tranche --lang en help"));
  return app->get_formatter()->make_help(app, "tranche", CLI::AppFormatMode::Normal);
}

std::string HelpText(Locale locale, const std::string& command, Parser* app) {
  Translate(locale, app);
  TranslateLabels(locale, app);
  for (const Parser* known : app->get_subcommands(kEvery)) {
    if (known->get_name() == command) return HelpOf(*known, "tranche");
  }
  return "";
}

std::string NoCommandText(Locale locale, const std::string& word, const Parser& app) {
  const std::string nearest = Nearest(word, CommandNames(app));
  if (nearest.empty()) return Say(locale, "no command \"{command}\"", {{"command", word}});
  return Say(locale, "no command \"{command}\"; did you mean {nearest}?", {{"command", word}, {"nearest", nearest}});
}

std::string UsageErrorText(Locale locale, const CLI::ParseError& error, const std::vector<std::string>& words,
                           const Parser& app) {
  const std::vector<std::string> options = OptionNames(app);
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    if (name.size() < 3 || !absl::StartsWith(name, "--")) continue;
    if (std::find(options.begin(), options.end(), name) == options.end()) return NoOptionText(locale, name, options);
  }
  const std::vector<std::string> left = app.remaining(true);
  if (app.get_subcommands().empty() && !left.empty()) return NoCommandText(locale, left.front(), app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
    return Say(locale, "found {words}, which the command does not take", {{"words", absl::StrJoin(left, " ")}});
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !app.get_subcommands().empty() &&
      absl::StartsWith(error.what(), "A subcommand"))
    return Say(locale, "{command} is followed by one of {words}",
               {{"command", app.get_subcommands().front()->get_name()},
                {"words", absl::StrJoin(CommandNames(*app.get_subcommands().front()), ", ")}});
  return OptionErrorText(locale, error);
}

}  // namespace tranche
