#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "events/check.h"
#include "events/hidden_characters.h"

namespace tranche {
namespace {

struct Command {
  Outcome (*run)(const Arguments&, const Console&);
  Writes writes;
};

constexpr std::pair<absl::string_view, Command> kCommands[] = {
    {"init", {RunInit, Writes::kTheLedger}},
    {"record", {RunRecord, Writes::kTheLedger}},
    {"reverse", {RunReverse, Writes::kTheLedger}},
    {"rules", {RunRules, Writes::kNothing}},
    {"rules adopt", {RunAdoptRules, Writes::kTheLedger}},
    {"actor register", {RunRegisterActor, Writes::kTheLedger}},
    {"actor list", {RunListActors, Writes::kNothing}},
    {"role grant", {RunGrantRole, Writes::kTheLedger}},
    {"role revoke", {RunRevokeRole, Writes::kTheLedger}},
    {"role list", {RunListRoles, Writes::kNothing}},
    {"carry-over", {RunCarryOver, Writes::kTheLedger}},
    {"close", {RunClose, Writes::kTheLedger}},
    {"handover", {RunHandover, Writes::kTheLedger}},
    {"reopen", {RunReopen, Writes::kTheLedger}},
    {"closings", {RunClosings, Writes::kNothing}},
    {"projects", {RunProjects, Writes::kNothing}},
    {"outputs", {RunOutputs, Writes::kNothing}},
    {"propose", {RunPropose, Writes::kTheLedger}},
    {"approve", {RunApprove, Writes::kTheLedger}},
    {"reject", {RunReject, Writes::kTheLedger}},
    {"proposals", {RunProposals, Writes::kNothing}},
    {"four-eyes on", {RunFourEyesOn, Writes::kTheLedger}},
    {"four-eyes off", {RunFourEyesOff, Writes::kTheLedger}},
    {"four-eyes status", {RunFourEyesStatus, Writes::kNothing}},
    {"import", {RunImport, Writes::kTheLedger}},
    {"balance", {RunBalance, Writes::kNothing}},
    {"explain", {RunExplain, Writes::kNothing}},
    {"restate", {RunRestate, Writes::kNothing}},
    {"events", {RunEvents, Writes::kNothing}},
    {"commitments", {RunCommitments, Writes::kNothing}},
    {"advances", {RunAdvances, Writes::kNothing}},
    {"report exceptions", {RunReportExceptions, Writes::kNothing}},
    {"units", {RunUnits, Writes::kNothing}},
    {"sources", {RunSources, Writes::kNothing}},
    {"areas", {RunAreas, Writes::kNothing}},
    {"replay", {RunReplay, Writes::kNothing}},
    {"reconcile", {RunReconcile, Writes::kNothing}},
    {"rebuild", {RunRebuild, Writes::kTheLedger}},
    {"verify", {RunVerify, Writes::kNothing}},
    {"status", {RunStatus, Writes::kNothing}},
    {"serve", {RunServe, Writes::kTheLedger}},
    {"demo", {RunDemo, Writes::kNothing}},
    {"generate", {RunGenerate, Writes::kTheLedger}},
    {"key generate", {RunKeyGenerate, Writes::kElsewhere}},
    {"key show", {RunKeyShow, Writes::kNothing}},
    {"checkpoint", {RunCheckpoint, Writes::kTheLedger}},
    {"prove event", {RunProveEvent, Writes::kNothing}},
    {"prove consistency", {RunProveConsistency, Writes::kNothing}},
    {"prove balance", {RunProveBalance, Writes::kNothing}},
    {"check-proof", {RunCheckProof, Writes::kNothing}},
    {"token issue", {RunTokenIssue, Writes::kElsewhere}},
    {"token bind-certificate", {RunTokenBindCertificate, Writes::kElsewhere}},
    {"token list", {RunTokenList, Writes::kNothing}},
    {"token revoke", {RunTokenRevoke, Writes::kElsewhere}},
    {"witness init", {RunWitnessInit, Writes::kElsewhere}},
    {"witness watch", {RunWitnessWatch, Writes::kElsewhere}},
    {"witness cosign", {RunWitnessCosign, Writes::kElsewhere}},
    {"witness serve", {RunWitnessServe, Writes::kElsewhere}},
    {"witness status", {RunWitnessStatus, Writes::kNothing}},
    {"backup", {RunBackup, Writes::kElsewhere}},
    {"restore", {RunRestore, Writes::kElsewhere}},
    {"export log", {RunExportLog, Writes::kNothing}},
    {"import log", {RunImportLog, Writes::kElsewhere}},
    {"cluster sql", {RunClusterSql, Writes::kNothing}},
    {"cluster check", {RunClusterCheck, Writes::kNothing}},
    {"cluster move-in", {RunClusterMoveIn, Writes::kTheLedger}},
    {"cluster move-out", {RunClusterMoveOut, Writes::kElsewhere}},
    {"cluster join", {RunClusterJoin, Writes::kElsewhere}},
    {"cluster status", {RunClusterStatus, Writes::kNothing}},
    {"cluster verify", {RunClusterVerify, Writes::kNothing}},
    {"cluster hand-over", {RunClusterHandOver, Writes::kElsewhere}},
    {"cluster archive", {RunClusterArchive, Writes::kElsewhere}},
};

const Command& CommandNamed(absl::string_view words) {
  const auto* const command =
      std::find_if(std::begin(kCommands), std::end(kCommands), [words](const auto& row) { return row.first == words; });
  TRANCHE_CHECK(command != std::end(kCommands), "the command line knows \"", words, "\", this table does not");
  return command->second;
}

}  // namespace

Writes WhatIsWritten(const std::string& command) { return CommandNamed(command).writes; }

int RunCommand(const Arguments& arguments, const Console& console) {
  const Command& command = CommandNamed(arguments.command);
  std::shared_ptr<const Catalogue> names;
  Console console_with_names = console;
  console_with_names.names = &names;
  const absl::Status actor = CheckNothingHidden("actor", arguments.actor.value_or(""));
  const Outcome outcome = actor.ok() ? command.run(arguments, console_with_names) : Outcome(actor);
  if (outcome.ok()) return *outcome;
  console.err << FoldedTo(console.err_width,
                          absl::StrCat("tranche: ", ErrorText(outcome.status(), arguments, names.get()), "\n"));
  return ExitCodeOf(outcome.status());
}

}  // namespace tranche
