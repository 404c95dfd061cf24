// An actor has a role within limits, from the effective date.
#include "events/civil_date.h"
#include "events/kinds/id_list.h"
#include "events/kinds/kind.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

bool IsLimited(const v1::RoleGranted& grant) {
  return !grant.unit_ids().empty() || !grant.source_ids().empty() || !grant.kinds().empty() ||
         grant.amount_max() != 0 || grant.until() != 0;
}

// What an administrator does has neither unit nor amount, and a ledger must not lose its administrators to a date.
absl::Status CheckLimits(const v1::RoleGranted& grant) {
  if (grant.amount_max() < 0)
    return InField("amount_max",
                   Refuse(kInvalid, "grant.amount-max", "found {found}, wanted more than 0; leave it out for no limit",
                          {AmountField("found", grant.amount_max())}));
  if (grant.role() == v1::ROLE_ADMINISTRATOR && IsLimited(grant))
    return InField("role", Refuse(kInvalid, "grant.administrator-limited",
                                  "an administrator has no limits of units, sources, kinds, amount or date; leave them "
                                  "out, or grant another role"));
  return absl::OkStatus();
}

absl::Status CheckUntil(const v1::Event& command) {
  const v1::RoleGranted& grant = command.role_granted();
  if (grant.until() == 0) return absl::OkStatus();
  const absl::StatusOr<CivilDate> until = CivilDate::FromNumber(grant.until());
  if (!until.ok()) return InField("until", until.status());
  const CivilDate from = CivilDate::FromNumber(command.effective_date()).value_or(CivilDate());
  if (*until >= from) return absl::OkStatus();
  return InField("until", Refuse(kInvalid, "grant.ends-before-it-begins",
                                 "found {until}, wanted {from}, on which the grant begins, or a later day",
                                 {DayField("until", *until), DayField("from", from)}));
}

absl::Status Check(const v1::Event& command) {
  const v1::RoleGranted& grant = command.role_granted();
  if (!v1::Role_IsValid(grant.role()) || grant.role() == v1::ROLE_UNSPECIFIED)
    return InField("role", Refuse(kInvalid, "grant.role-missing",
                                  "found none, wanted officer, approver, administrator or auditor"));
  absl::Status checked = CheckIdList("authorities", grant.authorities());
  if (checked.ok()) checked = CheckIdList("unit_ids", grant.unit_ids());
  if (checked.ok()) checked = CheckIdList("source_ids", grant.source_ids());
  if (checked.ok()) checked = CheckIdList("kinds", grant.kinds());
  if (checked.ok()) checked = CheckLimits(grant);
  return checked.ok() ? CheckUntil(command) : checked;
}

}  // namespace

extern constinit const EventKind kRoleGranted = {
    .number = v1::Event::kRoleGranted,
    .name = "RoleGranted",
    .english = "role granted",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
