// What is to be done for a request that came through a door: work for a lane (server/work_lane.h), which makes the
// answer, or a stream of its parts. Nothing is done yet, and nothing is known of sockets.
//
// Thread safety: a value; what a plan does may be done by any thread.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/http_message.h"

namespace tranche {

// What sort of work it is: each has threads of its own.
enum class Lane { kAsking, kRecording, kStreams, kUpkeep };

using PushPart = std::function<absl::Status(const std::string& bytes)>;

struct Plan {
  Lane lane = Lane::kAsking;
  // How long the caller waits; not at all, and nothing is begun.
  absl::Duration timeout = absl::InfiniteDuration();
  // Whether the ledger has what the caller asks to see; waited for, without a thread, for kFreshWait at most, by
  // HttpLimits::waiting at once. Null: yes.
  std::function<bool()> is_ready;
  // What is not done, as this door says it: no time, no place.
  std::function<HttpAnswer(const absl::Status& refusal)> refuse;
  // Makes the answer; null for a stream. May be called again, but not twice at once.
  std::function<HttpAnswer()> answer;
  // Of a stream: the type of its content, what makes its bytes, and the bytes that end it.
  std::string stream_type;
  std::function<absl::Status(const PushPart& push)> stream;
  std::function<std::string(const absl::Status& status)> end;
  // Of a stream that is not for everybody: whether the caller may have it, asked before anything is sent, of HEAD too.
  // Null: yes.
  std::function<absl::Status()> admits;
  // Of a subscription, which does not end: whether `answer` would give something, each time the next part of a stream
  // of stream_type.
  std::function<bool()> has_news;
};

}  // namespace tranche
