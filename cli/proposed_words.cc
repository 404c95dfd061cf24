#include "cli/proposed_words.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "import/kind_names.h"

namespace tranche {
namespace {

// True for an option of every command that has its value in the next word.
bool TakesNextWord(const CLI::App& app, const std::string& word) {
  if (absl::StrContains(word, '=')) return false;
  const CLI::Option* const option = app.get_option_no_throw(word);
  return option != nullptr && option->get_items_expected_max() > 0;
}

// Where the command is: the first word that is no option; words.size() if there is none.
size_t PlaceOfCommand(const CLI::App& app, const std::vector<std::string>& words) {
  size_t place = 0;
  while (place < words.size() && absl::StartsWith(words[place], "-")) place += TakesNextWord(app, words[place]) ? 2 : 1;
  return place;
}

// The command with that name; null if there is none.
const CLI::App* FindCommand(const CLI::App& app, const std::string& word) {
  const auto named = app.get_subcommands([&word](const CLI::App* command) { return command->get_name() == word; });
  return named.empty() ? nullptr : named.front();
}

// True if one of `words` is an option that `record` has, and `command` has not.
bool NamesOneEvent(const std::vector<std::string>& words, const CLI::App& record, const CLI::App& command) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    const std::string option = word.substr(0, word.find('='));
    return absl::StartsWith(option, "--") && record.get_option_no_throw(option) != nullptr &&
           command.get_option_no_throw(option) == nullptr;
  });
}

}  // namespace

bool TakeProposed(const CLI::App& app, std::vector<std::string>* words) {
  const size_t place = PlaceOfCommand(app, *words);
  if (place + 1 >= words->size() || (*words)[place] != "propose") return false;
  const std::string& what = (*words)[place + 1];
  if (absl::StartsWith(what, "-")) return false;
  const CLI::App* const command = FindCommand(app, what);
  const bool is_kind = ReadKind(what, KindsTaken::kRecorded).ok();
  if (is_kind && (command == nullptr || NamesOneEvent(*words, *FindCommand(app, "record"), *command))) {
    (*words)[place] = "record";
  } else if (command != nullptr) {
    words->erase(words->begin() + static_cast<std::ptrdiff_t>(place));
  } else {
    (*words)[place] = "import";
  }
  return true;
}

}  // namespace tranche
