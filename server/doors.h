// Which door of the server a request is for, and what is to be done there: the calls of the ledger (server/connect.h),
// new events (server/event_source.h), the log for its monitors (server/log_paths.h), the page (server/page_door.h), its
// sessions (server/session_door.h), /metrics (server/metrics_door.h), /openapi.json (server/openapi.h), /healthz and
// /readyz. Nothing is done yet, and nothing is known of sockets.
//
// Where callers are asked who they are, only the page itself, its sessions, /openapi.json, /healthz and /readyz are
// open to everybody.
//
// Thread safety: pure functions; what a plan does may be done by any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "access/access_control.h"
#include "server/calls.h"
#include "server/http_message.h"
#include "server/metrics.h"

namespace tranche {

// What sort of work it is: each has threads of its own.
enum class Lane { kAsking, kRecording, kStreams, kUpkeep };

using PushPart = std::function<absl::Status(const std::string& bytes)>;

struct Plan {
  Lane lane = Lane::kAsking;
  // How long the caller waits.
  absl::Duration timeout = absl::InfiniteDuration();
  // What is not done, as this door says it: no time, no place.
  std::function<HttpAnswer(const absl::Status& refusal)> refuse;
  // Makes the answer; null for a stream. May be called again, but not twice at once.
  std::function<HttpAnswer()> answer;
  // Of a stream: the type of its content, what makes its bytes, and the bytes that end it.
  std::string stream_type;
  std::function<absl::Status(const PushPart& push)> stream;
  std::function<std::string(const absl::Status& status)> end;
  // Of a subscription, which does not end: whether `answer` would give something, each time the next part of a stream
  // of stream_type.
  std::function<bool()> has_news;
};

// Under which name a request is counted and logged: that of a call, or "page", "session", "events", "checkpoint",
// "tile", "health", "metrics", "openapi", and "other" for all that is not there.
std::string CallOf(const HttpRequest& request, const Calls& calls);

// What is behind the doors, and who may come in. It must outlive the plans.
struct House {
  const Calls* calls;
  // Null: nobody is asked who calls.
  AccessControl* access = nullptr;
  uint16_t port = 0;
  // Names of the server beside loopback addresses (listen_address.h).
  std::vector<std::string> names;
  // What is measured of the server; null: nothing, and there is no /metrics.
  const ServerMetrics* metrics = nullptr;
};

// What to do for `request`, or the answer when there is nothing to do. `*actor` becomes who calls; it stays as it is
// where nobody was asked or somebody is turned away.
std::variant<HttpAnswer, Plan> PlanOf(const HttpRequest& request, const House& house, std::string* actor);

}  // namespace tranche
