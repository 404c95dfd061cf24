// An open ledger together with how its user reads and writes: what most commands
// begin with.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "import/amount_text.h"
#include "ledger/ledger.h"
#include "projections/catalogue/catalogue.h"
#include "projections/question.h"
#include "reports/labels.h"

namespace tranche {

class Session {
 public:
  // Opens the ledger that `arguments` name. The console must outlive the session.
  // Errors: those of Ledger::Open (as AsOpenFailure gives them), and of cli/basis_file.h.
  static absl::StatusOr<Session> Open(const Arguments& arguments, const Console& console, Ledger::Access access);

  Ledger& ledger() const { return *ledger_; }
  Locale locale() const { return locale_; }
  Currency currency() const { return {ledger_->terms().currency_code(), ledger_->terms().minor_digits()}; }
  // What was asked: the arguments, with the basis of --basis in the place of its options.
  const Arguments& arguments() const { return arguments_; }
  // The head, or what it was by --basis.
  Sequence head() const { return head_; }
  // The catalogue as known now.
  const Catalogue& catalogue() const { return *catalogue_; }
  CivilDate today() const { return ledger_->View().DateOf(console_->clock.Now()); }
  // How its user reads tables.
  // Points to the catalogue of this session, which must outlive it.
  Reader reader() const { return {locale_, ledger_->terms().utc_offset_minutes(), catalogue_.get()}; }

  // What the question options ask.
  // Errors: INVALID_ARGUMENT  an option cannot be read; the message begins with its name.
  absl::StatusOr<Question> ReadQuestion() const;

  // A moment of knowledge: a sequence, a date (its end, by the ledger's offset) or an instant (events/instant.h);
  // `fallback` when `text` is absent. Errors: INVALID_ARGUMENT, beginning with `option`; OUT_OF_RANGE past the head.
  absl::StatusOr<Sequence> ReadKnowledge(absl::string_view option, const std::optional<std::string>& text,
                                         Sequence fallback) const;

  // A date; `fallback` when `text` is absent.
  // Errors: INVALID_ARGUMENT, beginning with `option`.
  static absl::StatusOr<CivilDate> ReadDate(absl::string_view option, const std::optional<std::string>& text,
                                            CivilDate fallback);

 private:
  Session(const Arguments& arguments, const Console& console, std::unique_ptr<Ledger> ledger)
      : arguments_(arguments), console_(&console), ledger_(std::move(ledger)), head_(ledger_->head()) {}

  absl::Status TakeBasis(const std::string& path);
  absl::StatusOr<std::string> ReadUnit(CivilDate boundaries) const;

  Arguments arguments_;
  const Console* console_;
  std::unique_ptr<Ledger> ledger_;
  Sequence head_;
  Locale locale_ = Locale::kVietnamese;
  std::shared_ptr<const Catalogue> catalogue_;
};

// Prints a warning when the head of the ledger lies in the future of the clock.
// Errors: DATA_LOSS  the head cannot be read.
absl::Status WarnOfClock(const Session& session, const Console& console);

// How the user of the ledger that `arguments` name reads tables. A ledger that is not there,
// or damaged, cannot say; then it is by --lang alone, and in UTC.
// It has no catalogue: that closes with the ledger.
Reader ReaderOf(const Arguments& arguments, const Console& console);

// What --lang says; Vietnamese without it.
Locale LanguageOf(const Arguments& arguments);

// `status` with "--option: " before its message.
absl::Status AtOption(absl::string_view option, const absl::Status& status);

}  // namespace tranche
