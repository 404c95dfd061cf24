// Project rules that no compiler checks. Each Check is a pure function from text to findings: the tests next to this
// file run it over the whole tree, and over a bad snippet that it must reject.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tranche::tidy {

// `path` starts at the root of the repository: "events/money.h".
struct SourceFile {
  std::string path;
  std::string text;
};

// `line` counts from 1; 0 means the file as a whole.
struct Finding {
  std::string path;
  int line = 0;
  std::string found;
  std::string wanted;
};

using Findings = std::vector<Finding>;

// One line for each finding: "events/money.h:3: found ..., wanted ...".
std::string Report(const Findings& findings);

std::vector<int> LinesOf(const Findings& findings);
std::vector<std::string> PathsOf(const Findings& findings);

// Every C++, proto and CMake source in the folders of the project, ordered by path.
std::vector<SourceFile> ReadSourceTree(const std::string& root);

// The findings of `check` in all files of `tree`.
Findings CheckEach(Findings (*check)(const SourceFile&), const std::vector<SourceFile>& tree);

// The names directly under `root`.
std::vector<std::string> ReadTopLevel(const std::string& root);

// Which room may include which; a sub-folder can be a room of its own. Dependencies point one way.
Findings CheckIncludeDirection(const SourceFile& file);

// The table behind CheckIncludeDirection must not let a room include itself or one listed after it, so cycles are
// impossible.
Findings CheckRoomsHaveFloors();

// RocksDB is known to storage/ only.
Findings CheckRocksDbStaysInStorage(const SourceFile& file);

// libpq is known to the sources of postgres/ only.
Findings CheckLibpqStaysInPostgres(const SourceFile& file);

// gRPC is included by the sources of server/ only, by none of its headers; and by their tests.
Findings CheckGrpcStaysBehindItsDoor(const SourceFile& file);

// An own header is included by its path from the root, never from the includer.
Findings CheckIncludesStartAtRoot(const SourceFile& file, const std::vector<SourceFile>& tree);

// Every source file is named in the CMakeLists.txt that should build it: the one
// of its folder, or for a test any one under tests/.
Findings CheckSourcesAreInCMake(const std::vector<SourceFile>& tree);

Findings CheckPragmaOnce(const SourceFile& file);

// A function body spans at most 60 lines, from the line of `{` to that of `}`.
Findings CheckFunctionLength(const SourceFile& file);

// A note of later work must name its issue.
Findings CheckLaterWorkNamesAnIssue(const SourceFile& file);

// Amounts are integers, so the libraries and schemas have no floating point.
Findings CheckNoFloatingPoint(const SourceFile& file);

// The top level of the repository must match what README.md shows.
Findings CheckTopLevel(const std::vector<std::string>& names);

}  // namespace tranche::tidy
