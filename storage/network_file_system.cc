#include "storage/network_file_system.h"

#include <sys/vfs.h>

#include <array>
#include <cstdint>

namespace tranche::storage {
namespace {

struct Kind {
  uint32_t magic;
  absl::string_view name;
};

// f_type of statfs(2). linux/magic.h does not have all of them.
constexpr std::array<Kind, 11> kKinds = {{{0x6969, "NFS"},
                                          {0x517B, "SMB"},
                                          {0xFE534D42, "SMB"},
                                          {0xFF534D42, "CIFS"},
                                          {0x00C36400, "Ceph"},
                                          {0x5346414F, "AFS"},
                                          {0x01021997, "9P"},
                                          {0x65735546, "FUSE"},
                                          {0x0BD00BD0, "Lustre"},
                                          {0x01161970, "GFS2"},
                                          {0x7461636F, "OCFS2"}}};

}  // namespace

absl::string_view NetworkFileSystemOf(int fd) {
  struct statfs found {};
  if (::fstatfs(fd, &found) != 0) return "";
  for (const Kind& kind : kKinds) {
    if (static_cast<uint32_t>(found.f_type) == kind.magic) return kind.name;
  }
  return "";
}

}  // namespace tranche::storage
