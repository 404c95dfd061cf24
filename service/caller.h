// Who calls, as a door has found out.
#pragma once

#include <string>

#include "service/freshness.h"

namespace tranche {

struct Caller {
  std::string actor;  // empty: nobody was asked, as on loopback without access control
  // With which another server would know them as well; empty: none, as with a client certificate.
  std::string token;
  // The node that has sent the call on to this one; empty: none has. It is not sent on once more.
  std::string sent_on_by;
  // How fresh the answer must be.
  Freshness freshness;
};

}  // namespace tranche
