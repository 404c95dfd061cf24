#include "service/proofs.h"

#include <optional>
#include <utility>
#include <vector>

#include "events/instant.h"
#include "events/refusal.h"
#include "ledger/authority.h"
#include "proof/check_proof.h"
#include "proof/checkpoint.h"
#include "proof/key_file.h"
#include "proof/prove.h"
#include "proof/publish_checkpoint.h"
#include "proof/published_checkpoints.h"
#include "service/question_text.h"
#include "service/request_field.h"

namespace tranche {
namespace {

absl::StatusOr<VerifierKey> ReadLogKey(const std::string& text) {
  absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
  if (!key.ok() || key->type() == NoteKeyType::kEd25519) return key;
  return Refuse(absl::StatusCode::kInvalidArgument, "key.not-of-a-log",
                "found the key of a witness, wanted that of the log, as `tranche key show` prints it");
}

// log_key  of the log that the witness is to watch, if it is known: a log is no witness of itself.
absl::StatusOr<VerifierKey> ReadWitnessKey(const std::string& text, const std::optional<VerifierKey>& log_key) {
  absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
  if (!key.ok()) return key;
  const bool is_of_log = log_key && log_key->public_key() == key->public_key();
  if (key->type() == NoteKeyType::kCosignature && !is_of_log) return key;
  return Refuse(absl::StatusCode::kInvalidArgument, "key.not-of-a-witness",
                "found the key of a log, wanted that of a witness, as `tranche key show --file FILE --name NAME` "
                "prints it; a log is no witness of itself");
}

template <typename Value>
absl::StatusOr<Value> At(absl::string_view field, absl::StatusOr<Value> value) {
  if (!value.ok()) return AtField(field, value.status());
  return value;
}

absl::StatusOr<SignedNote> ReadNote(absl::string_view field, const std::string& text) {
  absl::StatusOr<SignedNote> note = SignedNote::Parse(text);
  if (!note.ok()) return AtField(field, note.status());
  return note;
}

v1::PublishedCheckpoint ToProto(const PublishedCheckpoint& published) {
  v1::PublishedCheckpoint proto;
  proto.set_origin(published.checkpoint.origin);
  proto.set_size(published.checkpoint.size);
  proto.set_root(std::string(ToBytes(published.checkpoint.root)));
  for (const NoteSignature& signature : published.note.signatures) proto.add_signed_by(signature.key_name);
  proto.set_note(published.note.ToString());
  return proto;
}

absl::StatusOr<SigningKey> ReadLedgerKey(const ServedLedger& open) {
  const std::string path = LedgerKeyPath(open.ledger().directory());
  absl::StatusOr<SigningKey> key = ReadKeyFile(path);
  if (absl::IsInvalidArgument(key.status()))
    return Adding(WithCode(absl::StatusCode::kDataLoss, key.status()), "put it back from where it is kept");
  if (key.ok() || !absl::IsNotFound(key.status())) return key;
  return Refuse(absl::StatusCode::kFailedPrecondition, "key.missing",
                "there is no file {path}: put it back from where it is kept, or make a new one with `tranche key "
                "generate --file {path}` and give its public key to those who check",
                {TextField("path", path)});
}

// Of a checkpoint that needs no new event: what it signs was recorded by others.
absl::Status CheckMayPublish(const std::string& actor, const ServedLedger& open) {
  const ReadView view = open.ledger().View();
  const auto catalogue = view.CatalogueAt(view.head());
  if (!catalogue.ok()) return catalogue.status();
  v1::Event balance_root;
  balance_root.mutable_balances_committed();
  return Authority(*catalogue, actor, open.Today()).Take(balance_root, view.log());
}

// A signature that is missing is something that a check found, not input that failed.
absl::Status AsFinding(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kNotFound) return status;
  return WithCode(absl::StatusCode::kFailedPrecondition, status);
}

}  // namespace

absl::StatusOr<v1::PublishedCheckpoint> Publish(const v1::PublishCheckpointRequest& request, const ServedLedger& open) {
  if (request.within_grants()) {
    if (absl::Status may = CheckMayPublish(request.actor(), open); !may.ok()) return may;
  }
  const absl::StatusOr<SigningKey> key = ReadLedgerKey(open);
  if (!key.ok()) return key.status();
  PublishedBefore before;
  if (request.has_newest_published()) {
    absl::StatusOr<SignedNote> note = ReadNote("newest_published", request.newest_published());
    if (!note.ok()) return note.status();
    before.newest = *std::move(note);
  }
  if (request.has_given_up()) before.given_up = request.given_up();
  const auto published = PublishCheckpoint(*key, request.actor(), open.Today(), &open.ledger(), before,
                                           request.clock_is_right(), request.within_grants());
  if (!published.ok()) return published.status();
  return ToProto(*published);
}

absl::StatusOr<v1::CheckpointList> ListPublished(const ServedLedger& open) {
  const auto published = ListCheckpoints(open.ledger().database());
  if (!published.ok()) return published.status();
  v1::CheckpointList list;
  for (const PublishedCheckpoint& each : *published) *list.add_checkpoints() = ToProto(each);
  return list;
}

