// The fields of a request that were read from files.
//
// Thread safety: one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

class FieldFiles {
 public:
  // The content of the file at `path`, for `field`, a name in request.proto.
  // Errors: those of ReadExistingFile, at the field.
  absl::StatusOr<std::string> Read(absl::string_view field, const std::string& path);

  // A public key as it is, or the file that has it. What was to be a key is never printed, a private one by mistake
  // least of all.
  absl::StatusOr<std::string> ReadPublicKey(absl::string_view field, const std::string& text);

  // `status` with the file before what is wrong with its field: "--key: FILE: ...".
  absl::Status Naming(const absl::Status& status) const;

 private:
  std::map<std::string, std::vector<std::string>> paths_;  // by field; empty for a text that is no file
};

}  // namespace tranche
