// demo: a ledger made from the real figures, and a walk through it. Every step is a
// command that is shown and then run as it stands.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/help_text.h"
#include "cli/ledger_server.h"
#include "cli/output.h"
#include "cli/session.h"
#include "events/refusal.h"
#include "reports/text_layout.h"
#include "reports/texts.h"
#include "storage/system_error.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr absl::string_view kChapter = "== ";
constexpr absl::string_view kEventsFile = "khuyen_cong_events.csv";
constexpr int kSyntheticEvents = 20'000;

// The data beside the installed program, else the folder of the project.
std::string DefaultData() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path installed = program.parent_path().parent_path() / "share" / "tranche" / "data";
  return fs::exists(installed / std::string(kEventsFile), ignored) ? installed.string() : "data";
}

std::string Quoted(const std::string& word) {
  return word.find_first_of(" |()") == std::string::npos ? word : absl::StrCat("\"", word, "\"");
}

class Walk {
 public:
  Walk(std::string directory, std::string lang, const Console& console)
      : directory_(std::move(directory)), lang_(std::move(lang)), console_(console) {}

  // Further lines are below the text after "== ".
  void Tell(const std::string& text) const {
    const bool is_chapter = absl::StartsWith(text, kChapter);
    std::string lead(is_chapter ? "" : std::string(kChapter.size(), ' '));
    console_.out << "\n";
    const int width = std::max(1, console_.width - static_cast<int>(kChapter.size()));
    for (const std::string& line : WrappedLines(absl::StrReplaceAll(text, {{"\n", " "}}), width)) {
      console_.out << lead << line << "\n";
      lead = std::string(kChapter.size(), ' ');
    }
  }

  // Shows and runs one command; fails unless it ends as `wanted`.
  absl::Status Run(const Words& words, int wanted = kExitDone) const {
    const std::string shown = absl::StrJoin(
        words, " ", [](std::string* out, const std::string& word) { absl::StrAppend(out, Quoted(word)); });
    console_.out << "\n" << FoldedCommand(absl::StrCat("tranche ", shown), "$ ", console_.width) << "\n" << std::flush;
    Words all = {"--ledger", directory_, "--lang", lang_};
    all.insert(all.end(), words.begin(), words.end());
    const CommandLine line = ReadCommandLine(all, console_.width);
    if (line.finished)
      return Refuse(absl::StatusCode::kInternal, "demo.command", "`tranche {command}` cannot be read: {text}",
                    {TextField("command", shown), TextField("text", line.text)});
    // A refusal is part of the story, so it is shown among the answers.
    const Console console{console_.out,
                          console_.out,
                          console_.out_is_terminal,
                          false,
                          console_.clock,
                          console_.width,
                          console_.out_is_terminal ? console_.width : 0};
    const int code = RunCommand(line.arguments, console);
    console_.out.flush();
    if (!console_.out) return OutputFailed();
    if (code == wanted) return absl::OkStatus();
    return Refuse(absl::StatusCode::kInternal, "demo.ended", "`tranche {command}` ended with {code}, wanted {wanted}",
                  {TextField("command", shown), TextField("code", absl::StrCat(code)),
                   TextField("wanted", absl::StrCat(wanted))});
  }

 private:
  std::string directory_;
  std::string lang_;
  const Console& console_;
};

