#include "projections/explain.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "log/tree_rows.h"
#include "projections/balances.h"
#include "tests/replay/damaged_copy.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"
#include "tests/support/whole_answer.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<uint64_t> SequencesOf(const v1::Explanation& explanation) {
  std::vector<uint64_t> sequences;
  for (const v1::PostingRow& row : explanation.postings()) sequences.push_back(row.sequence());
  return sequences;
}

TEST(ExplainTest, ThePostingsBehindABalanceAddUpToIt) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const Question question = MoneyOf("P1", "2024-12-31", ledger->head());
  const auto explanation = WholeExplanation(ledger->View(), question);
  ASSERT_THAT(explanation, IsOk());
  const auto balance = Balance(ledger->View(), question, {});
  ASSERT_THAT(balance, IsOk());
  EXPECT_EQ(explanation->total().SerializeAsString(), balance->total().SerializeAsString());
  EXPECT_EQ(explanation->total().disbursed(), "26");
  EXPECT_THAT(
      SequencesOf(*explanation),
      ElementsAre(history.plan.sequence, history.tranche.sequence, history.paid.sequence, history.executed.sequence,
                  history.late.sequence, history.reversal.sequence, history.paid_again.sequence));
  EXPECT_EQ(explanation->postings(0).because(), "approved");
}

TEST(ExplainTest, BothAxesChooseThePostings) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto then = WholeExplanation(ledger->View(), MoneyOf("N", "2024-02-29", history.executed.sequence));
  ASSERT_THAT(then, IsOk());
  EXPECT_THAT(SequencesOf(*then),
              ElementsAre(history.plan.sequence, history.other_plan.sequence, history.tranche.sequence));
  const auto nothing = WholeExplanation(ledger->View(), MoneyOf("N", "2023-01-01", ledger->head()));
  ASSERT_THAT(nothing, IsOk());
  EXPECT_EQ(nothing->postings_size(), 0);
  EXPECT_EQ(nothing->total().plan(), "0");
}

TEST(ExplainTest, RefusesAQuestionPastTheHead) {
  TestLedger ledger;
  EXPECT_THAT(WholeExplanation(ledger->View(), MoneyOf("N", "2024-02-29", ledger->head() + 1)),
              StatusIs(absl::StatusCode::kOutOfRange));
}

// Appends `count` plans of P6 in one batch.
void AppendOthers(size_t count, TestLedger* ledger) {
  std::vector<v1::Event> others;
  while (others.size() < count) others.push_back(EventBuilder::Plan("P6", "local", 2024, 1));
  if (!others.empty()) {
    ASSERT_THAT(ledger->Append(others), IsOk());
  }
}

TEST(ExplainTest, PostingsAreFoundWhateverLiesBetweenThem) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  std::vector<uint64_t> ours;
  for (const size_t others : {0, 1, 14, 15, 16, 63, 64, 200}) {
    AppendOthers(others, &ledger);
    ASSERT_THAT(ledger.Append({EventBuilder::Plan("P5", "local", 2024, 1)}), IsOk());
    ours.push_back(ledger->head());
  }
  const auto explanation = WholeExplanation(ledger->View(), MoneyOf("P5", "2024-12-31", ledger->head()));
  ASSERT_THAT(explanation, IsOk());
  EXPECT_EQ(SequencesOf(*explanation), ours);
}

