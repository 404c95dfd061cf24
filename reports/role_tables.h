// Who may do what: the answers of `actor list` and `role list`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each actor.
Table ActorsTable(const v1::ActorList& list, const Reader& reader);

// One row for each grant. An empty cell of a limit means no limit.
Table RolesTable(const v1::RoleList& list, const Reader& reader);

}  // namespace tranche
