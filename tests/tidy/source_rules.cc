#include "tests/tidy/source_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "tests/tidy/cpp_code.h"

namespace tranche::tidy {
namespace {

constexpr int kFunctionLinesMax = 60;

// The rooms, lowest first, each with those that it may include besides itself; these must precede it in the list.
struct Room {
  std::string folder;
  std::set<std::string> may_include;
};

std::vector<Room> RoomsUpToTheLedger() {
  return {{"cmake", {}},
          {"proto", {}},
          {"storage/encoding", {}},
          {"events", {"proto", "storage/encoding"}},
          {"storage", {"events"}},
          {"postgres", {"storage/encoding", "events", "storage"}},
          {"log", {"proto", "storage/encoding", "storage", "events"}},
          {"projections/index", {"proto", "storage/encoding", "storage", "events", "log"}},
          {"projections/catalogue", {"proto", "events", "log"}},
          {"ledger/rules", {"proto", "events", "log", "projections/index", "projections/catalogue"}},
          {"ledger/proposals",
           {"proto", "storage/encoding", "events", "log", "projections/index", "projections/catalogue"}},
          {"projections", {"proto", "events", "log", "projections/index", "projections/catalogue"}},
          {"projections/figures", {"proto", "events", "log", "projections/catalogue", "projections"}},
          {"ledger",
           {"proto", "storage", "events", "log", "projections/index", "projections/catalogue", "projections",
            "ledger/rules", "ledger/proposals"}}};
}

std::vector<Room> RoomsAboveTheLedger() {
  return {{"reports/texts", {}},
          {"import",
           {"proto", "events", "projections/catalogue", "projections", "ledger/rules", "ledger", "reports/texts"}},
          {"import/synthetic", {"proto", "events", "import"}},
          {"proof",
           {"proto", "storage/encoding", "storage", "events", "log", "projections/index", "projections/catalogue",
            "projections", "ledger"}},
          {"replay",
           {"proto", "storage", "events", "log", "projections/index", "projections/catalogue", "projections", "ledger",
            "proof"}},
          {"replay/verify",
           {"proto", "storage", "events", "log", "projections/index", "projections/catalogue", "projections",
            "ledger/rules", "ledger/proposals", "ledger", "proof", "replay"}},
          {"replay/copies",
           {"proto", "storage/encoding", "storage", "events", "log", "projections/index", "projections/catalogue",
            "projections", "ledger/rules", "ledger", "proof", "replay", "replay/verify"}},
          {"cluster", {"proto", "storage", "postgres", "events", "log", "ledger", "proof", "replay", "replay/copies"}},
          {"service",
           {"proto", "storage", "events", "log", "projections/catalogue", "projections", "projections/figures",
            "ledger/proposals", "ledger", "import", "import/synthetic", "proof", "replay", "replay/verify",
            "replay/copies"}},
          {"reports", {"proto", "events", "projections/catalogue", "projections", "reports/texts", "import"}},
          {"page", {}},
          {"access", {"proto", "storage", "events"}},
          {"server",
           {"proto", "events", "projections/catalogue", "import", "replay", "service", "reports", "page", "access"}},
          {"cli",
           {"proto", "storage", "postgres", "cluster", "events", "import", "proof", "replay", "service", "access",
            "server", "reports"}}};
}

std::vector<Room> RoomsOfTests() {
  return {{"bench",
           {"proto", "storage/encoding", "storage", "events", "log", "projections/index", "projections/catalogue",
            "projections", "ledger/rules", "ledger", "import", "import/synthetic", "proof", "replay", "replay/verify",
            "replay/copies", "tests/support"}},
          {"tests",
           {"proto",
            "storage/encoding",
            "storage",
            "postgres",
            "events",
            "log",
            "projections/index",
            "projections/catalogue",
            "projections",
            "projections/figures",
            "ledger/rules",
            "ledger/proposals",
            "ledger",
            "import",
            "import/synthetic",
            "proof",
            "replay",
            "replay/verify",
            "replay/copies",
            "cluster",
            "service",
            "access",
            "server",
            "reports/texts",
            "reports",
            "page",
            "cli",
            "bench"}}};
}

const std::vector<Room>& Rooms() {
  static const auto* const kRooms = [] {
    auto* const rooms = new std::vector<Room>(RoomsUpToTheLedger());
    for (const std::vector<Room>& more : {RoomsAboveTheLedger(), RoomsOfTests()})
      rooms->insert(rooms->end(), more.begin(), more.end());
    return rooms;
  }();
  return *kRooms;
}

// The room of a file, or of a header by its include path; null for files that are not ours.
const Room* RoomOf(std::string_view path) {
  const Room* found = nullptr;
  for (const Room& room : Rooms()) {
    const bool is_inside = path.starts_with(room.folder) && path.substr(room.folder.size()).starts_with("/");
    if (is_inside && (found == nullptr || found->folder.size() < room.folder.size())) found = &room;
  }
  return found;
}

bool EndsWith(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [text](std::string_view end) { return text.ends_with(end); });
}

std::string FolderOf(std::string_view path) { return std::string(path.substr(0, path.find('/'))); }

int LineAt(std::string_view text, size_t position) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

std::string Join(const std::set<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word + "/";
  return joined.empty() ? "nothing of ours" : joined;
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Splits at every character for which `is_part` is false.
template <typename Predicate>
std::vector<std::string_view> SplitWords(std::string_view text, Predicate is_part) {
  std::vector<std::string_view> words;
  for (auto begin = text.begin(); begin != text.end();) {
    begin = std::find_if(begin, text.end(), is_part);
    const auto end = std::find_if_not(begin, text.end(), is_part);
    if (begin != end) words.emplace_back(begin, end);
    begin = end;
  }
  return words;
}

struct Include {
  int line = 0;
  std::string path;
};

// What follows #include in C++, or import in a schema.
std::vector<Include> IncludesOf(const SourceFile& file) {
  const std::vector<std::string_view> lines = SplitLines(file.text);
  const std::string code = CodeOnly(file.text);
  const std::vector<std::string_view> code_lines = SplitLines(code);
  const std::string_view directive = file.path.ends_with(".proto") ? "import" : "#include";
  std::vector<Include> includes;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!Trim(code_lines[i]).starts_with(directive)) continue;
    const size_t open = lines[i].find_first_of("\"<");
    if (open == std::string_view::npos) continue;
    const size_t close = lines[i].find_first_of("\">", open + 1);
    if (close == std::string_view::npos) continue;
    includes.push_back({static_cast<int>(i) + 1, std::string(lines[i].substr(open + 1, close - open - 1))});
  }
  return includes;
}