absl::StatusOr<v1::PublishedCheckpoint> FindPublished(const v1::GetCheckpointRequest& request,
                                                      const ServedLedger& open) {
  const auto published = FindCheckpoint(open.ledger().database(), request.size());
  if (!published.ok()) return published.status();
  if (published->has_value()) return ToProto(**published);
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "checkpoint.unknown",
      "no checkpoint of {size} event{size:s} was published; `tranche checkpoint --list` shows those that were",
      {NumberField("size", request.size())});
}

absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest& request,
                                                          const ServedLedger& open) {
  const absl::StatusOr<VerifierKey> witness = At("witness_key", ReadWitnessKey(request.witness_key(), std::nullopt));
  if (!witness.ok()) return witness.status();
  const absl::StatusOr<SignedNote> note = ReadNote("note", request.note());
  if (!note.ok()) return note.status();
  const absl::StatusOr<Cosignature> kept = KeepCosignature(*note, *witness, &open.ledger());
  if (!kept.ok()) return AsFinding(kept.status());
  v1::GetCheckpointRequest size;
  size.set_size(Checkpoint::Parse(note->text)->size);
  absl::StatusOr<v1::PublishedCheckpoint> published = FindPublished(size, open);
  if (!published.ok()) return published.status();
  v1::AddCosignatureResponse response;
  *response.mutable_checkpoint() = *std::move(published);
  *response.mutable_signed_at() = ToTimestamp(kept->signed_at);
  response.set_is_new(kept->is_new);
  return response;
}

absl::StatusOr<std::string> ShowPublicKey(const ServedLedger& open) {
  const absl::StatusOr<SigningKey> key = ReadLedgerKey(open);
  if (!key.ok()) return key.status();
  return key->PublicKey(NoteKeyType::kEd25519, OriginOf(open.terms())).ToString();
}

absl::StatusOr<v1::Proof> ProveAnEvent(const v1::ProveEventRequest& request, const ServedLedger& open) {
  const auto published = ListCheckpoints(open.ledger().database());
  if (!published.ok()) return published.status();
  return ProveEvent(open.ledger().View(), *published, request.sequence());
}

absl::StatusOr<v1::Proof> ProveGrowth(const v1::ProveConsistencyRequest& request, const ServedLedger& open) {
  const auto published = ListCheckpoints(open.ledger().database());
  if (!published.ok()) return published.status();
  const Sequence newest = published->empty() ? open.ledger().head() : published->back().checkpoint.size;
  const Sequence to = request.has_to_size() ? request.to_size() : newest;
  return ProveConsistency(open.ledger().View(), *published, request.from_size(), to);
}

absl::StatusOr<v1::Proof> ProveABalance(const v1::ProveBalanceRequest& request, const ServedLedger& open) {
  const auto published = ListCheckpoints(open.ledger().database());
  if (!published.ok()) return published.status();
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  absl::StatusOr<Question> question = ReadQuestion(request.question(), nullptr, *moment);
  if (!question.ok()) return question.status();
  if (!request.question().has_known_at() && !published->empty()) question->known_at = published->back().checkpoint.size;
  const BalanceForm form = request.sums_only() ? BalanceForm::kSumsOnly : BalanceForm::kWithEvents;
  return ProveBalance(moment->view(), open.ledger().database(), *published, *question, form);
}

absl::StatusOr<Trust> ReadTrust(const v1::CheckProofRequest& request) {
  Trust trust;
  if (request.has_log_key()) {
    const absl::StatusOr<VerifierKey> key = At("log_key", ReadLogKey(request.log_key()));
    if (!key.ok()) return key.status();
    trust.log_key = *key;
  }
  for (int i = 0; i < request.witness_keys_size(); ++i) {
    const absl::StatusOr<VerifierKey> key = ReadWitnessKey(request.witness_keys(i), trust.log_key);
    if (!key.ok())
      return AtField("witness_keys", Within("key {key_number}",
                                            {NumberField(kWitnessNumber, static_cast<uint64_t>(i) + 1)}, key.status()));
    trust.witnesses.push_back(*key);
  }
  if (request.has_checkpoint()) {
    const absl::StatusOr<SignedNote> note = ReadNote("checkpoint", request.checkpoint());
    if (!note.ok()) return note.status();
    const absl::StatusOr<Checkpoint> checkpoint = At("checkpoint", Checkpoint::Parse(note->text));
    if (!checkpoint.ok()) return checkpoint.status();
    if (checkpoint->ToText() != note->text)
      return AtField("checkpoint", Refuse(absl::StatusCode::kInvalidArgument, "checkpoint.unknown-lines",
                                          "the checkpoint has lines that no log of this kind writes"));
    trust.checkpoint = *note;
  }
  return trust;
}

absl::StatusOr<v1::ProofReport> CheckAProof(const v1::CheckProofRequest& request) {
  const absl::StatusOr<Trust> trust = ReadTrust(request);
  if (!trust.ok()) return trust.status();
  const absl::StatusOr<v1::Proof> proof = ParseProof(request.proof());
  const absl::StatusOr<v1::ProofReport> report = proof.ok() ? CheckProof(*proof, *trust) : proof.status();
  if (report.ok()) return report;
  // In a file that has the form of a proof, whatever cannot be read is something that the check found.
  const absl::Status found =
      proof.ok() ? WithCode(absl::StatusCode::kFailedPrecondition, report.status()) : report.status();
  return Within("{file}", {TextField("file", request.file().empty() ? "proof" : request.file())}, found);
}

}  // namespace tranche
