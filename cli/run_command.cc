#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "events/check.h"

namespace tranche {

int RunCommand(const Arguments& arguments, const Console& console) {
  using Command = Outcome (*)(const Arguments&, const Console&);
  static const std::map<std::string, Command> kCommands = {
      {"init", RunInit},
      {"record", RunRecord},
      {"reverse", RunReverse},
      {"rules", RunRules},
      {"rules adopt", RunAdoptRules},
      {"import", RunImport},
      {"balance", RunBalance},
      {"explain", RunExplain},
      {"restate", RunRestate},
      {"events", RunEvents},
      {"units", RunUnits},
      {"sources", RunSources},
      {"areas", RunAreas},
      {"replay", RunReplay},
      {"reconcile", RunReconcile},
      {"rebuild", RunRebuild},
      {"verify", RunVerify},
      {"status", RunStatus},
      {"demo", RunDemo},
      {"generate", RunGenerate},
      {"key generate", RunKeyGenerate},
      {"key show", RunKeyShow},
      {"checkpoint", RunCheckpoint},
      {"prove event", RunProveEvent},
      {"prove consistency", RunProveConsistency},
      {"prove balance", RunProveBalance},
      {"check-proof", RunCheckProof},
      {"backup", RunBackup},
      {"restore", RunRestore},
      {"export log", RunExportLog},
      {"import log", RunImportLog},
  };
  const auto command = kCommands.find(arguments.command);
  TRANCHE_CHECK(command != kCommands.end(), "the command line knows \"", arguments.command, "\", this table does not");
  std::shared_ptr<const Catalogue> names;
  Console console_with_names = console;
  console_with_names.names = &names;
  const Outcome outcome = command->second(arguments, console_with_names);
  if (outcome.ok()) return *outcome;
  console.err << FoldedTo(console.err_width,
                          absl::StrCat("tranche: ", ErrorText(outcome.status(), arguments, names.get()), "\n"));
  return ExitCodeOf(outcome.status());
}

}  // namespace tranche