bool IsCpp(const SourceFile& file) { return EndsWith(file.path, {".cc", ".h"}); }

bool IsIssueReference(std::string_view text) {
  if (!text.starts_with("(#")) return false;
  const size_t end = text.find_first_not_of("0123456789", 2);
  return end != std::string_view::npos && end > 2 && text[end] == ')';
}

bool IsCMakeWord(char c) { return !IsSpace(c) && c != '(' && c != ')' && c != '"'; }

std::set<std::string, std::less<>> WordsOfCMake(std::string_view text) {
  std::set<std::string, std::less<>> words;
  for (const std::string_view line : SplitLines(text)) {
    for (const std::string_view word : SplitWords(line.substr(0, line.find('#')), IsCMakeWord)) words.emplace(word);
  }
  return words;
}

// The files that CMakeLists.txt files name, as paths from the root.
std::set<std::string, std::less<>> FilesNamedInCMake(const std::vector<SourceFile>& tree) {
  constexpr std::string_view kListName = "CMakeLists.txt";
  std::set<std::string, std::less<>> named;
  for (const SourceFile& file : tree) {
    if (!file.path.ends_with(kListName)) continue;
    const std::string folder = file.path.substr(0, file.path.size() - kListName.size());
    for (const std::string& word : WordsOfCMake(file.text)) named.insert(folder + word);
  }
  return named;
}

bool MustBeInCMake(std::string_view path) {
  const std::string folder = FolderOf(path);
  if (folder == "tests") return path.ends_with("_test.cc");
  return EndsWith(path, {".cc", ".h", ".proto"});
}

bool IsSource(std::string_view path) { return EndsWith(path, {".cc", ".h", ".proto", ".cmake", "CMakeLists.txt"}); }

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

std::string Report(const Findings& findings) {
  std::ostringstream report;
  for (const Finding& finding : findings) {
    report << finding.path;
    if (finding.line > 0) report << ":" << finding.line;
    report << ": found " << finding.found << ", wanted " << finding.wanted << "\n";
  }
  return report.str();
}

std::vector<int> LinesOf(const Findings& findings) {
  std::vector<int> lines;
  for (const Finding& finding : findings) lines.push_back(finding.line);
  return lines;
}

std::vector<std::string> PathsOf(const Findings& findings) {
  std::vector<std::string> paths;
  for (const Finding& finding : findings) paths.push_back(finding.path);
  return paths;
}

