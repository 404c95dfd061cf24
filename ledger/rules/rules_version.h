// The rules by which events are accepted have versions (docs/rules.md). The version in force is itself recorded:
// LedgerCreated names the first one, RulesAdopted a later one, which is in force from the next event on
// (Catalogue::rules_version). A stricter rule requires a new version, so that what was lawful when it was recorded
// stays lawful: verify, import log and rebuild judge each event by the version in force before it.
//
// A rule introduced by a version checks `ground.catalogue.rules_version() >= kRules...`.
//
// Thread safety: constants and pure functions.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

inline constexpr uint32_t kFirstRules = 1;
// A refund must go to a line that was paid at least as much.
inline constexpr uint32_t kRulesOfPaidLines = 2;
// A reversal must not take effect before the event that it reverses.
inline constexpr uint32_t kRulesOfReversalDates = 3;
// What has happened takes effect no later than on the day of recording; a unit that has ended may still wind up.
inline constexpr uint32_t kRulesOfWindingUp = 4;
// A role for a region is for the money that the region itself holds; its units are named.
inline constexpr uint32_t kRulesOfRegionsApart = 5;
// An amendment of a project changes something of it.
inline constexpr uint32_t kRulesOfAmendments = kRulesOfRegionsApart;

struct KnownRules {
  uint32_t version = 0;
  absl::string_view since;    // the first program that knows it
  absl::string_view meaning;  // what it requires beyond the previous version, in a sentence
};

// The versions that this program knows: 1, 2, 3 ...
inline constexpr KnownRules kKnownRules[] = {
    {.version = kFirstRules,
     .since = "0.1.0",
     .meaning = "what is allocated is at most the plan; what is disbursed from a tranche is at most what was "
                "allocated to it, and never negative"},
    {.version = kRulesOfPaidLines,
     .since = "0.1.0",
     .meaning = "a refund goes back to a line that was paid at least as much"},
    {.version = kRulesOfReversalDates,
     .since = "0.1.0",
     .meaning = "a reversal takes effect no earlier than the event that it reverses"},
    {.version = kRulesOfWindingUp,
     .since = "0.1.0",
     .meaning = "what has happened, such as a payment, takes effect no later than the day of recording; a unit that "
                "has ended still takes refunds, clearings, recoveries, releases and the lowering of what it had"},
    {.version = kRulesOfRegionsApart,
     .since = "0.1.0",
     .meaning = "a role that names a region is for what the region itself holds; the units of the region are named one "
                "by one; an amendment changes something of its project"},
};

// The version that new ledgers start with.
inline constexpr uint32_t kNewestRules = std::size(kKnownRules);

// Sets in `*terms` the version that they ask for, or the newest if they name none. Version 1 is stored as unset.
void SettleRules(v1::LedgerCreated* terms);

// The first program that knows `version`, in the form in which an event states it. Empty for version 1, which every
// program knows, and for unknown versions.
std::string KnownSince(uint32_t version);

// Checks that this program knows the rules in force, and so may record, or judge what was recorded.
// Errors: FAILED_PRECONDITION  it does not; the message names the program that does.
absl::Status CheckRulesKnown(const Catalogue& catalogue);

// Checks the version stated by LedgerCreated or RulesAdopted on its own; other kinds state none. Catalogue::Apply
// checks that it rises.
//
// Errors:
//   FAILED_PRECONDITION  this program does not know the version.
//   INVALID_ARGUMENT     it misstates the first program that knows the version.
absl::Status CheckRulesNamed(const v1::Event& command);

}  // namespace tranche
