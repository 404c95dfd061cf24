// A dry run or a refusal leaves nothing behind, at the cost of a decision.
#include "ledger/decider.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/stored_postings.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

EventBuilder Paid(int64_t amount) { return EventBuilder::Disbursement("P1", "national", 2024, amount); }

std::vector<v1::Event> EventsOf(const DecidedBatch& batch) {
  std::vector<v1::Event> events(batch.events->events.size());
  for (size_t i = 0; i < events.size(); ++i)
    EXPECT_THAT(EventLog::Parse(batch.events->events[i], batch.events->first + i, &events[i]), IsOk());
  return events;
}

// A separate decider on the content of a ledger.
class DeciderTest : public ::testing::Test {
 protected:
  DeciderTest() : index_(&ledger_->database(), storage::Family::kIndex, ledger_->index().epoch_events()) {
    ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 1000));
    ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 600));
    paid_ = ledger_.Record(Paid(100)).sequence;
    EXPECT_THAT(index_.Load(ledger_->head()), IsOk());
    EXPECT_THAT(VisitWithPostings(ledger_->log(), index_.loaded() + 1, ledger_->head(),
                                  [&](const EventView& event, absl::Span<const PostingView> postings) {
                                    index_.Add(event, postings);
                                    return absl::OkStatus();
                                  }),
                IsOk());
    decider_ = std::make_unique<Decider>(
        &index_, &ledger_->log(), &ledger_.clock(),
        Decider::Start{ledger_->head(), ledger_.clock().Now(), *ledger_->View().CatalogueAt(ledger_->head())});
  }

  absl::StatusOr<DecidedBatch> Decide(std::vector<v1::Event> commands, bool dry_run) {
    return decider_->DecideBatch({.messages = &commands}, {.dry_run = dry_run}, Decider::Caller::kAnybody,
                                 [&](const DecidedBatch& batch) {
                                   for (const v1::Event& event : EventsOf(batch)) accepted_.push_back(event.sequence());
                                 });
  }

  AmountSum Disbursed() {
    return (*index_.Measures({"P1", "national", 2024}, {CivilDate::Max(), 1000}))[Measure::kDisbursed];
  }

  TestLedger ledger_;
  Sequence paid_ = 0;
  BalanceIndex index_;
  std::unique_ptr<Decider> decider_;
  std::vector<Sequence> accepted_;
};

TEST_F(DeciderTest, ARehearsalReadsNoStateAgainAndDisturbsNobody) {
  ASSERT_THAT(Decide({Paid(1)}, true), IsOk());
  const uint64_t loads = decider_->state_loads();
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(Decide({Paid(500)}, true), IsOk()) << "the rehearsal before it left something";
    EXPECT_THAT(Decide({EventBuilder::Reversal(paid_, "why")}, true), IsOk());
    EXPECT_THAT(Decide({Paid(300), Paid(200), Paid(1)}, true), StatusIs(kRefused, HasSubstr("event 3 of 3")));
    EXPECT_EQ(Disbursed(), 100);
  }
  EXPECT_EQ(decider_->state_loads(), loads);
  EXPECT_THAT(accepted_, ElementsAre());
}

TEST_F(DeciderTest, ABatchThatIsRefusedHalfWayIsTakenBackWithoutReadingStatesAgain) {
  ASSERT_THAT(Decide({Paid(1)}, true), IsOk());
  const uint64_t loads = decider_->state_loads();
  const auto reversal = EventBuilder::Reversal(paid_, "why");
  EXPECT_THAT(Decide({Paid(400), reversal, Paid(201)}, false), StatusIs(kRefused, HasSubstr("available 200 VND")));
  EXPECT_EQ(Disbursed(), 100);
  EXPECT_EQ(decider_->state_loads(), loads);
  EXPECT_THAT(Decide({Paid(500)}, false), IsOk());
  EXPECT_EQ(Disbursed(), 600);
  EXPECT_EQ(decider_->state_loads(), loads);
  EXPECT_THAT(accepted_, ElementsAre(ledger_->head() + 1));
}

TEST_F(DeciderTest, ARehearsalThatDefinesTheCatalogueLeavesItAsItWas) {
  EXPECT_THAT(Decide({EventBuilder::Area("training", "Training"), Paid(1).Area("training")}, true), IsOk());
  EXPECT_THAT(Decide({Paid(1).Area("training")}, true), StatusIs(absl::StatusCode::kInvalidArgument));
}

// A form that previews entries of units that never get money must not leak memory.
TEST_F(DeciderTest, ScopesThatWereOnlyRehearsedAreForgotten) {
  const size_t scopes = index_.scopes_in_memory();
  const size_t accounts = index_.tail_accounts();
  for (const char* unit : {"P2", "P3", "P4"}) {
    EXPECT_THAT(Decide({EventBuilder::Plan(unit, "local", 2025, 1).Area("fairs")}, true), IsOk());
    EXPECT_THAT(Decide({EventBuilder::Plan(unit, "local", 2025, 1), Paid(10'000)}, false), StatusIs(kRefused));
  }
  EXPECT_THAT(Decide({Paid(1).Project("p1")}, true), IsOk());
  EXPECT_EQ(index_.scopes_in_memory(), scopes);
  EXPECT_EQ(index_.tail_accounts(), accounts);
}

TEST_F(DeciderTest, TheKeyOfARehearsalIsFree) {
  EXPECT_THAT(Decide({Paid(1).Key("k")}, true), IsOk());
  const auto decided = Decide({Paid(2).Key("k")}, false);
  ASSERT_THAT(decided, IsOk());
  EXPECT_TRUE(decided->known.empty());
}

// Commands become events where they are; a known one leaves a gap.
TEST_F(DeciderTest, ABatchWithKnownCommandsHasOnlyItsNewEventsInTheirOrder) {
  const v1::Event known = ledger_->log().Read(paid_)->disbursement_made().amount() == 100
                              ? EventBuilder(Paid(100)).Key(ledger_->log().Read(paid_)->event_id()).Build()
                              : v1::Event();
  const auto refused = Decide({known, Paid(1), Paid(501)}, false);
  EXPECT_THAT(refused, StatusIs(kRefused, HasSubstr("event 3 of 3")));
  EXPECT_EQ(Disbursed(), 100);
  for (const bool dry_run : {true, false}) {
    const auto decided = Decide({Paid(7).Key("a"), known, Paid(8).Key("b"), known, Paid(9).Key("c")}, dry_run);
    ASSERT_THAT(decided, IsOk());
    std::vector<std::string> keys;
    for (const v1::Event& event : EventsOf(*decided)) keys.push_back(event.event_id());
    EXPECT_THAT(keys, ElementsAre("a", "b", "c"));
    ASSERT_EQ(decided->known.size(), 2u);
    EXPECT_EQ(decided->known[0].index, 1u);
    EXPECT_EQ(decided->known[1].index, 3u);
    EXPECT_EQ(Disbursed(), dry_run ? 100 : 124);
  }
}

}  // namespace
}  // namespace tranche
