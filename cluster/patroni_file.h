// What `cluster check` needs to know of a patroni.yml. It is no reader of YAML: sections begin in the first column, as
// in every file that Patroni documents.
//
// Thread safety: functions of files.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::cluster {

struct PatroniFile {
  std::string store;     // the section that says where the leader key is: "etcd3"; empty if there is none
  std::string watchdog;  // its mode: "required"; empty if none is said
};

// Of several stores etcd3, which asks for most, or the first one.
PatroniFile ParsePatroniFile(absl::string_view text);

// Errors: those of storage::ReadExistingFile.
absl::StatusOr<PatroniFile> ReadPatroniFile(const std::string& path);

}  // namespace tranche::cluster
