#include "proof/witness.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/check.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "proof/check_proof.h"
#include "proof/does_not_hold.h"
#include "storage/excerpt.h"

namespace tranche {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
constexpr auto kLost = absl::StatusCode::kDataLoss;
constexpr absl::string_view kFirstLine = "tranche witness format 1\n";

bool IsBefore(const WatchedLog& log, absl::string_view origin) { return log.key.name() < origin; }

// Takes a line from the beginning of `*text`, without its end; nothing if it has none.
std::optional<std::string> TakeLine(absl::string_view* text) {
  const size_t end = text->find('\n');
  if (end == absl::string_view::npos) return std::nullopt;
  std::string line(text->substr(0, end));
  text->remove_prefix(end + 1);
  return line;
}

// What is wrong with a memory, at the byte `offset`.
absl::Status Unreadable(absl::string_view memory, absl::string_view rest, const absl::Status& why) {
  return Within("byte {offset}", {NumberField("offset", memory.size() - rest.size())}, WithCode(kLost, why));
}

absl::Status NoMemory(absl::string_view found) {
  return Refuse(kLost, "witness.unreadable", "found {found}, which no witness of this version has written",
                {TextField("found", storage::Excerpt(found))});
}

absl::StatusOr<WatchedLog::Cosigned> ReadCosigned(absl::string_view bytes, const VerifierKey& log,
                                                  const VerifierKey& witness) {
  absl::StatusOr<SignedNote> note = SignedNote::Parse(bytes);
  if (!note.ok()) return note.status();
  absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note->text);
  if (!checkpoint.ok()) return checkpoint.status();
  if (checkpoint->origin != log.name() || note->ToString() != bytes) return NoMemory(bytes);
  if (absl::Status by_log = log.Check(*note).status(); !by_log.ok()) return by_log;
  const absl::StatusOr<absl::Time> signed_at = witness.Check(*note);
  if (!signed_at.ok()) return signed_at.status();
  return WatchedLog::Cosigned{*std::move(checkpoint), *std::move(note), *signed_at};
}

RefusalFields Sizes(const WatchedLog& log, uint64_t size) {
  return {NumberField("known", log.size()), NumberField("size", size), TextField("log", log.key.name())};
}

absl::Status AskingForProof(const absl::Status& status, const WatchedLog& log, uint64_t size) {
  return Adding(status,
                "nothing was signed; ask the operator of the log for the output of `tranche prove consistency {known} "
                "{size}`, and give it with --proof FILE",
                Sizes(log, size));
}

// Two checkpoints that the log has signed, of the same size.
absl::Status SplitView(const WatchedLog& log, const Checkpoint& found) {
  RefusalFields fields = Sizes(log, found.size);
  fields.push_back(TextField("known_root", absl::Base64Escape(ToBytes(log.newest->checkpoint.root))));
  fields.push_back(TextField("found_root", absl::Base64Escape(ToBytes(found.root))));
  return Adding(
      Refuse(kFailed, kSplitView,
             "TWO HISTORIES: the log {log} has signed two checkpoints of {size} event{size:s}, one with the root "
             "{known_root}, which this witness has cosigned, and this one with the root {found_root}; nothing was "
             "signed",
             std::move(fields)),
      "the two together are evidence that the log shows one history to some and another one to others: keep both "
      "files, and tell those who rely on the log");
}

// What is told whoever gave a proof that does not hold.
absl::Status NotGrown(const absl::Status& why) {
  return Adding(
      why,
      "nothing was signed; if the operator of the log made this proof, the log may show one history to some and "
      "another one to others: keep the checkpoint and the proof");
}

absl::Status CheckProofFile(const WatchedLog& log, const SignedNote& note, const Checkpoint& checkpoint,
                            const v1::Proof& proof) {
  if (log.size() == 0)
    return Refuse(kFailed, "witness.proof-not-wanted",
                  "this witness has cosigned no checkpoint of the log {log} yet, and needs no proof for the first; "
                  "nothing was signed; leave it away",
                  {TextField("log", log.key.name())});
  const absl::StatusOr<SignedNote> proven = SignedNote::Parse(proof.checkpoint());
  if (!proven.ok()) return proven.status();
  absl::Status other;
  if (!proof.has_grown())
    other = Refuse(kFailed, "witness.other-proof", "the proof is not of what the log has grown from");
  else if (proof.grown().from_size() != log.size())
    other =
        Refuse(kFailed, "witness.other-proof",
               "the proof begins at {found} event{found:s}, the last checkpoint that this witness has cosigned covers "
               "{known}",
               {NumberField("found", proof.grown().from_size()), NumberField("known", log.size())});
  else if (proven->text != note.text)
    other = Refuse(kFailed, "witness.other-proof", "the proof ends at another checkpoint than this one");
  if (!other.ok()) return AskingForProof(other, log, checkpoint.size);
  const Trust trust = {log.key, {}, log.newest->note};
  const absl::Status holds = CheckProof(proof, trust).status();
  return holds.ok() ? holds : NotGrown(holds);
}

