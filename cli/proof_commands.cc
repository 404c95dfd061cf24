// key, checkpoint, prove, check-proof: what an auditor checks without the ledger.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/record_arguments.h"
#include "cli/session.h"
#include "events/refusal.h"
#include "proof/check_proof.h"
#include "proof/key_file.h"
#include "proof/prove.h"
#include "proof/published_checkpoints.h"
#include "reports/proof_tables.h"
#include "storage/excerpt.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

// A public key as it is, or the file that has it. What was to be a key is never printed, a private one by mistake least
// of all.
absl::StatusOr<VerifierKey> ReadPublicKey(absl::string_view option, const std::string& text) {
  const bool is_key = absl::StrContains(text, '+') || storage::LooksLikePrivateKey(text);
  if (is_key) {
    absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
    if (!key.ok()) return AtOption(option, key.status());
    return key;
  }
  const absl::StatusOr<std::string> content = storage::ReadExistingFile(text);
  if (!content.ok()) return AtOption(option, content.status());
  absl::StatusOr<VerifierKey> key = VerifierKey::Parse(*content);
  if (!key.ok()) return AtOption(option, Within("{file}", {TextField("file", text)}, key.status()));
  return key;
}

absl::StatusOr<SignedNote> ReadNote(absl::string_view option, const std::string& path) {
  const absl::StatusOr<std::string> content = storage::ReadExistingFile(path);
  if (!content.ok()) return AtOption(option, content.status());
  absl::StatusOr<SignedNote> note = SignedNote::Parse(*content);
  if (!note.ok()) return AtOption(option, Within("{file}", {TextField("file", path)}, note.status()));
  return note;
}

