#include "cluster/patroni_file.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/whole_file.h"

namespace tranche::cluster {
namespace {

// The modules of patroni/dcs/.
constexpr absl::string_view kStores[] = {"etcd3", "etcd", "consul", "zookeeper", "exhibitor", "kubernetes", "raft"};

// A line "key: value  # remark" as its key and its value, without quotes.
std::pair<absl::string_view, absl::string_view> KeyAndValue(absl::string_view line) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(':', 1));
  const absl::string_view value = absl::StripAsciiWhitespace(parts.second.substr(0, parts.second.find('#')));
  const bool is_quoted = value.size() >= 2 && value.front() == value.back() && (value[0] == '"' || value[0] == '\'');
  return {absl::StripAsciiWhitespace(parts.first), is_quoted ? value.substr(1, value.size() - 2) : value};
}

}  // namespace

PatroniFile ParsePatroniFile(absl::string_view text) {
  PatroniFile file;
  absl::string_view section;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    line = absl::StripSuffix(line, "\r");
    if (line.empty() || line.front() == '#') continue;
    const auto [key, value] = KeyAndValue(line);
    const bool is_inside = line.front() == ' ';
    if (is_inside && section == "watchdog" && key == "mode") file.watchdog = std::string(value);
    if (is_inside) continue;
    section = key;
    const bool is_store = std::find(std::begin(kStores), std::end(kStores), key) != std::end(kStores);
    if (is_store && (file.store.empty() || key == "etcd3")) file.store = std::string(key);
  }
  return file;
}

absl::StatusOr<PatroniFile> ReadPatroniFile(const std::string& path) {
  const absl::StatusOr<std::string> text = storage::ReadExistingFile(path);
  if (!text.ok()) return text.status();
  return ParsePatroniFile(*text);
}

}  // namespace tranche::cluster
