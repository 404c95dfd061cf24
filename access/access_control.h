// Decides who comes in: a token, a client certificate that TLS has verified, or a session of the page becomes an actor,
// or a refusal that says nothing of why. The log of the server says why, without secrets.
//
// What was revoked counts no more from the next request on, its sessions neither.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "access/attempts.h"
#include "access/credentials.h"
#include "access/page_sessions.h"
#include "access/secrets.h"
#include "events/clock.h"

namespace tranche {

// What a door has of somebody who wants to come in. Of several, the first that is there counts, and no other.
struct Knock {
  std::string address;                       // of the other end, "203.0.113.5"
  std::optional<std::string> authorization;  // the header of that name
  std::optional<std::string> session;        // what the cookie of a session of the page holds
  std::string certificate;  // SHA-256 of the certificate of the other end, as TLS has verified it; or empty
};

// Somebody who came in.
struct Entrant {
  enum class Way { kToken, kSession, kCertificate };

  std::string actor;
  std::string credential;  // its id
  Way way = Way::kToken;
  std::string session;  // what its cookie holds, if it came in with one
  // What it came in with, or began its session with, if tokens are kept (AccessLimits) and it had one.
  std::string token;
};

struct AccessLimits {
  AttemptLimits attempts;
  SessionLimits sessions;
  // True keeps the token of each session in memory: for a node of several, which sends on to another what it may not
  // decide itself, with what the caller has shown.
  bool keeps_tokens = false;
};

class AccessControl {
 public:
  // directory  of the credentials (credentials.h); what is not there or cannot be read lets nobody in.
  // clock      must outlive this.
  // log        is given each line of the log, without its line end; it may be called by several threads.
  AccessControl(const std::string& directory, Clock* clock, RandomBytes random,
                std::function<void(const std::string& line)> log, const AccessLimits& limits = {});

  // Who knocks. `*delay` is how long an answer that turns somebody away waits before it is sent; not less than zero.
  // Errors:
  //   UNAUTHENTICATED     access.who: nothing was shown, or nothing that counts. Which is only logged.
  //   RESOURCE_EXHAUSTED  access.too-many-attempts: likewise, and too often.
  //   UNAVAILABLE         access.cannot-ask: the credentials cannot be read; the log says why.
  absl::StatusOr<Entrant> Enter(const Knock& knock, absl::Duration* delay);

  // True while what `entrant` came in with counts. A session is not in use by being asked for.
  bool StillCounts(const Entrant& entrant);

  struct SignedIn {
    Entrant entrant;
    std::string cookie;   // what the cookie of the new session holds
    absl::Duration life;  // at most
  };

  // Begins a session of the page for the owner of `token`. Errors: those of Enter.
  absl::StatusOr<SignedIn> SignIn(const std::string& token, const std::string& address, absl::Duration* delay);

  // Ends a session, if it is there.
  void SignOut(absl::string_view cookie) { sessions_.End(cookie); }

  const AttemptCounters& counters() const { return attempts_.counters(); }

 private:
  // The credential that counts, or why there is none, for the log.
  using Found = std::variant<v1::Credential, std::string>;

  Found ByHash(const v1::CredentialList& list, v1::CredentialKind kind, const std::string& sha256) const;
  Found ById(const v1::CredentialList& list, const std::string& id) const;
  Found ByToken(const v1::CredentialList& list, absl::string_view token) const;
  Found Checked(const v1::Credential& credential) const;
  absl::StatusOr<std::shared_ptr<const v1::CredentialList>> List();
  std::string Kept(absl::string_view token) const;
  absl::StatusOr<Entrant> Answer(const Found& found, Entrant::Way way, const std::string& address,
                                 absl::Duration* delay);

  CredentialsFile file_;
  Clock& clock_;
  const std::function<void(const std::string& line)> log_;
  Attempts attempts_;
  PageSessions sessions_;
  const bool keeps_tokens_;
};

// UNAUTHENTICATED access.who.
absl::Status NobodyKnown();

}  // namespace tranche
