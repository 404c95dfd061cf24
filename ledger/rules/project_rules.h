// The rules of registered projects: what is committed and disbursed of one is, for each source, at most its support on
// every day, over all its units and years; and once it is known to be stopped, nothing more is committed or paid that
// takes effect on the day of the stop or later. What winds up what was begun is taken: releases, clearings, recoveries,
// refunds and reversals.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "ledger/rules/decisions.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks a command of `kind`, whose line was checked, against the stop of its project. Cost: Projects::Find.
// Errors: FAILED_PRECONDITION  project.stopped.
absl::Status CheckNotStopped(const Catalogue& catalogue, const EventKind& kind, const EventView& command);

// Checks that the support of its project covers `command`, with `postings`, on its effective date and every later day;
// of a reversal, `reversed` is the event that it takes back, otherwise null.
//
// Cost: a step for each event that counts for the project, and a read of each; none for a command that uses no support.
// Errors: FAILED_PRECONDITION  guard.project-support: the first day, the amount available and that asked.
//         DATA_LOSS            what was recorded before cannot be read.
absl::Status CheckSupport(const DecisionGround& ground, const EventView& command, const EventView* reversed,
                          absl::Span<const PostingView> postings);

// Checks that no source that the amendment lowers the support of has used more of it on any day.
// Cost and errors: as CheckSupport; guard.support-below-used.
absl::Status CheckAmendment(const DecisionGround& ground, const v1::ProjectAmended& amended);

// Whether one of `postings`, those of a command, is on a line of a registered project: then it is decided on as a
// message. Cost: a look-up each, if there is a project.
bool IsOfProject(const Catalogue& catalogue, absl::Span<const PostingView> postings);

}  // namespace tranche
