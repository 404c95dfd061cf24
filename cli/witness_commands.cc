// witness: what cosigns checkpoints of logs that have only grown. No ledger is needed.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/field_files.h"
#include "cli/output.h"
#include "cli/session.h"
#include "events/refusal.h"
#include "reports/proof_tables.h"
#include "service/witnesses.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

absl::Duration WaitOf(const Arguments& arguments) { return absl::Seconds(arguments.wait_seconds); }

// After --lang alone: a witness is of no ledger.
Reader ReaderOfWitness(const Arguments& arguments) { return {LanguageOf(arguments), 0}; }

Outcome PrintReport(const v1::WitnessReport& report, const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOfWitness(arguments);
  const absl::Status printed =
      PrintAnswer(report, {WitnessTable(report, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome PrintLine(const std::string& text, const Console& console) {
  if (absl::Status printed = PrintText(text, console); !printed.ok()) return printed;
  return kExitDone;
}

// For people it is the note, byte for byte: what goes back to the operator of the log.
Outcome PrintCosigned(const v1::PublishedCheckpoint& checkpoint, const Arguments& arguments, const Console& console) {
  if (arguments.format == OutputFormat::kTable) return PrintLine(checkpoint.note(), console);
  if (arguments.format == OutputFormat::kJson) return PrintLine(ToJson(checkpoint), console);
  v1::CheckpointList list;
  *list.add_checkpoints() = checkpoint;
  return PrintLine(RenderCsv(CheckpointsTable(list, ReaderOfWitness(arguments))), console);
}

}  // namespace

Outcome RunWitnessInit(const Arguments& arguments, const Console& console) {
  v1::InitWitnessRequest request;
  request.set_directory(arguments.file);
  request.set_name(*arguments.key_name);
  const absl::StatusOr<v1::WitnessReport> report = InitWitness(request, WaitOf(arguments));
  if (!report.ok()) return report.status();
  const Outcome printed = arguments.format == OutputFormat::kTable
                              ? PrintLine(absl::StrCat(report->public_key(), "\n"), console)
                              : PrintReport(*report, arguments, console);
  return AfterDoing(printed, "the witness was made, `tranche witness status` shows its public key");
}

Outcome RunWitnessWatch(const Arguments& arguments, const Console& console) {
  FieldFiles files;
  absl::StatusOr<std::string> key = files.ReadPublicKey("log_key", *arguments.log_key);
  if (!key.ok()) return key.status();
  v1::WatchLogRequest request;
  request.set_directory(arguments.file);
  request.set_log_key(*std::move(key));
  const absl::StatusOr<v1::WitnessReport> report = MakeWitnessWatch(request, WaitOf(arguments));
  if (!report.ok()) return files.Naming(report.status());
  return AfterDoing(PrintReport(*report, arguments, console), "the log is watched");
}

Outcome RunWitnessCosign(const Arguments& arguments, const Console& console) {
  absl::StatusOr<std::string> note = storage::ReadExistingFile(*arguments.checkpoint);
  if (!note.ok()) return note.status();
  v1::CosignCheckpointRequest request;
  request.set_directory(arguments.file);
  request.set_note(*std::move(note));
  FieldFiles files;
  if (arguments.proof) {
    absl::StatusOr<std::string> proof = files.Read("proof", *arguments.proof);
    if (!proof.ok()) return proof.status();
    request.set_proof(*std::move(proof));
  }
  const absl::StatusOr<v1::PublishedCheckpoint> cosigned = CosignCheckpoint(request, &console.clock, WaitOf(arguments));
  if (!cosigned.ok())
    return Within("{file}", {TextField("file", *arguments.checkpoint)}, files.Naming(cosigned.status()));
  return AfterDoing(PrintCosigned(*cosigned, arguments, console),
                    "the cosignature was made and is remembered, the same command prints another one");
}

Outcome RunWitnessStatus(const Arguments& arguments, const Console& console) {
  v1::ShowWitnessRequest request;
  request.set_directory(arguments.file);
  const absl::StatusOr<v1::WitnessReport> report = ShowWitness(request);
  if (!report.ok()) return report.status();
  return PrintReport(*report, arguments, console);
}

}  // namespace tranche
