// The door of a witness, as https://c2sp.org/tlog-witness has it: POST /add-checkpoint, whose body is read by
// service/witnesses.h. Beside it /healthz says that the process answers, and /openapi.json describes the three.
//
//   200  a line with the cosignature, which is remembered durably
//   400  malformed, or the old size is above that of the checkpoint
//   403  the key that is trusted for the log has not signed the checkpoint
//   404  the log is not watched
//   409  the old size is another one than that of the last checkpoint that was cosigned: that size and "\n", as
//        text/x.tlog.size; or the log shows another history of the same size: why, as text
//   422  the consistency proof does not hold
//   500  the witness cannot sign: its memory, key or clock is not in order, or its disk is full
//   503  another process changes the witness; or there is too much work (server/http_limits.h)
//
// Nobody is asked who calls: nothing is signed that the log has not signed before, and the answer proves itself.
//
// Thread safety: immutable.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "server/doors.h"
#include "server/http_limits.h"
#include "server/http_message.h"
#include "server/plan.h"

namespace tranche {

inline constexpr absl::string_view kAddCheckpointPath = "/add-checkpoint";
inline constexpr absl::string_view kWitnessHealthPath = "/healthz";
inline constexpr char kSizeType[] = "text/x.tlog.size";

// `limits` as a witness has them: bodies no longer than a request may be, and one cosignature at a time.
HttpLimits LimitsOfWitness(HttpLimits limits);

class WitnessDoors final : public Doors {
 public:
  // directory  of the witness.
  // clock      what cosignatures say; must outlive the doors.
  // wait       for another process that changes the witness.
  // tell       given a line for whoever operates the witness: why it cannot sign; and about each request that may be
  //            evidence of two histories of a log, with the first 4 KiB of its body. By any thread.
  WitnessDoors(std::string directory, Clock* clock, absl::Duration wait, std::function<void(const std::string&)> tell)
      : directory_(std::move(directory)), clock_(*clock), wait_(wait), tell_(std::move(tell)) {}

  std::variant<Opening, HttpAnswer> Open(const HttpRequest&) const override { return Opening(); }

  std::variant<HttpAnswer, Plan> PlanOf(const HttpRequest& request, const Entrant& entrant) const override;

  // "add-checkpoint", "health", "openapi", "other".
  std::string CallOf(const HttpRequest& request) const override;

  uint64_t news() const override { return 0; }  // nobody follows a witness

 private:
  HttpAnswer Answer(const std::string& body) const;

  const std::string directory_;
  Clock& clock_;
  const absl::Duration wait_;
  const std::function<void(const std::string&)> tell_;
};

}  // namespace tranche
