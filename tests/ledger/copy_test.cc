// Copies of a shared log: who may write to them, and what they hold.
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "storage/format_file.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_shared_log.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class CopyFormatTest : public ::testing::Test {
 protected:
  absl::Status Open(storage::SharedLog* log) {
    OpenOptions options;
    options.shared_log = log;
    return Ledger::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock(), options).status();
  }
  void MakeItACopy() {
    std::ofstream(storage::FormatPath(ledger_.directory())) << storage::FormatText({storage::kFormatVersion, true});
  }

  TestLedger ledger_;
};

TEST_F(CopyFormatTest, NothingIsWrittenToACopyAlone) {
  const Sequence head = ledger_->head();
  ledger_.Close();
  MakeItACopy();
  EXPECT_THAT(Open(nullptr),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("is the copy of a shared log"), HasSubstr("tranche cluster move-out"))));
  const auto reader = Ledger::Open(ledger_.directory(), Ledger::Access::kReadOnly, &ledger_.clock());
  ASSERT_THAT(reader, IsOk()) << "it answers";
  EXPECT_EQ((*reader)->head(), head);
}

TEST_F(CopyFormatTest, ALedgerOfItsOwnIsNotTakenForACopy) {
  MemorySharedLog log;
  ledger_.Close();
  EXPECT_THAT(Open(&log), StatusIs(absl::StatusCode::kFailedPrecondition,
                                   AllOf(HasSubstr("is a ledger of its own"), HasSubstr("tranche cluster move-in"))));
  EXPECT_THAT(Open(nullptr), IsOk());
}

}  // namespace
}  // namespace tranche
