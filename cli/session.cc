#include "cli/session.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "access/secrets.h"
#include "cli/copy_calls.h"
#include "cli/option_names.h"
#include "cli/output.h"
#include "cli/served_copy.h"
#include "events/refusal.h"
#include "reports/refusal_text.h"
#include "reports/texts.h"
#include "server/remote_ledger.h"
#include "service/freshness.h"
#include "service/request_field.h"
#include "service/served_ledger.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

Reader ReaderBy(const Arguments& arguments, const v1::LedgerCreated& terms) {
  const std::string locale = arguments.lang.value_or(terms.locale());
  return {ParseLocale(locale).value_or(Locale::kVietnamese), terms.utc_offset_minutes()};
}

// How long a server may be silent before it counts as absent.
constexpr absl::Duration kServerWait = absl::Seconds(5);
constexpr size_t kTokenBytesMax = 4096;

// The token in --token-file, else in $TRANCHE_TOKEN: never an argument, which other users of the machine can see.
absl::StatusOr<std::string> TokenOf(const Arguments& arguments) {
  const char* const from_environment = std::getenv("TRANCHE_TOKEN");
  if (!arguments.token_file) return std::string(from_environment == nullptr ? "" : from_environment);
  absl::StatusOr<std::string> token = storage::ReadExistingFile(*arguments.token_file, kTokenBytesMax);
  if (!token.ok()) return AtField("token_file", token.status());
  absl::StripAsciiWhitespace(&*token);
  return token;
}

// What --tls-ca names; empty without it.
absl::StatusOr<std::string> AuthorityOf(const Arguments& arguments) {
  if (!arguments.tls_ca) return std::string();
  absl::StatusOr<std::string> authority = storage::ReadExistingFile(*arguments.tls_ca);
  return authority.ok() ? authority : AtField("tls_ca", authority.status());
}

absl::StatusOr<std::unique_ptr<LedgerCalls>> Connect(const Arguments& arguments, RemoteEntry entry = {}) {
  absl::StatusOr<std::string> token = TokenOf(arguments);
  if (!token.ok()) return token.status();
  entry.token = *std::move(token);
  if (!entry.token.empty() && !IsTokenText(entry.token))
    return Refuse(absl::StatusCode::kInvalidArgument, "server.no-token",
                  "what was given as a token is none, or not all of it: wanted tranche_ and 48 characters");
  absl::StatusOr<std::string> authority = AuthorityOf(arguments);
  if (!authority.ok()) return authority.status();
  entry.authority = *std::move(authority);
  auto ledger = ConnectToLedger(arguments.server, kServerWait, entry);
  if (!ledger.ok() && !absl::IsUnauthenticated(ledger.status())) return AtField("server", ledger.status());
  return ledger;
}

absl::StatusOr<v1::LedgerCreated> AskTerms(const Arguments& arguments) {
  const auto ledger = Connect(arguments);
  if (!ledger.ok()) return ledger.status();
  absl::StatusOr<v1::GetLedgerResponse> answer = (*ledger)->GetLedger({});
  if (!answer.ok()) return answer.status();
  return std::move(*answer->mutable_terms());
}

// Empty when the ledger cannot say.
v1::LedgerCreated TermsOf(const Arguments& arguments) {
  const auto terms = arguments.server.empty() ? ReadTerms(arguments.ledger) : AskTerms(arguments);
  return terms.value_or(v1::LedgerCreated());
}

// True for what was refused by the way to a server: it is not asked again how its users read.
bool IsOfServer(const std::optional<v1::Refusal>& refusal) {
  return refusal && (absl::StartsWith(refusal->code(), "server.") || absl::StartsWith(refusal->code(), "access."));
}

Currency CurrencyOf(const v1::LedgerCreated& terms) { return {terms.currency_code(), terms.minor_digits()}; }

