#include "service/new_ledger.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "import/importer.h"
#include "import/synthetic/clock.h"
#include "import/synthetic/history.h"
#include "ledger/append_stream.h"
#include "ledger/ledger.h"
#include "proof/key_file.h"
#include "service/currencies.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// "+07:00" as minutes.
absl::StatusOr<int32_t> ReadOffset(const std::string& text) {
  int hours = 0;
  int minutes = 0;
  const auto is_digit = [&](size_t at) { return absl::ascii_isdigit(static_cast<unsigned char>(text[at])); };
  const bool has_shape = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && is_digit(1) &&
                         is_digit(2) && is_digit(4) && is_digit(5);
  if (!has_shape || !absl::SimpleAtoi(text.substr(1, 2), &hours) || !absl::SimpleAtoi(text.substr(4, 2), &minutes) ||
      hours > 14 || minutes > 59)
    return AtField("utc_offset",
                   Refuse(absl::StatusCode::kInvalidArgument, "utc-offset.not-read",
                          "found \"{found}\", wanted +HH:MM, for example +07:00", {TextField("found", text)}));
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// The decimals of the ledger's currency.
absl::StatusOr<int32_t> ReadMinorDigits(const v1::CreateLedgerRequest& request) {
  const std::string& currency = request.currency_code();
  if (!IsCurrencyCode(currency)) {
    const absl::Status wrong = Refuse(absl::StatusCode::kInvalidArgument, "currency.not-read",
                                      "found \"{found}\", wanted three upper-case letters of ISO 4217, for example VND",
                                      {TextField("found", currency)});
    const std::string upper = absl::AsciiStrToUpper(currency);
    if (!IsCurrencyCode(upper)) return AtField("currency_code", wrong);
    return AtField("currency_code", Adding(wrong, "did you mean {nearest}?", {TextField("nearest", upper)}));
  }
  if (request.has_minor_digits()) return request.minor_digits();
  const std::optional<int32_t> known = MinorDigitsOf(currency);
  if (known) return *known;
  return AtField("minor_digits", Refuse(absl::StatusCode::kInvalidArgument, "currency.decimals-unknown",
                                        "missing: wanted the decimals of {currency}, which this program does not know",
                                        {TextField("currency", currency)}));
}

absl::StatusOr<v1::LedgerCreated> TermsOf(const v1::CreateLedgerRequest& request, absl::Time now) {
  const absl::StatusOr<int32_t> minor_digits = ReadMinorDigits(request);
  if (!minor_digits.ok()) return minor_digits.status();
  const absl::StatusOr<int32_t> offset = ReadOffset(request.utc_offset());
  if (!offset.ok()) return offset.status();
  v1::LedgerCreated terms;
  terms.set_name(request.name());
  terms.set_ledger_id(request.ledger_id());
  terms.set_currency_code(request.currency_code());
  terms.set_minor_digits(*minor_digits);
  terms.set_locale(request.notation());
  terms.set_utc_offset_minutes(*offset);
  *terms.mutable_created_at() = ToTimestamp(now);
  return terms;
}

OpenOptions OptionsToWait(absl::Duration wait) {
  OpenOptions options;
  options.wait_for_writer = wait;
  return options;
}

// The key that signs the ledger's checkpoints: the one that was given, or a new one.
absl::Status MakeKey(const v1::CreateLedgerRequest& request) {
  const absl::StatusOr<SigningKey> key =
      request.has_key_file() ? ReadKeyFile(request.key_file()) : SigningKey::Generate();
  if (!key.ok()) return AtField("key_file", key.status());
  return WriteKeyFile(*key, LedgerKeyPath(request.directory()));
}

// An event that was known from the beginning, and counts from then on.
v1::Event FromTheBeginning(const std::string& key, const std::string& actor, const Ledger& ledger) {
  v1::Event event;
  event.set_event_id(key);
  event.set_actor(actor);
  event.set_provenance(v1::PROVENANCE_IMPORTED);
  SetRecordedAt(kKnownFromTheBeginning, &event);
  event.set_effective_date(ledger.View().DateOf(kKnownFromTheBeginning).number());
  return event;
}

// Registers the administrators and gives them their role.
absl::Status Appoint(const v1::CreateLedgerRequest& request, Ledger* ledger) {
  if (request.administrators().empty() && request.four_eyes())
    return AtField("administrators", Refuse(absl::StatusCode::kInvalidArgument, "init.four-eyes-alone",
                                            "found none, wanted two at least: with four eyes on, only they can give "
                                            "roles"));
  if (request.administrators().empty()) return absl::OkStatus();
  if (request.administrators_size() < 2)
    return AtField("administrators", Refuse(absl::StatusCode::kInvalidArgument, "init.one-administrator",
                                            "found one, wanted two at least, so that neither acts alone"));
  std::vector<v1::Event> commands;
  for (const std::string& id : request.administrators()) {
    v1::ActorRegistered& actor =
        *commands.emplace_back(FromTheBeginning(absl::StrCat("actor:", id), request.actor(), *ledger))
             .mutable_actor_registered();
    actor.set_actor_id(id);
    actor.set_person_id(id);
    actor.set_name(id);
    actor.set_login(id);
  }
  for (const std::string& id : request.administrators()) {
    v1::RoleGranted& grant =
        *commands.emplace_back(FromTheBeginning(absl::StrCat("role:", id), request.actor(), *ledger))
             .mutable_role_granted();
    grant.set_actor_id(id);
    grant.set_role(v1::ROLE_ADMINISTRATOR);
  }
  if (request.four_eyes()) {
    v1::Event& set = commands.emplace_back(FromTheBeginning("four-eyes", request.actor(), *ledger));
    set.set_reason("the ledger began with it");
    set.mutable_four_eyes_set()->set_on(true);
    for (const char* exempt : {"EstimateStated", "FigurePublished"})
      set.mutable_four_eyes_set()->add_exempt_kinds(exempt);
  }
  return AtField("administrators", ledger->Append(std::move(commands)).status());
}

absl::Status FillLedger(const v1::CreateLedgerRequest& request, Ledger* ledger) {
  if (request.has_geography()) {
    const absl::Status loaded = ImportGeography(request.geography(), kKnownFromTheBeginning, request.actor(), ledger);
    if (!loaded.ok()) return loaded;
  }
  if (absl::Status appointed = Appoint(request, ledger); !appointed.ok()) return appointed;
  return MakeKey(request);
}

// "12.5%" is 125: at most three digits before the decimal mark, which is a point or a comma, and one after it.
std::optional<int> ParsePermille(absl::string_view text) {
  if (text == "0") return 0;
  if (!absl::ConsumeSuffix(&text, "%")) return std::nullopt;
  const size_t mark = text.find_first_of(".,");
  const absl::string_view whole = text.substr(0, mark);
  const absl::string_view tenth = mark == absl::string_view::npos ? "0" : text.substr(mark + 1);
  if (whole.empty() || whole.size() > 3 || tenth.size() != 1) return std::nullopt;
  int permille = 0;
  for (char digit : absl::StrCat(whole, tenth)) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(digit))) return std::nullopt;
    permille = permille * 10 + (digit - '0');
  }
  return permille <= 1000 ? std::optional<int>(permille) : std::nullopt;
}

