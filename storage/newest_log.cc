#include "storage/newest_log.h"

#include <cstdint>
#include <filesystem>
#include <system_error>

#include "absl/strings/numbers.h"

namespace tranche::storage {

namespace fs = std::filesystem;

std::string NewestLog(const std::string& path) {
  std::error_code error;
  std::string newest;
  uint64_t newest_number = 0;
  for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    uint64_t number = 0;
    const bool is_log = entry->path().extension() == ".log" && absl::SimpleAtoi(entry->path().stem().string(), &number);
    if (!is_log || number < newest_number) continue;
    newest_number = number;
    newest = entry->path().filename().string();
  }
  return newest;
}

}  // namespace tranche::storage