// What a person reads before an index of another format is derived from the log again.
std::string IndexNoticeText(const IndexNotice& notice, Locale locale) {
  const std::string found = notice.found == 0 ? Say(locale, "no number") : absl::StrCat(notice.found);
  const std::string where =
      notice.is_temporary
          ? Say(locale, "a temporary place, for this command alone; the ledger's directory stays as it is")
          : Say(locale, "the ledger's directory, in the place of the old one");
  return Say(locale,
             "index format: found {found}, this program writes {wanted}; building the index again from {events} "
             "event{events:s}, in {where}",
             {{"found", found},
              {"wanted", absl::StrCat(notice.wanted)},
              {"events", CountText(notice.events, locale)},
              {"where", where}});
}

// What a person reads whose copy has more than its log.
std::string SetBackText(Sequence copy, Sequence log, Locale locale) {
  return Say(
      locale,
      "warning: the copy has events up to {copy}, and the shared log only up to {log}: the log was set back; the "
      "rest was acknowledged, and is appended again when this node decides",
      {{"copy", absl::StrCat(copy)}, {"log", absl::StrCat(log)}});
}

// What a person reads who records on a file system that other machines may share.
std::string NetworkNoticeText(absl::string_view file_system, Locale locale) {
  return Say(
      locale,
      "warning: the ledger is on a file system of the kind {kind}, which other machines may share: only the locks "
      "of its server keep their writers away; record on one machine only",
      {{"kind", std::string(file_system)}});
}

absl::StatusOr<std::unique_ptr<LedgerService>> OpenDirectory(const Arguments& arguments, const Console& console,
                                                             Ledger::Access access, const TimedAppendVisitor& appended,
                                                             storage::SharedLog* log) {
  OpenOptions options;
  options.shared_log = log;
  options.wait_for_writer = absl::Seconds(arguments.wait_seconds);
  options.index_notice = [&](const IndexNotice& notice) {
    console.err << FoldedTo(console.err_width, absl::StrCat(IndexNoticeText(notice, ReaderOf(arguments).locale), "\n"));
  };
  options.network_notice = [&](absl::string_view file_system) {
    const std::string notice = NetworkNoticeText(file_system, ReaderOf(arguments).locale);
    console.err << FoldedTo(console.err_width, absl::StrCat("tranche: ", notice, "\n"));
  };
  options.set_back_notice = [&](Sequence copy, Sequence log_head) {
    const std::string notice = SetBackText(copy, log_head, ReaderOf(arguments).locale);
    console.err << FoldedTo(console.err_width, absl::StrCat("tranche: ", notice, "\n"));
  };
  if (appended != nullptr) options = TimingAppends(std::move(options), appended);
  return LedgerService::Open(arguments.ledger, access, &console.clock, options);
}

// The calls of the copy that a command records in; null for a ledger of its own. A checkpoint is signed with a key that
// lies in the directory of the node that decides.
absl::StatusOr<std::unique_ptr<LedgerCalls>> OpenCopyToRecord(const Arguments& arguments, const Console& console) {
  if (arguments.command == "checkpoint") return std::unique_ptr<LedgerCalls>();
  auto log = OpenLogOfCopy(arguments.ledger);
  if (!log.ok()) return log.status();
  if (*log == nullptr) return std::unique_ptr<LedgerCalls>();
  const absl::StatusOr<std::string> token = TokenOf(arguments);
  const absl::StatusOr<std::string> authority = AuthorityOf(arguments);
  if (!token.ok()) return token.status();
  if (!authority.ok()) return authority.status();
  auto calls = CopyCalls::Open(arguments, &console.clock, *std::move(log), *token, *authority);
  if (!calls.ok()) return calls.status();
  return std::unique_ptr<LedgerCalls>(*std::move(calls));
}

// A reader sees what there was when it opened the ledger: to see more, it is opened again.
absl::StatusOr<std::unique_ptr<LedgerService>> OpenFresh(const Arguments& arguments, const Console& console,
                                                         const Freshness& freshness) {
  constexpr absl::Duration kPause = absl::Milliseconds(50);
  for (const absl::Time until = absl::Now() + freshness.wait;; absl::SleepFor(kPause)) {
    auto opened = OpenDirectory(arguments, console, Ledger::Access::kReadOnly, nullptr, nullptr);
    if (!opened.ok()) return opened;
    const Reached reached = (*opened)->reached();
    if (reached.head < freshness.at_least && absl::Now() + kPause < until) continue;
    if (absl::Status fresh = CheckFresh(reached, freshness); !fresh.ok()) return fresh;
    return opened;
  }
}

}  // namespace

