#include "access/credentials.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "events/check.h"
#include "events/hidden_characters.h"
#include "events/instant.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "events/utf8.h"
#include "storage/system_error.h"
#include "storage/unfinished_file.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

constexpr size_t kIdBytes = 4;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr size_t kFileBytesMax = 16 << 20;

std::string PathIn(const std::string& directory) { return absl::StrCat(directory, "/credentials"); }

// Whoever may write the file may call as anybody.
absl::Status CheckMode(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return storage::SystemError(errno, "cannot open", path);
  if ((found.st_mode & (S_IWGRP | S_IWOTH)) == 0) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, "access.writable-by-others",
                "{path} has the mode {mode}, wanted 0600: others could let in anybody; look through it with `tranche "
                "token list`, and run `chmod 600 {path}`",
                {TextField("path", path), TextField("mode", absl::StrFormat("%04o", found.st_mode & 07777))});
}

// Allows one process at a time to change the directory, for as long as it lives.
class ChangeLock {
 public:
  explicit ChangeLock(const std::string& directory)
      : fd_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (fd_ < 0) return;
    int failed = ::flock(fd_, LOCK_EX);
    while (failed != 0 && errno == EINTR) failed = ::flock(fd_, LOCK_EX);
    is_held_ = failed == 0;
  }
  ChangeLock(const ChangeLock&) = delete;
  ChangeLock& operator=(const ChangeLock&) = delete;
  ~ChangeLock() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool is_held() const { return is_held_; }

 private:
  int fd_;
  bool is_held_ = false;
};

absl::Status Write(const std::string& directory, const v1::CredentialList& list) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  const bool printed = google::protobuf::util::MessageToJsonString(list, &json, options).ok();
  TRANCHE_CHECK(printed, "credentials cannot be printed as JSON");
  absl::StatusOr<storage::UnfinishedFile> file = storage::UnfinishedFile::Create(PathIn(directory), kOwnerOnly);
  if (!file.ok()) return file.status();
  if (absl::Status added = file->Append(json); !added.ok()) return added;
  return file->Finish();
}

// Replaces the list by what `change` makes of it; nothing is written when `change` refuses.
absl::Status Change(const std::string& directory, bool may_make,
                    const std::function<absl::Status(v1::CredentialList* list)>& change) {
  if (may_make && ::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return storage::WriteError(errno, "cannot make", directory);
  const ChangeLock lock(directory);
  if (!lock.is_held()) return storage::SystemError(errno, "cannot open", directory);
  absl::StatusOr<v1::CredentialList> list = ReadCredentials(directory);
  if (may_make && absl::IsNotFound(list.status())) list = v1::CredentialList();
  if (!list.ok()) return list.status();
  if (absl::Status changed = change(&*list); !changed.ok()) return changed;
  return Write(directory, *list);
}

absl::Status CheckOrder(const CredentialOrder& order, absl::Time now) {
  if (IsBlank(order.actor))
    return InField("actor", Refuse(absl::StatusCode::kInvalidArgument, "access.no-actor",
                                   "found nothing, wanted who will call with it"));
  if (!CheckUtf8(order.actor).ok() || !CheckUtf8(order.name).ok())
    return Refuse(absl::StatusCode::kInvalidArgument, "access.not-utf8", "the actor or the name is not UTF-8");
  for (const auto& [field, text] : {std::pair("actor", order.actor), std::pair("name", order.name)}) {
    if (absl::Status seen = CheckNothingHidden(field, text); !seen.ok()) return seen;
  }
  if (order.until <= now || order.until > LastInstant())
    return Refuse(
        absl::StatusCode::kInvalidArgument, "access.until-past", "found an end at {found}, wanted one after now, {now}",
        {InstantField("found", std::clamp(order.until, FirstInstant(), LastInstant())), InstantField("now", now)});
  return absl::OkStatus();
}

v1::Credential Made(const CredentialOrder& order, v1::CredentialKind kind, const std::string& sha256, absl::Time now) {
  v1::Credential made;
  made.set_actor(order.actor);
  made.set_name(order.name);
  made.set_kind(kind);
  made.set_sha256(sha256);
  *made.mutable_issued_at() = ToTimestamp(now);
  *made.mutable_expires_at() = ToTimestamp(order.until);
  return made;
}

// Adds `credential` under an id that no other has.
void Add(const RandomBytes& random, v1::Credential* credential, v1::CredentialList* list) {
  const auto is_taken = [&] {
    return std::any_of(list->credentials().begin(), list->credentials().end(),
                       [&](const v1::Credential& one) { return one.id() == credential->id(); });
  };
  do credential->set_id(absl::BytesToHexString(random(kIdBytes)));
  while (is_taken());
  *list->add_credentials() = *credential;
}

}  // namespace