TEST(ExplainTest, AnEventOfOtherMoneyThatIsMissingIsNotInTheWay) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  for (const char* unit : {"P5", "P6", "P5"})
    ASSERT_THAT(ledger.Append({EventBuilder::Plan(unit, "local", 2024, 1)}), IsOk());
  const Sequence last = ledger->head();
  AppendOthers(kTreeTileHashes, &ledger);
  ledger.Close();
  const auto open_without = [&](Sequence lost, const std::string& copy) {
    CopyDamaged(ledger.directory(), copy,
                [lost](storage::Family family, const std::string& key, const std::string& value) {
                  const bool is_lost = family == storage::Family::kEvents && key == EventKey(lost);
                  return is_lost ? std::nullopt : std::optional<std::string>(value);
                });
    return Ledger::Open(copy, Ledger::Access::kReadOnly, &ledger.clock());
  };
  const TemporaryDirectory scratch;
  const auto other_lost = open_without(last - 1, scratch.File("other"));
  ASSERT_THAT(other_lost, IsOk());
  const Question question = MoneyOf("P5", "2024-12-31", (*other_lost)->head());
  const auto explanation = WholeExplanation((*other_lost)->View(), question);
  ASSERT_THAT(explanation, IsOk());
  EXPECT_THAT(SequencesOf(*explanation), ElementsAre(last - 2, last));
  const auto own_lost = open_without(last, scratch.File("own"));
  ASSERT_THAT(own_lost, IsOk());
  EXPECT_THAT(WholeExplanation((*own_lost)->View(), question),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(absl::StrCat("posting of event ", last))));
}

TEST(ExplainTest, AnIndexThatSaysSomethingElseThanTheLogIsDataLoss) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  // Enough events that the altered one is not among the last, which every open rehashes.
  AppendOthers(kTreeTileHashes, &ledger);
  ledger.Close();
  const TemporaryDirectory scratch;
  const std::string copy = scratch.File("copy");
  CopyDamaged(ledger.directory(), copy, ChangeEvent(history.plan.sequence, [](v1::Event* event) {
                event->mutable_plan_approved()->set_amount(101);
              }));
  const auto damaged = Ledger::Open(copy, Ledger::Access::kReadOnly, &ledger.clock());
  ASSERT_THAT(damaged, IsOk());
  const absl::Status found =
      WholeExplanation((*damaged)->View(), MoneyOf("P1", "2024-12-31", (*damaged)->head())).status();
  EXPECT_THAT(found, StatusIs(absl::StatusCode::kDataLoss,
                              ::testing::AllOf(HasSubstr("the log says 101"), HasSubstr("index says 100"))));
  EXPECT_EQ(RefusalOf(found)->code(), "index.other-posting");
}

TEST(ExplainTest, PostingsComeInOrderOverManyEpochsAndGoOnAfterAnyOfThem) {
  TestLedger ledger(3);  // events an epoch
  const SmallHistory history(&ledger);
  const Question question = MoneyOf("N", "2024-12-31", ledger->head());
  std::vector<PostingPlace> places;
  const auto note = [&places](const PostingPlace& place, const v1::PostingRow&) {
    places.push_back(place);
    return absl::OkStatus();
  };
  const auto ignore = [](const v1::Explanation&) { return absl::OkStatus(); };
  ASSERT_THAT(Explain(ledger->View(), question, {}, {ignore, note}), IsOk());
  ASSERT_GT(places.size(), 5u);
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  const std::vector<PostingPlace> all = places;
  for (size_t i = 0; i < all.size(); ++i) {
    places.clear();
    ASSERT_THAT(Explain(ledger->View(), question, all[i], {nullptr, note}), IsOk());
    EXPECT_EQ(places, std::vector<PostingPlace>(all.begin() + static_cast<std::ptrdiff_t>(i) + 1, all.end())) << i;
  }
}

TEST(ExplainTest, AVisitorThatHasEnoughEndsIt) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  int rows = 0;
  const auto two = [&rows](const PostingPlace&, const v1::PostingRow&) {
    return ++rows < 2 ? absl::OkStatus() : absl::CancelledError("enough");
  };
  const auto ignore = [](const v1::Explanation&) { return absl::OkStatus(); };
  EXPECT_THAT(Explain(ledger->View(), MoneyOf("N", "2024-12-31", ledger->head()), {}, {ignore, two}),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(rows, 2);
}

}  // namespace
}  // namespace tranche
