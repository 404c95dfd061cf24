#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_replace.h"
#include "cli/command_options.h"
#include "cli/option_values.h"
#include "import/kind_names.h"
#include "reports/texts.h"
#include "service/kind_fields.h"

namespace tranche {
namespace {

// Of every command that records, a file too.
void AddDecisionOptions(CLI::App* command, Arguments* arguments, UsageLanguage* language) {
  command->add_option("--expected-head", arguments->expected_head, "Refuse if the log has grown past this sequence")
      ->transform(WholeNumber(language));
  command->add_option("--actor", arguments->actor, "Who records it (default: the user's name)");
  command->add_flag("--dry-run", arguments->dry_run, "Decide and report, write nothing");
  command->add_option("--expires", arguments->expires,
                      "For `propose`: the last day on which it can be approved (default: 30 days from today)");
  AddClockIsRight(command, arguments);
}

void AddTransferOptions(CLI::App* record, Arguments* arguments, UsageLanguage* language) {
  record->add_option("--to-unit", arguments->to_unit,
                     "For a transfer or a carry-over: who receives (default: the same unit)");
  record->add_option("--to-area", arguments->to_area, "For a transfer: the area that receives");
  record
      ->add_option(
          "--to-tranche", arguments->to_tranche,
          "For a transfer or a carry-over: the tranche number at the receiver (default: the same; of money that is "
          "carried over for the first time the year and the number, such as 2024/1)")
      ->transform(TrancheNumber(language));
  record->add_flag("--without-plan", arguments->without_plan, "For a transfer: leave the plan where it is");
}

// What a payment, and what is about an earlier one, names.
void AddPaymentOptions(CLI::App* record, Arguments* arguments) {
  record->add_option("--commitment", arguments->commitment,
                     "What is paid, released or carried over: its number, or the sequence of its event, which needs no "
                     "unit");
  record->add_option("--advance", arguments->advance,
                     "What is cleared, recovered or carried over: the number of its contract, or the sequence of its "
                     "event");
  record->add_flag("--split", arguments->split,
                   "For a payment: if no one tranche can pay it, one event for each that it takes, the oldest first");
}

// The field of the request that an option of `record` says, where it has another name.
std::string FieldOfOption(const std::string& option, const EventKind& kind) {
  static const auto* const kFields = new std::map<std::string, std::string>{
      {"year", "fiscal_year"},          {"to-year", "to_fiscal_year"},    {"final", "is_final"},
      {"name-en", "indicator_name_en"}, {"counted", "indicator_unit"},    {"project-kind", "project_terms"},
      {"support", "project_terms"},     {"begin", "project_terms"},       {"end", "project_terms"},
      {"implementer", "project_terms"}, {"beneficiary", "project_terms"}, {"total-cost", "project_terms"}};
  static const std::set<std::string> kOfAllKinds = {"document-type",  "document-issuer", "document-date", "key",
                                                    "expected-head",  "actor",           "dry-run",       "expires",
                                                    "clock-is-right", "late-reason",     "deviation",     "help"};
  if (option == "name") return kind.number == v1::Event::kIndicatorDefined ? "indicator_name" : "project_terms";
  if (kOfAllKinds.contains(option)) return "options";
  const auto field = kFields->find(option);
  return field != kFields->end() ? field->second : absl::StrReplaceAll(option, {{"-", "_"}});
}

// Of carry-overs, settlements and corrections.
void AddYearOptions(CLI::App* record, Arguments* arguments, UsageLanguage* language) {
  record
      ->add_option("--to-year", arguments->to_year,
                   "For a carry-over: the year that receives (default: the next one; of another unit the same)")
      ->transform(WholeNumber(language, 9999));
  record->add_option("--legal-case", arguments->legal_case,
                     "For a carry-over: the case of the law, by its letter: a, b, c, d, đ ...");
  record->add_option("--disallowed", arguments->disallowed,
                     "For a settlement: what was paid and is not approved, as an amount");
  record->add_flag("--final", arguments->is_final, "For a settlement: nothing of the year is open after it");
  record->add_option("--finding", arguments->finding, "For a correction: what found it");
}

// Which tranche it is, or is of.
void AddTrancheOptions(CLI::App* record, Arguments* arguments, UsageLanguage* language) {
  record
      ->add_option(
          "--tranche", arguments->tranche,
          "Tranche number, such as 1, or 2024/1 of carried-over money (default: the oldest tranche that allows it)")
      ->transform(TrancheNumber(language));
  record
      ->add_option("--area-limits", arguments->area_limits,
                   "For a tranche: the only areas it may be spent in; \"a, b\", \"a; b\" or \"a|b\" for two")
      ->allow_extra_args(false);
}

void AddInit(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* init =
      AddCommand(app, "init", "Create an empty ledger, with units and regions from CSV",
                 "  tranche init --geography data\n"
                 "  tranche --ledger /srv/khuyen-cong init --geography data --name \"Khuyến công\" --lang en");
  init->add_option("--geography", arguments->geography,
                   "Directory with the CSV files of units, regions, sources and areas");
  init->add_option("--administrator", arguments->administrators,
                   "An actor that administers it from its beginning; two at least, or none")
      ->allow_extra_args(false);
  init->add_flag("--four-eyes", arguments->four_eyes,
                 "From the beginning, what is recorded takes a second person; needs --administrator");
  init->add_option("--name", arguments->name, "The ledger's name (default: that of its directory)");
  init->add_option("--currency", arguments->currency, "ISO 4217 code")->capture_default_str();
  init->add_option("--minor-digits", arguments->minor_digits,
                   "Decimals of the currency (default: those of ISO 4217, such as VND 0, USD 2, if they are known)")
      ->transform(WholeNumber(language, 99));
  init->add_option("--key", arguments->key_file, "Private key file for signing its checkpoints (default: a new key)");
  init->add_option("--utc-offset", arguments->utc_offset, "Offset from UTC that ends a day, such as +07:00")
      ->capture_default_str();
}

void AddRecord(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* record = AddCommand(
      app, "record", "Record one event",
      std::string(Marked(
          "  tranche record plan --unit region:north --source national --year 2025 --amount \"71.5 billion\" "
          "--effective "
          "2025-01-01\n"
          "  tranche record tranche --tranche 1 --unit region:north --source national --year 2025 --amount "
          "\"18.3 billion\" --effective 2025-05-16 --area-limits fairs,conferences\n"
          "  tranche record disbursement --unit region:north --source national --year 2025 --amount \"8.5 billion\" "
          "--effective 2025-06-15 --area fairs --document 318 --document-type voucher\n"
          "  tranche record transfer --unit region:north --to-unit \"Quảng Ninh\" --source national --year 2025 "
          "--amount \"2 billion\" --effective 2025-06-01 --dry-run\n"
          "  tranche record commitment --unit region:north --source national --year 2025 --area fairs --number HD-01 "
          "--amount \"300 million\" --effective 2025-06-03\n"
          "  tranche record disbursement --commitment HD-01 --unit region:north --source national --year 2025 "
          "--area fairs --amount \"200 million\" --effective 2025-06-10\n"
          "  tranche record project --project KC-01 --name \"Rice mill\" --unit \"Cà Mau\" --area technology "
          "--support \"national; 200 million\" --effective 2025-03-01\n"
          "  tranche record output --unit \"Cà Mau\" --year 2025 --project KC-01 --indicator enterprises --quantity 12 "
          "--effective 2025-07-05")));
  record
      ->add_option(
          "kind", arguments->kind,
          "plan, plan-adjustment, tranche, allocation-adjustment, transfer, commitment, release, disbursement, "
          "refund, advance, advance-clearing, advance-recovery, carry-over, lapse, settlement, correction, execution, "
          "estimate, output, indicator, project, project-amendment or project-stop")
      ->check(RecordedKind(language))
      ->each([record](const std::string& kind) { ShowOptionsOfKind(kind, record); })
      ->required();
  record->add_option("--amount", arguments->amount,
                     "Written as \"18,3 tỷ\" (vi) or \"18.3 billion\" (en); adjustments may be negative");
  record->add_option("--unit", arguments->unit, "Who holds the money: id, name, alias, or code");
  record->add_option("--source", arguments->source, "Source of funds; optional for an estimate");
  record->add_option("--year", arguments->year, "The budget year")->transform(WholeNumber(language, 9999));
  record->add_option("--effective", arguments->effective, "The effective date")->required();
  record->add_option("--area", arguments->area, "Programme area");
  record->add_option("--project", arguments->project, "Project");
  AddTrancheOptions(record, arguments, language);
  AddTransferOptions(record, arguments, language);
  record->add_option("--number", arguments->number, "For a commitment: the number of the contract");
  record->add_option("--counterparty", arguments->counterparty, "For a commitment: who is to be paid");
  record->add_option("--until", arguments->until, "For a commitment: the last day of the contract");
  AddPaymentOptions(record, arguments);
  AddYearOptions(record, arguments, language);
  record->add_option("--measure", arguments->measure, "For an estimate: what was estimated (default: executed)");
  record->add_option("--stated-on", arguments->stated_on, "For an estimate: when it was stated (default: today)");
  AddProjectOptions(record, arguments, language);
  AddRecordingOptions(record, arguments, language);
  AddLateReason(record, arguments);
  AddDeviation(record, arguments);
}

void AddReverse(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* reverse = AddCommand(app, "reverse", "Reverse an earlier event by recording its exact negative",
                                 std::string(Marked("  tranche reverse 137 --reason \"typed into the wrong year\"")));
  reverse->add_option("event", arguments->reversed_sequence, "Sequence of the event to reverse")
      ->transform(WholeNumber(language))
      ->required();
  reverse->add_option("--effective", arguments->effective,
                      "Effective date, that of the event or later (default: that of the event)");
  AddRecordingOptions(reverse, arguments, language);
  AddLateReason(reverse, arguments);
  AddDeviation(reverse, arguments);
}

void AddRules(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* rules = AddCommand(
      app, "rules",
      "List the versions of the rules, and the spending rules in force; or (rules adopt) adopt a newer version",
      std::string(Marked("  tranche rules\n"
                         "  tranche rules --as-of 2015-06-30\n"
                         "  tranche rules adopt 3 --reason \"decision 17\" --dry-run")));
  rules->add_option("--as-of", arguments->as_of, "Spending rules in force on this date (default: today)");
  AddKnownAt(rules, arguments);
  CLI::App* adopt =
      AddCommand(rules, "adopt", "Adopt a newer version from the next event on; earlier events stay lawful",
                 std::string(Marked("  tranche rules adopt 3 --reason \"decision 17\"")));
  adopt->add_option("version", arguments->rules_version, "The version to adopt")
      ->transform(WholeNumber(language, std::numeric_limits<uint32_t>::max()))
      ->required();
  AddRecordingOptions(adopt, arguments, language);
}

void AddLogFile(CLI::App* log, const std::string& about, const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  log->add_option("file", arguments->file, about)->required();
  log->add_option("--as", arguments->form,
                  "pb: length-delimited stored bytes; jsonl: one JSON object per line (default: by the file's "
                  "extension, else pb)")
      ->check(OneOf({"pb", "jsonl"}, language));
}

void AddImport(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* import = AddCommand(
      app, "import", "Record the rows of a CSV file, all or none; or (import log) create a ledger from an export",
      "  tranche import data/khuyen_cong_events.csv\n"
      "  tranche import data/published_figures.csv --lang vi --dry-run");
  import->add_option("file", arguments->file,
                     "A CSV file of events, published figures, units, regions, sources, areas or spending rules");
  import
      ->add_option("--repeated", arguments->repeated,
                   "How to treat rows without event_id that equal recorded events: same (skip them) or new (record "
                   "them); by default such a file is refused")
      ->check(OneOf({"same", "new"}, language));
  AddDecisionOptions(import, arguments, language);
  AddLateReason(import, arguments);
  CLI::App* log = AddCommand(import, "log", "Create the ledger --ledger from a file of `export log`",
                             "  tranche --ledger again.ledger import log history.pb\n"
                             "  tranche --ledger again.ledger import log history.jsonl --root "
                             "nN/hgnb+WyaO1ZpUB7RuCjP8FdyAGaK2uHSIQZFbrn8=");
  AddLogFile(log, "The exported history", to);
  log->add_option("--root", arguments->root, "Refuse a history whose Merkle root differs from this one (base64)");
}

void AddExport(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* command =
      AddCommand(app, "export", "Export the whole history to a file", "  tranche export log history.pb");
  command->require_subcommand(1);
  CLI::App* log = AddCommand(command, "log", "Export every event, for other programs and for `import log`",
                             "  tranche export log history.pb\n"
                             "  tranche export log history.jsonl\n"
                             "  tranche export log - --as jsonl | head -3");
  AddLogFile(log, "The file to write (replaced if it exists), or - for standard output", to);
}

}  // namespace

void ShowOptionsOfKind(const std::string& text, CLI::App* record) {
  const absl::StatusOr<const EventKind*> kind = ReadKind(text, KindsTaken::kRecorded);
  if (!kind.ok()) return;
  for (CLI::Option* option : record->get_options()) {
    if (option->get_lnames().empty()) continue;
    const std::string& name = option->get_lnames().front();
    const bool is_of_kind = MayHaveField(**kind, FieldOfOption(name, **kind));
    if (name == "amount" && is_of_kind) option->required();
    if (!is_of_kind) option->group("");
  }
}

void AddRecordingOptions(CLI::App* command, Arguments* arguments, UsageLanguage* language) {
  command->add_option("--document", arguments->document, "Number of the supporting document");
  command->add_option("--document-type", arguments->document_type, "Its type: decision, voucher, contract ...");
  command->add_option("--document-issuer", arguments->document_issuer, "Who issued it");
  command->add_option("--document-date", arguments->document_date, "Its date");
  command->add_option("--reason", arguments->reason, "Why");
  command->add_option("--note", arguments->note, "A remark");
  command->add_option("--key", arguments->key, "Idempotency key: a command repeated with its key takes effect once");
  AddDecisionOptions(command, arguments, language);
}

void AddDeviation(CLI::App* command, Arguments* arguments) {
  command
      ->add_option("--deviation", arguments->deviations,
                   "A spending rule that it departs from; --document is then the decision that allows it")
      ->allow_extra_args(false);
}

void AddLateReason(CLI::App* command, Arguments* arguments) {
  command->add_option("--late-reason", arguments->late_reason,
                      "Why it is recorded after its period was closed; of a file, for the rows that do not say it");
}

void AddRecordingCommands(const OptionTarget& to) {
  AddInit(to);
  AddRecord(to);
  AddReverse(to);
  AddRules(to);
  AddImport(to);
  AddExport(to);
}

}  // namespace tranche
