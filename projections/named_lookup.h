// Finds the commitment or the advance that a person names: by the sequence of its event, or by the number of the
// contract.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "events/money.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"

namespace tranche {

// kind   v1::Event::kCommitmentMade or kAdvancePaid.
// text   the number of a contract, of which an advance is the only one that is not used up. Digits that no contract of
//        the scope has as its number are a sequence, whether or not there is such an event; after "event:" they always
//        are.
// scope  the unit, source and year of the contract, for a number; nothing if they were not said.
//
// Cost: for a number, a read of each contract that may have it and of each event that names it or, for an advance, what
// it was carried over to.
//
// Errors:
//   INVALID_ARGUMENT  a number without a scope; no contract of the scope has it, or several do; no advance of it is
//   open,
//                     or several; digits that are the number of a contract of the scope and the sequence of another.
//   DATA_LOSS         what was recorded cannot be read.
absl::StatusOr<Sequence> FindNamed(const ReadView& view, v1::Event::KindCase kind, absl::string_view text,
                                   const std::optional<Scope>& scope);

// What is left of `named`, a commitment or an advance that is not reversed, after its last use up to the head of the
// view: its amount less what later events use up of it.
// Cost and errors: those of VisitNamedUses.
absl::StatusOr<AmountSum> LeftOfNamed(const ReadView& view, const EventView& named);

}  // namespace tranche
