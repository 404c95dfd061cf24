// One moment of a ledger in which a whole request is read and answered: names, dates and moments of knowledge mean what
// they mean in it, however much is recorded meanwhile.
//
// Thread safety: a value with non-owning pointers into its ledger, which must outlive it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/name_resolution.h"
#include "projections/read_view.h"

namespace tranche {

// Which money a moment of knowledge is asked for: "" stands for all units, or all sources.
struct MoneyAsked {
  std::string unit;
  std::string source;
  CivilDate boundaries = CivilDate::Max();  // by which units count in the unit
};

class Moment {
 public:
  // Errors: DATA_LOSS  the catalogue cannot be read.
  static absl::StatusOr<Moment> Of(const ReadView& view, CivilDate today);

  const ReadView& view() const { return view_; }
  Sequence head() const { return view_.head(); }
  // As known at the head.
  const Catalogue& catalogue() const { return *catalogue_; }
  // By the ledger's clock.
  CivilDate today() const { return today_; }

  // A moment of knowledge: a sequence, a date (its end, by the ledger's offset), an instant, as RFC 3339 or as tables
  // print it, where a whole second stands for its end, or "close:2024", the newest closing in force of that budget year
  // for the money that is `asked` for; `fallback` when `text` is absent.
  // Errors: INVALID_ARGUMENT at `field`; OUT_OF_RANGE past the head; FAILED_PRECONDITION  no closing, or not one alone,
  // is of all that money; DATA_LOSS.
  absl::StatusOr<Sequence> ReadKnownAt(absl::string_view field, const std::optional<std::string>& text,
                                       Sequence fallback, const MoneyAsked& asked = {}) const;

  // The unit that `text` means; empty when it is absent.
  // Errors: INVALID_ARGUMENT at `field`.
  absl::StatusOr<std::string> ReadUnit(absl::string_view field, const std::optional<std::string>& text,
                                       NameDate when) const;

 private:
  Moment(const ReadView& view, std::shared_ptr<const Catalogue> catalogue, CivilDate today)
      : view_(view), catalogue_(std::move(catalogue)), today_(today) {}

  absl::StatusOr<Sequence> FindClosing(absl::string_view year, const MoneyAsked& asked) const;

  ReadView view_;
  std::shared_ptr<const Catalogue> catalogue_;
  CivilDate today_;
};

}  // namespace tranche
