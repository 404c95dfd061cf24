// Budget lines of commands that were checked against the catalogue, by their bytes: most commands are on a line that
// others were on before. With each is kept where the books have it, so that the next command need not look it up.
//
// Memory: about 400 bytes a line, at most kCheckedLinesMax of them and a command's; then all are forgotten, and checked
// again.
//
// Thread safety: one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/command_view.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "ledger/rules/scope_states.h"
#include "projections/catalogue/catalogue.h"
#include "projections/index/scope_table.h"

namespace tranche {

inline constexpr size_t kCheckedLinesMax = 100'000;

// A line that was checked, and its places in the books.
class CheckedLine {
 public:
  const LineView& line() const { return line_; }

  // Its scope in the states of decisions.
  ScopeStates::Place* state() { return &state_; }

  // The account on this line of `posting`, whose line it is, in the index.
  // Cost: none; of two accounts for which there is one place, it is that of the one asked for last.
  ScopeTable::Place* PlaceOf(const PostingView& posting);

 private:
  friend class CheckedLines;
  struct Account {
    Measure measure = Measure::kPlan;
    uint32_t tranche_number = 0;
    ScopeTable::Place place;
  };

  std::string bytes_;
  LineView line_;  // its texts point into bytes_
  const Unit* unit_ = nullptr;
  ScopeStates::Place state_;
  std::array<Account, 4> accounts_;
};

class CheckedLines {
 public:
  // Reads the lines of `*command`, which moves money, and checks them as CheckLines does (line_rules.h), and the
  // command as EventKind::check_view does. Only ever says yes: false if one is not in canonical form, or might be
  // refused. On true its lines are set, valid until the next call or Forget, and `*line` is that of a command with one,
  // or null.
  //
  // fingerprint  FingerprintOf(command->line) (key_index.h), if it has one.
  // catalogue    the one of all calls since Forget.
  //
  // Cost: a look-up a line; the checks, for a line that is new here.
  bool Check(const Catalogue& catalogue, uint64_t fingerprint, CommandView* command, CheckedLine** line);

  // Begin to load from memory what Check will read: where the line is, and later the line itself.
  void PrefetchSlot(uint64_t fingerprint) const { lines_.prefetch(fingerprint); }
  void PrefetchLine(uint64_t fingerprint) const;

  // To be called whenever the catalogue is about to change or to go.
  void Forget() { lines_.clear(); }

 private:
  CheckedLine* Find(absl::string_view bytes, uint64_t fingerprint, const EventKind& kind, CivilDate date,
                    const Catalogue& catalogue);

  absl::flat_hash_map<uint64_t, std::unique_ptr<CheckedLine>> lines_;  // by the fingerprint of their bytes
};

}  // namespace tranche
