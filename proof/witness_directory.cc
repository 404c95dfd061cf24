#include "proof/witness_directory.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "proof/key_file.h"
#include "storage/durable.h"
#include "storage/enclosing_ledger.h"
#include "storage/lock_to_write.h"
#include "storage/replaced_file.h"
#include "storage/system_error.h"
#include "storage/unfinished_file.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kMemoryName = "WITNESS";
constexpr absl::string_view kKeyName = "witness.key";

std::string MemoryPath(const std::string& directory) { return absl::StrCat(directory, "/", kMemoryName); }
std::string KeyPath(const std::string& directory) { return absl::StrCat(directory, "/", kKeyName); }

absl::Status MakeIfMissing(const std::string& directory) {
  std::error_code error;
  const bool is_new = fs::create_directory(directory, error);
  if (error) return storage::SystemError(error.value(), "cannot make", directory);
  if (!is_new) return absl::OkStatus();
  fs::path place = fs::absolute(directory, error).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();  // "a/" is the directory "a"
  const std::string above = place.parent_path().string();
  const int failed = storage::MakeDurable(above);
  return failed == 0 ? absl::OkStatus() : storage::WriteError(failed, "cannot sync", above);
}

// Under the lock: nothing is there, or what was left of a making that was cut off, by its mark.
absl::Status CheckFree(const std::string& directory) {
  std::error_code error;
  if (fs::exists(MemoryPath(directory), error))
    return Refuse(absl::StatusCode::kAlreadyExists, "witness.exists",
                  "{directory} is a witness already; its key and what it remembers are never replaced",
                  {TextField("directory", directory)});
  const std::string mark = absl::StrCat(kMemoryName, ".unfinished");
  const bool is_begun = fs::exists(absl::StrCat(directory, "/", mark), error);
  for (fs::directory_iterator entry(directory, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool is_ours = name == storage::kLockNote || (is_begun && (name == mark || name == kKeyName));
    if (!is_ours)
      return Refuse(absl::StatusCode::kAlreadyExists, "witness.directory-taken",
                    "{directory} has a file {name} and is no witness: name a new directory, or an empty one",
                    {TextField("directory", directory), TextField("name", name)});
  }
  return error ? storage::SystemError(error.value(), "cannot look into", directory) : absl::OkStatus();
}

// The file of the memory appears last.
absl::StatusOr<Witness> MakeIn(const std::string& place, const std::string& name) {
  absl::StatusOr<storage::UnfinishedFile> memory = storage::UnfinishedFile::Create(MemoryPath(place));
  if (!memory.ok()) return memory.status();
  ::unlink(KeyPath(place).c_str());
  const SigningKey key = SigningKey::Generate();
  if (absl::Status written = WriteKeyFile(key, KeyPath(place)); !written.ok()) return written;
  Witness witness(key.PublicKey(NoteKeyType::kCosignature, name));
  absl::Status written = memory->Append(witness.ToString());
  if (written.ok()) written = memory->Finish();
  if (written.ok()) return witness;
  ::unlink(KeyPath(place).c_str());
  return written;
}

absl::StatusOr<Witness> ReadIn(const std::string& place, const std::string& directory) {
  const absl::StatusOr<std::optional<std::string>> memory = storage::ReadWholeFile(MemoryPath(place));
  if (!memory.ok()) return memory.status();
  if (!memory->has_value())
    return Refuse(absl::StatusCode::kNotFound, "witness.none",
                  "{directory} is no witness; `tranche witness init` makes one in a new directory",
                  {TextField("directory", directory)});
  absl::StatusOr<Witness> witness = Witness::Parse(**memory);
  if (witness.ok()) return witness;
  return Within("{path}", {TextField("path", MemoryPath(directory))},
                Adding(witness.status(),
                       "a witness that does not know what it has signed must not sign any more: put no older copy of "
                       "the file in its place, make a new witness, and give its public key to those who check"));
}

absl::StatusOr<SigningKey> ReadKeyOf(const Witness& witness, const std::string& place, const std::string& directory) {
  absl::StatusOr<SigningKey> key = ReadKeyFile(KeyPath(place));
  if (!key.ok()) return key;
  const std::string found = key->PublicKey(NoteKeyType::kCosignature, witness.key().name()).ToString();
  if (found == witness.key().ToString()) return key;
  return Refuse(absl::StatusCode::kFailedPrecondition, "witness.other-private-key",
                "{path} is another key than that of the witness, {wanted}; nothing was signed; put back the one that "
                "`tranche witness init` has made",
                {TextField("path", KeyPath(directory)), TextField("wanted", witness.key().ToString())});
}

absl::StatusOr<storage::OwnerLock> Lock(const std::string& directory, absl::Duration wait) {
  std::error_code error;
  if (!fs::exists(MemoryPath(directory), error)) return ReadIn(directory, directory).status();
  return storage::LockToMake(directory, wait, wait);
}

// Replaces the memory; on OK it is durable, and in what has the name of the directory now.
absl::Status Remember(const Witness& witness, const storage::OwnerLock& lock) {
  const absl::Status replaced = storage::ReplaceFile(MemoryPath(lock.place()), witness.ToString());
  return replaced.ok() ? lock.CheckInPlace() : replaced;
}

}  // namespace

