// Budget lines of commands that were checked against the catalogue, by their bytes: most commands are on a line that
// others were on before.
//
// Memory: about 200 bytes a line, at most kCheckedLinesMax of them and a command's; then all are forgotten, and checked
// again.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <string>

#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

inline constexpr size_t kCheckedLinesMax = 100'000;

class CheckedLines {
 public:
  // The line in `bytes`, a serialized v1::BudgetLine, for an event of `kind` that is effective on `date`; valid until
  // Trim or Forget. Only ever says yes: null if it is not in canonical form or CheckMoneyLine might refuse it.
  //
  // catalogue  the one of all calls since Forget.
  //
  // Cost: a look-up; the checks, for a line that is new here.
  const LineView* Find(absl::string_view bytes, const EventKind& kind, CivilDate date, const Catalogue& catalogue);

  // To be called between commands. Cost: none, but once in kCheckedLinesMax lines.
  void Trim() {
    if (lines_.size() >= kCheckedLinesMax) lines_.clear();
  }

  // To be called whenever the catalogue is about to change or to go.
  void Forget() { lines_.clear(); }

 private:
  struct Line {
    LineView line;  // its texts point into the bytes by which it is found
    const Unit* unit = nullptr;
  };

  absl::node_hash_map<std::string, Line> lines_;
};

}  // namespace tranche
