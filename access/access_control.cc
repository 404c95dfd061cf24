#include "access/access_control.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/hidden_characters.h"
#include "events/instant.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr absl::string_view kBearer = "bearer ";
// Beyond the limit only one failure of so many is logged: the log must not be a way to fill the disk.
constexpr uint64_t kLoggedOfTooMany = 100;

absl::Status TooManyAttempts() {
  return Refuse(absl::StatusCode::kResourceExhausted, "access.too-many-attempts",
                "too many attempts to come in from there; try again in a quarter of an hour");
}

absl::Status CannotAsk() {
  return Refuse(absl::StatusCode::kUnavailable, "access.cannot-ask",
                "the server cannot find out who calls; its log says why");
}

std::string Named(const v1::Credential& credential) {
  return absl::StrCat(credential.kind() == v1::CREDENTIAL_KIND_TOKEN ? "token " : "certificate ", credential.id());
}

}  // namespace

absl::Status NobodyKnown() {
  return Refuse(
      absl::StatusCode::kUnauthenticated, "access.who",
      "who calls is not known: wanted a token that counts (Authorization: Bearer ...), a session of the page or "
      "a client certificate that is bound to an actor");
}

AccessControl::AccessControl(const std::string& directory, Clock* clock, RandomBytes random,
                             std::function<void(const std::string& line)> log, const AccessLimits& limits)
    : file_(directory),
      clock_(*clock),
      log_(std::move(log)),
      attempts_(limits.attempts),
      sessions_(std::move(random), limits.sessions),
      keeps_tokens_(limits.keeps_tokens) {}

std::string AccessControl::Kept(absl::string_view token) const {
  return keeps_tokens_ ? std::string(token) : std::string();
}

absl::StatusOr<Entrant> AccessControl::Enter(const Knock& knock, absl::Duration* delay) {
  *delay = absl::ZeroDuration();
  const auto list = List();
  if (!list.ok()) return list.status();
  if (knock.authorization) {
    const absl::string_view value = *knock.authorization;
    const absl::string_view token = absl::StartsWithIgnoreCase(value, kBearer)
                                        ? absl::StripAsciiWhitespace(value.substr(kBearer.size()))
                                        : absl::string_view();
    absl::StatusOr<Entrant> entrant = Answer(ByToken(**list, token), Entrant::Way::kToken, knock.address, delay);
    if (entrant.ok()) entrant->token = Kept(token);
    return entrant;
  }
  if (knock.session) {
    const std::optional<PageSessions::Owner> owner = sessions_.Find(*knock.session, clock_.Now());
    absl::StatusOr<Entrant> entrant = Answer(owner ? ById(**list, owner->id) : Found("unknown session"),
                                             Entrant::Way::kSession, knock.address, delay);
    if (!entrant.ok()) return entrant;
    entrant->session = *knock.session;
    entrant->token = owner->token;
    return entrant;
  }
  if (!knock.certificate.empty())
    return Answer(ByHash(**list, v1::CREDENTIAL_KIND_CERTIFICATE, knock.certificate), Entrant::Way::kCertificate,
                  knock.address, delay);
  return NobodyKnown();  // who has shown nothing has not tried
}

bool AccessControl::StillCounts(const Entrant& entrant) {
  const auto list = List();
  if (entrant.way == Entrant::Way::kSession && !sessions_.IsThere(entrant.session, clock_.Now())) return false;
  return list.ok() && std::holds_alternative<v1::Credential>(ById(**list, entrant.credential));
}

absl::StatusOr<AccessControl::SignedIn> AccessControl::SignIn(const std::string& token, const std::string& address,
                                                              absl::Duration* delay) {
  *delay = absl::ZeroDuration();
  const auto list = List();
  if (!list.ok()) return list.status();
  const absl::Time now = clock_.Now();
  const Found found = ByToken(**list, absl::StripAsciiWhitespace(token));
  absl::StatusOr<Entrant> entrant = Answer(found, Entrant::Way::kSession, address, delay);
  if (!entrant.ok()) return entrant.status();
  const absl::Time expires = FromTimestamp(std::get<v1::Credential>(found).expires_at());
  SignedIn signed_in = {*std::move(entrant), "", std::min(expires - now, sessions_.most())};
  signed_in.cookie = sessions_.Begin({signed_in.entrant.credential, Kept(absl::StripAsciiWhitespace(token))}, now);
  signed_in.entrant.session = signed_in.cookie;
  return signed_in;
}

absl::StatusOr<std::shared_ptr<const v1::CredentialList>> AccessControl::List() {
  auto list = file_.Read();
  if (list.ok()) return list;
  log_(absl::StrCat("access: nobody is let in: ", absl::string_view(list.status().message())));
  return CannotAsk();
}

// All are compared, so that the time does not say whether and where one was found.
AccessControl::Found AccessControl::ByHash(const v1::CredentialList& list, v1::CredentialKind kind,
                                           const std::string& sha256) const {
  const v1::Credential* found = nullptr;
  for (const v1::Credential& one : list.credentials()) {
    if (IsSameSecret(one.sha256(), sha256) && one.kind() == kind) found = &one;
  }
  if (found != nullptr) return Checked(*found);
  return kind == v1::CREDENTIAL_KIND_TOKEN ? "unknown token" : "unknown certificate";
}

AccessControl::Found AccessControl::ById(const v1::CredentialList& list, const std::string& id) const {
  for (const v1::Credential& one : list.credentials()) {
    if (one.id() == id) return Checked(one);
  }
  return "unknown credential";
}

AccessControl::Found AccessControl::ByToken(const v1::CredentialList& list, absl::string_view token) const {
  if (!IsTokenText(token)) return "malformed token";
  return ByHash(list, v1::CREDENTIAL_KIND_TOKEN, Sha256Of(token));
}

AccessControl::Found AccessControl::Checked(const v1::Credential& credential) const {
  if (credential.has_revoked_at()) return absl::StrCat(Named(credential), " was revoked");
  if (FromTimestamp(credential.expires_at()) <= clock_.Now()) return absl::StrCat(Named(credential), " has expired");
  if (credential.actor().empty()) return absl::StrCat(Named(credential), " is of nobody");
  // Issued by an earlier version, or written by hand.
  if (HasHidden(credential.actor()))
    return absl::StrCat(Named(credential), " is of an actor with control characters: issue another one");
  return credential;
}

absl::StatusOr<Entrant> AccessControl::Answer(const Found& found, Entrant::Way way, const std::string& address,
                                              absl::Duration* delay) {
  if (const auto* const credential = std::get_if<v1::Credential>(&found)) {
    attempts_.LetIn();
    return Entrant{credential->actor(), credential->id(), way};
  }
  const Attempts::Failure failure = attempts_.Fail(address, clock_.Now());
  if (!failure.is_too_many || failure.count % kLoggedOfTooMany == 0)
    log_(absl::StrCat("access: turned away ", address, ": ", std::get<std::string>(found),
                      "; failures from there: ", failure.count));
  if (failure.is_too_many) return TooManyAttempts();
  *delay = failure.delay;
  return NobodyKnown();
}

}  // namespace tranche
