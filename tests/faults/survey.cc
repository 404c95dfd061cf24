#include "tests/faults/survey.h"

#include <memory>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "replay/verify/verify.h"
#include "tests/faults/agreement.h"
#include "tests/support/event_builder.h"
#include "tests/support/fake_clock.h"

namespace tranche {
namespace {

FakeClock& TheClock() {
  static FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  return clock;
}

// A batch that the writer requested, and its outcome as far as reported.
struct Asked {
  std::vector<std::string> commands;
  Told::What outcome = Told::What::kAsked;
  std::vector<std::string> events;
};

std::vector<Asked> BatchesOf(const std::vector<Told>& told) {
  std::vector<Asked> batches;
  for (const Told& each : told) {
    if (each.what == Told::What::kAsked) batches.push_back({each.texts, each.what, {}});
    const bool is_outcome = each.batch > 0 && each.what != Told::What::kAsked;
    if (!is_outcome) continue;
    batches[each.batch - 1].outcome = each.what;
    if (each.what == Told::What::kAcknowledged) batches[each.batch - 1].events = each.texts;
  }
  return batches;
}

class Surveyor {
 public:
  Surveyor(std::string directory, const ReferenceLedger& before, const std::vector<Told>& told)
      : directory_(std::move(directory)), reference_(before), batches_(BatchesOf(told)) {
    for (const Told& each : told) is_created_ = is_created_ || each.what == Told::What::kCreated;
  }

  Survey Run() {
    const bool may_be_missing = reference_.head() == 0 && !is_created_;
    if (may_be_missing && !Ledger::Open(directory_, Ledger::Access::kReadOnly, &TheClock()).ok()) {
      survey_.exists = false;
      return survey_;
    }
    if (reference_.head() == 0) reference_ = NewReference();
    OpenToRead();
    if (survey_.wrong.empty()) Verify();
    if (survey_.wrong.empty()) Open();
    if (survey_.wrong.empty()) Follow();
    if (survey_.wrong.empty()) CompareBytes();
    if (survey_.wrong.empty()) survey_.wrong = Disagreement(*ledger_, reference_);
    if (survey_.wrong.empty()) SendAgain();
    if (survey_.wrong.empty()) survey_.wrong = Disagreement(*ledger_, reference_);
    return survey_;
  }

 private:
  void OpenToRead() {
    const auto ledger = Ledger::Open(directory_, Ledger::Access::kReadOnly, &TheClock());
    if (!ledger.ok()) survey_.wrong = absl::StrCat("it cannot be read: ", ledger.status().ToString());
  }

  void Verify() {
    const auto report = tranche::Verify(directory_, nullptr);
    if (!report.ok()) survey_.wrong = absl::StrCat("verify: ", report.status().ToString());
    if (report.ok() && report->findings_size() > 0)
      survey_.wrong = absl::StrCat("verify finds ", report->ShortDebugString());
  }

  void Open() {
    auto ledger = Ledger::Open(directory_, Ledger::Access::kWrite, &TheClock());
    if (!ledger.ok()) survey_.wrong = absl::StrCat("it does not open: ", ledger.status().ToString());
    if (ledger.ok()) ledger_ = *std::move(ledger);
  }

  bool Take(const std::vector<std::string>& commands) {
    survey_.taken.push_back(commands);
    return reference_.Append(ToEvents(commands)).has_value();
  }

  // Whether the log continues, where the oracle's ends, with all new commands of the batch.
  // A partial batch does not count, and its events are then surplus.
  bool IsNextInLog(const std::vector<std::string>& commands) const {
    std::set<std::string> keys;
    Sequence next = reference_.head();
    for (const v1::Event& command : ToEvents(commands)) {
      const auto sequence = ledger_->index().FindKey(command.event_id(), ledger_->log());
      if (!sequence.ok() || !sequence->has_value()) return false;
      if (**sequence <= reference_.head() || !keys.insert(command.event_id()).second) continue;
      if (**sequence != ++next) return false;
    }
    return next > reference_.head();
  }