// There is one root for one size, and for no events everybody knows it.
absl::Status CheckRoot(const WatchedLog& log, const Checkpoint& checkpoint) {
  if (checkpoint.size == 0 && checkpoint.root != Sha256(""))
    return DoesNotHold("the checkpoint of no events has another root than the tree of none");
  const bool is_other = log.newest && checkpoint.size == log.size() && checkpoint.root != log.newest->checkpoint.root;
  return is_other ? SplitView(log, checkpoint) : absl::OkStatus();
}

absl::Status CheckFollowsByFile(const WatchedLog& log, const SignedNote& note, const Checkpoint& checkpoint,
                                const std::optional<v1::Proof>& proof) {
  if (checkpoint.size < log.size())
    return Refuse(
        kFailed, "witness.older",
        "the checkpoint covers {size} event{size:s}, and this witness has cosigned one of {known} of the log "
        "{log} already: it signs no older one; nothing was signed; ask the operator of the log for the newest, "
        "and a proof from {known}",
        Sizes(log, checkpoint.size));
  if (absl::Status same = CheckRoot(log, checkpoint); !same.ok()) return same;
  if (proof) return CheckProofFile(log, note, checkpoint, *proof);
  if (log.size() == 0 || checkpoint.size == log.size()) return absl::OkStatus();
  return AskingForProof(
      Refuse(kFailed, "witness.proof-missing",
             "this witness has cosigned the checkpoint of {known} event{known:s} of the log {log}, and signs that of "
             "{size} only with a proof that the log has only grown since",
             Sizes(log, checkpoint.size)),
      log, checkpoint.size);
}

absl::Status CheckPath(const WatchedLog& log, const Checkpoint& checkpoint, const std::vector<Digest>& path) {
  absl::Status holds;
  if (log.size() > 0)
    holds = CheckConsistency(log.size(), log.newest->checkpoint.root, checkpoint.size, checkpoint.root, path);
  else if (!path.empty())
    holds = DoesNotHold("found a consistency proof from 0, wanted none: there is nothing to have grown from");
  return holds.ok() ? holds : NotGrown(holds);
}

// The rules of https://c2sp.org/tlog-witness, add-checkpoint, in their order.
absl::Status CheckFollowsByPath(const WatchedLog& log, const Checkpoint& checkpoint, const GrownFrom& grown) {
  RefusalFields fields = Sizes(log, checkpoint.size);
  fields.push_back(NumberField("found", grown.size));
  if (grown.size > checkpoint.size)
    return Refuse(absl::StatusCode::kInvalidArgument, "witness.old-above-size",
                  "found the old size {found}, above the {size} of the checkpoint", fields);
  if (grown.size != log.size())
    return Refuse(kFailed, "witness.other-size",
                  "found the old size {found}, wanted {known}: that of the last checkpoint of the log {log} that this "
                  "witness has cosigned; nothing was signed",
                  fields);
  if (absl::Status same = CheckRoot(log, checkpoint); !same.ok()) return same;
  return CheckPath(log, checkpoint, grown.path);
}

absl::Status CheckFollows(const WatchedLog& log, const SignedNote& note, const Checkpoint& checkpoint,
                          const Growth& growth) {
  if (const auto* const grown = std::get_if<GrownFrom>(&growth)) return CheckFollowsByPath(log, checkpoint, *grown);
  return CheckFollowsByFile(log, note, checkpoint, std::get<std::optional<v1::Proof>>(growth));
}

}  // namespace

absl::StatusOr<Witness> Witness::Parse(absl::string_view memory) {
  absl::string_view rest = memory;
  if (!absl::ConsumePrefix(&rest, kFirstLine)) return Unreadable(memory, memory, NoMemory(memory));
  const std::optional<std::string> line = TakeLine(&rest);
  absl::StatusOr<VerifierKey> key = NoMemory(rest);
  if (line) key = VerifierKey::Parse(*line);
  if (key.ok() && (key->type() != NoteKeyType::kCosignature || key->ToString() != *line)) key = NoMemory(*line);
  if (!key.ok()) return Unreadable(memory, rest, key.status());
  Witness witness(*std::move(key));
  while (!rest.empty()) {
    const absl::string_view before = rest;
    if (absl::Status read = witness.ReadLog(&rest); !read.ok()) return Unreadable(memory, before, read);
  }
  return witness;
}

absl::Status Witness::ReadLog(absl::string_view* memory) {
  const std::optional<std::string> line = TakeLine(memory);
  if (!line) return NoMemory(*memory);
  const std::vector<std::string> words = absl::StrSplit(*line, ' ');
  uint64_t bytes = 0;
  if (words.size() != 3 || words[0] != "log" || !absl::SimpleAtoi(words[2], &bytes) ||
      absl::StrCat(bytes) != words[2] || bytes > memory->size())
    return NoMemory(*line);
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(words[1]);
  if (!key.ok()) return key.status();
  const bool is_next = logs_.empty() || IsBefore(logs_.back(), key->name());
  if (key->ToString() != words[1] || !is_next) return NoMemory(*line);
  if (absl::Status watched = Watch(*key); !watched.ok()) return watched;
  if (bytes == 0) return absl::OkStatus();
  absl::StatusOr<WatchedLog::Cosigned> newest = ReadCosigned(memory->substr(0, bytes), *key, key_);
  if (!newest.ok()) return newest.status();
  logs_.back().newest = *std::move(newest);
  memory->remove_prefix(bytes);
  return absl::OkStatus();
}

