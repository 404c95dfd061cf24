#include "projections/index/scope_row.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/scope.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

// What a row says of all that it covers, in the bytes in which it is stored.
std::string Covered(const std::string& value) {
  ScopeRow row;
  if (!row.Parse(value, 1)) return "malformed";
  std::string covered;
  for (const Measure measure : kMeasures) absl::StrAppend(&covered, row.DaysOf(measure).stored(), "|");
  const bool is_read = row.VisitEntries(row.accounts(), [&covered](absl::string_view account, const DaySums& sums) {
    absl::StrAppend(&covered, account, "=", sums.stored(), "|");
  });
  std::vector<Allocation> allocations;
  if (!is_read || !row.AppendAllocations(&allocations)) return "malformed";
  for (const Allocation& each : allocations)
    absl::StrAppend(&covered, each.sequence, " ", each.day, " ", each.tranche_number, " ", each.reverses, "|");
  return covered;
}

class ScopeRowTest : public ::testing::Test {
 protected:
  ScopeRowTest() {
    for (const std::string area : {"fairs", "", "fair", "training"}) {
      for (const Measure measure : {Measure::kPlan, Measure::kAllocated, Measure::kExecuted}) {
        accounts_.push_back({area, area.empty() ? "project" : "", measure, measure == Measure::kAllocated ? 7u : 0u});
        bytes_.push_back(EncodeAccount(accounts_.back()));
      }
    }
  }

  ScopePosting Random() {
    ScopePosting posting;
    posting.sequence = ++sequence_;
    posting.account = static_cast<uint32_t>(random_() % accounts_.size());
    posting.day = static_cast<int32_t>(random_() % 9) - 4;
    // Also such that cancel out on a day, and such that add up to more than 64 bits hold.
    posting.amount = random_() % 8 == 0 ? std::numeric_limits<int64_t>::max() : static_cast<int64_t>(random_() % 5) - 2;
    return posting;
  }
  std::vector<ScopePosting> Random(size_t count) {
    std::vector<ScopePosting> postings;
    for (size_t i = 0; i < count; ++i) postings.push_back(Random());
    return postings;
  }

  // Nothing if a covered row is malformed.
  std::optional<std::string> Build(const std::vector<std::string>& covered, absl::Span<const ScopePosting> postings) {
    std::vector<ScopeRow> rows(covered.size());
    for (size_t i = 0; i < covered.size(); ++i) EXPECT_TRUE(rows[i].Parse(covered[i], 1));
    std::string value;
    if (!BuildScopeRow(rows, accounts_, bytes_, postings, 1, &value)) return std::nullopt;
    return value;
  }

  std::mt19937_64 random_{20261127};
  Sequence sequence_ = 0;
  std::vector<Account> accounts_;
  std::vector<std::string> bytes_;
};

TEST_F(ScopeRowTest, ARowThatCoversOthersSaysWhatOneOfAllTheirPostingsSays) {
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    sequence_ = 0;
    std::vector<ScopePosting> all;
    std::vector<std::string> covered;
    for (uint64_t rows = random_() % 4; rows > 0; --rows) {
      const std::vector<ScopePosting> postings = Random(1 + random_() % 30);
      covered.push_back(Build({}, postings).value());
      all.insert(all.end(), postings.begin(), postings.end());
    }
    const std::vector<ScopePosting> own = Random(1 + random_() % 30);
    all.insert(all.end(), own.begin(), own.end());
    const std::optional<std::string> row = Build(covered, own);
    ASSERT_TRUE(row.has_value());
    EXPECT_EQ(Covered(*row), Covered(Build({}, all).value()));
    EXPECT_NE(Covered(*row), "malformed");
  }
}

TEST_F(ScopeRowTest, ARowHasItsOwnPostingsOnTheAccountsThatTheyAreOf) {
  const std::vector<ScopePosting> own = Random(40);
  const std::optional<std::string> value = Build({Build({}, Random(40)).value()}, own);
  ASSERT_TRUE(value.has_value());
  ScopeRow row;
  ASSERT_TRUE(row.Parse(*value, 1));
  std::vector<std::string> accounts;
  ASSERT_TRUE(row.VisitEntries(
      row.accounts(), [&accounts](absl::string_view account, const DaySums&) { accounts.emplace_back(account); }));
  EXPECT_TRUE(std::is_sorted(accounts.begin(), accounts.end()));
  std::vector<ScopePosting> postings;
  ASSERT_TRUE(row.AppendPostings(&postings));
  ASSERT_EQ(postings.size(), own.size());
  for (size_t i = 0; i < own.size(); ++i) {
    EXPECT_EQ(postings[i].sequence, own[i].sequence);
    EXPECT_EQ(postings[i].day, own[i].day);
    EXPECT_EQ(postings[i].amount, own[i].amount);
    EXPECT_EQ(accounts[postings[i].account], bytes_[own[i].account]);
  }
}

// A row has its days twice: in the sums by measure, then in those by account.
TEST_F(ScopeRowTest, ADamagedRowWhoseDaysDoNotAscendIsNotCovered) {
  std::vector<ScopePosting> postings(3);
  for (size_t i = 0; i < postings.size(); ++i) {
    postings[i].sequence = i + 1;
    postings[i].day = static_cast<int32_t>(i);
    postings[i].amount = 1000;
  }
  const std::string value = Build({}, postings).value();
  const std::string days("\1\0\1\2", 4);
  const size_t of_measure = value.find(days);
  const size_t of_account = value.find(days, of_measure + 1);
  ASSERT_NE(of_account, std::string::npos);
  EXPECT_TRUE(Build({value}, postings).has_value());
  for (const size_t place : {of_measure, of_account}) {
    std::string damaged = value;
    std::swap(damaged[place + 2], damaged[place + 3]);
    EXPECT_FALSE(Build({damaged}, postings).has_value()) << place;
  }
}

}  // namespace
}  // namespace tranche
