// key, checkpoint, prove, check-proof: what an auditor checks without the ledger.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/field_files.h"
#include "cli/output.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "cli/trust.h"
#include "events/refusal.h"
#include "proof/add_checkpoint.h"
#include "proof/check_proof.h"
#include "proof/gzip.h"
#include "proof/key_file.h"
#include "reports/proof_tables.h"
#include "service/keys.h"
#include "service/proofs.h"
#include "service/request_field.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

Outcome Print(const std::string& text, const Console& console) {
  if (absl::Status printed = PrintText(text, console); !printed.ok()) return printed;
  return kExitDone;
}

// For people a checkpoint is the note itself, byte for byte: what they publish.
template <typename Response>
Outcome PrintCheckpoint(const absl::StatusOr<Response>& response, const Session& session, const Arguments& arguments,
                        const Console& console) {
  if (!response.ok()) return response.status();
  const v1::PublishedCheckpoint& checkpoint = response->checkpoint();
  if (arguments.format == OutputFormat::kTable) return Print(checkpoint.note(), console);
  if (arguments.format == OutputFormat::kJson) return Print(ToJson(checkpoint), console);
  v1::CheckpointList list;
  *list.add_checkpoints() = checkpoint;
  return Print(RenderCsv(CheckpointsTable(list, session.reader())), console);
}

Outcome ListAll(const Session& session, const Arguments& arguments, const Console& console) {
  const absl::StatusOr<v1::ListCheckpointsResponse> answer = session.service().ListCheckpoints({});
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->list(), {CheckpointsTable(answer->list(), session.reader())},
                                           session.style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const Session& session, const Arguments& arguments) {
  if (arguments.witnesses.size() != 1) return MissingField("witness_key", "the public key of the one who signed");
  FieldFiles files;
  absl::StatusOr<std::string> witness = files.ReadPublicKey("witness_key", arguments.witnesses.front());
  if (!witness.ok()) return witness.status();
  absl::StatusOr<std::string> note = files.Read("note", *arguments.cosigned);
  if (!note.ok()) return note.status();
  v1::AddCosignatureRequest request;
  request.set_witness_key(*std::move(witness));
  request.set_note(*std::move(note));
  absl::StatusOr<v1::AddCosignatureResponse> added = session.service().AddCosignature(request);
  if (!added.ok()) return files.Naming(added.status());
  return added;
}

absl::StatusOr<v1::CheckProofRequest> CheckRequestOf(const Arguments& arguments, FieldFiles* files) {
  v1::CheckProofRequest request;
  request.set_file(arguments.file);
  if (absl::Status read = ReadTrustInto(arguments, files, &request); !read.ok()) return read;
  absl::StatusOr<std::string> proof = storage::ReadExistingFile(arguments.file);
  if (!proof.ok()) return proof.status();
  request.set_proof(*std::move(proof));
  return request;
}

template <typename Response>
Outcome PrintProof(const absl::StatusOr<Response>& response, const Arguments& arguments, const Console& console) {
  if (!response.ok()) return response.status();
  const std::string json = ProofToJson(response->proof());
  return Print(arguments.gzip ? Gzip(json) : json, console);
}

// line  what a person, or a file, gets: a line of its own.
Outcome PrintKey(const v1::KeyReport& report, const std::string& line, const Arguments& arguments,
                 const Console& console) {
  if (arguments.format == OutputFormat::kTable) return Print(absl::StrCat(line, "\n"), console);
  if (arguments.format == OutputFormat::kJson) return Print(ToJson(report), console);
  return Print(RenderCsv(KeyTable(report)), console);
}

// The public key of a private key file, as `actor register --public-key` takes it: base64.
absl::StatusOr<std::string> PublicKeyOfActor(const std::string& file) {
  const absl::StatusOr<SigningKey> key = ReadKeyFile(file);
  if (!key.ok()) return key.status();
  return absl::Base64Escape(key->PublicKey(NoteKeyType::kEd25519, "actor").public_key());
}

}  // namespace

Outcome RunKeyGenerate(const Arguments& arguments, const Console& console) {
  v1::GenerateKeyRequest request;
  request.set_file(*arguments.key_file);
  const absl::StatusOr<v1::KeyReport> report = GenerateKey(request);
  if (!report.ok()) return report.status();
  const absl::StatusOr<std::string> public_key = PublicKeyOfActor(report->file());
  if (!public_key.ok()) return public_key.status();
  const std::string lines = absl::StrCat(report->file(), "\n", *public_key);
  return AfterDoing(PrintKey(*report, lines, arguments, console), "the key was written");
}

