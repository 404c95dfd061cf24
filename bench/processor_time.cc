#include "bench/processor_time.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tranche {
namespace {

struct Stat {
  pid_t parent = 0;
  uint64_t own = 0;    // ticks
  uint64_t ended = 0;  // of children that have ended
};

// proc(5): after the name in parentheses comes field 3; ppid is 4, utime 14, stime 15, cutime 16, cstime 17.
constexpr size_t kFirst = 3;
constexpr size_t kParent = 4 - kFirst;
constexpr size_t kTimes = 14 - kFirst;

Stat StatOf(pid_t process) {
  std::ifstream file(absl::StrCat("/proc/", process, "/stat"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  const std::vector<std::string> fields = absl::StrSplit(text.substr(name_end + 2), ' ');
  const auto number = [&fields](size_t index) {
    uint64_t value = 0;
    (void)(index < fields.size() && absl::SimpleAtoi(fields[index], &value));
    return value;
  };
  return {static_cast<pid_t>(number(kParent)), number(kTimes) + number(kTimes + 1),
          number(kTimes + 2) + number(kTimes + 3)};
}

}  // namespace

double ProcessorSeconds(pid_t process) {
  const Stat own = StatOf(process);
  uint64_t ticks = own.own + own.ended;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    pid_t other = 0;
    if (!absl::SimpleAtoi(entry->path().filename().string(), &other)) continue;
    if (const Stat stat = StatOf(other); stat.parent == process) ticks += stat.own;
  }
  return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace tranche
