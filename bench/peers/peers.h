// The peers that this build has. A fresh machine has none of them: ./dev bench installs what they need.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "bench/peers/peer.h"

namespace tranche {

inline constexpr absl::string_view kPeerNames[] = {"sqlite", "postgres"};

// A new and empty peer that keeps its files in `directory`, which exists; the files are the
// caller's to remove, after the peer.
//
// Errors:
//   UNIMPLEMENTED  the peer was not installed when this was built.
//   UNAVAILABLE    its server does not start.
absl::StatusOr<std::unique_ptr<Peer>> MakePeer(absl::string_view name, const std::string& directory);

// All that can be made; says on standard error which cannot, and why.
std::vector<std::unique_ptr<Peer>> MakePeers(const std::string& directory);

}  // namespace tranche
