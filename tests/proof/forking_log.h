// A log that can show several histories, each of which differs from the first one from an entry on.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "log/merkle_tree.h"
#include "proof/checkpoint.h"
#include "proof/note_key.h"
#include "proof/signed_note.h"
#include "proto/proof.pb.h"

namespace tranche {

inline constexpr char kForkingLog[] = "log.example/a";

class ForkingLog {
 public:
  explicit ForkingLog(std::string origin = kForkingLog) : origin_(std::move(origin)) {}

  VerifierKey key() const { return key_.PublicKey(NoteKeyType::kEd25519, origin_); }

  // From entry `from` on (from 0) the log is another one, by `name`.
  void Fork(uint64_t from, const std::string& name = "another") {
    fork_ = from;
    history_ = name;
  }

  // extension  lines after the third, each with its end.
  SignedNote Signed(const Checkpoint& checkpoint, const std::string& extension = "") const {
    const std::string text = checkpoint.ToText() + extension;
    return {text, {key_.Sign(origin_, text)}};
  }
  SignedNote CheckpointOf(uint64_t size, const std::string& extension = "") const {
    return Signed({origin_, size, Root(size)}, extension);
  }

  // The consistency proof; none from 0, as tlog-witness has it.
  std::vector<Digest> Path(uint64_t from, uint64_t to) const {
    return from == 0 ? std::vector<Digest>() : ConsistencyProof(from, to, Nodes()).value();
  }

  v1::Proof Grown(uint64_t from, uint64_t to) const {
    v1::Proof proof;
    proof.set_checkpoint(CheckpointOf(to).ToString());
    proof.mutable_grown()->set_from_size(from);
    proof.mutable_grown()->set_from_root(std::string(ToBytes(Root(from))));
    for (const Digest& hash : Path(from, to)) proof.mutable_grown()->add_path(std::string(ToBytes(hash)));
    return proof;
  }

 private:
  Digest Root(uint64_t size) const { return RootOf(size, Nodes()).value(); }
  Digest Node(int level, uint64_t index) const {
    if (level == 0) return LeafHash(absl::StrCat(index, index < fork_ ? "" : history_));
    return NodeHash(Node(level - 1, 2 * index), Node(level - 1, 2 * index + 1));
  }
  NodeReader Nodes() const {
    return [this](int level, uint64_t index) -> absl::StatusOr<Digest> { return Node(level, index); };
  }

  std::string origin_;
  SigningKey key_ = SigningKey::Generate();
  uint64_t fork_ = 1'000'000;
  std::string history_;
};

}  // namespace tranche
