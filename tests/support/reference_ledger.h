// The slow oracle: what the ledger should accept, and what every balance should be,
// implemented as plainly as possible. It stores the accepted events in a vector and
// folds all of them for each question. It shares no code with ledger/ except the protos,
// so that a mistake there is not repeated here.
//
// It knows the semantics of docs (DESIGN 3), not messages, fields' limits or files.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/measure.h"
#include "proto/event.pb.h"

namespace tranche {

class ReferenceLedger {
 public:
  using Sum = __int128;

  using Kind = Measure;

  // One amount that an event moved.
  struct Movement {
    std::string unit;
    std::string source;
    int year = 0;
    std::string area;  // several are joined by "|", ascending
    std::string project;
    Kind kind = Kind::kPlan;
    uint32_t tranche = 0;
    int64_t amount = 0;
    int32_t date = 0;
    uint64_t sequence = 0;

    friend auto operator<=>(const Movement&, const Movement&) = default;
  };
  using Filter = std::function<bool(const Movement&)>;

  // An accepted command as it is in the log, and what it moved.
  struct Entry {
    v1::Event command;
    v1::Event event;
    std::vector<Movement> movements;
  };

  // Appends the batch, all or nothing. Returns the sequence of each command, from now or
  // from when its key was first used; nothing if the batch is refused.
  std::optional<std::vector<uint64_t>> Append(const std::vector<v1::Event>& commands);

  // True if Append would accept `command`.
  bool Accepts(const v1::Event& command) const;

  // The sum of what `filter` selects, effective on or before `as_of` (YYYYMMDD), as of
  // the events up to `known_at` (inclusive).
  Sum Balance(const Filter& filter, Kind kind, int32_t as_of, uint64_t known_at) const;

  // All movements, by event.
  std::vector<Movement> Movements() const;

  uint64_t head() const { return entries_.size(); }
  const std::vector<Entry>& entries() const { return entries_; }
  const Entry& at(uint64_t sequence) const { return entries_[sequence - 1]; }

  // The unit that `unit` has become by `day`.
  std::string UnitOn(const std::string& unit, int32_t day) const;

 private:
  struct Scope {
    std::string unit;
    std::string source;
    int year = 0;
    friend auto operator<=>(const Scope&, const Scope&) = default;
  };
  // A tranche that a scope holds.
  struct Pool {
    int32_t since = 0;
    uint64_t sequence = 0;
    uint32_t number = 0;
    std::string areas;
    bool carried = false;
    friend auto operator<=>(const Pool&, const Pool&) = default;
  };

  std::optional<uint64_t> TakeOne(const v1::Event& command);
  bool TryAppend(const v1::Event& command, const v1::Event& event);
  bool AreProjectsKept(const std::vector<Movement>& movements, const v1::Event& event) const;
  std::vector<v1::Event> Events() const;
  bool AreClosingsKept(const std::vector<Movement>& movements, v1::Event* event) const;
  bool AreSpendingRulesKept(const std::vector<Movement>& movements, v1::Event* event) const;
  std::vector<v1::Event> Candidates(const v1::Event& command) const;
  std::vector<v1::Event> NamingCandidates(const v1::Event& command) const;
  bool IsEnoughLeft() const;
  bool IsNumberFree(const std::string& number, const v1::BudgetLine& line) const;
  // Carry-overs, lapses, settlements (reference_years.cc).
  std::vector<v1::Event> CarryOverCandidates(const v1::Event& command) const;
  std::vector<v1::Event> LapseCandidates(const v1::Event& command) const;
  bool IsCarryOverRight(const v1::Event& command) const;
  bool IsSettlementRight(const v1::Event& command) const;
  bool IsAnySettled(const v1::PeriodClosed& closed) const;
  bool IsCorrectionRight(const v1::Event& command) const;
  bool IsSettledKept(const v1::Event& event, const std::vector<Movement>& movements) const;
  bool AreSettledSumsKept(const Scope& scope) const;
  uint64_t FinalSettlementOf(const Scope& scope) const;
  bool WasHeld(const Scope& scope, uint32_t number, bool carried) const;
  std::vector<v1::Event> TransferCandidates(const v1::Event& command) const;
  std::vector<v1::Event> AdjustmentCandidates(const v1::Event& command) const;
  std::vector<Movement> MovementsOf(const v1::Event& event) const;
  bool IsWellFormed(const v1::Event& command) const;
  bool IsLineRight(const v1::BudgetLine& line, int32_t day, bool winds_up = false) const;
  uint32_t RulesInForce() const;
  bool MayReverse(const v1::Event& command) const;
  bool AreRulesKept(const Scope& scope) const;
  bool AreAreasKept(const std::vector<Movement>& movements) const;
  bool AreLinesKept(const std::vector<Movement>& movements) const;
  bool IsReversed(uint64_t sequence) const;
  std::vector<Pool> PoolsOf(const Scope& scope) const;
  static Scope ScopeOf(const v1::BudgetLine& line);

  std::vector<Entry> entries_;
};

}  // namespace tranche
