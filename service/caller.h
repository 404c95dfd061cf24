// Who calls, as a door has found out.
#pragma once

#include <string>

namespace tranche {

struct Caller {
  std::string actor;  // empty: nobody was asked, as on loopback without access control
};

}  // namespace tranche
