// A path that leads to an open directory by its descriptor, so that what is opened, made and renamed below it is in
// that directory, even after it was moved and another one has its name.
//
// Thread safety: pure functions of the process's open files.
#pragma once

#include <string>

namespace tranche::storage {

// The path to the directory that `fd` has open, as long as it is open: /proc/self/fd/N. Where /proc is not mounted it
// is `path`, by which `fd` was opened.
std::string AnchoredPath(int fd, const std::string& path);

// `text` with the present names of the directories in the place of such paths, for messages.
std::string WithNames(const std::string& text);

}  // namespace tranche::storage
