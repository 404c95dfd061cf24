#include "storage/anchored_path.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/file_identity.h"

namespace tranche::storage {
namespace {

constexpr char kDescriptors[] = "/proc/self/fd/";

}  // namespace

std::string AnchoredPath(int fd, const std::string& path) {
  const std::string anchored = absl::StrCat(kDescriptors, fd);
  const auto found = FileIdentity::At(anchored);
  return found.has_value() && found == FileIdentity::Of(fd) ? anchored : path;
}

std::string WithNames(const std::string& text) {
  std::string named;
  size_t done = 0;
  for (size_t at = text.find(kDescriptors); at != std::string::npos; at = text.find(kDescriptors, done)) {
    size_t end = at + absl::string_view(kDescriptors).size();
    while (end < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[end]))) ++end;
    const std::string anchored = text.substr(at, end - at);
    std::error_code error;
    const std::filesystem::path name = std::filesystem::read_symlink(anchored, error);
    absl::StrAppend(&named, text.substr(done, at - done), error ? anchored : name.string());
    done = end;
  }
  return absl::StrCat(named, text.substr(done));
}

}  // namespace tranche::storage