absl::StatusOr<Witness> MakeWitness(const std::string& directory, const std::string& name, absl::Duration wait) {
  if (absl::Status outside = storage::CheckOutsideLedgers(directory); !outside.ok()) return outside;
  if (absl::Status made = MakeIfMissing(directory); !made.ok()) return made;
  const absl::StatusOr<storage::OwnerLock> lock = storage::LockToMake(directory, wait, wait);
  if (!lock.ok()) return lock.status();
  if (absl::Status free = CheckFree(directory); !free.ok()) return free;
  return MakeIn(lock->place(), name);
}

absl::StatusOr<Witness> ReadWitness(const std::string& directory) { return ReadIn(directory, directory); }

absl::StatusOr<Witness> ReadSigningWitness(const std::string& directory) {
  absl::StatusOr<Witness> witness = ReadWitness(directory);
  if (!witness.ok()) return witness;
  if (absl::Status key = ReadKeyOf(*witness, directory, directory).status(); !key.ok()) return key;
  return witness;
}

absl::StatusOr<Witness> WatchLog(const std::string& directory, const VerifierKey& log, absl::Duration wait) {
  const absl::StatusOr<storage::OwnerLock> lock = Lock(directory, wait);
  if (!lock.ok()) return lock.status();
  absl::StatusOr<Witness> witness = ReadIn(lock->place(), directory);
  if (!witness.ok()) return witness;
  if (absl::Status watched = witness->Watch(log); !watched.ok()) return watched;
  if (absl::Status remembered = Remember(*witness, *lock); !remembered.ok()) return remembered;
  return witness;
}

absl::StatusOr<SignedNote> CosignAsWitness(const std::string& directory, const SignedNote& note, const Growth& growth,
                                           absl::Time now, absl::Duration wait) {
  const absl::StatusOr<storage::OwnerLock> lock = Lock(directory, wait);
  if (!lock.ok()) return lock.status();
  absl::StatusOr<Witness> witness = ReadIn(lock->place(), directory);
  if (!witness.ok()) return witness.status();
  const absl::StatusOr<SigningKey> key = ReadKeyOf(*witness, lock->place(), directory);
  if (!key.ok()) return key.status();
  absl::StatusOr<SignedNote> cosigned = witness->Cosign(note, growth, *key, now);
  if (!cosigned.ok() && RefusalOf(cosigned.status())->code() == kSplitView)
    return Adding(cosigned.status(), "the other checkpoint is in {path}", {TextField("path", MemoryPath(directory))});
  if (!cosigned.ok()) return cosigned;
  if (absl::Status remembered = Remember(*witness, *lock); !remembered.ok()) return remembered;
  return cosigned;
}

}  // namespace tranche
