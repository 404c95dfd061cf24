// The commands with their options, as the parser knows them. Each function adds some to `app`, whose values the parser
// writes into `arguments`. Both, and `language`, must outlive the parser.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/arguments.h"
#include "cli/usage_language.h"

namespace tranche {

// What a group of commands is added with.
struct OptionTarget {
  CLI::App* app;
  Arguments* arguments;
  UsageLanguage* language;
};

// Options of every command: --ledger, --server, --token-file, --tls-ca, --at-least, --max-age, --format, --lang,
// --wait,
// --unit-of-money.
void AddCommonOptions(const OptionTarget& to);

// init, record, reverse, rules, import, export.
void AddRecordingCommands(const OptionTarget& to);

// actor, role.
void AddRoleCommands(const OptionTarget& to);

// balance, explain, restate, events, reconcile, report, units, sources, areas, replay.
void AddQuestionCommands(const OptionTarget& to);

// close, reopen, closings.
void AddClosingCommands(const OptionTarget& to);

// projects, outputs.
void AddProjectCommands(const OptionTarget& to);

// What `record` says of projects, indicators and outputs.
void AddProjectOptions(CLI::App* record, Arguments* arguments, UsageLanguage* language);

// propose, approve, reject, proposals, four-eyes.
void AddProposalCommands(const OptionTarget& to);

// rebuild, verify, status, serve, demo, generate, key, checkpoint, prove, check-proof, witness, backup, restore.
void AddUpkeepCommands(const OptionTarget& to);

// token.
void AddAccessCommands(const OptionTarget& to);

// cluster.
void AddClusterCommands(const OptionTarget& to);

// Of what serves: --tls-certificate, which is what says, and --tls-key. Returns the first.
CLI::Option* AddTls(CLI::App* serve, Arguments* arguments, const std::string& what);

// Of serve: --access, --tls-certificate, --tls-key, --client-ca, --host.
void AddServeAccess(CLI::App* serve, Arguments* arguments);

// A command below `app`, with its examples.
CLI::App* AddCommand(CLI::App* app, const std::string& name, const std::string& about, const std::string& examples);

// --clock-is-right, of every command that appends to the log.
CLI::Option* AddClockIsRight(CLI::App* command, Arguments* arguments);

// --document ... --note, --key, --expected-head, --actor, --dry-run, --clock-is-right, of every command that records
// one event.
void AddRecordingOptions(CLI::App* command, Arguments* arguments, UsageLanguage* language);

// Of what moves money: why it is late; which spending rules it departs from.
void AddLateReason(CLI::App* command, Arguments* arguments);
void AddDeviation(CLI::App* command, Arguments* arguments);

// Leaves the options of the kind that `text` names alone in the help of `record`, and asks for its amount, if it has
// one. What does not belong to the kind is refused by name all the same.
void ShowOptionsOfKind(const std::string& text, CLI::App* record);

// --known-at.
void AddKnownAt(CLI::App* command, Arguments* arguments);

// What a question about balances is about: --unit ... --boundaries.
void AddQuestionOptions(CLI::App* command, Arguments* arguments, UsageLanguage* language);

}  // namespace tranche
