// The commands, one function each: they read their arguments, call the library
// and print. Each returns the exit code that its outcome has (cli/exit_code.h).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "cli/console.h"

namespace tranche {

// Runs `arguments.command`; an error goes to `console.err`. Returns the exit code.
int RunCommand(const Arguments& arguments, const Console& console);

// What a command changes: nothing, the ledger that --ledger names, or other files and directories.
enum class Writes { kNothing, kTheLedger, kElsewhere };

// command  its words, joined: "prove balance". It must be one that RunCommand knows.
Writes WhatIsWritten(const std::string& command);

// 0, or 1 when a check found something, 3 when it found damage.
using Outcome = absl::StatusOr<int>;

Outcome RunInit(const Arguments& arguments, const Console& console);
Outcome RunRecord(const Arguments& arguments, const Console& console);
Outcome RunReverse(const Arguments& arguments, const Console& console);
Outcome RunRules(const Arguments& arguments, const Console& console);
Outcome RunAdoptRules(const Arguments& arguments, const Console& console);
Outcome RunRegisterActor(const Arguments& arguments, const Console& console);
Outcome RunListActors(const Arguments& arguments, const Console& console);
Outcome RunGrantRole(const Arguments& arguments, const Console& console);
Outcome RunRevokeRole(const Arguments& arguments, const Console& console);
Outcome RunListRoles(const Arguments& arguments, const Console& console);
Outcome RunCarryOver(const Arguments& arguments, const Console& console);
Outcome RunHandover(const Arguments& arguments, const Console& console);
Outcome RunClose(const Arguments& arguments, const Console& console);
Outcome RunReopen(const Arguments& arguments, const Console& console);
Outcome RunClosings(const Arguments& arguments, const Console& console);
Outcome RunProjects(const Arguments& arguments, const Console& console);
Outcome RunOutputs(const Arguments& arguments, const Console& console);
Outcome RunPropose(const Arguments& arguments, const Console& console);
Outcome RunApprove(const Arguments& arguments, const Console& console);
Outcome RunReject(const Arguments& arguments, const Console& console);
Outcome RunProposals(const Arguments& arguments, const Console& console);
Outcome RunFourEyesOn(const Arguments& arguments, const Console& console);
Outcome RunFourEyesOff(const Arguments& arguments, const Console& console);
Outcome RunFourEyesStatus(const Arguments& arguments, const Console& console);
Outcome RunImport(const Arguments& arguments, const Console& console);
Outcome RunBalance(const Arguments& arguments, const Console& console);
Outcome RunExplain(const Arguments& arguments, const Console& console);
Outcome RunRestate(const Arguments& arguments, const Console& console);
Outcome RunEvents(const Arguments& arguments, const Console& console);
Outcome RunCommitments(const Arguments& arguments, const Console& console);
Outcome RunAdvances(const Arguments& arguments, const Console& console);
Outcome RunReportExceptions(const Arguments& arguments, const Console& console);
Outcome RunReconcile(const Arguments& arguments, const Console& console);
Outcome RunUnits(const Arguments& arguments, const Console& console);
Outcome RunSources(const Arguments& arguments, const Console& console);
Outcome RunAreas(const Arguments& arguments, const Console& console);
Outcome RunReplay(const Arguments& arguments, const Console& console);
Outcome RunRebuild(const Arguments& arguments, const Console& console);
Outcome RunVerify(const Arguments& arguments, const Console& console);
Outcome RunStatus(const Arguments& arguments, const Console& console);
Outcome RunServe(const Arguments& arguments, const Console& console);
Outcome RunDemo(const Arguments& arguments, const Console& console);
Outcome RunBackup(const Arguments& arguments, const Console& console);
Outcome RunRestore(const Arguments& arguments, const Console& console);
Outcome RunExportLog(const Arguments& arguments, const Console& console);
Outcome RunImportLog(const Arguments& arguments, const Console& console);
Outcome RunClusterSql(const Arguments& arguments, const Console& console);
Outcome RunClusterCheck(const Arguments& arguments, const Console& console);
Outcome RunClusterHandOver(const Arguments& arguments, const Console& console);
Outcome RunClusterArchive(const Arguments& arguments, const Console& console);
Outcome RunClusterMoveIn(const Arguments& arguments, const Console& console);
Outcome RunClusterMoveOut(const Arguments& arguments, const Console& console);
Outcome RunClusterJoin(const Arguments& arguments, const Console& console);
Outcome RunClusterStatus(const Arguments& arguments, const Console& console);
Outcome RunClusterVerify(const Arguments& arguments, const Console& console);
Outcome RunGenerate(const Arguments& arguments, const Console& console);
Outcome RunKeyGenerate(const Arguments& arguments, const Console& console);
Outcome RunKeyShow(const Arguments& arguments, const Console& console);
Outcome RunCheckpoint(const Arguments& arguments, const Console& console);
Outcome RunProveEvent(const Arguments& arguments, const Console& console);
Outcome RunProveConsistency(const Arguments& arguments, const Console& console);
Outcome RunProveBalance(const Arguments& arguments, const Console& console);
Outcome RunCheckProof(const Arguments& arguments, const Console& console);
Outcome RunTokenIssue(const Arguments& arguments, const Console& console);
Outcome RunTokenBindCertificate(const Arguments& arguments, const Console& console);
Outcome RunTokenList(const Arguments& arguments, const Console& console);
Outcome RunTokenRevoke(const Arguments& arguments, const Console& console);
Outcome RunWitnessInit(const Arguments& arguments, const Console& console);
Outcome RunWitnessWatch(const Arguments& arguments, const Console& console);
Outcome RunWitnessCosign(const Arguments& arguments, const Console& console);
Outcome RunWitnessServe(const Arguments& arguments, const Console& console);
Outcome RunWitnessStatus(const Arguments& arguments, const Console& console);

}  // namespace tranche
