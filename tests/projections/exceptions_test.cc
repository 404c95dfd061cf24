// What four eyes makes an exception of, and lists that are longer than what is kept in memory.
#include "projections/exceptions.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/money.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/exception_scan.h"
#include "projections/payee_sums.h"
#include "projections/payment_ceilings.h"
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

// bao may move 100 at once from now on, as an officer.
class LimitedExceptionsTest : public ExceptionsTest {
 protected:
  LimitedExceptionsTest() {
    v1::Event grant = EventBuilder::Grant("bao", v1::ROLE_OFFICER).On(kToday);
    grant.mutable_role_granted()->set_amount_max(100);
    limit_ = Approved("chi", {grant}, "dung") + 1;
    v1::Event signing = EventBuilder::Commitment("P1", "national", 2024, "HD-1", 400).On("2024-05-01");
    signing.mutable_commitment_made()->set_counterparty("Cơ khí Cửu Long");
    contract_ = Approved("an", {signing}) + 1;
    v1::Event other = EventBuilder::Commitment("P1", "national", 2024, "HD-2", 200).On("2024-05-01");
    other.mutable_commitment_made()->set_counterparty("Gạo Tiền Giang");
    other_contract_ = Approved("an", {other}) + 1;
  }

  // Recorded by bao.
  Sequence PaidOn(Sequence contract, int64_t amount, const std::string& day) {
    return Approved("bao", {Paid(amount).OfCommitment(contract).On(day)}) + 1;
  }

  // "2024-06-03 3 to Cơ khí Cửu Long: 120 of 100 by 7".
  std::vector<std::string> PayeeWeeks(size_t groups_max) {
    const ReadView view = ledger_->View();
    auto ceilings = PaymentCeilings::At(view, view.head());
    EXPECT_THAT(ceilings, IsOk());
    const auto weeks = FindPayeeWeeks(
        view, view.head(), [](const EventView&) { return true; }, [] { return absl::OkStatus(); }, &*ceilings,
        groups_max);
    EXPECT_THAT(weeks, IsOk());
    std::vector<std::string> found;
    for (const PayeeWeek& week : *weeks)
      found.push_back(absl::StrCat(week.monday.ToString(), " ", week.payments, ": ", ToDigits(week.sum), " of ",
                                   ToDigits(week.ceiling.amount), ", last ", week.last));
    return found;
  }

  Sequence limit_ = 0;
  Sequence contract_ = 0;
  Sequence other_contract_ = 0;
};

TEST_F(LimitedExceptionsTest, APaymentOfUpToFivePercentUnderAGrantIsListed) {
  const Sequence near = Approved("bao", {Paid(95)}) + 1;
  Approved("bao", {Paid(94)});
  const Sequence whole = Approved("bao", {Paid(100)}) + 1;
  Approved("an", {Paid(99)});
  EXPECT_THAT(List(ExceptionKind::kCeiling), ElementsAre(absl::StrCat("ceiling ", near, " bao binh ", limit_),
                                                         absl::StrCat("ceiling ", whole, " bao binh ", limit_)));
  EXPECT_THAT(List(ExceptionKind::kCeiling, "P2"), IsEmpty()) << "of other money";
}

// The attack of four payments below the limit.
TEST_F(LimitedExceptionsTest, PaymentsOfAWeekToOnePayeeAboveWhatEachMayBeAreOneRow) {
  PaidOn(contract_, 40, "2024-06-03");
  PaidOn(contract_, 40, "2024-06-05");
  PaidOn(other_contract_, 90, "2024-06-06");
  EXPECT_THAT(List(ExceptionKind::kPayee), IsEmpty()) << "80 to one, 90 to the other";
  PaidOn(contract_, 40, "2024-06-10");
  EXPECT_THAT(List(ExceptionKind::kPayee), IsEmpty()) << "the next Monday";
  const Sequence last = PaidOn(contract_, 21, "2024-06-09");
  EXPECT_THAT(List(ExceptionKind::kPayee), ElementsAre(absl::StrCat("payee ", last, " bao binh ", 3 + limit_)));
  EXPECT_THAT(List(ExceptionKind::kPayee, "P1", last - 1), IsEmpty()) << "as known before";
  EXPECT_THAT(List(ExceptionKind::kPayee, "P2"), IsEmpty());
}

TEST_F(LimitedExceptionsTest, PayeesAreFoundWithAnyNumberOfSumsAtATime) {
  for (const char* day : {"2024-06-03", "2024-06-04", "2024-06-10", "2024-06-11", "2024-05-20", "2024-05-21"}) {
    PaidOn(contract_, 51, day);
    if (day[6] == '6') PaidOn(other_contract_, 24, day);
  }
  const std::vector<std::string> whole = PayeeWeeks(100);
  EXPECT_EQ(whole.size(), 3u);
  for (const size_t groups_max : {1u, 2u, 3u, 5u}) EXPECT_EQ(PayeeWeeks(groups_max), whole) << groups_max;
}

TEST_F(ExceptionsTest, APaymentAfterAStopThatWasRecordedLateIsListedUntilTheStopIsTakenBack) {
  Approved("chi", {EventBuilder::NewProject("mill", 200)}, "dung");
  Approved("an", {Paid(5).Project("mill").On("2024-05-31")});
  const Sequence after = Approved("an", {Paid(7).Project("mill")}) + 1;
  EXPECT_THAT(List(ExceptionKind::kStopped), IsEmpty());
  const Sequence stop = Approved("chi", {EventBuilder::ProjectStop("mill", "12/QĐ").On("2024-06-01")}, "dung") + 1;
  EXPECT_THAT(List(ExceptionKind::kStopped), ElementsAre(absl::StrCat("stopped ", after, " an binh ", stop)));
  EXPECT_THAT(List(ExceptionKind::kStopped, "", stop - 1), IsEmpty()) << "as known before";
  EXPECT_EQ(CodeOf(Propose("an", {EventBuilder::Reversal(stop, "the other mill")}).status()), "authority.role")
      << "an officer takes back no deed of administrators";
  Approved("chi", {EventBuilder::Reversal(stop, "the other mill")}, "dung");
  EXPECT_THAT(List(ExceptionKind::kStopped), IsEmpty());
}

TEST_F(ExceptionsTest, APaymentCloseToTheSupportOfItsProjectIsListed) {
  const Sequence mill = Approved("chi", {EventBuilder::NewProject("mill", 200)}, "dung") + 1;
  Approved("an", {Paid(9).Project("mill")});
  const Sequence near = Approved("an", {Paid(190).Project("mill")}) + 1;
  EXPECT_THAT(List(ExceptionKind::kCeiling), ElementsAre(absl::StrCat("ceiling ", near, " an binh ", mill)));
}

TEST(PayeeWeekTest, AWeekBeginsOnMonday) {
  EXPECT_EQ(MondayOf(Day("2024-06-03")), Day("2024-06-03"));
  EXPECT_EQ(MondayOf(Day("2024-06-09")), Day("2024-06-03"));
  EXPECT_EQ(MondayOf(Day("2024-01-01")), Day("2024-01-01"));
  EXPECT_EQ(MondayOf(Day("1969-12-31")), Day("1969-12-29"));
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
