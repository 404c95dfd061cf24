// From a request to record what is about projects and outputs to the command for the ledger.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/kinds/kind.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "service/moment.h"

namespace tranche {

// Whether ReadProjectCommand reads commands of `kind`: projects, their amendments and stops, indicators and outputs.
bool IsAboutProjects(const EventKind& kind);

// Whether a request for `kind`, one of these, may say `field` (kind_fields.h).
bool MayProjectHave(const EventKind& kind, absl::string_view field);

// Whether only these kinds have `field`.
bool IsOnlyOfProjects(absl::string_view field);

// The command without its envelope, as names, amounts and dates mean in `moment`.
//
// kind       one of these.
// effective  its effective date.
// Errors: INVALID_ARGUMENT  a field is missing or cannot be read, or does not belong to the kind; the refusal names it.
absl::StatusOr<v1::Event> ReadProjectCommand(const v1::RecordRequest& request, const EventKind& kind,
                                             const Moment& moment, CivilDate effective);

// Refuses what only those kinds have, for `kind`, which is another one. Errors: INVALID_ARGUMENT.
absl::Status CheckHasNoneOfProjects(const v1::RecordRequest& request, const EventKind& kind);

}  // namespace tranche
