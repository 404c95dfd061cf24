// What an HTTP server (server/http_server.h) answers: which door a request is for, and what is to be done there. Those
// of a ledger are in server/ledger_doors.h, those of a witness in server/witness_doors.h.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "access/access_control.h"
#include "server/http_message.h"
#include "server/plan.h"

namespace tranche {

// How a request came in, by its head alone.
struct Opening {
  Entrant entrant;  // who calls; without an actor where nobody was asked
  // The longest body that the door takes; never more than what the server takes.
  size_t body_bytes = std::numeric_limits<size_t>::max();
  // Whether the caller may ask for anything at all, asked in a lane before a long body is read. Null: yes.
  std::function<absl::Status()> admits;
};

class Doors {
 public:
  Doors() = default;
  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;
  virtual ~Doors() = default;

  // Who calls, as the head of a request shows it, and what they may send; or the answer that turns them away, so that
  // nobody reads a body for a caller who is refused. The body of `head` is empty. Never waits. The doors outlive the
  // opening.
  virtual std::variant<Opening, HttpAnswer> Open(const HttpRequest& head) const = 0;

  // What to do for `request`, whose head came in as `entrant`, or the answer when there is nothing to do. Never waits.
  // The doors outlive the plan.
  virtual std::variant<HttpAnswer, Plan> PlanOf(const HttpRequest& request, const Entrant& entrant) const = 0;

  // Under which name a request is counted and logged: one of a few words, never a text of the caller.
  virtual std::string CallOf(const HttpRequest& request) const = 0;

  // Another number whenever Plan::has_news may have become true.
  virtual uint64_t news() const = 0;
};

}  // namespace tranche
