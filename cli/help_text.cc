#include "cli/help_text.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "reports/labels.h"
#include "reports/printable.h"
#include "reports/text_layout.h"
#include "reports/texts.h"

namespace tranche {
namespace {

using Parser = CLI::App;

constexpr absl::string_view kExitCodes = Marked(
    "Exit codes: 0 done; 1 refused by a rule, or a check found something; 2 wrong usage or bad input; 3 damaged "
    "data; 4 input or output failed.");
constexpr absl::string_view kMoreHelp = Marked("`tranche help COMMAND` has examples.");

constexpr int kNameWidth = 30;       // of options and commands, left of what they are
constexpr int kBesideWidthMin = 60;  // below this, what they are is below their names
constexpr int kTextWidthMin = 20;    // of what they are
constexpr absl::string_view kIndent = "  ";
constexpr absl::string_view kContinued = "      ";

// The arguments without an option: their names in the parser, which an English reader sees, and what they are.
constexpr Label kArguments[] = {
    Label("command", "command"), Label("kind", "kind"),   Label("event", "event"),
    Label("version", "version"), Label("file", "file"),   Label("directory", "directory"),
    Label("from", "old size"),   Label("to", "new size"),
};

// What the parser says itself.
constexpr Label kParserWords[] = {
    Label("Usage", "Usage"),        Label("Positionals", "Arguments"), Label("OPTIONS", "OPTIONS"),
    Label("SUBCOMMAND", "COMMAND"), Label("SUBCOMMANDS", "COMMANDS"),  Label("REQUIRED", "REQUIRED"),
    Label("Env", "environment"),    Label("Needs", "Needs"),           Label("Excludes", "Excludes"),
    Label("TEXT", "TEXT"),          Label("UINT", "NUMBER"),           Label("INT", "NUMBER"),
};

std::string Folded(absl::string_view text, int width) { return absl::StrJoin(WrappedLines(text, width), "\n"); }

// The words of a command line that stay in one line: what is in quotes, and an option with its value if the two are at
// most `most` wide.
std::vector<std::string> CommandWords(absl::string_view line, int most) {
  std::vector<std::string> words;
  for (const absl::string_view word : absl::StrSplit(line, ' ', absl::SkipEmpty())) {
    const std::string before = words.empty() ? "" : words.back();
    const bool is_open = std::count(before.begin(), before.end(), '"') % 2 != 0;
    const bool is_value = absl::StartsWith(before, "--") && !absl::StrContains(before, ' ') &&
                          !absl::StartsWith(word, "--") && Printable(before).width + 1 + Printable(word).width <= most;
    if (is_open || is_value) {
      absl::StrAppend(&words.back(), " ", word);
    } else {
      words.emplace_back(word);
    }
  }
  return words;
}

// Examples, one command in each line.
std::string FoldedExamples(absl::string_view examples, int width) {
  std::vector<std::string> folded;
  for (const absl::string_view line : absl::StrSplit(examples, '\n'))
    folded.push_back(FoldedCommand(line, kIndent, width));
  return absl::StrJoin(folded, "\n");
}

// As the parser's own, but by the columns that characters take, and with long texts folded.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(const HelpStyle& style)
      : locale_(style.locale),
        width_(style.width),
        name_width_(style.width < kBesideWidthMin ? static_cast<int>(kContinued.size()) : kNameWidth) {}

  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    return ArgumentName(locale_, CLI::Formatter::make_option_name(option, is_positional));
  }

  // The parser has no space after the colon.
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string environment = absl::StrCat("(", get_label("Env"), ":");
    return absl::StrReplaceAll(CLI::Formatter::make_option_opts(option),
                               {{environment, absl::StrCat(environment, " ")}});
  }

  std::string make_description(const Parser* app) const override {
    return absl::StrCat(Folded(app->get_description(), width_), "\n");
  }

  std::string make_usage(const Parser* app, std::string name) const override {
    const std::string usage = CLI::Formatter::make_usage(app, std::move(name));
    return absl::StrCat(Folded(absl::StripTrailingAsciiWhitespace(usage), width_), "\n");
  }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return Entry(absl::StrCat(make_option_name(option, is_positional), make_option_opts(option)),
                 option->get_description());
  }

  std::string make_subcommand(const Parser* command) const override {
    return Entry(command->get_name(), command->get_description());
  }

 private:
  std::string Entry(absl::string_view name, absl::string_view about) const {
    const std::string lead =
        absl::StrCat(kIndent, absl::StrJoin(WrappedLines(name, width_ - static_cast<int>(kContinued.size())),
                                            absl::StrCat("\n", kContinued)));
    const std::string indent(static_cast<size_t>(name_width_), ' ');
    const std::string lines =
        absl::StrJoin(WrappedLines(about, std::max(kTextWidthMin, width_ - name_width_)), absl::StrCat("\n", indent));
    const int used = Printable(lead).width;
    const bool is_beside = used < name_width_ && !absl::StrContains(lead, "\n");
    const std::string gap =
        is_beside ? std::string(static_cast<size_t>(name_width_ - used), ' ') : absl::StrCat("\n", indent);
    return absl::StrCat(lead, gap, lines, "\n");
  }

  Locale locale_;
  int width_;
  int name_width_;
};

