// The access directory: which tokens and client certificates there are, and whose. It stands beside the ledger, not in
// it: who may come in is for those who run the server, changes without being history, and is in no backup of the log.
//
// The directory has mode 0700, and its file `credentials` mode 0600; the file is replaced as a whole. One process at a
// time changes it, by a lock on the directory; a server that reads it sees the change with the next request.
//
// Thread safety: functions on files, safe against other threads and processes; CredentialsFile: all members may be
// called by several threads.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "access/secrets.h"
#include "events/mutex.h"
#include "proto/access.pb.h"

namespace tranche {

// What is to be issued. Its texts have no character that is not seen (events/hidden_characters.h).
struct CredentialOrder {
  std::string actor;  // who calls with it; not empty
  std::string name;   // what its owner calls it; may be empty
  absl::Time until;   // from then on it counts no more
};

struct IssuedToken {
  v1::Credential credential;
  std::string text;  // the only copy there is
};

// Issues a token at `now`; the directory is made if it is not there.
//
// Errors:
//   INVALID_ARGUMENT     the actor is empty, the actor or the name is not UTF-8 or has control characters, or `until`
//                        is not after `now`.
//   FAILED_PRECONDITION  the directory would be inside a ledger.
//   DATA_LOSS            the file is there, and cannot be read as what it should be.
//   PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNAVAILABLE  it cannot be read or written; nothing was issued.
absl::StatusOr<IssuedToken> IssueToken(const std::string& directory, const CredentialOrder& order, absl::Time now,
                                       const RandomBytes& random);

// Lets whoever has the private key of a certificate call as an actor, once TLS has verified it.
//
// pem  the certificate in PEM; of several the first.
// Errors: as IssueToken; INVALID_ARGUMENT  `pem` has no certificate; ALREADY_EXISTS  it is bound, and not revoked.
absl::StatusOr<v1::Credential> BindCertificate(const std::string& directory, const CredentialOrder& order,
                                               absl::string_view pem, absl::Time now, const RandomBytes& random);

// Revokes the credential `id`; one that was revoked before stays as it is.
// Errors: INVALID_ARGUMENT  there is none; NOT_FOUND  there is no such directory; else as IssueToken.
absl::StatusOr<v1::Credential> RevokeCredential(const std::string& directory, const std::string& id, absl::Time now);

// All of them, in the order in which they were issued.
// Errors: NOT_FOUND  there is no such file; DATA_LOSS, PERMISSION_DENIED, UNAVAILABLE  as above.
absl::StatusOr<v1::CredentialList> ReadCredentials(const std::string& directory);

// The SHA-256 of the DER of the first certificate in `pem`; empty if there is none.
std::string CertificateHash(absl::string_view pem);

// The file as it is now, read again only when it was replaced.
class CredentialsFile {
 public:
  explicit CredentialsFile(const std::string& directory);

  // Cost: one stat, when nothing changed. Errors: those of ReadCredentials.
  absl::StatusOr<std::shared_ptr<const v1::CredentialList>> Read();

 private:
  // What tells one file from the one that takes its place.
  struct Version {
    ino_t inode = 0;
    int64_t size = 0;
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    bool operator==(const Version&) const = default;
  };

  const std::string directory_;
  Mutex mutex_;
  Version version_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const v1::CredentialList> list_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
