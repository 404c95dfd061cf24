#include "page/page_files.h"

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "page/page_bundle.h"

namespace tranche {
namespace {

bool IsUnder(absl::string_view folder, absl::string_view path) {
  return absl::ConsumePrefix(&path, folder) && (path.empty() || path.front() == '/');
}

bool IsScreen(absl::string_view path) { return IsUnder("/vi", path) || IsUnder("/en", path); }

}  // namespace

std::optional<PageFile> FindPageFile(absl::string_view path) {
  if (IsScreen(path)) path = "/";
  for (const BundledFile& bundled : PageBundle()) {
    if (bundled.path == path) return bundled.file;
  }
  return std::nullopt;
}

bool HasPage() { return !PageBundle().empty(); }

}  // namespace tranche