std::string Witness::ToString() const {
  std::string memory = absl::StrCat(kFirstLine, key_.ToString(), "\n");
  for (const WatchedLog& log : logs_) {
    const std::string note = log.newest ? log.newest->note.ToString() : "";
    absl::StrAppend(&memory, "log ", log.key.ToString(), " ", note.size(), "\n", note);
  }
  return memory;
}

absl::Status Witness::Watch(const VerifierKey& log) {
  if (log.type() != NoteKeyType::kEd25519)
    return Refuse(absl::StatusCode::kInvalidArgument, "key.not-of-a-log",
                  "found the key of a witness, wanted that of the log, as `tranche key show` prints it");
  if (log.public_key() == key_.public_key())
    return Refuse(absl::StatusCode::kInvalidArgument, "witness.own-key",
                  "this is the key of the witness itself: a log is no witness of itself");
  const auto place = std::lower_bound(logs_.begin(), logs_.end(), log.name(), IsBefore);
  const bool is_watched = place != logs_.end() && place->key.name() == log.name();
  if (is_watched && place->key.ToString() != log.ToString())
    return Refuse(
        kFailed, "witness.other-key",
        "this witness watches the log {log} under the key {known}, and changes the key of no log: whoever has "
        "another one could sign another history under it; if the operator of the log has a new key, make a "
        "new witness for it",
        {TextField("log", log.name()), TextField("known", place->key.ToString())});
  if (!is_watched) logs_.insert(place, WatchedLog{log, std::nullopt});
  return absl::OkStatus();
}

// Whoever gives a witness an old copy of its memory makes it sign a second history. It shows when what it is given
// bears a signature that it does not remember.
absl::Status Witness::CheckMemory(const SignedNote& note, const Checkpoint& checkpoint, const WatchedLog& log) const {
  const bool is_known = log.newest && checkpoint.size <= log.size();
  if (is_known || !key_.Check(note).ok()) return absl::OkStatus();
  return Adding(
      Refuse(kLost, "witness.forgot",
             "this witness has signed the checkpoint of {size} event{size:s} of the log {log} before, and "
             "remembers only one of {known}: its memory was lost, or an old copy was put in its place; nothing "
             "was signed",
             Sizes(log, checkpoint.size)),
      "it must not sign any more, because it cannot know what else it has signed: make a new witness, and give "
      "its public key to those who check");
}

absl::StatusOr<SignedNote> Witness::Cosign(const SignedNote& note, const Growth& growth, const SigningKey& key,
                                           absl::Time now) {
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note.text);
  if (!checkpoint.ok()) return checkpoint.status();
  const auto log = std::lower_bound(logs_.begin(), logs_.end(), checkpoint->origin, IsBefore);
  if (log == logs_.end() || log->key.name() != checkpoint->origin)
    return Refuse(
        absl::StatusCode::kNotFound, "witness.unknown-log",
        "this witness does not watch the log {log}; nothing was signed; if it is to, get the public key of the "
        "log from its operator in person, and give it to `tranche witness watch`",
        {TextField("log", storage::Excerpt(checkpoint->origin))});
  if (absl::Status by_log = log->key.Check(note).status(); !by_log.ok())
    return Adding(by_log, "the log has not signed this checkpoint, so neither did the witness");
  if (absl::Status remembers = CheckMemory(note, *checkpoint, *log); !remembers.ok()) return remembers;
  if (absl::Status follows = CheckFollows(*log, note, *checkpoint, growth); !follows.ok()) return follows;
  if (now < absl::UnixEpoch() || now > LastInstant())
    return Refuse(kFailed, "witness.clock", "the clock of this machine is before 1970 or after 9999: set it");

  const NoteSignature signature = key.Cosign(key_.name(), note.text, now);
  TRANCHE_CHECK(signature.key_id == key_.id(), "cosigned with another key than that of the witness");
  SignedNote cosigned = {note.text, {}};
  SignedNote kept = {note.text, {}};
  for (const NoteSignature& each : note.signatures) {
    if (each.key_name == key_.name() && each.key_id == key_.id()) continue;
    cosigned.signatures.push_back(each);
    if (each.key_name == log->key.name() && each.key_id == log->key.id()) kept.signatures.push_back(each);
  }
  cosigned.signatures.push_back(signature);
  kept.signatures.push_back(signature);
  if (!SignedNote::Parse(cosigned.ToString()).ok())
    return Refuse(kFailed, "witness.note-full",
                  "the checkpoint has no room for another signature; nothing was signed; leave those of others away");
  log->newest = WatchedLog::Cosigned{*checkpoint, std::move(kept), absl::FromUnixSeconds(absl::ToUnixSeconds(now))};
  return cosigned;
}

}  // namespace tranche