Outcome RunKeyShow(const Arguments& arguments, const Console& console) {
  if (arguments.key_name && !arguments.key_file)
    return Refuse(absl::StatusCode::kInvalidArgument, "key-show.half",
                  "--name is of a witness's key: wanted --file with it, or neither for the key of the ledger");
  if (arguments.key_file && !arguments.key_name) {
    const absl::StatusOr<std::string> public_key = PublicKeyOfActor(*arguments.key_file);
    if (!public_key.ok()) return public_key.status();
    v1::KeyReport report;
    report.set_file(*arguments.key_file);
    report.set_public_key(*public_key);
    return PrintKey(report, *public_key, arguments, console);
  }
  if (arguments.key_file) {
    v1::ShowKeyRequest request;
    request.set_file(*arguments.key_file);
    request.set_name(*arguments.key_name);
    const absl::StatusOr<v1::KeyReport> report = ShowWitnessKey(request);
    if (!report.ok()) return report.status();
    return PrintKey(*report, report->public_key(), arguments, console);
  }
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<v1::GetPublicKeyResponse> answer = session->service().GetPublicKey({});
  if (!answer.ok()) return answer.status();
  v1::KeyReport report;
  report.set_public_key(answer->key());
  return PrintKey(report, report.public_key(), arguments, console);
}

Outcome RunCheckpoint(const Arguments& arguments, const Console& console) {
  const bool reads = arguments.list || arguments.size;
  const absl::StatusOr<Session> session =
      Session::Open(arguments, console, reads ? Ledger::Access::kReadOnly : Ledger::Access::kWrite);
  if (!session.ok()) return session.status();
  if (arguments.list) return ListAll(*session, arguments, console);
  if (arguments.size) {
    v1::GetCheckpointRequest request;
    request.set_size(*arguments.size);
    return PrintCheckpoint(session->service().GetCheckpoint(request), *session, arguments, console);
  }
  if (arguments.cosigned) return PrintCheckpoint(AddCosignature(*session, arguments), *session, arguments, console);
  v1::PublishCheckpointRequest request;
  request.set_actor(ActorOf(arguments));
  request.set_clock_is_right(arguments.clock_is_right);
  FieldFiles files;
  if (arguments.newest_published) {
    absl::StatusOr<std::string> note = files.Read("newest_published", *arguments.newest_published);
    if (!note.ok()) return note.status();
    request.set_newest_published(*std::move(note));
  }
  if (arguments.given_up) request.set_given_up(*arguments.given_up);
  const absl::StatusOr<v1::PublishCheckpointResponse> published = session->service().PublishCheckpoint(request);
  if (!published.ok()) return files.Naming(published.status());
  return AfterDoing(
      PrintCheckpoint(published, *session, arguments, console),
      "the checkpoint of {size} event{size:s} was published, `tranche checkpoint --size {size}` prints it again",
      {NumberField("size", published->checkpoint().size())});
}

Outcome RunProveEvent(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ProveEventRequest request;
  request.set_sequence(arguments.sequence);
  return PrintProof(session->service().ProveEvent(request), arguments, console);
}

Outcome RunProveConsistency(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ProveConsistencyRequest request;
  // From no events nothing is proved: then of a proof only its checkpoint counts.
  const bool is_first = arguments.for_witness && arguments.from_size == 0;
  request.set_from_size(is_first ? 1 : arguments.from_size);
  if (arguments.to_size) request.set_to_size(*arguments.to_size);
  const absl::StatusOr<v1::ProveConsistencyResponse> answer = session->service().ProveConsistency(request);
  if (!arguments.for_witness) return PrintProof(answer, arguments, console);
  if (!answer.ok()) return answer.status();
  return Print(is_first ? AddFirstCheckpointBody(answer->proof().checkpoint()) : AddCheckpointBody(answer->proof()),
               console);
}

Outcome RunProveBalance(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::ProveBalanceRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.set_sums_only(arguments.sums_only);
  return PrintProof(session->service().ProveBalance(request), arguments, console);
}

Outcome RunCheckProof(const Arguments& arguments, const Console& console) {
  FieldFiles files;
  const absl::StatusOr<v1::CheckProofRequest> request = CheckRequestOf(arguments, &files);
  if (!request.ok()) return request.status();
  const absl::StatusOr<v1::ProofReport> report = CheckAProof(*request);
  if (!report.ok()) return files.Naming(report.status());
  const Reader reader = {LanguageOf(arguments), 0};
  const absl::Status printed =
      PrintAnswer(*report, {ProofTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace tranche
