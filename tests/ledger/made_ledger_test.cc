// How a ledger is made: by one of several that try, whole or not at all.
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "storage/owner_lock.h"
#include "tests/support/event_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Whoever comes second is refused, and takes nothing of the first one's away.
TEST(MadeLedgerTest, OfTwoThatCreateALedgerInOneDirectoryOneDoes) {
  for (int round = 0; round < 25; ++round) {
    const TemporaryDirectory directory;
    const std::string path = directory.File("ledger");
    const auto create = [&](absl::Status* created) {
      FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
      *created = Ledger::Create(path, TestTerms(), absl::UnixEpoch(), &clock).status();
    };
    absl::Status first;
    absl::Status second;
    std::thread other(create, &second);
    create(&first);
    other.join();
    ASSERT_NE(first.ok(), second.ok()) << round << ": " << first << "; " << second;
    FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
    EXPECT_THAT(Ledger::Open(path, Ledger::Access::kReadOnly, &clock), IsOk()) << round;
  }
}

OpenOptions Waiting(absl::Duration wait) {
  OpenOptions options;
  options.wait_for_writer = wait;
  return options;
}

TEST(MadeLedgerTest, WhoeverComesSecondToCreateALedgerWaitsForTheFirstAndFindsIt) {
  for (int round = 0; round < 25; ++round) {
    const TemporaryDirectory directory;
    const std::string path = directory.File("ledger");
    std::array<absl::Status, 2> outcomes;
    const auto create = [&](size_t which) {
      FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
      const auto ledger =
          Ledger::Create(path, TestTerms(), absl::UnixEpoch(), &clock, kEpochEvents, Waiting(absl::Seconds(30)));
      outcomes[which] = ledger.status();
    };
    std::thread other([&] { create(1); });
    create(0);
    other.join();
    ASSERT_NE(outcomes[0].ok(), outcomes[1].ok()) << outcomes[0] << outcomes[1];
    EXPECT_THAT(
        outcomes[outcomes[0].ok() ? 1 : 0],
        StatusIs(absl::StatusCode::kAlreadyExists, AllOf(HasSubstr("there is a ledger"), Not(HasSubstr("remove")))));
  }
}

TEST(MadeLedgerTest, OneThatIsBeingMadeIsNamedWithWhoMakesItAndMadeOnceThatOneGivesUp) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("ledger");
  FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
  std::filesystem::create_directory(path);
  storage::OwnerLock::Holder holder;
  auto lock = storage::OwnerLock::Take(path, absl::ZeroDuration(), &holder);
  ASSERT_THAT(lock, IsOk());
  std::filesystem::create_directory(path + "/rocksdb");
  EXPECT_THAT(Ledger::Create(path, TestTerms(), absl::UnixEpoch(), &clock, kEpochEvents, Waiting(absl::Seconds(1))),
              StatusIs(absl::StatusCode::kUnavailable, AllOf(HasSubstr(absl::StrCat("process ", ::getpid())),
                                                             HasSubstr("waited 1 s"), Not(HasSubstr("remove")))));
  std::thread gives_up([&] {
    absl::SleepFor(absl::Milliseconds(100));
    std::filesystem::remove_all(path);
    *lock = storage::OwnerLock();
  });
  EXPECT_THAT(Ledger::Create(path, TestTerms(), absl::UnixEpoch(), &clock, kEpochEvents, Waiting(absl::Seconds(30))),
              IsOk());
  gives_up.join();
  EXPECT_THAT(Ledger::Open(path, Ledger::Access::kReadOnly, &clock), IsOk());
}

TEST(MadeLedgerTest, OneWhoseMakingWasCutOffIsNamedAsSuch) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("ledger");
  FakeClock clock(absl::FromUnixSeconds(1'700'000'000));
  std::filesystem::create_directories(path + "/rocksdb");
  EXPECT_THAT(Ledger::Create(path, TestTerms(), absl::UnixEpoch(), &clock),
              StatusIs(absl::StatusCode::kAlreadyExists, AllOf(HasSubstr("not empty"), Not(HasSubstr("remove")))))
      << "it may be of any program";
  std::ofstream(path + "/WRITER") << "1\n\n";
  for (const char* time : {"first", "second"})
    EXPECT_THAT(Ledger::Create(path, TestTerms(), absl::UnixEpoch(), &clock),
                StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("was cut off")))
        << time;
  EXPECT_TRUE(std::filesystem::exists(path + "/rocksdb"));
}

TEST(MadeLedgerTest, CreateWithBadTermsLeavesNothingBehind) {
  TemporaryDirectory directory;
  FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  v1::LedgerCreated terms = TestTerms();
  terms.set_currency_code("dong");
  EXPECT_THAT(Ledger::Create(directory.File("l"), terms, absl::UnixEpoch(), &clock),
              StatusIs(kInvalid, HasSubstr("currency_code")));
  EXPECT_FALSE(std::filesystem::exists(directory.File("l")));
  EXPECT_THAT(Ledger::Create(directory.File("l"), TestTerms(), absl::UnixEpoch(), &clock), IsOk());
}

}  // namespace
}  // namespace tranche