const auto kEvery = [](const Parser*) { return true; };

// Puts the texts of `parser` and of all below it into a language.
void Translate(const HelpStyle& style, Parser* parser) {
  const Locale locale = style.locale;
  parser->description(Say(locale, parser->get_description()));
  parser->group(Say(locale, "Commands"));
  if (!parser->get_footer().empty())
    parser->footer(
        absl::StrCat(Say(locale, "Examples:"), "\n", FoldedExamples(Say(locale, parser->get_footer()), style.width)));
  for (CLI::Option* option : parser->get_options()) {
    option->description(Say(locale, option->get_description()));
    if (option->get_group() == "Options") option->group(Say(locale, "Options"));
  }
  for (Parser* command : parser->get_subcommands(kEvery)) Translate(style, command);
}

void SetFormatter(const std::shared_ptr<CLI::FormatterBase>& formatter, Parser* parser) {
  parser->formatter(formatter);
  for (Parser* command : parser->get_subcommands(kEvery)) SetFormatter(formatter, command);
}

void TranslateLabels(const HelpStyle& style, Parser* app) {
  const auto formatter = std::make_shared<HelpFormatter>(style);
  for (const Label& word : kParserWords) formatter->label(std::string(word.key), Say(style.locale, word.english));
  SetFormatter(formatter, app);
}

// The text of a command, and of the commands that it has of its own.
std::string HelpOf(const Parser& command, const std::string& name) {
  std::string text =
      command.get_formatter()->make_help(&command, absl::StrCat("tranche ", name), CLI::AppFormatMode::Normal);
  for (const Parser* own : command.get_subcommands(kEvery))
    absl::StrAppend(&text, "\n", HelpOf(*own, absl::StrCat(name, " ", own->get_name())));
  return text;
}

}  // namespace

std::string ArgumentName(Locale locale, const std::string& name) {
  const auto* const label = std::find_if(std::begin(kArguments), std::end(kArguments),
                                         [&name](const Label& argument) { return argument.key == name; });
  return locale == Locale::kEnglish || label == std::end(kArguments) ? name : Say(locale, label->english);
}

std::string FoldedCommand(absl::string_view command, absl::string_view lead, int width) {
  std::string folded;
  std::string line(lead);
  bool is_empty = true;
  for (const std::string& word : CommandWords(command, width - static_cast<int>(kContinued.size()) - 2)) {
    // A space and a backslash may follow.
    if (!is_empty && Printable(line).width + 1 + Printable(word).width + 2 > width) {
      absl::StrAppend(&folded, line, " \\\n");
      line = std::string(kContinued);
      is_empty = true;
    }
    absl::StrAppend(&line, is_empty ? "" : " ", word);
    is_empty = false;
  }
  return folded + line;
}

std::string HelpText(const HelpStyle& style, Parser* app) {
  const Locale locale = style.locale;
  Translate(style, app);
  TranslateLabels(style, app);
  app->footer(absl::StrCat(Folded(Say(locale, kExitCodes), style.width), "\n", Say(locale, kMoreHelp),
                           locale == Locale::kEnglish ? "" : "\nIn English: tranche --lang en help"));
  return app->get_formatter()->make_help(app, "tranche", CLI::AppFormatMode::Normal);
}

std::string HelpText(const HelpStyle& style, const std::string& name, const Parser& command, Parser* app) {
  Translate(style, app);
  TranslateLabels(style, app);
  return HelpOf(command, name);
}

}  // namespace tranche
