// Where a command prints, and what time it is there.
#pragma once

#include <ostream>

#include "events/clock.h"

namespace tranche {

struct Console {
  std::ostream& out;
  std::ostream& err;
  // True when a person watches: colour in tables, progress of long work.
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Must outlive the command.
  Clock& clock;
  // Terminal columns that no table exceeds.
  int width = 120;
};

}  // namespace tranche
