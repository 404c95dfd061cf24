// The rules by which events are accepted have versions (docs/rules.md). The version in force is recorded: LedgerCreated
// names the first one, RulesAdopted a later one, which holds from the next event on (Catalogue::rules_version). A
// stricter rule comes with a new version, so that what was lawful when it was recorded stays so: verify, import log and
// rebuild judge each event by the version in force before it.
//
// A rule that came with a version asks `ground.catalogue.rules_version() >= kRules...`.
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
// A refund goes back to a line that was paid at least as much.
inline constexpr uint32_t kRulesOfPaidLines = 2;

struct KnownRules {
  uint32_t version = 0;
  absl::string_view since;    // the first program that knows it
  absl::string_view meaning;  // what it demands beyond the version before, in a sentence
};

// The versions that this program knows: 1, 2, 3 ...
inline constexpr KnownRules kKnownRules[] = {
    {.version = kFirstRules,
     .since = "0.1.0",
     .meaning = "what is allocated is at most the plan; what is paid from a tranche is at most what it was given and "
                "never less "
                "than nothing"},
    {.version = kRulesOfPaidLines,
     .since = "0.1.0",
     .meaning = "a refund goes back to a line that was paid at least as much"},
};

// The version that new ledgers begin with.
inline constexpr uint32_t kNewestRules = std::size(kKnownRules);

// Makes `*terms` name the version that they ask for, or the newest when they name none. Version 1 is stored as none.
void SettleRules(v1::LedgerCreated* terms);

// As an event names it beside `version`: the first program that knows it. Empty for version 1, which every program
// knows, and for those that this program does not know.
std::string KnownSince(uint32_t version);

// Checks that this program knows the rules in force, so that it may record, or judge what was recorded.
// Errors: FAILED_PRECONDITION  it does not; the message names the program that does.
absl::Status CheckRulesKnown(const Catalogue& catalogue);

// Checks what LedgerCreated or RulesAdopted say of the version by itself; other kinds say nothing. That it rises is for
// Catalogue::Apply.
//
// Errors:
//   FAILED_PRECONDITION  this program does not know the version.
//   INVALID_ARGUMENT     it does not say truly since when the version is known.
absl::Status CheckRulesNamed(const v1::Event& command);

}  // namespace tranche