absl::StatusOr<IssuedToken> IssueToken(const std::string& directory, const CredentialOrder& order, absl::Time now,
                                       const RandomBytes& random) {
  if (absl::Status checked = CheckOrder(order, now); !checked.ok()) return checked;
  IssuedToken issued;
  issued.text = MakeToken(random);
  issued.credential = Made(order, v1::CREDENTIAL_KIND_TOKEN, Sha256Of(issued.text), now);
  absl::Status added = Change(directory, true, [&](v1::CredentialList* list) {
    Add(random, &issued.credential, list);
    return absl::OkStatus();
  });
  if (!added.ok()) return added;
  return issued;
}

absl::StatusOr<v1::Credential> BindCertificate(const std::string& directory, const CredentialOrder& order,
                                               absl::string_view pem, absl::Time now, const RandomBytes& random) {
  if (absl::Status checked = CheckOrder(order, now); !checked.ok()) return checked;
  const std::string hash = CertificateHash(pem);
  if (hash.empty())
    return Refuse(absl::StatusCode::kInvalidArgument, "access.no-certificate",
                  "found no certificate, wanted one in PEM (-----BEGIN CERTIFICATE-----)");
  v1::Credential bound = Made(order, v1::CREDENTIAL_KIND_CERTIFICATE, hash, now);
  absl::Status added = Change(directory, true, [&](v1::CredentialList* list) {
    for (const v1::Credential& one : list->credentials()) {
      if (one.sha256() == hash && !one.has_revoked_at() && FromTimestamp(one.expires_at()) > now)
        return Refuse(absl::StatusCode::kAlreadyExists, "access.bound-already",
                      "the certificate is bound to {actor} already, by {id}; revoke that first",
                      {TextField("actor", one.actor()), TextField("id", one.id())});
    }
    Add(random, &bound, list);
    return absl::OkStatus();
  });
  if (!added.ok()) return added;
  return bound;
}

absl::StatusOr<v1::Credential> RevokeCredential(const std::string& directory, const std::string& id, absl::Time now) {
  v1::Credential revoked;
  absl::Status changed = Change(directory, false, [&](v1::CredentialList* list) {
    for (v1::Credential& one : *list->mutable_credentials()) {
      if (one.id() != id) continue;
      if (!one.has_revoked_at()) *one.mutable_revoked_at() = ToTimestamp(now);
      revoked = one;
      return absl::OkStatus();
    }
    return Adding(Refuse(absl::StatusCode::kInvalidArgument, "access.unknown-id",
                         "no token or certificate has the id \"{found}\"", {TextField("found", id)}),
                  "`tranche token list` shows them");
  });
  if (!changed.ok()) return changed;
  return revoked;
}

absl::StatusOr<v1::CredentialList> ReadCredentials(const std::string& directory) {
  const std::string path = PathIn(directory);
  if (absl::Status mode = CheckMode(path); !mode.ok()) return mode;
  const absl::StatusOr<std::string> json = storage::ReadExistingFile(path, kFileBytesMax);
  if (!json.ok()) return json.status();
  v1::CredentialList list;
  if (!google::protobuf::util::JsonStringToMessage(*json, &list).ok())
    return Refuse(absl::StatusCode::kDataLoss, "access.unreadable",
                  "{path} cannot be read as tokens and certificates: nobody is let in until it is put right",
                  {TextField("path", path)});
  return list;
}

std::string CertificateHash(absl::string_view pem) {
  const std::unique_ptr<BIO, decltype(&::BIO_free)> bytes(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                          &::BIO_free);
  TRANCHE_CHECK(bytes != nullptr, "OpenSSL has no memory");
  const std::unique_ptr<X509, decltype(&::X509_free)> certificate(
      ::PEM_read_bio_X509(
          bytes.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr),
      &::X509_free);
  if (certificate == nullptr) return "";
  unsigned char* der = nullptr;
  const int size = ::i2d_X509(certificate.get(), &der);
  TRANCHE_CHECK(size > 0, "OpenSSL cannot write a certificate that it has read");
  std::string hash = Sha256Of({reinterpret_cast<const char*>(der), static_cast<size_t>(size)});
  ::OPENSSL_free(der);
  return hash;
}

CredentialsFile::CredentialsFile(const std::string& directory) : directory_(directory) {}

absl::StatusOr<std::shared_ptr<const v1::CredentialList>> CredentialsFile::Read() {
  struct stat found {};
  const std::string path = PathIn(directory_);
  const MutexLock lock(mutex_);
  if (::stat(path.c_str(), &found) != 0) {
    list_ = nullptr;
    return storage::SystemError(errno, "cannot open", path);
  }
  const Version version = {found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
  if (list_ != nullptr && version == version_) return list_;
  absl::StatusOr<v1::CredentialList> list = ReadCredentials(directory_);
  list_ = nullptr;
  if (!list.ok()) return list.status();
  // Asked for before the file was read: what replaces it meanwhile is seen the next time.
  version_ = version;
  list_ = std::make_shared<const v1::CredentialList>(*std::move(list));
  return list_;
}

}  // namespace tranche
