// An empty directory for one test, removed with its content.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "events/check.h"

namespace tranche {

class TemporaryDirectory {
 public:
  TemporaryDirectory() : path_((std::filesystem::temp_directory_path() / "tranche_test.XXXXXX").string()) {
    TRANCHE_CHECK(::mkdtemp(path_.data()) != nullptr, "cannot make ", path_);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  // Without a slash at the end.
  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace tranche
