#include "cli/session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "cli/basis_file.h"
#include "cli/exit_code.h"
#include "events/area_limits.h"
#include "events/instant.h"
#include "ledger/clock_check.h"
#include "projections/catalogue/name_resolution.h"
#include "reports/labels.h"
#include "reports/texts.h"

namespace tranche {
namespace {

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

absl::StatusOr<std::string> ReadAreas(const Catalogue& catalogue, const std::string& text) {
  std::vector<std::string> areas;
  for (absl::string_view each : absl::StrSplit(text, '|', absl::SkipEmpty())) {
    absl::StatusOr<std::string> area = ResolveArea(catalogue, each);
    if (!area.ok()) return AtOption("area", area.status());
    areas.push_back(*std::move(area));
  }
  return JoinAreas(std::move(areas));
}

// What a person reads before an index of another format is derived from the log again.
std::string IndexNoticeText(const IndexNotice& notice, Locale locale) {
  const std::string found = notice.found == 0 ? Say(locale, "no number") : absl::StrCat(notice.found);
  const std::string where =
      notice.is_temporary
          ? Say(locale, "a temporary place, for this command alone; the ledger's directory stays as it is")
          : Say(locale, "the ledger's directory, in the place of the old one");
  return Say(
      locale,
      "index format: found {found}, this program writes {wanted}; building the index again from {events} events, "
      "in {where}",
      {{"found", found},
       {"wanted", absl::StrCat(notice.wanted)},
       {"events", CountText(notice.events, locale)},
       {"where", where}});
}

}  // namespace

absl::Status AtOption(absl::string_view option, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("--", option, ": ", status.message()));
}

absl::StatusOr<Session> Session::Open(const Arguments& arguments, const Console& console, Ledger::Access access) {
  OpenOptions options;
  options.wait_for_writer = absl::Seconds(arguments.wait_seconds);
  options.index_notice = [&](const IndexNotice& notice) {
    const Locale locale = ParseLocale(arguments.lang.value_or("vi")).value_or(Locale::kVietnamese);
    console.err << IndexNoticeText(notice, locale) << "\n";
  };
  auto ledger = Ledger::Open(arguments.ledger, access, &console.clock, options);
  if (!ledger.ok()) return AsOpenFailure(ledger.status());
  Session session(arguments, console, *std::move(ledger));
  const absl::StatusOr<Locale> locale = ParseLocale(arguments.lang.value_or(session.ledger().terms().locale()));
  if (!locale.ok()) return AtOption("lang", locale.status());
  session.locale_ = *locale;
  auto catalogue = session.ledger().View().CatalogueAt(session.ledger().head());
  if (!catalogue.ok()) return catalogue.status();
  session.catalogue_ = *std::move(catalogue);
  const absl::Status taken = arguments.basis ? session.TakeBasis(*arguments.basis) : absl::OkStatus();
  if (!taken.ok()) return AtOption("basis", taken);
  return session;
}

absl::Status Session::TakeBasis(const std::string& path) {
  const absl::StatusOr<v1::Basis> basis = ReadBasisFile(path);
  if (!basis.ok()) return basis.status();
  if (absl::Status same = CheckBasis(*basis, ledger_->View()); !same.ok()) return same;
  head_ = basis->head();
  return ApplyBasis(*basis, &arguments_);
}

Reader ReaderOf(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (session.ok()) return {session->locale(), session->reader().utc_offset_minutes};
  return {LanguageOf(arguments), 0};
}

Locale LanguageOf(const Arguments& arguments) {
  return ParseLocale(arguments.lang.value_or("vi")).value_or(Locale::kVietnamese);
}

absl::Status WarnOfClock(const Session& session, const Console& console) {
  const absl::StatusOr<absl::Time> head = session.ledger().log().InstantOf(session.ledger().head());
  if (!head.ok()) return head.status();
  const absl::Status behind = CheckClockBehind(console.clock.Now(), *head);
  if (!behind.ok()) console.err << "tranche: warning: " << behind.message() << "\n";
  return absl::OkStatus();
}

absl::StatusOr<CivilDate> Session::ReadDate(absl::string_view option, const std::optional<std::string>& text,
                                            CivilDate fallback) {
  if (!text) return fallback;
  const absl::StatusOr<CivilDate> date = CivilDate::Parse(*text);
  if (!date.ok()) return AtOption(option, date.status());
  return *date;
}

absl::StatusOr<Sequence> Session::ReadKnowledge(absl::string_view option, const std::optional<std::string>& text,
                                                Sequence fallback) const {
  if (!text) return fallback;
  if (IsNumber(*text)) {
    Sequence sequence = 0;
    if (absl::SimpleAtoi(*text, &sequence) && sequence <= ledger_->head()) return sequence;
    return absl::OutOfRangeError(
        absl::StrCat("--", option, ": found sequence ", *text, ", the head is ", ledger_->head()));
  }
  if (const absl::StatusOr<CivilDate> date = CivilDate::Parse(*text); date.ok())
    return ledger_->View().KnownAt(ledger_->View().EndOfDay(*date));
  if (const absl::StatusOr<absl::Time> instant = ParseInstant(*text); instant.ok())
    return ledger_->View().KnownAt(*instant);
  return absl::InvalidArgumentError(absl::StrCat("--", option, ": found \"", *text,
                                                 "\", wanted a sequence (120), a date (2024-06-30, its end) or an "
                                                 "instant (2024-06-30T17:00:00+07:00)"));
}

// A code is only read on a date that the person said.
absl::StatusOr<std::string> Session::ReadUnit(CivilDate boundaries) const {
  if (!arguments_.unit) return std::string();
  const bool said = arguments_.as_of.has_value() || arguments_.boundaries.has_value();
  absl::StatusOr<std::string> unit = ResolveUnit(catalogue(), *arguments_.unit, {boundaries, said});
  if (!unit.ok()) return AtOption("unit", unit.status());
  return unit;
}

absl::StatusOr<Question> Session::ReadQuestion() const {
  Question question;
  const absl::StatusOr<CivilDate> as_of = ReadDate("as-of", arguments_.as_of, today());
  if (!as_of.ok()) return as_of.status();
  const absl::StatusOr<CivilDate> boundaries = ReadDate("boundaries", arguments_.boundaries, *as_of);
  if (!boundaries.ok()) return boundaries.status();
  const absl::StatusOr<Sequence> known_at = ReadKnowledge("known-at", arguments_.known_at, head_);
  if (!known_at.ok()) return known_at.status();
  absl::StatusOr<std::string> unit = ReadUnit(*boundaries);
  if (!unit.ok()) return unit.status();
  question.as_of = *as_of;
  question.boundaries = *boundaries;
  question.known_at = *known_at;
  question.head = head_;
  question.unit = *std::move(unit);
  question.fiscal_year = arguments_.year;
  question.project = arguments_.project;
  if (arguments_.source) {
    absl::StatusOr<std::string> source = ResolveSource(catalogue(), *arguments_.source);
    if (!source.ok()) return AtOption("source", source.status());
    question.source = *std::move(source);
  }
  if (arguments_.area) {
    absl::StatusOr<std::string> area = ReadAreas(catalogue(), *arguments_.area);
    if (!area.ok()) return area.status();
    question.area = *std::move(area);
  }
  return question;
}

}  // namespace tranche
