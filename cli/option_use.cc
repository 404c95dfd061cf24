#include "cli/option_use.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "reports/texts.h"

namespace tranche {
namespace {

using Commands = std::set<std::string>;

bool Has(const Commands& commands, const std::string& command) { return commands.contains(command); }

// What needs no ledger, or makes its own.
bool UsesLedger(const std::string& command, const Arguments& arguments) {
  static const Commands kWithout = {"check-proof",    "demo",          "key generate",      "cluster sql",
                                    "cluster verify", "cluster check", "cluster hand-over", "cluster archive"};
  return !Has(kWithout, command) && !absl::StartsWith(command, "witness ") &&
         !(command == "key show" && arguments.key_file);
}

// What only makes calls of proto/service.proto; the others work on directories and private keys.
bool UsesServer(const std::string& command, const Arguments& arguments) {
  static const Commands kCalling = {"record",         "reverse",
                                    "rules",          "rules adopt",
                                    "import",         "balance",
                                    "explain",        "restate",
                                    "events",         "reconcile",
                                    "commitments",    "advances",
                                    "units",          "sources",
                                    "areas",          "replay",
                                    "actor register", "actor list",
                                    "role grant",     "role revoke",
                                    "role list",      "status",
                                    "verify",         "prove event",
                                    "prove balance",  "export log",
                                    "key show",       "prove consistency",
                                    "checkpoint",     "propose",
                                    "approve",        "reject",
                                    "proposals",      "four-eyes on",
                                    "four-eyes off",  "four-eyes status",
                                    "close",          "reopen",
                                    "closings",       "projects",
                                    "outputs",        "report exceptions",
                                    "carry-over",     "handover"};
  return Has(kCalling, command) && UsesLedger(command, arguments);
}

// A node checks with it the one to which it sends on.
bool UsesAuthority(const std::string& command, const Arguments& arguments) {
  return command == "serve" || UsesServer(command, arguments);
}

// What only asks.
bool UsesFreshness(const std::string& command, const Arguments& arguments) {
  return UsesServer(command, arguments) && WhatIsWritten(command) == Writes::kNothing;
}

// A proof is JSON; a walk is a text, and so is what a server says.
bool UsesFormat(const std::string& command, const Arguments& arguments) {
  if (absl::StartsWith(command, "prove ")) return arguments.format == OutputFormat::kJson;
  static const Commands kWithout = {"demo",         "serve",         "token issue", "token bind-certificate",
                                    "token revoke", "witness serve", "cluster sql"};
  return !Has(kWithout, command);
}

// What writes to the ledger waits for another writer; a server has none beside it.
bool UsesWait(const std::string& command, const Arguments& arguments) {
  return WhatIsWritten(command) == Writes::kTheLedger && arguments.server.empty();
}

// What shows amounts in a table.
bool UsesUnitOfMoney(const std::string& command, const Arguments&) {
  static const Commands kWithMoney = {"balance",     "explain",   "restate",           "events",     "reconcile",
                                      "replay",      "record",    "reverse",           "import",     "rules adopt",
                                      "check-proof", "role list", "commitments",       "advances",   "proposals",
                                      "approve",     "projects",  "report exceptions", "carry-over", "handover"};
  return Has(kWithMoney, command);
}

struct CommonOption {
  const char* name;
  bool (*is_used)(const std::string& command, const Arguments& arguments);
};

constexpr CommonOption kCommonOptions[] = {
    {"--ledger", UsesLedger},    {"--server", UsesServer},      {"--token-file", UsesServer},
    {"--tls-ca", UsesAuthority}, {"--at-least", UsesFreshness}, {"--max-age", UsesFreshness},
    {"--format", UsesFormat},    {"--wait", UsesWait},          {"--unit-of-money", UsesUnitOfMoney}};

// $TRANCHE_LEDGER and $TRANCHE_SERVER count for the parser; here only what was typed does.
bool IsTyped(const std::string& option, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return word == option || absl::StartsWith(word, absl::StrCat(option, "="));
  });
}

const CLI::App& Parsed(const CLI::App& app) {
  const std::vector<CLI::App*> commands = app.get_subcommands();
  return commands.empty() ? app : Parsed(*commands.front());
}

// The options of the command itself, then those of every command that count in it.
std::vector<std::string> TakenOptions(const CLI::App& command, const std::string& name, const Arguments& arguments) {
  std::vector<std::string> taken;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_lnames().empty() && option->get_lnames().front() != "help")
      taken.push_back(absl::StrCat("--", option->get_lnames().front()));
  }
  for (const CommonOption& option : kCommonOptions) {
    if (option.is_used(name, arguments)) taken.emplace_back(option.name);
  }
  taken.emplace_back("--lang");
  return taken;
}

}  // namespace

bool TakesCommonOption(const std::string& command, const std::string& option) {
  return std::none_of(std::begin(kCommonOptions), std::end(kCommonOptions), [&](const CommonOption& common) {
    return common.name == option && !common.is_used(command, Arguments());
  });
}

std::string ChooseLedger(UsageLanguage* language, const std::string& command, const std::vector<std::string>& words,
                         Arguments* arguments) {
  const bool is_typed = IsTyped("--server", words);
  const bool names_directory = IsTyped("--ledger", words);
  if (is_typed && names_directory)
    return Say(language->locale(), "--server and --ledger: found both, wanted the one that says where the ledger is");
  if (is_typed && arguments->server.empty())
    return Say(language->locale(),
               "--server: found an empty address, wanted a host and a port, such as 127.0.0.1:8081");
  if (!is_typed && (names_directory || !UsesLedger(command, *arguments))) arguments->server.clear();
  if (arguments->server.empty() || !UsesLedger(command, *arguments)) return "";
  if (!UsesServer(command, *arguments))
    return Say(language->locale(),
               "{command} works on the directory of a ledger, not through a server: --ledger names it",
               {{"command", command}});
  if (!is_typed && arguments->ledger != kDefaultLedger)
    return Say(language->locale(),
               "$TRANCHE_SERVER and $TRANCHE_LEDGER: found both, wanted the one that says where the ledger is");
  return "";
}

std::string UnusedOptionText(UsageLanguage* language, const CLI::App& app, const std::string& command,
                             const std::vector<std::string>& words, const Arguments& arguments) {
  for (const CommonOption& option : kCommonOptions) {
    if (!IsTyped(option.name, words) || option.is_used(command, arguments)) continue;
    if (absl::StartsWith(command, "prove ") && option.is_used == UsesFormat)
      return Say(language->locale(), "{command} writes a proof, which is JSON: no other --format is for it",
                 {{"command", command}});
    return Say(language->locale(), "{option} is not for {command}, which takes {options}",
               {{"option", option.name},
                {"command", command},
                {"options", absl::StrJoin(TakenOptions(Parsed(app), command, arguments), ", ")}});
  }
  return "";
}

}  // namespace tranche
