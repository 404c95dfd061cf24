#include "service/witnesses.h"

#include <optional>
#include <string>

#include "events/instant.h"
#include "events/refusal.h"
#include "proof/add_checkpoint.h"
#include "proof/check_proof.h"
#include "proof/witness_directory.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// "old ", a size of 20 digits; hashes of 44 characters; the empty line.
static_assert(kAddCheckpointBytesMax >= SignedNote::kBytesMax + 25 + AddCheckpointRequest::kHashesMax * 45 + 1);

v1::WitnessReport ReportOf(const Witness& witness) {
  v1::WitnessReport report;
  report.set_public_key(witness.key().ToString());
  for (const WatchedLog& log : witness.logs()) {
    v1::WatchedLog* watched = report.add_logs();
    watched->set_origin(log.key.name());
    watched->set_log_key(log.key.ToString());
    if (!log.newest) continue;
    watched->set_size(log.size());
    watched->set_root(std::string(ToBytes(log.newest->checkpoint.root)));
    *watched->mutable_cosigned_at() = ToTimestamp(log.newest->signed_at);
    watched->set_note(log.newest->note.ToString());
  }
  return report;
}

absl::StatusOr<v1::WitnessReport> ReportOf(const absl::StatusOr<Witness>& witness) {
  if (!witness.ok()) return witness.status();
  return ReportOf(*witness);
}

}  // namespace

absl::StatusOr<v1::WitnessReport> InitWitness(const v1::InitWitnessRequest& request, absl::Duration wait) {
  if (!IsKeyName(request.name()))
    return AtField("name", Refuse(absl::StatusCode::kInvalidArgument, "key-name.wrong",
                                  "found \"{found}\", wanted a name without spaces and plus signs",
                                  {TextField("found", request.name())}));
  return ReportOf(MakeWitness(request.directory(), request.name(), wait));
}

absl::StatusOr<v1::WitnessReport> MakeWitnessWatch(const v1::WatchLogRequest& request, absl::Duration wait) {
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(request.log_key());
  if (!key.ok()) return AtField("log_key", key.status());
  const absl::StatusOr<Witness> witness = WatchLog(request.directory(), *key, wait);
  if (absl::IsInvalidArgument(witness.status())) return AtField("log_key", witness.status());
  return ReportOf(witness);
}

absl::StatusOr<v1::PublishedCheckpoint> CosignCheckpoint(const v1::CosignCheckpointRequest& request, Clock* clock,
                                                         absl::Duration wait) {
  const absl::StatusOr<SignedNote> note = SignedNote::Parse(request.note());
  if (!note.ok()) return note.status();
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note->text);
  if (!checkpoint.ok()) return checkpoint.status();
  std::optional<v1::Proof> proof;
  if (request.has_proof()) {
    absl::StatusOr<v1::Proof> read = ParseProof(request.proof());
    if (!read.ok()) return AtField("proof", read.status());
    proof = *std::move(read);
  }
  const absl::StatusOr<SignedNote> cosigned = CosignAsWitness(request.directory(), *note, proof, clock->Now(), wait);
  if (!cosigned.ok()) return cosigned.status();
  v1::PublishedCheckpoint answer;
  answer.set_origin(checkpoint->origin);
  answer.set_size(checkpoint->size);
  answer.set_root(std::string(ToBytes(checkpoint->root)));
  for (const NoteSignature& signature : cosigned->signatures) answer.add_signed_by(signature.key_name);
  answer.set_note(cosigned->ToString());
  return answer;
}

absl::StatusOr<std::string> AddCheckpoint(const std::string& directory, absl::string_view body, Clock* clock,
                                          absl::Duration wait) {
  const absl::StatusOr<AddCheckpointRequest> request = AddCheckpointRequest::Parse(body);
  if (!request.ok()) return request.status();
  const absl::StatusOr<SignedNote> cosigned =
      CosignAsWitness(directory, request->note, request->grown, clock->Now(), wait);
  if (!cosigned.ok()) return cosigned.status();
  return cosigned->signatures.back().ToLine();
}

absl::StatusOr<v1::WitnessReport> ShowWitness(const v1::ShowWitnessRequest& request) {
  return ReportOf(ReadWitness(request.directory()));
}

absl::StatusOr<v1::WitnessReport> ShowSigningWitness(const v1::ShowWitnessRequest& request) {
  return ReportOf(ReadSigningWitness(request.directory()));
}

}  // namespace tranche
