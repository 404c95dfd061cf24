// init, record, reverse, import, rules: the commands that write.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/record_arguments.h"
#include "cli/session.h"
#include "events/instant.h"
#include "events/kinds/filled_in.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "import/importer.h"
#include "ledger/adoption.h"
#include "projections/balances.h"
#include "proof/key_file.h"
#include "reports/check_tables.h"
#include "reports/event_tables.h"
#include "storage/missing_directories.h"

namespace tranche {
namespace {

// "+07:00" as minutes.
absl::StatusOr<int32_t> ReadOffset(const std::string& text) {
  int hours = 0;
  int minutes = 0;
  const bool has_shape = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!has_shape || !absl::SimpleAtoi(text.substr(1, 2), &hours) || !absl::SimpleAtoi(text.substr(4, 2), &minutes) ||
      hours > 14 || minutes > 59 || hours < 0 || minutes < 0)
    return absl::InvalidArgumentError(
        absl::StrCat("--utc-offset: found \"", text, "\", wanted +HH:MM, for example +07:00"));
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

absl::StatusOr<v1::LedgerCreated> ReadTerms(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<int32_t> offset = ReadOffset(arguments.utc_offset);
  if (!offset.ok()) return offset.status();
  const std::string directory_name = std::filesystem::path(arguments.ledger).lexically_normal().stem().string();
  v1::LedgerCreated terms;
  terms.set_name(arguments.name.value_or(directory_name));
  terms.set_ledger_id(RandomHex(16));
  terms.set_currency_code(arguments.currency);
  terms.set_minor_digits(arguments.minor_digits);
  terms.set_locale(arguments.lang.value_or("vi"));
  terms.set_utc_offset_minutes(*offset);
  *terms.mutable_created_at() = ToTimestamp(console.clock.Now());
  return terms;
}

// Loads the geography, or leaves no ledger behind.
absl::Status LoadGeography(const Arguments& arguments, Ledger* ledger) {
  if (!arguments.geography) return absl::OkStatus();
  return ImportGeography(*arguments.geography, absl::UnixEpoch(), ActorOf(arguments), ledger);
}

// The key that signs the ledger's checkpoints: the one that was given, or a new one.
absl::Status MakeKey(const Arguments& arguments) {
  const absl::StatusOr<SigningKey> key = arguments.key_file ? ReadKeyFile(*arguments.key_file) : SigningKey::Generate();
  return key.ok() ? WriteKeyFile(*key, LedgerKeyPath(arguments.ledger)) : AtOption("key", key.status());
}

v1::Receipt ToProto(const Receipt& receipt, bool dry_run) {
  v1::Receipt proto;
  proto.set_sequence(receipt.sequence);
  proto.set_event_id(receipt.event_id);
  *proto.mutable_recorded_at() = receipt.event.recorded_at();
  proto.set_already_recorded(receipt.already_recorded);
  proto.set_dry_run(dry_run);
  *proto.mutable_event() = receipt.event;
  const FilledIn filled_in = FilledInOf(receipt.event);
  if (filled_in.chosen) proto.set_tranche_chosen(filled_in.number);
  return proto;
}

// What the unit itself has left of the event's source and year from its date on, for the person who goes on from there.
absl::Status FillWhatIsLeft(const Session& session, const v1::Event& event, v1::Receipt* receipt) {
  if (event.has_event_reversed() || receipt->dry_run()) return absl::OkStatus();
  const absl::StatusOr<std::vector<Posting>> postings = PostingsOf(event, nullptr);
  if (!postings.ok() || postings->empty()) return postings.status();
  const BudgetLine& line = postings->front().line;
  const AsOf at = {CivilDate::FromNumber(event.effective_date()).value(), session.ledger().head()};
  const absl::StatusOr<ScopeLeft> left = session.ledger().index().LeftFrom(ToScope(ScopeOf(line)), at);
  if (!left.ok()) return left.status();
  receipt->set_available_to_allocate(ToDigits(left->to_allocate));
  receipt->set_available_to_disburse(ToDigits(left->to_disburse));
  return absl::OkStatus();
}

// The event that a reversal takes back.
absl::Status FillReversed(const Session& session, v1::Receipt* receipt) {
  if (!receipt->event().has_event_reversed()) return absl::OkStatus();
  absl::StatusOr<v1::Event> reversed =
      session.ledger().log().Read(receipt->event().event_reversed().reversed_sequence());
  if (!reversed.ok()) return reversed.status();
  *receipt->mutable_reversed() = *std::move(reversed);
  return absl::OkStatus();
}

Outcome Append(const v1::Event& command, const Session& session, const Arguments& arguments, const Console& console) {
  AppendOptions options;
  options.expected_head = arguments.expected_head;
  options.dry_run = arguments.dry_run;
  options.is_clock_right = arguments.clock_is_right;
  if (absl::Status warned = WarnOfClock(session, console); !warned.ok()) return warned;
  const absl::StatusOr<std::vector<Receipt>> receipts = session.ledger().Append({command}, options);
  if (!receipts.ok()) return receipts.status();
  v1::Receipt receipt = ToProto(receipts->front(), arguments.dry_run);
  if (absl::Status left = FillWhatIsLeft(session, receipts->front().event, &receipt); !left.ok()) return left;
  if (absl::Status named = FillReversed(session, &receipt); !named.ok()) return named;
  const TableStyle style = MakeTableStyle(arguments, console, session.locale(), session.currency());
  const absl::Status printed =
      PrintAnswer(receipt, {ReceiptTable(receipt, session.reader()), MovesTable(receipt, session.reader())}, style,
                  arguments.format, console);
  if (printed.ok()) return kExitDone;
  if (arguments.dry_run) return printed;
  return AfterDoing(printed,
                    "event {sequence} was recorded, with the key {key}: a retry with --key {key} changes nothing",
                    {NumberField("sequence", receipt.sequence()), TextField("key", receipt.event_id())});
}

Ledger::Access AccessFor(const Arguments& arguments) {
  return arguments.dry_run ? Ledger::Access::kReadOnly : Ledger::Access::kWrite;
}

}  // namespace

Outcome RunInit(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<v1::LedgerCreated> terms = ReadTerms(arguments, console);
  if (!terms.ok()) return terms.status();
  const storage::MissingDirectories missing(arguments.ledger);
  auto ledger = Ledger::Create(arguments.ledger, *terms, absl::UnixEpoch(), &console.clock);
  if (!ledger.ok()) return AsOpenFailure(ledger.status());
  absl::Status loaded = LoadGeography(arguments, ledger->get());
  if (loaded.ok()) loaded = MakeKey(arguments);
  if (!loaded.ok()) {
    ledger->reset();
    missing.Remove();
    return loaded;
  }
  ledger->reset();
  return AfterDoing(RunStatus(arguments, console), "the ledger was made");
}

Outcome RunRecord(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  const absl::StatusOr<v1::Event> command = ReadRecord(arguments, *session);
  if (!command.ok()) return command.status();
  return Append(*command, *session, arguments, console);
}

Outcome RunReverse(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  const absl::StatusOr<v1::Event> command = ReadReversal(arguments);
  if (!command.ok()) return command.status();
  return Append(*command, *session, arguments, console);
}

Outcome RunImport(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  ImportOptions options;
  options.actor = ActorOf(arguments);
  options.locale = session->locale();
  options.dry_run = arguments.dry_run;
  options.expected_head = arguments.expected_head;
  options.is_clock_right = arguments.clock_is_right;
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  if (arguments.repeated) options.repeated = *arguments.repeated == "new" ? Repeated::kNew : Repeated::kSame;
  const absl::StatusOr<v1::ImportReport> report = ImportFile(arguments.file, options, &session->ledger());
  if (!report.ok()) return report.status();
  const TableStyle style = MakeTableStyle(arguments, console, session->locale(), session->currency());
  const absl::Status printed =
      PrintAnswer(*report, {ImportTable(*report, session->reader())}, style, arguments.format, console);
  if (printed.ok()) return kExitDone;
  if (arguments.dry_run) return printed;
  return AfterDoing(printed, "the file was imported: the head is event {head}",
                    {NumberField("head", session->ledger().head())});
}

Outcome RunRules(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const v1::RulesReport report = DescribeRules(session->catalogue());
  const TableStyle style = MakeTableStyle(arguments, console, session->locale(), session->currency());
  const absl::Status printed =
      PrintAnswer(report, {RulesTable(report, session->reader())}, style, arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome RunAdoptRules(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  const absl::StatusOr<v1::Event> command = ReadAdoption(arguments, *session);
  if (!command.ok()) return command.status();
  return Append(*command, *session, arguments, console);
}

}  // namespace tranche