absl::StatusOr<SyntheticOptions> OptionsOf(const v1::GenerateRequest& request) {
  SyntheticOptions options;
  if (request.events() < 1 || request.events() > kSyntheticEventsMax)
    return AtField("events",
                   Refuse(absl::StatusCode::kInvalidArgument, "generate.events", "found {found}, wanted 1 to {max}",
                          {TextField("found", absl::StrCat(request.events())),
                           TextField("max", absl::StrCat(kSyntheticEventsMax))}));
  const std::optional<int> late = ParsePermille(request.late());
  if (!late)
    return AtField("late", Refuse(absl::StatusCode::kInvalidArgument, "generate.late",
                                  "found \"{found}\", wanted a share from 0% to 100% with at most one decimal, for "
                                  "example 5%, 0.5% or 0",
                                  {TextField("found", request.late())}));
  options.events = request.events();
  options.seed = request.seed();
  options.late_permille = *late;
  return options;
}

absl::Status RecordAll(SyntheticHistory* history, Ledger* ledger, uint64_t events, const ProgressCallback& progress) {
  const auto report = [&] {
    if (progress) progress(ledger->head(), events);
  };
  report();
  AppendStream stream(ledger);
  for (std::vector<v1::Event> commands = history->Next(kBatchEventsMax); !commands.empty();
       commands = history->Next(kBatchEventsMax)) {
    if (absl::Status appended = stream.Append(std::move(commands)); !appended.ok()) return appended;
    report();
  }
  absl::Status finished = stream.Finish();
  report();
  return finished;
}

v1::GenerateReport ReportOn(const SyntheticOptions& options, const Ledger& ledger, absl::Time last_recorded_at) {
  v1::GenerateReport report;
  report.set_directory(ledger.directory());
  report.set_ledger_name(ledger.terms().name());
  report.set_ledger_id(ledger.terms().ledger_id());
  report.set_events(ledger.head());
  report.set_seed(options.seed);
  report.set_late_permille(static_cast<uint32_t>(options.late_permille));
  report.set_head(ledger.head());
  *report.mutable_head_recorded_at() = ToTimestamp(last_recorded_at);
  return report;
}

}  // namespace

absl::Status CreateLedger(const v1::CreateLedgerRequest& request, absl::Duration wait, Clock* clock) {
  const absl::StatusOr<v1::LedgerCreated> terms = TermsOf(request, clock->Now());
  if (!terms.ok()) return terms.status();
  const auto ledger =
      Ledger::Begin(request.directory(), *terms, kKnownFromTheBeginning, clock, kEpochEvents, OptionsToWait(wait));
  if (!ledger.ok()) return ledger.status();
  if (absl::Status filled = FillLedger(request, ledger->get()); !filled.ok()) return filled;
  return (*ledger)->Complete();
}

absl::StatusOr<v1::GenerateReport> GenerateLedger(const v1::GenerateRequest& request, absl::Duration wait,
                                                  const ProgressCallback& progress) {
  const absl::StatusOr<SyntheticOptions> options = OptionsOf(request);
  if (!options.ok()) return options.status();
  SyntheticHistory history(*options);
  SyntheticClock clock(&history);
  v1::LedgerCreated terms = history.terms();
  if (!request.notation().empty()) terms.set_locale(request.notation());
  const auto ledger =
      Ledger::Begin(request.directory(), terms, history.known_from(), &clock, kEpochEvents, OptionsToWait(wait));
  if (!ledger.ok()) return ledger.status();
  absl::Status made = RecordAll(&history, ledger->get(), options->events, progress);
  if (made.ok()) made = (*ledger)->Complete();
  if (!made.ok()) return made;
  return ReportOn(*options, **ledger, history.now());
}

}  // namespace tranche
