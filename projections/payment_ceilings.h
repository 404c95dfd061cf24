// What limits a payment: the grants of those who recorded and approved it, the rate of advances on its contract, and
// the support of its project.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/event_view.h"
#include "events/money.h"
#include "events/sequence.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"

namespace tranche {

struct Ceiling {
  AmountSum amount = 0;
  Sequence set_by = 0;  // the grant, the commitment, or the registration of the project
  std::string rule;     // the rule about advances, by its id
};

// Whether the events of the kind pay: DisbursementMade and AdvancePaid.
bool IsPayment(v1::Event::KindCase kind);

// Whether `amount` is up to 5 % under the ceiling, or reaches it.
bool IsCloseTo(int64_t amount, const Ceiling& ceiling);

// The ceilings of payments, as known at a moment: grants, rules and support that were recorded later count for none
// that were recorded before.
//
// Thread safety: one thread at a time.
class PaymentCeilings {
 public:
  // view  must outlive this.
  // Errors: those of ReadView::CatalogueAt.
  static absl::StatusOr<PaymentCeilings> At(const ReadView& view, Sequence known_at);

  // False if a payment has no ceiling for certain, by what its view says.
  bool MayHaveOne(const EventView& payment) const;

  // True if some grant has a largest amount.
  bool HasLimitedGrants() const { return has_limited_grants_; }

  // Those of `payment`: of the grants at most one, then of the contract, by id of the rule, then of the project.
  // Cost: a look at every grant; a read of the contract. Errors: DATA_LOSS  an event cannot be read.
  absl::StatusOr<std::vector<Ceiling>> Of(const v1::Event& payment);

  // The least of the largest amounts by which the grants of whoever recorded or proposed `payment`, and of whoever
  // approved it, allow it; nothing if all of them may move any amount, or nobody's grant is known.
  absl::StatusOr<std::optional<Ceiling>> OfGrants(const v1::Event& payment);

  // Who is paid, by the contract that `commitment` (a CommitmentMade, or a carry-over of one) signs; empty for 0.
  // Memory: kPayeesKept names.
  absl::StatusOr<std::string> PayeeOf(Sequence commitment);

 private:
  static constexpr size_t kPayeesKept = 4096;

  PaymentCeilings(const ReadView* view, std::shared_ptr<const Catalogue> catalogue)
      : view_(view), catalogue_(std::move(catalogue)) {}

  absl::Status AddOfContract(const v1::Event& payment, std::vector<Ceiling>* ceilings) const;
  void AddOfProject(const v1::Event& payment, std::vector<Ceiling>* ceilings) const;
  std::optional<Ceiling> LimitOf(const std::string& actor, v1::Role role, const v1::Event& payment);
  bool Allows(const Grant& grant, const v1::Event& payment, const LineView& line) const;

  const ReadView* view_;
  std::shared_ptr<const Catalogue> catalogue_;
  bool has_limited_grants_ = false;
  CivilDate day_;  // of geography_
  std::unique_ptr<Geography> geography_;
  v1::Event approval_;  // the last one that was read
  absl::flat_hash_map<Sequence, std::string> payees_;
};

}  // namespace tranche
