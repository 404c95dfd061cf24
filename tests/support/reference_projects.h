// What the oracle (reference_ledger.h) knows of projects, indicators and outputs: as plainly, by folding every event
// for each question.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/event.pb.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

// The accepted events, the first of which has sequence 1.
using ReferenceEntries = std::vector<ReferenceLedger::Entry>;

// Whether `command` registers, amends or stops a project, defines an indicator or reports an output.
bool IsAboutReferenceProject(const v1::Event& command);

// Whether such a command is lawful after `entries`, but for IsSupportKept.
bool MayRecordOfProject(const ReferenceEntries& entries, const v1::Event& command);

// Whether the project of that id is known to be stopped on `day`, YYYYMMDD.
bool IsReferenceStopped(const ReferenceEntries& entries, const std::string& project, int32_t day);

// Whether what is committed and disbursed of the project is, for every source, within its support on every day.
bool IsSupportKept(const ReferenceEntries& entries, const std::string& project);

// What is committed or disbursed of a registered project and source as of a day, as known at a sequence.
ReferenceLedger::Sum ReferenceUse(const ReferenceEntries& entries, const std::string& project,
                                  const std::string& source, Measure measure, int32_t as_of, uint64_t known_at);

// The sequence of the registration; 0 if there is none.
uint64_t ReferenceRegistration(const ReferenceEntries& entries, const std::string& project);

// How much of an indicator a unit has reported for a year, likewise.
ReferenceLedger::Sum ReferenceOutput(const ReferenceEntries& entries, const std::string& unit, int year,
                                     const std::string& indicator, int32_t as_of, uint64_t known_at);

}  // namespace tranche
