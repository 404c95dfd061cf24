// The files of the page in the browser, as the program carries them.
//
// Thread safety: pure functions of constants.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"

namespace tranche {

struct PageFile {
  // Its bytes.
  absl::string_view content;
  // The same in gzip, for callers that accept it; empty where it would not be smaller.
  absl::string_view gzip_content;
  // "text/css; charset=utf-8".
  absl::string_view content_type;
  // True if the hash of the content is in the name: what was fetched once never changes. What is not must be asked for
  // each time (Cache-Control: no-cache).
  bool immutable = false;
};

// The file at a path of the address, without the question mark and what follows it: "/assets/main-K3ZQ7A2H.js". Every
// screen, "/vi/overview", "/en/events/7", is the same file as "/", which reads the address itself; so is "/vi" and what
// else begins like that, for which the page says that there is no such screen.
//
// Absent: any other path. Paths are compared byte for byte with those of the page's files; nothing is read from a disk.
// A program that was built without the page (page/CMakeLists.txt) has none.
std::optional<PageFile> FindPageFile(absl::string_view path);

// True if the program carries the page.
bool HasPage();

}  // namespace tranche
