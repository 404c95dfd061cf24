#include "bench/peers/peers.h"

#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/peers/postgres_peer.h"
#include "bench/peers/sqlite_peer.h"

namespace tranche {

absl::StatusOr<std::unique_ptr<Peer>> MakePeer(absl::string_view name, const std::string& directory) {
#ifdef TRANCHE_HAS_SQLITE
  if (name == "sqlite") return OpenSqlitePeer(directory);
#endif
#ifdef TRANCHE_HAS_POSTGRES
  if (name == "postgres") return OpenPostgresPeer(directory);
#endif
  return absl::UnimplementedError(
      absl::StrCat("the peer ", name, " for ", directory, " is not in this build; ./dev bench peers installs it"));
}

std::vector<std::unique_ptr<Peer>> MakePeers(const std::string& directory) {
  std::vector<std::unique_ptr<Peer>> peers;
  for (const absl::string_view name : kPeerNames) {
    auto peer = MakePeer(name, directory);
    if (peer.ok()) {
      peers.push_back(*std::move(peer));
    } else {
      std::cerr << peer.status().message() << "\n";
    }
  }
  return peers;
}

}  // namespace tranche
