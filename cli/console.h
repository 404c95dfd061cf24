// Where a command prints, and what time it is there.
#pragma once

#include <istream>
#include <memory>
#include <ostream>
#include <string>

#include "events/clock.h"

namespace tranche {

class Catalogue;

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
  // Terminal columns of `err`, at which what goes there is folded; 0 when it is no terminal, and nothing is.
  int err_width = 0;
  // Where a session leaves the names of its ledger, for a refusal that is printed after it ended; null: nowhere.
  std::shared_ptr<const Catalogue>* names = nullptr;
  // Where whoever sits at the terminal answers; null: nobody can be asked.
  std::istream* in = nullptr;
  // The name of the user of the operating system; empty: that of the process.
  std::string login = "";
};

}  // namespace tranche
