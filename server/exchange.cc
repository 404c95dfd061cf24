#include "server/exchange.h"

#include "absl/strings/ascii.h"
#include "events/refusal.h"

namespace tranche {

absl::string_view NameOf(Door door) { return door == Door::kHttp ? "http" : "grpc"; }

absl::string_view NameOf(WorkKind work) {
  switch (work) {
    case WorkKind::kNone:
      return "";
    case WorkKind::kAsking:
      return "asking";
    case WorkKind::kRecording:
      return "recording";
    case WorkKind::kStreams:
      return "streams";
    case WorkKind::kFollowers:
      return "followers";
    case WorkKind::kUpkeep:
      return "upkeep";
  }
  return "";
}

std::string CodeWordOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  if (refusal && !refusal->code().empty()) return refusal->code();
  return absl::AsciiStrToLower(absl::StatusCodeToString(status.code()));
}

}  // namespace tranche