absl::Status RunAll(const Walk& walk, const std::vector<std::pair<Words, int>>& commands) {
  for (const auto& [words, wanted] : commands) {
    if (absl::Status status = walk.Run(words, wanted); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RecordHistory(const Walk& walk, Locale locale, const std::string& data) {
  walk.Tell(Say(locale,
                "== What was recorded: the units of Vietnam, 32 events and 101 published figures of the industrial\n"
                "   promotion programme, at the instants at which they became public."));
  absl::Status recorded =
      RunAll(walk, {{{"init", "--geography", data, "--name", "khuyen-cong"}, kExitDone},
                    {{"import", absl::StrCat(data, "/", kEventsFile)}, kExitDone},
                    {{"import", absl::StrCat(data, "/published_figures.csv"), "--lang", "vi"}, kExitDone},
                    {{"events", "--unit", "region:north", "--from", "2024-01-01", "--kind", "tranche"}, kExitDone}});
  if (!recorded.ok()) return recorded;
  walk.Tell(Say(locale, "   Do the published figures agree, with each other and with the ledger? One does not:"));
  return walk.Run({"reconcile", "--verdict", "contradicts"}, kExitRefused);
}

absl::Status AskWhatIsLeft(const Walk& walk, Locale locale) {
  const Words disbursement = {"record",   "disbursement", "--unit", "region:north", "--source",
                              "national", "--year",       "2024",   "--effective",  "2024-06-15"};
  Words machinery = disbursement;
  machinery.insert(machinery.end(), {"--amount", Say(locale, "2 billion"), "--area", "technology"});
  Words fairs = disbursement;
  fairs.insert(fairs.end(), {"--amount", Say(locale, "8.5 billion"), "--area", "fairs", "--key", "demo-fairs"});
  walk.Tell(Say(locale, "== First question: what may the north still allocate and spend in 2024?"));
  absl::Status asked =
      walk.Run({"balance", "--unit", "region:north", "--year", "2024", "--as-of", "2024-06-30", "--by", "source"});
  if (!asked.ok()) return asked;
  walk.Tell(Say(locale,
                "   A second tranche of 60 billion is more than the plan has left; machinery may not be paid from a\n"
                "   tranche for fairs and conferences; 8.5 billion for fairs may."));
  return RunAll(walk, {{{"record", "tranche", "--tranche", "2", "--unit", "region:north", "--source", "national",
                         "--year", "2024", "--amount", Say(locale, "60 billion"), "--effective", "2024-06-01"},
                        kExitRefused},
                       {machinery, kExitRefused},
                       {fairs, kExitDone}});
}

absl::Status AskWhatWasKnown(const Walk& walk, Locale locale) {
  const Words question = {"balance", "--unit", "region:north", "--year", "2018", "--as-of", "2018-06-30"};
  Words before = question;
  before.insert(before.end(), {"--known-at", "2018-07-31"});
  Words then = question;
  then.insert(then.end(), {"--known-at", "2018-08-01"});
  walk.Tell(Say(locale, "== Second question: what had the north executed by 2018-06-30, and who knew it when?"));
  absl::Status asked = RunAll(walk, {{before, kExitDone}, {then, kExitDone}});
  if (!asked.ok()) return asked;
  walk.Tell(
      Say(locale,
          "   A late voucher of 318 million, effective 2018-06-28, changes what is known now, not what was known\n"
          "   then; `restate` shows exactly what came in between."));
  return RunAll(
      walk, {{{"record", "execution", "--unit", "region:north", "--source", "unspecified", "--year", "2018", "--amount",
               Say(locale, "318 million"), "--effective", "2018-06-28", "--document", "318", "--document-type",
               "voucher", "--key", "demo-late-voucher"},
              kExitDone},
             {then, kExitDone},
             {question, kExitDone},
             {{"restate", "--unit", "region:north", "--year", "2018", "--as-of", "2018-06-30", "--from", "2018-08-01"},
              kExitDone}});
}

absl::Status AskInOtherBoundaries(const Walk& walk, Locale locale) {
  walk.Tell(Say(locale, "== Third question: what were the plans of 2017, told in the provinces of today?"));
  absl::Status asked = walk.Run({"balance", "--year", "2017", "--boundaries", "2025-07-01", "--by", "unit"});
  if (!asked.ok()) return asked;
  walk.Tell(Say(locale, "== And is everything still as it was written?"));
  return walk.Run({"verify"});
}

// Serves the ledger of the demo, and beside it one that is made up, with money in every province and year.
Outcome ServeWithSynthetic(const Arguments& arguments, const std::string& directory, const std::string& synthetic,
                           const Walk& walk, const Console& console) {
  const Locale locale = LanguageOf(arguments);
  walk.Tell(Say(locale, "== And a ledger of ten years that is made up, with money in every province:"));
  const Walk beside(synthetic, arguments.lang.value_or("vi"), console);
  const Words generate = {"generate", "--events", absl::StrCat(kSyntheticEvents), "--seed", "1"};
  if (absl::Status made = beside.Run(generate); !made.ok()) return made;
  Arguments serving = arguments;
  serving.ledger = synthetic;
  serving.listen = "127.0.0.1:0";
  const absl::StatusOr<std::unique_ptr<LedgerServer>> other = LedgerServer::Open(serving, console);
  if (!other.ok()) return other.status();
  console.out << "\n" << (*other)->ServingText() << std::flush;
  Arguments main = arguments;
  main.ledger = directory;
  return RunServe(main, console);
}

}  // namespace

Outcome RunDemo(const Arguments& arguments, const Console& console) {
  const std::string data = arguments.data.value_or(DefaultData());
  std::string parent = fs::temp_directory_path().string() + "/tranche-demo.XXXXXX";
  if (::mkdtemp(parent.data()) == nullptr)
    return storage::SystemError(absl::StatusCode::kUnavailable, errno, "cannot make a temporary directory", parent);
  const std::string directory = parent + "/khuyen-cong.ledger";
  const std::string lang = arguments.lang.value_or("vi");
  const Locale locale = LanguageOf(arguments);
  const Walk walk(directory, lang, console);
  absl::Status walked = RecordHistory(walk, locale, data);
  if (walked.ok()) walked = AskWhatIsLeft(walk, locale);
  if (walked.ok()) walked = AskWhatWasKnown(walk, locale);
  if (walked.ok()) walked = AskInOtherBoundaries(walk, locale);
  if (!walked.ok()) return walked;
  walk.Tell(Say(locale, "The ledger stays for you to ask more:"));
  console.out << "  tranche --ledger " << directory << " status\n";
  if (arguments.serve) return ServeWithSynthetic(arguments, directory, parent + "/synthetic.ledger", walk, console);
  walk.Tell(Say(locale, "Or look at it in the browser, at the address that this prints:"));
  console.out << "  tranche --ledger " << directory << " serve\n";
  return kExitDone;
}

}  // namespace tranche
