// Registered projects: what they are, how much each source supports them with, and which are stopped. All of it holds
// in the order of recording: what an event says counts for what is recorded after it, whatever the dates.
//
// Invariants:
//   1. An id is registered once.
//   2. A project is stopped at most once at a time: again only after its stop was reversed.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/event_view.h"
#include "events/sequence.h"
#include "projections/catalogue/persistent_map.h"
#include "proto/event.pb.h"

namespace tranche {

struct Project {
  Sequence registration = 0;    // the event that registered it
  v1::ProjectRegistered terms;  // as amended
  Sequence stop = 0;            // 0: it is not stopped
  CivilDate stopped_on;         // the first day on which it is stopped
  std::string decision;         // by which

  const std::string& id() const { return terms.project_id(); }
  // By a key of the organisation's own, which rules name; may be empty.
  const std::string& kind() const { return terms.kind(); }
  // The most that `source` supports it with; 0 of a source that does not.
  int64_t SupportOf(absl::string_view source) const;
  // Whether it is known to be stopped on `day`.
  bool IsStoppedOn(CivilDate day) const { return stop != 0 && stopped_on <= day; }
};

// The terms of a project after `amended`: what that says in place of what was known.
v1::ProjectRegistered Amended(v1::ProjectRegistered terms, const v1::ProjectAmended& amended);

class Projects {
 public:
  // Whether units, sources and areas are known is for the caller to check.
  // Errors: INVALID_ARGUMENT  catalogue.id; ALREADY_EXISTS  catalogue.id-taken.
  absl::Status Register(Sequence sequence, const v1::ProjectRegistered& registered);

  // Errors: INVALID_ARGUMENT  project.unknown, project.ends-before, project.total-cost.
  absl::Status Amend(const v1::ProjectAmended& amended);

  // day  from which on it is stopped.
  // Errors: INVALID_ARGUMENT  project.unknown; FAILED_PRECONDITION  project.stopped-already.
  absl::Status Stop(Sequence sequence, const v1::ProjectStopped& stopped, CivilDate day);

  // Forgets the stop of that event: what is recorded from now on is of a project that was never stopped.
  // Errors: FAILED_PRECONDITION  project.not-stopped-by: that event stops no project, or no longer.
  absl::Status TakeBackStop(Sequence stop);

  // Whether the event `sequence` stops a project, and was not taken back. Cost: a look-up.
  bool IsStop(Sequence sequence) const { return stops_.Find(sequence) != nullptr; }

  // The registered project with that id, as known after the applied events; null if there is none, and the id is a
  // label. Valid until the next change. Cost: as PersistentMap::Find.
  const Project* Find(absl::string_view id) const { return id.empty() ? nullptr : projects_.Find(id); }

  // The project whose support the money of `event`, which is recorded or about to be, counts for; null if it counts for
  // none: its project is a label, or was one when it was recorded, or it only winds up what was begun while it was one.
  // A reversal counts for nothing itself: it takes back what the event that it reverses counted for.
  // Cost: as Find.
  const Project* CountedFor(const EventView& event) const;

  // By id, ascending.
  const ById<Project>& all() const { return projects_; }

 private:
  ById<Project> projects_;
  PersistentMap<Sequence, std::string> stops_;  // those in force: the ids of their projects
};

}  // namespace tranche