absl::StatusOr<Session> Session::Open(const Arguments& arguments, const Console& console, Ledger::Access access,
                                      const TimedAppendVisitor& appended, storage::SharedLog* log) {
  Session session(arguments, console);
  const absl::StatusOr<Freshness> freshness = ReadFreshness(arguments.at_least, arguments.max_age);
  if (!freshness.ok()) return freshness.status();
  const bool records = arguments.server.empty() && access == Ledger::Access::kWrite && log == nullptr;
  absl::StatusOr<std::unique_ptr<LedgerCalls>> of_copy = nullptr;
  if (records) of_copy = OpenCopyToRecord(arguments, console);
  if (!of_copy.ok()) return of_copy.status();
  if (*of_copy != nullptr) {
    session.service_ = *std::move(of_copy);
  } else if (arguments.server.empty()) {
    auto local = freshness->IsAsked() ? OpenFresh(arguments, console, *freshness)
                                      : OpenDirectory(arguments, console, access, appended, log);
    if (!local.ok()) return local.status();
    session.local_ = local->get();
    session.service_ = *std::move(local);
  } else {
    auto remote = Connect(arguments, {"", "", arguments.at_least, arguments.max_age});
    if (!remote.ok()) return remote.status();
    session.service_ = *std::move(remote);
  }
  absl::StatusOr<v1::GetLedgerResponse> ledger = session.service().GetLedger({});
  if (!ledger.ok()) return ledger.status();
  session.terms_ = std::move(*ledger->mutable_terms());
  auto names = session.service().Names();
  if (!names.ok()) return names.status();
  session.names_ = *std::move(names);
  if (console.names != nullptr) *console.names = session.names_;
  return session;
}

Reader Session::reader() const {
  Reader reader = ReaderBy(arguments_, terms_);
  reader.catalogue = names_.get();
  return reader;
}

TableStyle Session::style() const { return MakeTableStyle(arguments_, console_, reader().locale, CurrencyOf(terms_)); }

absl::Status WarnOfClock(const Session& session, const Console& console) {
  const absl::Status clock = session.service().CheckClock();
  if (clock.code() != absl::StatusCode::kFailedPrecondition) return clock;
  const Reader reader = session.reader();
  const std::string warning = Say(reader.locale, "warning: {what}", {{"what", RefusalText(clock, reader, {})}});
  console.err << FoldedTo(console.err_width, absl::StrCat("tranche: ", warning, "\n"));
  return absl::OkStatus();
}

Locale LanguageOf(const Arguments& arguments) {
  return ParseLocale(arguments.lang.value_or("vi")).value_or(Locale::kVietnamese);
}

Reader ReaderOf(const Arguments& arguments) { return ReaderBy(arguments, TermsOf(arguments)); }

std::string ErrorText(const absl::Status& status, const Arguments& arguments, const Catalogue* names) {
  std::optional<v1::Refusal> refusal = RefusalOf(status);
  const v1::LedgerCreated terms = names != nullptr                                   ? names->terms()
                                  : !arguments.server.empty() && IsOfServer(refusal) ? v1::LedgerCreated()
                                                                                     : TermsOf(arguments);
  Reader reader = ReaderBy(arguments, terms);
  reader.catalogue = names;
  if (!refusal) return RefusalText(status, reader, CurrencyOf(terms));
  NameOptions(arguments.command, &*refusal);
  return RefusalText(*refusal, reader, CurrencyOf(terms));
}

std::string ActorOf(const Arguments& arguments) {
  if (arguments.actor) return *arguments.actor;
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : absl::StrCat("uid ", ::getuid());
}

}  // namespace tranche
