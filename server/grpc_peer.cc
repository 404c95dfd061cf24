#include "server/grpc_peer.h"

#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace tranche {

std::string AddressOfPeer(absl::string_view peer) {
  const std::string decoded = absl::StrReplaceAll(peer, {{"%5B", "["}, {"%5D", "]"}});
  absl::string_view address = decoded;
  if (!absl::ConsumePrefix(&address, "ipv4:") && !absl::ConsumePrefix(&address, "ipv6:")) return decoded;
  address = address.substr(0, address.rfind(':'));
  if (absl::ConsumePrefix(&address, "[")) absl::ConsumeSuffix(&address, "]");
  return std::string(address.data(), address.size());
}

}  // namespace tranche
