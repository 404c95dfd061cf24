// What bundle.py makes of dist/: the page's files with their paths.
#pragma once

#include <span>

#include "absl/strings/string_view.h"
#include "page/page_files.h"

namespace tranche {

struct BundledFile {
  absl::string_view path;
  PageFile file;
};

// All files; none in a program that was built without the page.
std::span<const BundledFile> PageBundle();

}  // namespace tranche
