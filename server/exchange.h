// One request and what became of it, as those who operate a server count and log it: never what was asked or answered.
//
// Thread safety: plain values and pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tranche {

enum class Door { kHttp, kGrpc };

// What it waits and works in; each has limits of its own.
enum class WorkKind { kNone, kAsking, kRecording, kStreams, kFollowers, kUpkeep };

// What a request is counted under whose caller went away.
inline constexpr char kCallerGone[] = "server.caller-gone";

struct Exchange {
  Door door = Door::kHttp;
  WorkKind work = WorkKind::kNone;
  // The name of a call of proto/service.proto, or one of a few other words: never a text of the caller.
  std::string call;
  std::string code = "ok";  // or that of the refusal
  absl::Duration duration;  // from the whole request to the whole answer
  uint64_t received_bytes = 0;
  uint64_t sent_bytes = 0;
  std::string request_id;
  std::string actor;  // empty: unknown
};

// "http", "grpc".
absl::string_view NameOf(Door door);

// "asking", "recording", "streams", "followers", "upkeep"; empty for kNone.
absl::string_view NameOf(WorkKind work);

// "ok", the code of a refusal, or the word of the status code of an error that is none: "cancelled".
std::string CodeWordOf(const absl::Status& status);

}  // namespace tranche
