#include "tests/faults/agreement.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "ledger/rules/rules_version.h"
#include "projections/balances.h"
#include "tests/support/book_movements.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

using Kind = ReferenceLedger::Kind;
using Movement = ReferenceLedger::Movement;

std::string Refused(const absl::Status& status) { return absl::StrCat("refused: ", status.ToString()); }

std::string ToText(__int128 sum) { return ToDigits(AmountSum(sum)); }

std::string ToText(const Movement& movement) {
  return absl::StrCat("event ", movement.sequence, ": ", movement.amount, " of measure ",
                      static_cast<int>(movement.kind), " on ", movement.date, ", ", movement.unit, " ", movement.source,
                      " ", movement.year, " ", movement.area, " ", movement.project, ", tranche ", movement.tranche);
}

std::string CompareEvents(const Ledger& ledger, const ReferenceLedger& reference) {
  if (ledger.head() != reference.head())
    return absl::StrCat("the head is ", ledger.head(), ", wanted ", reference.head());
  for (uint64_t sequence = 2; sequence <= reference.head(); ++sequence) {
    const auto event = ledger.log().Read(sequence);
    if (!event.ok()) return Refused(event.status());
    const v1::Event& wanted = reference.at(sequence).event;
    if (event->event_id() != wanted.event_id() || event->effective_date() != wanted.effective_date())
      return absl::StrCat("event ", sequence, " is ", event->ShortDebugString(), ", wanted ",
                          wanted.ShortDebugString());
  }
  return "";
}

std::string ComparePostings(const Ledger& ledger, const ReferenceLedger& reference) {
  std::vector<Movement> found;
  const absl::Status visited = ledger.index().Visit(
      {}, ledger.head(), [&](const IndexedPosting& booked) { found.push_back(ToMovement(booked)); });
  if (!visited.ok()) return Refused(visited);
  std::vector<Movement> wanted = reference.Movements();
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  const auto [a, b] = std::mismatch(found.begin(), found.end(), wanted.begin(), wanted.end());
  if (a == found.end() && b == wanted.end()) return "";
  return absl::StrCat(found.size(), " postings, wanted ", wanted.size(), "; the first of the others is ",
                      a == found.end() ? "missing" : ToText(*a), ", wanted ", b == wanted.end() ? "none" : ToText(*b));
}

std::string CompareBalance(const Ledger& ledger, const ReferenceLedger& reference, const char* day, Sequence known_at) {
  Question question;
  question.as_of = Day(day);
  question.boundaries = Day(day);
  question.known_at = known_at;
  const auto report = Balance(ledger.View(), question, {Dimension::kYear});
  if (!report.ok()) return Refused(report.status());
  const auto all = [](const Movement&) { return true; };
  const auto sum = [&](Kind kind) { return ToText(reference.Balance(all, kind, question.as_of.number(), known_at)); };
  const v1::BalanceRow& total = report->total();
  const std::string found = absl::StrCat(total.plan(), " ", total.allocated(), " ", total.disbursed());
  const std::string wanted = absl::StrCat(sum(Kind::kPlan), " ", sum(Kind::kAllocated), " ", sum(Kind::kDisbursed));
  if (found == wanted) return "";
  return absl::StrCat("as of ", day, ", known at ", known_at, ": plan, allocated and disbursed are ", found,
                      ", wanted ", wanted);
}

}  // namespace

std::string Disagreement(const Ledger& ledger, const ReferenceLedger& reference) {
  std::string wrong = CompareEvents(ledger, reference);
  if (wrong.empty()) wrong = ComparePostings(ledger, reference);
  for (const char* day : {"2024-02-29", "2025-07-01", "2026-01-01"}) {
    for (Sequence known_at : {reference.head() / 2, reference.head()}) {
      if (wrong.empty()) wrong = CompareBalance(ledger, reference, day, known_at);
    }
  }
  return wrong;
}

ReferenceLedger NewReference() {
  ReferenceLedger reference;
  v1::Event created;
  created.set_event_id("ledger");
  created.mutable_ledger_created()->set_rules_version(kNewestRules);
  TRANCHE_CHECK(reference.Append({created}).has_value(), "the oracle refuses a new ledger");
  return reference;
}

}  // namespace tranche