  // Applies to the oracle what was acknowledged, and of the rest what is in the log.
  void Follow() {
    for (size_t i = 0; i < batches_.size(); ++i) {
      const Asked& asked = batches_[i];
      const bool is_acknowledged = asked.outcome == Told::What::kAcknowledged;
      const bool is_open = asked.outcome == Told::What::kAsked || asked.outcome == Told::What::kFailed;
      if (!is_acknowledged && !(is_open && IsNextInLog(asked.commands))) {
        if (is_open) unsent_.push_back(i);
        continue;
      }
      if (!Take(asked.commands)) return Say("batch ", i + 1, " cannot be the next one in the log");
      if (reference_.head() > ledger_->head()) return Say("batch ", i + 1, " was acknowledged and is lost");
    }
    if (reference_.head() < ledger_->head()) Say("the log has a part of a batch, or what nobody asked for");
  }

  void CompareBytes() {
    for (const Asked& asked : batches_) {
      for (const std::string& bytes : asked.events) {
        const uint64_t sequence = ToEvents({bytes})[0].sequence();
        const auto stored = ledger_->log().ReadBytes(sequence);
        if (!stored.ok() || *stored != bytes) return Say("event ", sequence, " has other bytes: ", stored.status());
      }
    }
  }

  void SendAgain() {
    for (size_t i : unsent_) {
      const auto receipts = ledger_->Append(ToEvents(batches_[i].commands));
      const bool is_right = Take(batches_[i].commands) == receipts.ok();
      if (!is_right) return Say("batch ", i + 1, ", sent again: ", receipts.status());
      if (!receipts.ok()) survey_.taken.pop_back();
    }
    for (const Asked& asked : batches_) {
      if (asked.outcome != Told::What::kAcknowledged) continue;
      const Sequence head = ledger_->head();
      const auto receipts = ledger_->Append(ToEvents(asked.commands));
      if (!receipts.ok()) return Say("what was acknowledged, sent again: ", receipts.status());
      for (const Receipt& receipt : *receipts) {
        if (!receipt.already_recorded || ledger_->head() != head) return Say("a batch was recorded twice");
      }
    }
  }

  template <typename... Parts>
  void Say(const Parts&... parts) {
    survey_.wrong = absl::StrCat(ToText(parts)..., " (the log ends at ", ledger_->head(), ", the oracle at ",
                                 reference_.head(), ")");
  }
  static std::string ToText(const absl::Status& status) { return status.ToString(); }
  template <typename Part>
  static std::string ToText(const Part& part) {
    return absl::StrCat(part);
  }

  const std::string directory_;
  ReferenceLedger reference_;
  const std::vector<Asked> batches_;
  bool is_created_ = false;
  Survey survey_;
  std::unique_ptr<Ledger> ledger_;
  std::vector<size_t> unsent_;  // places in batches_
};

std::string SurveyOpened(const std::string& directory, const ReferenceLedger& reference, Ledger::Access access) {
  const auto ledger = Ledger::Open(directory, access, &TheClock());
  if (!ledger.ok()) return absl::StrCat("refused: ", ledger.status().ToString());
  return Disagreement(**ledger, reference);
}

}  // namespace

Survey SurveyLedger(const std::string& directory, const ReferenceLedger& before, const std::vector<Told>& told) {
  return Surveyor(directory, before, told).Run();
}

std::string SurveyDamaged(const std::string& directory, const ReferenceLedger& reference) {
  const std::string reading = SurveyOpened(directory, reference, Ledger::Access::kReadOnly);
  if (!reading.empty() && !absl::StartsWith(reading, "refused: ")) return reading;
  const std::string writing = SurveyOpened(directory, reference, Ledger::Access::kWrite);
  return writing.empty() ? reading : writing;
}

}  // namespace tranche
