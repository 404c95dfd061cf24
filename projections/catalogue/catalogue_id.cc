#include "projections/catalogue/catalogue_id.h"

#include <algorithm>
#include <cstddef>

#include "events/refusal.h"

namespace tranche {
namespace {

constexpr size_t kIdBytesMax = 64;

}  // namespace

absl::Status CheckCatalogueId(absl::string_view field, absl::string_view id) {
  const bool fits = !id.empty() && id.size() <= kIdBytesMax;
  const bool clean = std::all_of(id.begin(), id.end(), [](unsigned char c) { return c > ' ' && c != '|' && c < 0x7f; });
  if (fits && clean) return absl::OkStatus();
  return InField(field, Refuse(absl::StatusCode::kInvalidArgument, "catalogue.id",
                               "found \"{found}\", wanted 1 to {most} ASCII characters without blanks and without |",
                               {TextField("found", id), NumberField("most", kIdBytesMax)}));
}

absl::Status CatalogueIdTaken(absl::string_view field, absl::string_view id) {
  return InField(field, Refuse(absl::StatusCode::kAlreadyExists, "catalogue.id-taken",
                               "\"{id}\" is in the catalogue already", {TextField("id", id)}));
}

}  // namespace tranche