Outcome Written(const std::string& text, const Console& console) {
  console.out << text;
  console.out.flush();
  if (!console.out) return absl::UnavailableError("the output could not be written");
  return kExitDone;
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

// For people a checkpoint is the note itself, byte for byte: what they publish.
Outcome PrintCheckpoint(const PublishedCheckpoint& published, const Session& session, const Arguments& arguments,
                        const Console& console) {
  if (arguments.format == OutputFormat::kTable) return Written(published.note.ToString(), console);
  v1::CheckpointList list;
  *list.add_checkpoints() = ToProto(published);
  if (arguments.format == OutputFormat::kJson) return Written(ToJson(list.checkpoints(0)), console);
  return Written(RenderCsv(CheckpointsTable(list, session.reader())), console);
}

Outcome ListAll(const Session& session, const Arguments& arguments, const Console& console) {
  const auto published = ListCheckpoints(session.ledger().database());
  if (!published.ok()) return published.status();
  v1::CheckpointList list;
  for (const PublishedCheckpoint& each : *published) *list.add_checkpoints() = ToProto(each);
  const absl::Status printed =
      PrintAnswer(list, {CheckpointsTable(list, session.reader())},
                  MakeTableStyle(arguments, console, session.locale(), session.currency()), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome PrintAgain(uint64_t size, const Session& session, const Arguments& arguments, const Console& console) {
  const auto published = FindCheckpoint(session.ledger().database(), size);
  if (!published.ok()) return published.status();
  if (published->has_value()) return PrintCheckpoint(**published, session, arguments, console);
  return absl::FailedPreconditionError(absl::StrCat(
      "no checkpoint of ", size, " events was published; `tranche checkpoint --list` shows those that were"));
}

Outcome AddCosignature(const Session& session, const Arguments& arguments, const Console& console) {
  if (arguments.witnesses.size() != 1)
    return absl::InvalidArgumentError("--witness: wanted the public key of the one who signed");
  const absl::StatusOr<VerifierKey> witness = ReadPublicKey("witness", arguments.witnesses.front());
  if (!witness.ok()) return witness.status();
  const absl::StatusOr<SignedNote> note = ReadNote("cosigned", *arguments.cosigned);
  if (!note.ok()) return note.status();
  const absl::StatusOr<Cosignature> kept = KeepCosignature(*note, *witness, &session.ledger().database());
  if (!kept.ok()) return kept.status();
  return PrintAgain(Checkpoint::Parse(note->text)->size, session, arguments, console);
}

absl::StatusOr<SigningKey> ReadLedgerKey(const Arguments& arguments) {
  absl::StatusOr<SigningKey> key = ReadKeyFile(LedgerKeyPath(arguments.ledger));
  if (key.ok() || key.status().code() != absl::StatusCode::kNotFound) return key;
  return absl::FailedPreconditionError(
      absl::StrCat(key.status().message(),
                   ": put it back from where it is kept, or make a new one with `tranche key "
                   "generate --file ",
                   LedgerKeyPath(arguments.ledger), "` and tell those who check"));
}

absl::StatusOr<Trust> ReadTrust(const Arguments& arguments) {
  Trust trust;
  if (arguments.log_key) {
    const absl::StatusOr<VerifierKey> key = ReadPublicKey("key", *arguments.log_key);
    if (!key.ok()) return key.status();
    trust.log_key = *key;
  }
  for (const std::string& text : arguments.witnesses) {
    const absl::StatusOr<VerifierKey> key = ReadPublicKey("witness", text);
    if (!key.ok()) return key.status();
    trust.witnesses.push_back(*key);
  }
  if (arguments.checkpoint) {
    const absl::StatusOr<SignedNote> note = ReadNote("checkpoint", *arguments.checkpoint);
    if (!note.ok()) return note.status();
    trust.checkpoint = *note;
  }
  return trust;
}

// A signature that is missing is something that a check found, not input that failed.
absl::Status AsFinding(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kNotFound) return status;
  return absl::FailedPreconditionError(status.message());
}

Outcome Print(const absl::StatusOr<v1::Proof>& proof, const Console& console) {
  if (!proof.ok()) return proof.status();
  return Written(ProofToJson(*proof), console);
}

}  // namespace

Outcome RunKeyGenerate(const Arguments& arguments, const Console& console) {
  const SigningKey key = SigningKey::Generate();
  if (absl::Status written = WriteKeyFile(key, *arguments.key_file); !written.ok()) return written;
  return AfterDoing(Written(absl::StrCat(*arguments.key_file, "\n"), console), "the key was written");
}

Outcome RunKeyShow(const Arguments& arguments, const Console& console) {
  if (arguments.key_file.has_value() != arguments.key_name.has_value())
    return absl::InvalidArgumentError("--file and --name: wanted both, or neither for the key of the ledger");
  if (arguments.key_file) {
    const absl::StatusOr<SigningKey> key = ReadKeyFile(*arguments.key_file);
    if (!key.ok()) return key.status();
    if (!IsKeyName(*arguments.key_name))
      return absl::InvalidArgumentError(
          absl::StrCat("--name: found \"", *arguments.key_name, "\", wanted a name without spaces and plus signs"));
    return Written(absl::StrCat(key->PublicKey(NoteKeyType::kCosignature, *arguments.key_name).ToString(), "\n"),
                   console);
  }
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<SigningKey> key = ReadLedgerKey(arguments);
  if (!key.ok()) return key.status();
  const VerifierKey shown = key->PublicKey(NoteKeyType::kEd25519, OriginOf(session->ledger().terms()));
  return Written(absl::StrCat(shown.ToString(), "\n"), console);
}

Outcome RunCheckpoint(const Arguments& arguments, const Console& console) {
  const bool reads = arguments.list || arguments.size;
  const absl::StatusOr<Session> session =
      Session::Open(arguments, console, reads ? Ledger::Access::kReadOnly : Ledger::Access::kWrite);
  if (!session.ok()) return session.status();
  if (arguments.list) return ListAll(*session, arguments, console);
  if (arguments.size) return PrintAgain(*arguments.size, *session, arguments, console);
  if (arguments.cosigned) return AddCosignature(*session, arguments, console);
  const absl::StatusOr<SigningKey> key = ReadLedgerKey(arguments);
  if (!key.ok()) return key.status();
  const auto published = PublishCheckpoint(*key, ActorOf(arguments), session->today(), &session->ledger());
  if (!published.ok()) return published.status();
  return AfterDoing(PrintCheckpoint(*published, *session, arguments, console),
                    "the checkpoint of {size} events was published, `tranche checkpoint --size {size}` prints it again",
                    {NumberField("size", published->checkpoint.size)});
}

Outcome RunProveEvent(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const auto published = ListCheckpoints(session->ledger().database());
  if (!published.ok()) return published.status();
  return Print(ProveEvent(session->ledger().View(), *published, arguments.sequence), console);
}

Outcome RunProveConsistency(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const auto published = ListCheckpoints(session->ledger().database());
  if (!published.ok()) return published.status();
  const Sequence newest = published->empty() ? session->ledger().head() : published->back().checkpoint.size;
  const Sequence to = arguments.to_size.value_or(newest);
  return Print(ProveConsistency(session->ledger().View(), *published, arguments.from_size, to), console);
}

Outcome RunProveBalance(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const auto published = ListCheckpoints(session->ledger().database());
  if (!published.ok()) return published.status();
  absl::StatusOr<Question> question = session->ReadQuestion();
  if (!question.ok()) return question.status();
  if (!arguments.known_at && !published->empty()) {
    const absl::StatusOr<Sequence> committed = NewestCommitted(session->ledger().View(), published->back());
    if (!committed.ok()) return committed.status();
    question->known_at = *committed;
  }
  return Print(ProveBalance(session->ledger().View(), *published, *question), console);
}

Outcome RunCheckProof(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Trust> trust = ReadTrust(arguments);
  if (!trust.ok()) return trust.status();
  const absl::StatusOr<std::string> json = storage::ReadExistingFile(arguments.file);
  if (!json.ok()) return json.status();
  const absl::StatusOr<v1::Proof> proof = ParseProof(*json);
  const absl::StatusOr<v1::ProofReport> report = proof.ok() ? CheckProof(*proof, *trust) : proof.status();
  if (!report.ok()) {
    const absl::Status finding = AsFinding(report.status());
    return absl::Status(finding.code(), absl::StrCat(arguments.file, ": ", finding.message()));
  }
  const Reader reader = {ParseLocale(arguments.lang.value_or("vi")).value_or(Locale::kVietnamese), 0};
  const absl::Status printed =
      PrintAnswer(*report, {ProofTable(*report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

}  // namespace tranche
