// A command of a page of the documentation as the words that a shell would make of it.
#pragma once

#include <string>
#include <vector>

namespace tranche {

// At blanks, but for those between two ". The word `data` is the folder of that name in the sources.
inline std::vector<std::string> WordsOfCommand(const std::string& command) {
  std::vector<std::string> words;
  bool is_quoted = false;
  bool is_inside = false;
  for (const char c : command) {
    const bool ends = c == ' ' && !is_quoted;
    if (c == '"') is_quoted = !is_quoted;
    if (!ends && !is_inside) words.emplace_back();
    is_inside = !ends;
    if (is_inside && c != '"') words.back() += c;
  }
  for (std::string& word : words) word = word == "data" ? TRANCHE_SOURCE_DIR "/data" : word;
  return words;
}

}  // namespace tranche
