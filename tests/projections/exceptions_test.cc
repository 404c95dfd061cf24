// What four eyes makes an exception of, and lists that are longer than what is kept in memory.
#include "projections/exceptions.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/exception_scan.h"
#include "tests/support/event_builder.h"
#include "tests/support/four_eyes_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

EventBuilder Paid(int64_t amount) {
  return EventBuilder::Disbursement("P1", "national", 2024, amount).On("2024-06-01");
}

class ExceptionsTest : public FourEyesLedger {
 protected:
  // "pair 12 an binh 3".
  std::vector<std::string> List(ExceptionKind kind, const std::string& unit = "", Sequence known_at = 0) {
    const ReadView view = ledger_->View();
    ExceptionTerms terms;
    terms.question.unit = unit;
    terms.question.as_of = Day("2026-12-31");
    terms.question.known_at = known_at == 0 ? view.head() : known_at;
    terms.question.boundaries = Day("2024-12-31");
    terms.kinds = {kind};
    const auto catalogue = view.CatalogueAt(terms.question.known_at);
    const Geography geography(**catalogue, terms.question.boundaries);
    std::vector<std::string> rows;
    const absl::Status visited = VisitExceptions(
        view, geography, terms,
        [&rows](const v1::ExceptionRow& row) {
          rows.push_back(absl::StrCat(row.exception(), " ", row.sequence(), " ", row.actor(), " ", row.approved_by(),
                                      " ", row.events() + row.other()));
          return absl::OkStatus();
        },
        [] { return absl::OkStatus(); });
    EXPECT_THAT(visited, IsOk());
    return rows;
  }
};

TEST_F(ExceptionsTest, TwoPersonsAreOneRowWithTheNumberOfTheirEvents) {
  Approved("an", {Paid(1), Paid(2)});
  const Sequence second = Approved("an", {Paid(3)}) + 1;
  const Sequence other = Approved("anh", {Paid(4)}, "ban") + 1;
  EXPECT_THAT(List(ExceptionKind::kPair),
              ElementsAre(absl::StrCat("pair ", second, " an binh 3"), absl::StrCat("pair ", other, " anh ban 1")));
  EXPECT_THAT(List(ExceptionKind::kPair, "P2"), IsEmpty()) << "of other money";
  EXPECT_THAT(List(ExceptionKind::kPair, "P1", second), ElementsAre(absl::StrCat("pair ", second, " an binh 3")));
}

TEST_F(ExceptionsTest, WhatWasRecordedWhileFourEyesWasOffIsListedOnceItIsOnAgain) {
  Approved("an", {Paid(1)});
  const Sequence off = Approved("chi", {Switch(false)}, "dung") + 1;
  const Sequence alone = ledger_.Record(Paid(2)).sequence;
  EXPECT_THAT(List(ExceptionKind::kUnapproved), IsEmpty()) << "it is off, as it may be";
  const Sequence on = ledger_.Record(Switch(true)).sequence;
  Approved("an", {Paid(3)});
  const std::string listed = absl::StrCat("unapproved ", alone, " ", ledger_->log().Read(alone)->actor(), "  ", off);
  EXPECT_THAT(List(ExceptionKind::kUnapproved), ElementsAre(listed));
  EXPECT_THAT(List(ExceptionKind::kUnapproved, "", on - 1), IsEmpty()) << "as known before";
}

TEST_F(ExceptionsTest, AListThatIsLongerThanWhatIsKeptIsWhole) {
  for (int i = 0; i < 5; ++i) Approved("an", {Paid(i + 1)});
  const ReadView view = ledger_->View();
  std::vector<Sequence> all;
  for (const size_t kept : {100u, 2u, 5u, 1u}) {
    ExceptionScan scan(kept);
    ASSERT_THAT(scan.Find(
                    view, view.head(), {ExceptionKind::kPair},
                    [](ExceptionKind, const EventView&, const ExceptionMarks& marks) { return marks.approval != 0; },
                    [] { return absl::OkStatus(); }),
                IsOk());
    std::vector<Sequence> visited;
    ASSERT_THAT(scan.Visit(view, view.head(), ExceptionKind::kPair,
                           [&visited](Sequence sequence) {
                             visited.push_back(sequence);
                             return absl::OkStatus();
                           }),
                IsOk());
    if (all.empty()) all = visited;
    EXPECT_EQ(visited.size(), 5u);
    EXPECT_EQ(visited, all) << kept;
  }
}

}  // namespace
}  // namespace tranche
