#include "service/role_text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "import/amount_text.h"
#include "import/kind_names.h"
#include "projections/catalogue/geography.h"
#include "projections/catalogue/name_resolution.h"
#include "service/envelope_text.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

using Texts = google::protobuf::RepeatedPtrField<std::string>;

// Each once, in the order in which they were named: two names may mean one thing.
void AddOnce(const std::string& text, Texts* texts) {
  if (std::find(texts->begin(), texts->end(), text) == texts->end()) texts->Add(std::string(text));
}

absl::StatusOr<v1::Role> ReadRole(const std::string& text) {
  for (const v1::Role role : {v1::ROLE_OFFICER, v1::ROLE_APPROVER, v1::ROLE_ADMINISTRATOR, v1::ROLE_AUDITOR}) {
    if (absl::AsciiStrToLower(text) == RoleWord(role)) return role;
  }
  return AtField(
      "role", Refuse(kInvalid, "role.unknown", "found \"{found}\", wanted officer, approver, administrator or auditor",
                     {TextField("found", text)}));
}

// Reads the fields of one request for a grant.
class GrantReader {
 public:
  GrantReader(const v1::GrantRoleRequest& request, const Moment& moment, CivilDate from)
      : request_(request), moment_(moment), from_(from) {}

  absl::StatusOr<v1::RoleGranted> Read() const {
    v1::RoleGranted grant;
    grant.set_actor_id(request_.actor());
    const absl::StatusOr<v1::Role> role = ReadRole(request_.role());
    if (!role.ok()) return role.status();
    grant.set_role(*role);
    *grant.mutable_authorities() = request_.authorities();
    absl::Status read = Units(&grant);
    if (read.ok()) read = Sources(&grant);
    if (read.ok()) read = Kinds(&grant);
    if (read.ok()) read = AmountMax(&grant);
    if (read.ok()) read = Until(&grant);
    if (!read.ok()) return read;
    return grant;
  }

 private:
  // A region is itself and its units of the day on which the grant begins: another grouping later changes no grant.
  absl::Status Units(v1::RoleGranted* grant) const {
    const Geography geography(moment_.catalogue(), from_);
    for (const std::string& text : request_.units()) {
      const absl::StatusOr<std::string> unit = moment_.ReadUnit("units", text, {from_, request_.has_effective()});
      if (!unit.ok()) return unit.status();
      AddOnce(*unit, grant->mutable_unit_ids());
      for (const std::string& member : geography.UnitsOfRegion(*unit).value_or(std::vector<std::string>()))
        AddOnce(member, grant->mutable_unit_ids());
    }
    return absl::OkStatus();
  }

  absl::Status Sources(v1::RoleGranted* grant) const {
    for (const std::string& text : request_.sources()) {
      const absl::StatusOr<std::string> source = ResolveSource(moment_.catalogue(), text);
      if (!source.ok()) return AtField("sources", source.status());
      AddOnce(*source, grant->mutable_source_ids());
    }
    return absl::OkStatus();
  }

  absl::Status Kinds(v1::RoleGranted* grant) const {
    for (const std::string& text : request_.kinds()) {
      const absl::StatusOr<const EventKind*> kind = ReadKind(text, KindsTaken::kAll);
      if (!kind.ok()) return AtField("kinds", kind.status());
      AddOnce(std::string((*kind)->name), grant->mutable_kinds());
    }
    return absl::OkStatus();
  }

  absl::Status AmountMax(v1::RoleGranted* grant) const {
    if (request_.amount_max().empty()) return absl::OkStatus();
    const v1::LedgerCreated& terms = moment_.view().terms();
    const absl::StatusOr<Locale> locale =
        ParseLocale(request_.notation().empty() ? terms.locale() : request_.notation());
    if (!locale.ok()) return AtField("notation", locale.status());
    const absl::StatusOr<int64_t> amount =
        ParseAmount(request_.amount_max(), *locale, {terms.currency_code(), terms.minor_digits()});
    if (!amount.ok()) return AtField("amount_max", amount.status());
    if (*amount <= 0)
      return AtField("amount_max", Refuse(kInvalid, "grant.amount-max",
                                          "found {found}, wanted more than 0; leave it out for no limit",
                                          {AmountField("found", *amount)}));
    grant->set_amount_max(*amount);
    return absl::OkStatus();
  }

  absl::Status Until(v1::RoleGranted* grant) const {
    const absl::StatusOr<CivilDate> until =
        ReadDate("until", Given(request_.has_until(), request_.until()), CivilDate());
    if (!until.ok()) return until.status();
    grant->set_until(until->number());
    return absl::OkStatus();
  }

  const v1::GrantRoleRequest& request_;
  const Moment& moment_;
  CivilDate from_;
};

template <typename Request>
absl::StatusOr<CivilDate> EffectiveDate(const Request& request, const Moment& moment) {
  return ReadDate("effective", Given(request.has_effective(), request.effective()), moment.today());
}

}  // namespace

std::string RoleWord(v1::Role role) {
  if (role == v1::ROLE_UNSPECIFIED) return "";
  return absl::AsciiStrToLower(absl::StripPrefix(v1::Role_Name(role), "ROLE_"));
}

absl::StatusOr<v1::Event> ReadRegistration(const v1::RegisterActorRequest& request, const Moment& moment) {
  const absl::StatusOr<CivilDate> from = EffectiveDate(request, moment);
  if (!from.ok()) return from.status();
  if (IsBlank(request.person()))
    return MissingField("person", "the person behind the actor, for example a staff number");
  v1::Event event;
  v1::ActorRegistered& actor = *event.mutable_actor_registered();
  actor.set_actor_id(request.actor());
  actor.set_person_id(request.person());
  actor.set_name(request.name().empty() ? request.actor() : request.name());
  actor.set_login(request.login());
  if (!absl::Base64Unescape(request.public_key(), actor.mutable_public_key()))
    return AtField("public_key", Refuse(kInvalid, "actor.public-key-text",
                                        "found \"{found}\", wanted an Ed25519 public key in base64",
                                        {TextField("found", request.public_key())}));
  if (absl::Status filled = FillEnvelope(request, *from, &event); !filled.ok()) return filled;
  return event;
}

absl::StatusOr<v1::Event> ReadGrant(const v1::GrantRoleRequest& request, const Moment& moment) {
  const absl::StatusOr<CivilDate> from = EffectiveDate(request, moment);
  if (!from.ok()) return from.status();
  absl::StatusOr<v1::RoleGranted> grant = GrantReader(request, moment, *from).Read();
  if (!grant.ok()) return grant.status();
  v1::Event event;
  *event.mutable_role_granted() = *std::move(grant);
  if (absl::Status filled = FillEnvelope(request, *from, &event); !filled.ok()) return filled;
  return event;
}

absl::StatusOr<v1::Event> ReadRevocation(const v1::RevokeRoleRequest& request, const Moment& moment) {
  const absl::StatusOr<CivilDate> from = EffectiveDate(request, moment);
  if (!from.ok()) return from.status();
  if (IsBlank(request.reason())) return MissingField("reason", "why the role is revoked");
  v1::Event event;
  event.mutable_role_revoked()->set_granted_sequence(request.grant());
  if (absl::Status filled = FillEnvelope(request, *from, &event); !filled.ok()) return filled;
  return event;
}

}  // namespace tranche
