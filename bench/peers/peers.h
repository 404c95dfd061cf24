// The peers available in this build. A fresh machine has none: ./dev bench installs their packages.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "bench/peers/peer.h"

namespace tranche {

inline constexpr absl::string_view kPeerNames[] = {"sqlite", "postgres"};

// A new and empty peer that keeps its files in `directory`, which must exist; the caller removes the files after
// destroying the peer.
//
// Errors:
//   UNIMPLEMENTED  the peer was not installed at build time.
//   UNAVAILABLE    its server does not start.
absl::StatusOr<std::unique_ptr<Peer>> MakePeer(absl::string_view name, const std::string& directory);

// All available peers; reports on standard error which are not, and why.
std::vector<std::unique_ptr<Peer>> MakePeers(const std::string& directory);

}  // namespace tranche
