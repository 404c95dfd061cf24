#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/nearest.h"

namespace tranche {
namespace {

using Parser = CLI::App;

constexpr const char* kAbout =
    "A ledger for public money: every plan, tranche, adjustment and disbursement is an\n"
    "event that is never changed, and any balance can be asked as of any date, as it was\n"
    "known at any moment.";

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 refused by a rule, or a check found something; 2 wrong usage or bad\n"
    "input; 3 damaged data; 4 input or output failed.\n"
    "`tranche help COMMAND` has examples.";

Parser* AddCommand(Parser* app, const std::string& name, const std::string& about, const std::string& examples) {
  Parser* command = app->add_subcommand(name, about);
  command->footer("Examples:\n" + examples);
  return command;
}

// Wants one of `words`.
CLI::Validator OneOf(std::vector<std::string> words) {
  const std::string listed = absl::StrJoin(words, ", ");
  const auto check = [words = std::move(words), listed](const std::string& text) -> std::string {
    if (std::find(words.begin(), words.end(), text) != words.end()) return "";
    const std::string nearest = Nearest(text, words);
    return absl::StrCat("found \"", text, "\", wanted ", listed,
                        nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?"));
  };
  return CLI::Validator(check, listed);
}

OutputFormat FormatOf(const std::string& word) {
  if (word == "json") return OutputFormat::kJson;
  return word == "csv" ? OutputFormat::kCsv : OutputFormat::kTable;
}

void AddCommonOptions(Parser* app, Arguments* arguments) {
  app->add_option("--ledger", arguments->ledger, "The ledger's directory")
      ->envname("TRANCHE_LEDGER")
      ->default_val("./tranche.ledger");
  app->add_option_function<std::string>(
         "--format", [arguments](const std::string& word) { arguments->format = FormatOf(word); },
         "table (for people), json or csv")
      ->check(OneOf({"table", "json", "csv"}));
  app->add_option("--lang", arguments->lang,
                  "How amounts are read and written, and the labels of tables; without it, the ledger's")
      ->check(OneOf({"vi", "en"}))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app->add_option("--wait", arguments->wait_seconds,
                  "Seconds to wait for another process that records; then it is named")
      ->check(CLI::Range(0, 86400))
      ->capture_default_str();
  app->add_option("--unit-of-money", arguments->unit_of_money, "In tables: dong (minor unit), million or billion")
      ->check(OneOf({"dong", "million", "billion"}))
      ->capture_default_str();
}

void AddQuestionOptions(Parser* command, Arguments* arguments) {
  command->add_option("--unit", arguments->unit,
                      "A unit by id, name, alias or (with a date) code; with all that counts in it");
  command->add_option("--source", arguments->source, "Only this source of money");
  command->add_option("--area", arguments->area, "Only this programme area; a|b for money limited to both");
  command->add_option("--year", arguments->year, "Only this budget year");
  command->add_option("--project", arguments->project, "Only this project");
  command->add_option("--as-of", arguments->as_of, "Count what is effective on or before this date (default: today)");
  command->add_option("--boundaries", arguments->boundaries,
                      "Tell it in the units and regions of this date (default: the as-of date)");
}

void AddBasis(Parser* command, Arguments* arguments) {
  command->add_option("--basis", arguments->basis,
                      "Ask again what was asked when this report was made: the file of `--format json`");
}

void AddKnownAt(Parser* command, Arguments* arguments) {
  command->add_option(
      "--known-at", arguments->known_at,
      "Count what was recorded by then: a sequence, a date (its end) or an instant (default: the head)");
}

void AddClockIsRight(Parser* command, Arguments* arguments) {
  command->add_flag("--clock-is-right", arguments->clock_is_right,
                    "The clock was checked: record, however long after the last event it says it is");
}

void AddRecordingOptions(Parser* command, Arguments* arguments) {
  command->add_option("--key", arguments->key, "Idempotency key: repeating a command with its key does nothing twice");
  command->add_option("--expected-head", arguments->expected_head, "Refuse if the log has moved past this sequence");
  command->add_option("--actor", arguments->actor, "Who records it (default: the user's name)");
  command->add_flag("--dry-run", arguments->dry_run, "Decide and report, write nothing");
  AddClockIsRight(command, arguments);
}

void AddDocumentOptions(Parser* command, Arguments* arguments) {
  command->add_option("--document", arguments->document, "Number of the paper it rests on");
  command->add_option("--document-type", arguments->document_type, "Decision, voucher, contract ...");
  command->add_option("--document-issuer", arguments->document_issuer, "Who issued it");
  command->add_option("--document-date", arguments->document_date, "Its date");
  command->add_option("--reason", arguments->reason, "Why");
  command->add_option("--note", arguments->note, "A remark");
}

void AddInit(Parser* app, Arguments* arguments) {
  Parser* init =
      AddCommand(app, "init", "Create an empty ledger, with units and regions from CSV",
                 "  tranche init --geography data\n"
                 "  tranche --ledger /srv/khuyen-cong init --geography data --name \"Khuyến công\" --lang en");
  init->add_option("--geography", arguments->geography,
                   "Directory with the CSV files of units, regions, sources and areas");
  init->add_option("--name", arguments->name, "The ledger's name (default: that of its directory)");
  init->add_option("--currency", arguments->currency, "ISO 4217 code")->capture_default_str();
  init->add_option("--minor-digits", arguments->minor_digits, "Decimals of the currency (VND 0, USD 2)")
      ->capture_default_str();
  init->add_option("--key", arguments->key_file,
                   "File of the private key that signs its checkpoints (default: a new one is made)");
  init->add_option("--utc-offset", arguments->utc_offset, "What the end of a day means, as +07:00")
      ->capture_default_str();
}

void AddRecord(Parser* app, Arguments* arguments) {
  Parser* record = AddCommand(
      app, "record", "Record one event",
      "  tranche record plan --unit region:north --source national --year 2025 --amount \"71,5 tỷ\" --effective "
      "2025-01-01\n"
      "  tranche record tranche --tranche 1 --unit region:north --source national --year 2025 --amount \"18,3 tỷ\" \\\n"
      "      --effective 2025-05-16 --area-limits fairs,conferences\n"
      "  tranche record disbursement --unit region:north --source national --year 2025 --amount \"8,5 tỷ\" \\\n"
      "      --effective 2025-06-15 --area fairs --document 318 --document-type voucher\n"
      "  tranche record transfer --unit region:north --to-unit \"Quảng Ninh\" --source national --year 2025 \\\n"
      "      --amount \"2 tỷ\" --effective 2025-06-01 --dry-run");
  record
      ->add_option("kind", arguments->kind,
                   "plan, plan-adjustment, tranche, allocation-adjustment, transfer, disbursement, refund, execution "
                   "or estimate")
      ->required();
  record->add_option("--unit", arguments->unit, "Who holds the money: id, name, alias, or code")->required();
  record->add_option("--source", arguments->source, "Where it comes from; optional for an estimate");
  record->add_option("--year", arguments->year, "The budget year")->required();
  record
      ->add_option("--amount", arguments->amount,
                   "As people write it: \"18,3 tỷ\" (vi), \"18.3 billion\" (en); adjustments may be negative")
      ->required();
  record->add_option("--effective", arguments->effective, "The date from which it counts")->required();
  record->add_option("--area", arguments->area, "Programme area");
  record->add_option("--project", arguments->project, "Project");
  record->add_option("--tranche", arguments->tranche,
                     "Number of the tranche; without it the ledger picks the oldest that fits");
  record->add_option("--area-limits", arguments->area_limits, "For a tranche: the only areas it may be spent in")
      ->delimiter(',')
      ->allow_extra_args(false);
  record->add_option("--to-unit", arguments->to_unit, "For a transfer: who receives (default: the same unit)");
  record->add_option("--to-area", arguments->to_area, "For a transfer: the area that receives");
  record->add_option("--to-tranche", arguments->to_tranche,
                     "For a transfer: the tranche number at the receiver (default: the same)");
  record->add_flag("--without-plan", arguments->without_plan, "For a transfer: leave the plan where it is");
  record->add_option("--measure", arguments->measure, "For an estimate: what was estimated")->capture_default_str();
  record->add_option("--stated-on", arguments->stated_on, "For an estimate: when it was stated (default: today)");
  AddDocumentOptions(record, arguments);
  AddRecordingOptions(record, arguments);
}

void AddReverse(Parser* app, Arguments* arguments) {
  Parser* reverse = AddCommand(app, "reverse", "Record the exact negative of an earlier event, linked to it",
                               "  tranche reverse 137 --reason \"typed into the wrong year\"");
  reverse->add_option("event", arguments->reversed_sequence, "Sequence of the event to reverse")->required();
  reverse->add_option("--effective", arguments->effective, "From which date (default: that of the event)");
  AddDocumentOptions(reverse, arguments);
  AddRecordingOptions(reverse, arguments);
}

void AddRules(Parser* app, Arguments* arguments) {
  Parser* rules =
      AddCommand(app, "rules", "The versions of the rules, and the one in force; or (rules adopt) a newer one",
                 "  tranche rules\n"
                 "  tranche rules adopt 2 --reason \"decision 17\" --dry-run");
  Parser* adopt =
      AddCommand(rules, "adopt", "Take up a newer version, from the next event on; what was recorded stays lawful",
                 "  tranche rules adopt 2 --reason \"decision 17\"");
  adopt->add_option("version", arguments->rules_version, "The version to adopt")->required();
  AddDocumentOptions(adopt, arguments);
  AddRecordingOptions(adopt, arguments);
}

void AddLogFile(Parser* log, const std::string& about, Arguments* arguments) {
  log->add_option("file", arguments->file, about)->required();
  log->add_option("--as", arguments->form,
                  "pb: each event as a varint length and its stored bytes; jsonl: each as JSON on a line (default: "
                  "jsonl for a file whose name ends so, else pb)")
      ->check(OneOf({"pb", "jsonl"}));
}

void AddImport(Parser* app, Arguments* arguments) {
  Parser* import = AddCommand(
      app, "import", "Record the rows of a CSV file, all or none; or (import log) make a ledger of an export",
      "  tranche import data/khuyen_cong_events.csv\n"
      "  tranche import data/published_figures.csv --lang vi --dry-run   (figures printed in Vietnamese)");
  import->add_option("file", arguments->file,
                     "Events, published figures, units, regions, sources or areas: told by the header");
  import
      ->add_option(
          "--repeated", arguments->repeated,
          "What rows without an event_id are that say the same as recorded events: same (those events, nothing "
          "is recorded for the rows) or new (other payments); without it such a file is refused")
      ->check(OneOf({"same", "new"}));
  import->add_option("--expected-head", arguments->expected_head, "Refuse if the log has moved past this sequence");
  import->add_option("--actor", arguments->actor, "Who records it (default: the user's name)");
  import->add_flag("--dry-run", arguments->dry_run, "Decide and report, write nothing");
  AddClockIsRight(import, arguments);
  Parser* log = AddCommand(import, "log", "Make the ledger --ledger of a history that `export log` wrote",
                           "  tranche --ledger again.ledger import log history.pb\n"
                           "  tranche --ledger again.ledger import log history.jsonl --root "
                           "nN/hgnb+WyaO1ZpUB7RuCjP8FdyAGaK2uHSIQZFbrn8=");
  AddLogFile(log, "The exported history", arguments);
  log->add_option("--root", arguments->root, "Refuse a history with another Merkle root than this one, in base64");
}

void AddExport(Parser* app, Arguments* arguments) {
  Parser* command = AddCommand(app, "export", "The whole history as a file", "  tranche export log history.pb");
  command->require_subcommand(1);
  Parser* log =
      AddCommand(command, "log", "Every event, in a form that other programs read and `import log` takes back",
                 "  tranche export log history.pb\n"
                 "  tranche export log history.jsonl\n"
                 "  tranche export log - --as jsonl | head -3");
  AddLogFile(log, "The file to write, replaced if it is there; - for standard output", arguments);
}

void AddQuestions(Parser* app, Arguments* arguments) {
  Parser* balance =
      AddCommand(app, "balance", "Balances as of any date, as known at any moment",
                 "  tranche balance --unit region:north --year 2024 --as-of 2024-06-30 --by source\n"
                 "  tranche balance --year 2017 --boundaries 2025-07-01 --by unit\n"
                 "  tranche balance --unit region:north --year 2018 --as-of 2018-06-30 --known-at 2018-07-31\n"
                 "  tranche balance --unit region:north --format json > june.json\n"
                 "  tranche balance --unit region:north --format json --basis june.json   (the same, years later)");
  AddQuestionOptions(balance, arguments);
  AddKnownAt(balance, arguments);
  AddBasis(balance, arguments);
  balance->add_option("--by", arguments->by, "One row for each: unit,region,source,area,year,project")
      ->delimiter(',')
      ->allow_extra_args(false);

  Parser* explain =
      AddCommand(app, "explain", "The events behind a balance, adding up to it",
                 "  tranche explain --unit region:north --year 2024 --as-of 2024-06-30 --source national");
  AddQuestionOptions(explain, arguments);
  AddKnownAt(explain, arguments);
  AddBasis(explain, arguments);

  Parser* restate =
      AddCommand(app, "restate", "What changed between two moments of knowledge, and why",
                 "  tranche restate --unit region:north --year 2018 --as-of 2018-06-30 --from 2018-08-01");
  AddQuestionOptions(restate, arguments);
  restate->add_option("--from", arguments->from, "The earlier knowledge: a sequence, a date (its end) or an instant")
      ->required();
  restate->add_option("--to", arguments->to, "The later knowledge (default: the head)");

  Parser* events = AddCommand(app, "events", "The events themselves",
                              "  tranche events --unit region:north --from 2024-01-01 --to 2024-12-31\n"
                              "  tranche events --kind disbursement --format csv");
  events->add_option("--unit", arguments->unit, "Only events of this unit and of all that counts in it");
  events->add_option("--from", arguments->from, "Effective on or after this date");
  events->add_option("--to", arguments->to, "Effective on or before this date");
  events->add_option("--kind", arguments->kind_filter, "Only this kind, for example disbursement or UnitsMerged");
  AddKnownAt(events, arguments);

  Parser* reconcile = AddCommand(app, "reconcile", "Published figures against the ledger",
                                 "  tranche reconcile\n  tranche reconcile --verdict contradicts");
  reconcile->add_option("--verdict", arguments->verdict, "Only figures with this verdict")
      ->check(OneOf({"agrees", "within-rounding", "contradicts", "restated-since", "stated-only"}));
  AddKnownAt(reconcile, arguments);
  AddBasis(reconcile, arguments);
}

void AddCatalogue(Parser* app, Arguments* arguments) {
  Parser* units = AddCommand(app, "units", "The units that hold money, with their ids and other names",
                             "  tranche units\n  tranche units --on 2024-12-31");
  units->add_option("--on", arguments->on, "Only units that exist on this date (default: all that ever did)");
  AddKnownAt(units, arguments);
  AddKnownAt(AddCommand(app, "sources", "Where money comes from", "  tranche sources"), arguments);
  AddKnownAt(AddCommand(app, "areas", "What money may be for", "  tranche areas"), arguments);
}

void AddUpkeep(Parser* app, Arguments* arguments) {
  Parser* replay = AddCommand(app, "replay", "History again, from the first event",
                              "  tranche replay --to 2018-08-01\n  tranche replay --to 120 --watch");
  replay->add_option("--to", arguments->to,
                     "Stop after this sequence, date (its end) or instant of recording (default: the head)");
  replay->add_flag("--watch", arguments->watch, "Show each event and what it moved");
  AddCommand(app, "rebuild", "Drop the index, build it again from the log, and compare", "  tranche rebuild");
  AddCommand(app, "verify", "Check every invariant from the bytes up", "  tranche verify --format json");
  AddCommand(app, "status", "Head, size, durability, index", "  tranche status");
  Parser* demo = AddCommand(app, "demo", "Create a ledger from the real figures and walk through it",
                            "  tranche demo --data data --lang en");
  demo->add_option("--data", arguments->data, "Directory of the CSV files (default: the installed ones, else ./data)");
}

// Without it, the parser would take -1 for the largest number there is.
std::string CheckDigits(const std::string& text) {
  const bool has_digits_only = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  return has_digits_only ? "" : "found \"" + text + "\", wanted a whole number";
}

void AddGenerate(Parser* app, Arguments* arguments) {
  Parser* generate =
      AddCommand(app, "generate", "Create a ledger with a lawful history that is made up, the same for the same seed",
                 "  tranche --ledger /tmp/synthetic.ledger generate --events 100000 --seed 1\n"
                 "  tranche --ledger /tmp/synthetic.ledger generate --events 1000000 --seed 7 --late 0.5%");
  generate->add_option("--events", arguments->events, "How many events the ledger holds in the end, 1 to 10000000000")
      ->check(CheckDigits, "")
      ->required();
  generate->add_option("--seed", arguments->seed, "Another seed gives another history")
      ->check(CheckDigits, "")
      ->capture_default_str();
  generate
      ->add_option("--late", arguments->late,
                   "How much of the history is effective before the day it is recorded: 5%, 0.5% or 0")
      ->capture_default_str();
}

void AddKey(Parser* app, Arguments* arguments) {
  Parser* key = AddCommand(app, "key", "The keys that sign checkpoints",
                           "  tranche key generate --file log.key\n  tranche key show");
  key->require_subcommand(1);
  Parser* generate = key->add_subcommand("generate", "Make a new private key in a file that only its owner can read");
  generate->add_option("--file", arguments->key_file, "The file to make")->required();
  Parser* show = key->add_subcommand("show", "The public key of the ledger, for those who check its proofs");
  show->add_option("--file", arguments->key_file, "A private key of a file, under --name, instead of the ledger's");
  show->add_option("--name", arguments->key_name, "The name that the key has when it signs as a witness");
}

void AddCheckpoint(Parser* app, Arguments* arguments) {
  Parser* checkpoint =
      AddCommand(app, "checkpoint", "Publish size and root of the log, signed",
                 "  tranche checkpoint > 2025-06-30.checkpoint\n"
                 "  tranche checkpoint --list\n"
                 "  tranche checkpoint --cosigned from-witness.checkpoint --witness witness.example/w1+b38e5c8a+BM...");
  checkpoint->add_flag("--list", arguments->list, "Those that were published, and who signed them");
  checkpoint->add_option("--size", arguments->size, "Print again the one that covers so many events")
      ->check(CheckDigits, "");
  checkpoint->add_option("--cosigned", arguments->cosigned, "Keep the signature of --witness in this file");
  checkpoint->add_option("--witness", arguments->witnesses, "The public key of the witness, or a file with it");
  checkpoint->add_option("--actor", arguments->actor, "Who publishes (default: the user's name)");
}

void AddProve(Parser* app, Arguments* arguments) {
  Parser* prove =
      AddCommand(app, "prove", "A file that shows something to people who have no ledger",
                 "  tranche prove event 137 > 137.proof\n"
                 "  tranche prove consistency 120 > grown.proof\n"
                 "  tranche prove balance --unit region:north --year 2024 --as-of 2024-06-30 > north.proof");
  prove->require_subcommand(1);
  Parser* event = prove->add_subcommand("event", "An event is in the log");
  event->add_option("event", arguments->sequence, "Its sequence")->check(CheckDigits, "")->required();
  Parser* consistency = prove->add_subcommand("consistency", "The log has only grown since it had FROM events");
  consistency->add_option("from", arguments->from_size, "How many events it had")->check(CheckDigits, "")->required();
  consistency->add_option("to", arguments->to_size, "A published checkpoint, by its size (default: the newest)")
      ->check(CheckDigits, "");
  Parser* balance = prove->add_subcommand("balance", "A balance is what its events add up to, and all of them");
  AddQuestionOptions(balance, arguments);
  balance->add_option(
      "--known-at", arguments->known_at,
      "Count what was recorded by then: a sequence, a date (its end) or an instant (default: the newest "
      "checkpoint)");

  Parser* check = AddCommand(app, "check-proof", "Check what `prove` has made; needs no ledger",
                             "  tranche check-proof north.proof --key log.pub\n"
                             "  tranche check-proof grown.proof --checkpoint 2024-12-31.checkpoint --key log.pub");
  check->add_option("file", arguments->file, "The proof")->required();
  check->add_option("--checkpoint", arguments->checkpoint, "A checkpoint that you had from elsewhere");
  check->add_option("--key", arguments->log_key, "The public key of the log (`tranche key show`), or a file with it");
  check->add_option("--witness", arguments->witnesses, "The public key of a witness that must have signed too");
}

void AddBackups(Parser* app, Arguments* arguments) {
  Parser* backup =
      AddCommand(app, "backup", "Copy the ledger, also while it is written to; unchanged files are not copied again",
                 "  tranche backup /mnt/backups/khuyen-cong\n"
                 "  tranche backup /mnt/backups/khuyen-cong --keep 30");
  backup->add_option("directory", arguments->file, "Where the backups of this ledger are; made when nothing is there")
      ->required();
  backup->add_option("--keep", arguments->keep, "Drop all but so many of the newest, once the new one is on disk")
      ->check(CheckDigits, "");
  Parser* restore =
      AddCommand(app, "restore", "Make the ledger --ledger from a backup, and check all of it before it gets its name",
                 "  tranche --ledger restored.ledger restore /mnt/backups/khuyen-cong\n"
                 "  tranche --ledger restored.ledger restore /mnt/backups/khuyen-cong --backup 7");
  restore->add_option("directory", arguments->file, "Where the backups are")->required();
  restore->add_option("--backup", arguments->backup_id, "The number of the backup (default: the newest)")
      ->check(CheckDigits, "");
}

CommandLine Finished(int exit_code, std::string text) {
  CommandLine line;
  line.finished = true;
  line.exit_code = exit_code;
  line.text = std::move(text);
  return line;
}

// The text of a command, and of the commands that it has of its own.
std::string HelpText(const Parser& command, const std::string& above) {
  std::string text = command.help(above);
  for (const Parser* own : command.get_subcommands([](const Parser*) { return true; }))
    text += "\n" + HelpText(*own, above + " " + command.get_name());
  return text;
}

std::string DidYouMean(const std::string& text, const std::vector<std::string>& words) {
  const std::string nearest = Nearest(text, words);
  return nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?");
}

std::vector<std::string> CommandNames(const Parser& parser) {
  std::vector<std::string> names;
  for (const Parser* command : parser.get_subcommands([](const Parser*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

// The options of `parser` and of the command in it that was named.
std::vector<std::string> OptionNames(const Parser& parser) {
  std::vector<std::string> names;
  for (const CLI::Option* option : parser.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const Parser* command : parser.get_subcommands()) {
    const std::vector<std::string> own = OptionNames(*command);
    names.insert(names.end(), own.begin(), own.end());
  }
  return names;
}

std::string NoCommand(const Parser& app, const std::string& word) {
  return absl::StrCat("tranche: no command \"", word, "\"", DidYouMean(word, CommandNames(app)), "\n");
}

CommandLine Help(const Parser& app, const std::string& topic) {
  if (topic.empty()) return Finished(0, app.help());
  for (const Parser* command : app.get_subcommands([](const Parser*) { return true; })) {
    if (command->get_name() == topic) return Finished(0, HelpText(*command, "tranche"));
  }
  return Finished(2, NoCommand(app, topic) + "`tranche help` lists the commands\n");
}

// What is wrong with `words`, which the parser refused with `message`: an option or a command that does not exist is
// named before what is missing for lack of it.
std::string WhatIsWrong(const Parser& app, const std::vector<std::string>& words, const std::string& message) {
  const std::vector<std::string> options = OptionNames(app);
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    if (name.size() < 3 || name.substr(0, 2) != "--") continue;
    if (std::find(options.begin(), options.end(), name) == options.end())
      return absl::StrCat("tranche: no option ", name, DidYouMean(name, options), "\n");
  }
  const std::vector<std::string> left = app.remaining(true);
  if (app.get_subcommands().empty() && !left.empty()) return NoCommand(app, left.front());
  return absl::StrCat("tranche: ", message, "\n");
}

// What the parser cannot say of a command that is a file or a word and a file.
std::string CheckWords(const Parser& command, const Arguments& arguments) {
  const bool has_own = !command.get_subcommands().empty();
  if (!has_own && command.get_name() == "import" && arguments.file.empty())
    return "import: a file is required, or log and a file";
  if (!has_own) return "";
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() > 0)
      return option->get_name() + " is not for " + command.get_name() + " " +
             command.get_subcommands().front()->get_name();
  }
  return "";
}

// "import", or "import log".
std::string FullName(const Parser& command) {
  const std::vector<Parser*> own = command.get_subcommands();
  return own.empty() ? command.get_name() : command.get_name() + " " + own.front()->get_name();
}

}  // namespace

CommandLine ReadCommandLine(const std::vector<std::string>& words) {
  CommandLine line;
  Parser app(kAbout, "tranche");
  app.footer(kExitCodes);
  app.fallthrough();
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", TRANCHE_VERSION, "The version of this program");
  AddCommonOptions(&app, &line.arguments);
  AddInit(&app, &line.arguments);
  AddRecord(&app, &line.arguments);
  AddReverse(&app, &line.arguments);
  AddRules(&app, &line.arguments);
  AddImport(&app, &line.arguments);
  AddExport(&app, &line.arguments);
  AddQuestions(&app, &line.arguments);
  AddCatalogue(&app, &line.arguments);
  AddUpkeep(&app, &line.arguments);
  AddGenerate(&app, &line.arguments);
  AddKey(&app, &line.arguments);
  AddCheckpoint(&app, &line.arguments);
  AddProve(&app, &line.arguments);
  AddBackups(&app, &line.arguments);
  std::string topic;
  Parser* help = app.add_subcommand("help", "This text, or that of a command with examples");
  help->add_option("command", topic, "The command");
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    const std::vector<Parser*> asked = app.get_subcommands();
    return Help(app, asked.empty() ? "" : asked.front()->get_name());
  } catch (const CLI::CallForVersion&) {
    return Finished(0, absl::StrCat("tranche ", TRANCHE_VERSION, "\n"));
  } catch (const CLI::ParseError& error) {
    return Finished(2, WhatIsWrong(app, words, error.what()) +
                           "`tranche help` lists the commands, `tranche help COMMAND` their options\n");
  }
  const std::vector<Parser*> commands = app.get_subcommands();
  if (commands.empty()) return Finished(words.empty() ? 0 : 2, app.help());
  if (commands.front() == help) return Help(app, topic);
  if (const std::string wrong = CheckWords(*commands.front(), line.arguments); !wrong.empty())
    return Finished(2, "tranche: " + wrong + "\n`tranche help COMMAND` has its options\n");
  line.arguments.command = FullName(*commands.front());
  return line;
}

}  // namespace tranche
