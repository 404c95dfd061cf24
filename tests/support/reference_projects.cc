#include "tests/support/reference_projects.h"

#include <algorithm>
#include <map>
#include <set>

namespace tranche {
namespace {

using Sum = ReferenceLedger::Sum;
using Movement = ReferenceLedger::Movement;

// The earlier event that `event` is about; 0 for none.
uint64_t NamedBy(const v1::Event& event) {
  return event.commitment_released().commitment() + event.advance_cleared().advance() +
         event.advance_recovered().advance() + event.disbursement_made().commitment() +
         event.advance_paid().commitment();
}

// Whether a movement of an event recorded as number `sequence` counts for the project registered as `registration`.
bool CountsForProject(const v1::Event& event, uint64_t sequence, const Movement& movement, uint64_t registration) {
  if (registration == 0 || sequence <= registration) return false;
  const bool gives_back =
      event.has_commitment_released() || event.has_advance_cleared() || event.has_advance_recovered();
  const bool pays = event.has_commitment_made() || event.has_disbursement_made() || event.has_advance_paid() ||
                    event.has_refund_received();
  const uint64_t named = NamedBy(event);
  const bool is_of_before = named != 0 && named <= registration;
  if (gives_back) return !is_of_before;
  return pays && !(movement.kind == Measure::kCommitted && is_of_before);
}

std::map<std::string, int64_t> SupportOf(const ReferenceEntries& entries, const std::string& project) {
  std::map<std::string, int64_t> support;
  for (const ReferenceLedger::Entry& entry : entries) {
    const v1::Event& event = entry.event;
    if (event.project_registered().project_id() == project) {
      for (const auto& of : event.project_registered().support()) support[of.source_id()] = of.amount();
    }
    if (event.project_amended().project_id() == project) {
      for (const auto& of : event.project_amended().support()) support[of.source_id()] = of.amount();
    }
  }
  return support;
}

bool IsIndicator(const ReferenceEntries& entries, const std::string& id) {
  return std::any_of(entries.begin(), entries.end(), [&](const ReferenceLedger::Entry& entry) {
    return entry.event.has_indicator_defined() && entry.event.indicator_defined().indicator_id() == id;
  });
}

}  // namespace

bool IsAboutReferenceProject(const v1::Event& command) {
  return command.has_project_registered() || command.has_project_amended() || command.has_project_stopped() ||
         command.has_indicator_defined() || command.has_output_reported();
}

uint64_t ReferenceRegistration(const ReferenceEntries& entries, const std::string& project) {
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].event.has_project_registered() && entries[i].event.project_registered().project_id() == project)
      return i + 1;
  }
  return 0;
}

bool MayRecordOfProject(const ReferenceEntries& entries, const v1::Event& command) {
  if (command.has_project_registered()) {
    const v1::ProjectRegistered& project = command.project_registered();
    const bool is_supported = std::all_of(project.support().begin(), project.support().end(),
                                          [](const auto& support) { return support.amount() > 0; });
    return is_supported && !project.support().empty() && ReferenceRegistration(entries, project.project_id()) == 0;
  }
  if (command.has_project_amended()) {
    const v1::ProjectAmended& project = command.project_amended();
    const bool is_right = std::all_of(project.support().begin(), project.support().end(),
                                      [](const auto& support) { return support.amount() >= 0; });
    return is_right && ReferenceRegistration(entries, project.project_id()) != 0;
  }
  if (command.has_project_stopped()) {
    const std::string& id = command.project_stopped().project_id();
    return ReferenceRegistration(entries, id) != 0 && !command.project_stopped().decision().empty() &&
           !IsReferenceStopped(entries, id, 99991231);
  }
  if (command.has_indicator_defined()) return !IsIndicator(entries, command.indicator_defined().indicator_id());
  const v1::OutputReported& output = command.output_reported();
  const int year = output.line().fiscal_year();
  return output.quantity() > 0 && IsIndicator(entries, output.indicator_id()) &&
         output.period_begin() / 10'000 == year && output.period_end() / 10'000 == year &&
         output.period_begin() <= output.period_end();
}

bool IsReferenceStopped(const ReferenceEntries& entries, const std::string& project, int32_t day) {
  bool is_stopped = false;
  for (const ReferenceLedger::Entry& entry : entries) {
    const uint64_t reversed = entry.event.event_reversed().reversed_sequence();
    const v1::Event& stop = reversed == 0 ? entry.event : entries[reversed - 1].event;
    if (!stop.has_project_stopped() || stop.project_stopped().project_id() != project) continue;
    is_stopped = reversed == 0 && stop.effective_date() <= day;
  }
  return is_stopped;
}

Sum ReferenceUse(const ReferenceEntries& entries, const std::string& project, const std::string& source,
                 Measure measure, int32_t as_of, uint64_t known_at) {
  const uint64_t registration = ReferenceRegistration(entries, project);
  Sum sum = 0;
  for (size_t i = 0; i < entries.size() && i < known_at; ++i) {
    const ReferenceLedger::Entry& entry = entries[i];
    const uint64_t reversed = entry.event.event_reversed().reversed_sequence();
    const uint64_t counted = reversed == 0 ? i + 1 : reversed;
    for (const Movement& movement : entry.movements) {
      if (movement.project != project || movement.source != source || movement.kind != measure) continue;
      if (movement.date > as_of) continue;
      if (CountsForProject(entries[counted - 1].event, counted, movement, registration)) sum += movement.amount;
    }
  }
  return sum;
}

bool IsSupportKept(const ReferenceEntries& entries, const std::string& project) {
  if (ReferenceRegistration(entries, project) == 0) return true;
  std::map<std::string, int64_t> support = SupportOf(entries, project);
  std::set<int32_t> days;
  for (const ReferenceLedger::Entry& entry : entries) {
    for (const Movement& movement : entry.movements) {
      if (movement.project != project) continue;
      support.emplace(movement.source, 0);
      days.insert(movement.date);
    }
  }
  for (const auto& [source, amount] : support) {
    for (const int32_t day : days) {
      const Sum used = ReferenceUse(entries, project, source, Measure::kCommitted, day, entries.size()) +
                       ReferenceUse(entries, project, source, Measure::kDisbursed, day, entries.size());
      if (used > amount) return false;
    }
  }
  return true;
}

Sum ReferenceOutput(const ReferenceEntries& entries, const std::string& unit, int year, const std::string& indicator,
                    int32_t as_of, uint64_t known_at) {
  Sum sum = 0;
  for (size_t i = 0; i < entries.size() && i < known_at; ++i) {
    const v1::Event& event = entries[i].event;
    if (event.effective_date() > as_of) continue;
    const uint64_t reversed = event.event_reversed().reversed_sequence();
    const v1::Event& stated = reversed == 0 ? event : entries[reversed - 1].event;
    const v1::OutputReported& output = stated.output_reported();
    if (!stated.has_output_reported() || output.indicator_id() != indicator) continue;
    if (stated.effective_date() > as_of) continue;  // by early rules it may be taken back on an earlier day
    if (output.line().unit_id() != unit || output.line().fiscal_year() != year) continue;
    sum += reversed == 0 ? output.quantity() : -output.quantity();
  }
  return sum;
}

}  // namespace tranche
