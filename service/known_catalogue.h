// The catalogue as a list asks for it: as known at any moment.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "projections/catalogue/catalogue.h"
#include "service/moment.h"
#include "service/request_field.h"
#include "service/served_ledger.h"

namespace tranche {

struct KnownCatalogue {
  Moment moment;
  std::shared_ptr<const Catalogue> catalogue;
};

// What `request`, which has an optional known_at, asks for.
// Errors: INVALID_ARGUMENT  known_at is none; DATA_LOSS  the catalogue cannot be read.
template <typename Request>
absl::StatusOr<KnownCatalogue> CatalogueFor(const Request& request, const ServedLedger& open) {
  absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  const absl::StatusOr<Sequence> known_at =
      moment->ReadKnownAt("known_at", Given(request.has_known_at(), request.known_at()), moment->head());
  if (!known_at.ok()) return known_at.status();
  auto catalogue = moment->view().CatalogueAt(*known_at);
  if (!catalogue.ok()) return catalogue.status();
  return KnownCatalogue{*std::move(moment), *std::move(catalogue)};
}

}  // namespace tranche
