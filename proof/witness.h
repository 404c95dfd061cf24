// What a witness knows and signs (https://c2sp.org/tlog-witness, and https://c2sp.org/tlog-cosignature, 1.0.0): of each
// log that it watches the last checkpoint that it has cosigned. It cosigns another one only if that log has signed it
// and has only grown since. So a log that has a cosignature under two histories has found a dishonest witness, or one
// that has lost its memory (proof/witness_directory.h keeps it).
//
// Thread safety: a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proof/checkpoint.h"
#include "proof/note_key.h"
#include "proof/signed_note.h"
#include "proto/proof.pb.h"

namespace tranche {

// The code of the refusal of another history of the same size.
inline constexpr absl::string_view kSplitView = "witness.split-view";

// A log that is watched. Its origin is the name of its key.
struct WatchedLog {
  // The last checkpoint that was cosigned.
  struct Cosigned {
    Checkpoint checkpoint;
    SignedNote note;  // with the signatures of the log and of the witness, and no others
    absl::Time signed_at;
  };

  VerifierKey key;
  std::optional<Cosigned> newest;  // nothing: none was cosigned yet

  uint64_t size() const { return newest ? newest->checkpoint.size : 0; }
};

// That a log has grown from the last checkpoint that was cosigned, as https://c2sp.org/tlog-witness says it.
struct GrownFrom {
  uint64_t size = 0;         // of that checkpoint; 0: there was none
  std::vector<Digest> path;  // the consistency proof of RFC 6962, 2.1.2; empty from 0, and from the size itself
};

// What comes with a checkpoint that is to be cosigned: the file of `prove consistency`, which may be left away where
// there is nothing to prove, or what tlog-witness says, which may not.
using Growth = std::variant<std::optional<v1::Proof>, GrownFrom>;

class Witness {
 public:
  // One that watches nothing yet. key  of type kCosignature.
  explicit Witness(VerifierKey key) : key_(std::move(key)) {}

  // Reads what ToString writes. Every signature in it is checked.
  // Errors: DATA_LOSS  it is not that; the message says where.
  static absl::StatusOr<Witness> Parse(absl::string_view memory);

  // "tranche witness format 1\n" key "\n", and for each log, by origin, "log " key " " bytes "\n" and so many bytes of
  // the note.
  std::string ToString() const;

  const VerifierKey& key() const { return key_; }
  const std::vector<WatchedLog>& logs() const { return logs_; }

  // Trusts `log` for the origin that is its name. Again for the same key nothing changes.
  // Errors:
  //   INVALID_ARGUMENT     it is not of type kEd25519, or the witness's own key.
  //   FAILED_PRECONDITION  the origin is watched under another key.
  absl::Status Watch(const VerifierKey& log);

  // Cosigns a checkpoint, and remembers it in the place of the last one. The caller makes the memory durable before
  // anybody sees the cosignature.
  //
  // note    the checkpoint, with or without lines of its log after the third: they are signed with the rest, and
  //         nothing is said of them (https://c2sp.org/tlog-cosignature). Signatures of others are kept, an older one of
  //         this witness is replaced; the new one is the last.
  // growth  that the log has only grown from the last checkpoint that was cosigned to this one. No file if none was
  //         cosigned yet, or this one was.
  // key     the private half of key().
  // now     what the cosignature says; whole seconds of it count.
  //
  // Errors; nothing is remembered then:
  //   NOT_FOUND            the log is not watched (witness.unknown-log), or has not signed the checkpoint.
  //   INVALID_ARGUMENT     it is no checkpoint, or it is said to have grown from a larger one.
  //   FAILED_PRECONDITION  it covers fewer events than the last one, or is said to have grown from another one than
  //                        that (witness.other-size, with its size in the field "known"); it is another history of the
  //                        same size (kSplitView); the proof is missing, is of other sizes or does not hold
  //                        (does_not_hold.h).
  //   DATA_LOSS            it bears a cosignature of this witness that the memory does not know of.
  absl::StatusOr<SignedNote> Cosign(const SignedNote& note, const Growth& growth, const SigningKey& key,
                                    absl::Time now);

 private:
  absl::Status ReadLog(absl::string_view* memory);
  absl::Status CheckMemory(const SignedNote& note, const Checkpoint& checkpoint, const WatchedLog& log) const;

  VerifierKey key_;
  std::vector<WatchedLog> logs_;  // by origin
};

}  // namespace tranche
