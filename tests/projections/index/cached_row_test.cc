#include "projections/index/cached_row.h"

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/scope.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

// A line for each area and project, with a plan and two tranches each.
class CachedRowTest : public ::testing::Test {
 protected:
  CachedRowTest() {
    for (const std::string area : {"", "fairs", "fairs-2"}) {
      for (const std::string project : {"p1", "", "p"}) AddLine(area, project);
    }
    EXPECT_TRUE(BuildScopeRow({}, accounts_, account_bytes_, postings_, 1, &value_));
  }

  void AddLine(const std::string& area, const std::string& project) {
    Add({area, project, Measure::kAllocated, 2});
    Add({area, project, Measure::kPlan, 0});
    Add({area, project, Measure::kAllocated, 1});
  }
  void Add(const Account& account) {
    ScopePosting posting;
    posting.sequence = accounts_.size() + 1;
    posting.account = static_cast<uint32_t>(accounts_.size());
    posting.amount = 1000 + posting.account;
    postings_.push_back(posting);
    accounts_.push_back(account);
    account_bytes_.push_back(EncodeAccount(account));
  }

  std::vector<Account> accounts_;
  std::vector<std::string> account_bytes_;
  std::vector<ScopePosting> postings_;
  std::string value_;
};

TEST_F(CachedRowTest, FindsTheAccountsOfALineWhereABisectionFindsThem) {
  const SharedRow row = CachedRow::Parse(value_, 1);
  ASSERT_NE(row, nullptr);
  for (const Account& account : accounts_) {
    const std::string line = AccountPrefix(account.area, account.project);
    AccountPlaces found;
    AccountPlaces bisected;
    ASSERT_TRUE(row->FindLine(line, &found));
    ASSERT_TRUE(row->row().FindAccounts(line, &bisected));
    EXPECT_EQ(found.begin, bisected.begin);
    EXPECT_EQ(found.end, bisected.end);
    EXPECT_EQ(found.end - found.begin, 3u);
  }
}

TEST_F(CachedRowTest, FindsNoAccountsOfALineWithoutPostings) {
  const SharedRow row = CachedRow::Parse(value_, 1);
  for (const std::string& line : {AccountPrefix("fairs", "p2"), AccountPrefix("fair", "")}) {
    AccountPlaces found = {7, 9};
    ASSERT_TRUE(row->FindLine(line, &found));
    EXPECT_EQ(found.begin, found.end);
  }
}

// The last part of a row is that of its postings: their number, the first day and a width for each of five columns.
TEST_F(CachedRowTest, PostingsOrAccountsThatTakeNoBytesAreNotRead) {
  const std::string none("\0\0\0\0\0\0\0", 7);
  const std::string nothing = absl::StrCat(absl::string_view("\0\0\0\0\0", 5), "\x07", none);
  ASSERT_NE(CachedRow::Parse(nothing, 1), nullptr);
  std::string postings = nothing;
  postings[6] = '\x02';
  EXPECT_EQ(CachedRow::Parse(postings, 1), nullptr) << "two postings of one event differ in their ordinals";
  std::string accounts = nothing;
  accounts[1] = '\x02';
  EXPECT_EQ(CachedRow::Parse(accounts, 1), nullptr);
}

TEST_F(CachedRowTest, SaysThatAnAccountIsMalformedForEveryLine) {
  // The number of a measure that does not exist.
  const std::string account = EncodeAccount({"fairs", "p", Measure::kAllocated, 1});
  const size_t place = value_.find(account);
  ASSERT_NE(place, std::string::npos);
  value_[place + account.size() - 5] = '\x7f';
  const SharedRow row = CachedRow::Parse(value_, 1);
  ASSERT_NE(row, nullptr) << "accounts are read when they are asked for";
  AccountPlaces found;
  EXPECT_FALSE(row->FindLine(AccountPrefix("fairs", "p"), &found));
  EXPECT_FALSE(row->FindLine(AccountPrefix("", "p1"), &found));
}

TEST_F(CachedRowTest, SeveralThreadsMayAskForTheFirstLine) {
  const SharedRow row = CachedRow::Parse(value_, 1);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&row] {
      AccountPlaces found;
      EXPECT_TRUE(row->FindLine(AccountPrefix("fairs", "p1"), &found));
      EXPECT_EQ(found.end - found.begin, 3u);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tranche