std::vector<SourceFile> ReadSourceTree(const std::string& root) {
  std::vector<SourceFile> tree;
  std::set<std::string> folders;
  for (const Room& room : Rooms()) folders.insert(FolderOf(room.folder));
  for (const std::string& folder : folders) {
    const std::filesystem::path top = std::filesystem::path(root) / folder;
    if (!std::filesystem::is_directory(top)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(top)) {
      const std::string path = entry.path().lexically_relative(root).generic_string();
      if (entry.is_regular_file() && IsSource(path)) tree.push_back({path, ReadFile(entry.path())});
    }
  }
  std::sort(tree.begin(), tree.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return tree;
}

Findings CheckEach(Findings (*check)(const SourceFile&), const std::vector<SourceFile>& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    for (Finding& finding : check(file)) findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<std::string> ReadTopLevel(const std::string& root) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(root)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

Findings CheckIncludeDirection(const SourceFile& file) {
  const Room* const room = RoomOf(file.path);
  if (room == nullptr) return {};
  Findings findings;
  for (const Include& include : IncludesOf(file)) {
    const Room* const included = RoomOf(include.path);
    const bool is_support = include.path.starts_with("tests/support/") && room->may_include.contains("tests/support");
    if (included == nullptr || included == room || is_support || room->may_include.contains(included->folder)) continue;
    findings.push_back({file.path, include.line, "include of " + include.path,
                        "in " + room->folder + "/ only " + Join(room->may_include)});
  }
  return findings;
}

Findings CheckRoomsHaveFloors() {
  Findings findings;
  std::set<std::string> below = {"tests/support"};
  for (const Room& room : Rooms()) {
    for (const std::string& folder : room.may_include) {
      if (!below.contains(folder))
        findings.push_back({room.folder, 0, "leave to include " + folder, "lower rooms only"});
    }
    below.insert(room.folder);
  }
  return findings;
}

Findings CheckRocksDbStaysInStorage(const SourceFile& file) {
  if (FolderOf(file.path) == "storage") return {};
  Findings findings;
  for (const Include& include : IncludesOf(file)) {
    // The benchmarks compare with raw RocksDB.
    if (FolderOf(include.path) != "rocksdb" || file.path == "bench/raw_database.cc") continue;
    findings.push_back({file.path, include.line, "include of " + include.path, "storage/database.h in its place"});
  }
  return findings;
}

Findings CheckLibpqStaysInPostgres(const SourceFile& file) {
  // The benchmarks compare with PostgreSQL; the tests ask as its administrator does.
  for (const std::string_view folder : {"postgres/", "bench/peers/", "tests/postgres/"}) {
    if (file.path.starts_with(folder) && file.path.ends_with(".cc")) return {};
  }
  Findings findings;
  for (const Include& include : IncludesOf(file)) {
    if (include.path != "libpq-fe.h") continue;
    findings.push_back({file.path, include.line, "include of " + include.path, "a source of postgres/ in its place"});
  }
  return findings;
}

Findings CheckGrpcStaysBehindItsDoor(const SourceFile& file) {
  const bool is_behind = FolderOf(file.path) == "server" && file.path.ends_with(".cc");
  if (is_behind || file.path.starts_with("tests/server/")) return {};
  Findings findings;
  for (const Include& include : IncludesOf(file)) {
    const std::string folder = FolderOf(include.path);
    if (folder != "grpc" && folder != "grpcpp" && !include.path.ends_with(".grpc.pb.h")) continue;
    findings.push_back({file.path, include.line, "include of " + include.path, "a source of server/ in its place"});
  }
  return findings;
}

Findings CheckIncludesStartAtRoot(const SourceFile& file, const std::vector<SourceFile>& tree) {
  if (!IsCpp(file)) return {};
  const std::filesystem::path folder = std::filesystem::path(file.path).parent_path();
  Findings findings;
  for (const Include& include : IncludesOf(file)) {
    const std::string path = (folder / include.path).lexically_normal().generic_string();
    const bool is_own = std::any_of(tree.begin(), tree.end(), [&path](const SourceFile& f) { return f.path == path; });
    if (is_own) findings.push_back({file.path, include.line, "include of " + include.path, "\"" + path + "\""});
  }
  return findings;
}

Findings CheckSourcesAreInCMake(const std::vector<SourceFile>& tree) {
  const std::set<std::string, std::less<>> named = FilesNamedInCMake(tree);
  Findings findings;
  for (const SourceFile& file : tree) {
    if (!MustBeInCMake(file.path) || named.contains(file.path)) continue;
    const std::filesystem::path path(file.path);
    if (named.contains((path.parent_path() / "*").string() + path.extension().string())) continue;
    const Room* const room = RoomOf(file.path);
    const std::string list = (room == nullptr ? FolderOf(file.path) : room->folder) + "/CMakeLists.txt";
    findings.push_back({file.path, 0, "no CMakeLists.txt that names it", "its path in " + list});
  }
  return findings;
}

Findings CheckPragmaOnce(const SourceFile& file) {
  if (!file.path.ends_with(".h")) return {};
  const std::string code = CodeOnly(file.text);
  const std::vector<std::string_view> lines = SplitLines(code);
  const auto first =
      std::find_if(lines.begin(), lines.end(), [](std::string_view line) { return !Trim(line).empty(); });
  if (first != lines.end() && Trim(*first) == "#pragma once") return {};
  const int line = static_cast<int>(first - lines.begin()) + 1;
  return {{file.path, line, "other code first", "#pragma once before all other code"}};
}

Findings CheckFunctionLength(const SourceFile& file) {
  if (!IsCpp(file)) return {};
  Findings findings;
  for (const FunctionBody& body : FunctionBodies(file.text)) {
    const int lines = LineAt(file.text, body.close) - LineAt(file.text, body.open);
    if (lines <= kFunctionLinesMax) continue;
    findings.push_back({file.path, LineAt(file.text, body.open), "a function of " + std::to_string(lines) + " lines",
                        "at most " + std::to_string(kFunctionLinesMax)});
  }
  return findings;
}

Findings CheckLaterWorkNamesAnIssue(const SourceFile& file) {
  const std::array<std::string, 2> marks = {std::string("TO") + "DO", std::string("FIX") + "ME"};
  Findings findings;
  for (const std::string_view word : SplitWords(std::string_view(file.text), IsWordCharacter)) {
    if (std::find(marks.begin(), marks.end(), word) == marks.end()) continue;
    const size_t position = static_cast<size_t>(word.data() - file.text.data());
    if (IsIssueReference(std::string_view(file.text).substr(position + word.size()))) continue;
    findings.push_back({file.path, LineAt(file.text, position), std::string(word) + " without an issue",
                        std::string(word) + "(#12), with the number of the issue"});
  }
  return findings;
}

Findings CheckNoFloatingPoint(const SourceFile& file) {
  static const auto* const kExactFolders = new std::set<std::string, std::less<>>{
      "proto", "storage", "events", "log", "ledger", "import", "projections", "proof", "replay"};
  if (!kExactFolders->contains(FolderOf(file.path)) || !EndsWith(file.path, {".cc", ".h", ".proto"})) return {};
  const std::string code = CodeOnly(file.text);
  Findings findings;
  for (const std::string_view word : SplitWords(std::string_view(code), IsWordCharacter)) {
    if (word != "float" && word != "double") continue;
    const size_t position = static_cast<size_t>(word.data() - code.data());
    findings.push_back({file.path, LineAt(code, position), std::string(word), "an integer in minor units"});
  }
  return findings;
}

Findings CheckTopLevel(const std::vector<std::string>& names) {
  static const auto* const kAllowed = new std::set<std::string, std::less<>>{".ci",
                                                                             "access",
                                                                             ".clang-format",
                                                                             ".clang-tidy",
                                                                             ".git",
                                                                             ".gitignore",
                                                                             "LICENSE",
                                                                             "CHANGELOG.md",
                                                                             "CMakeLists.txt",
                                                                             "README.md",
                                                                             "CMakePresets.json",
                                                                             "bench",
                                                                             "build",
                                                                             "cli",
                                                                             "cluster",
                                                                             "cmake",
                                                                             "compile_commands.json",
                                                                             "data",
                                                                             "deploy",
                                                                             "dev",
                                                                             "docs",
                                                                             "events",
                                                                             "import",
                                                                             "CONTRIBUTING.md",
                                                                             "ledger",
                                                                             "log",
                                                                             "page",
                                                                             "postgres",
                                                                             "projections",
                                                                             "proof",
                                                                             "proto",
                                                                             "replay",
                                                                             "reports",
                                                                             "server",
                                                                             "service",
                                                                             "storage",
                                                                             "tests"};
  Findings findings;
  for (const std::string& name : names) {
    if (kAllowed->contains(name) || name.ends_with(".ledger")) continue;
    findings.push_back({name, 0, "a name that the top level does not have",
                        "it in one of the folders (CheckTopLevel in tests/tidy/source_rules.cc has the list)"});
  }
  return findings;
}

}  // namespace tranche::tidy
