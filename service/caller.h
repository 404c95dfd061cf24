// Who calls, as a door has found out.
#pragma once

#include <string>

#include "service/freshness.h"

namespace tranche {

struct Caller {
  std::string actor;  // empty: nobody was asked, as on loopback without access control
  Freshness freshness;  // how fresh the answer must be
};

}  // namespace tranche
