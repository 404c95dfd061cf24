// What an HTTP server (server/http_server.h) answers: which door a request is for, and what is to be done there. Those
// of a ledger are in server/ledger_doors.h, those of a witness in server/witness_doors.h.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "server/http_message.h"
#include "server/plan.h"

namespace tranche {

class Doors {
 public:
  Doors() = default;
  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;
  virtual ~Doors() = default;

  // What to do for `request`, or the answer when there is nothing to do. `*actor` becomes who calls; it stays as it is
  // where nobody was asked or somebody is turned away. Never waits. The doors outlive the plan.
  virtual std::variant<HttpAnswer, Plan> PlanOf(const HttpRequest& request, std::string* actor) const = 0;

  // Under which name a request is counted and logged: one of a few words, never a text of the caller.
  virtual std::string CallOf(const HttpRequest& request) const = 0;

  // Another number whenever Plan::has_news may have become true.
  virtual uint64_t news() const = 0;
};

}  // namespace tranche
