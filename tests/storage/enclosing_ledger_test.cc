#include "storage/enclosing_ledger.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/format_of.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

TEST(EnclosingLedgerTest, KnowsWhatIsInALedger) {
  TemporaryDirectory directory;
  const std::string ledger = directory.File("a.ledger");
  fs::create_directories(ledger + "/rocksdb");
  WriteFormat(ledger);
  fs::create_directory(directory.File("beside"));
  fs::create_directory_symlink(ledger + "/rocksdb", directory.File("link"));
  const std::string found = fs::canonical(ledger).string();
  for (const std::string& inside :
       {ledger, ledger + "/", ledger + "/HEAD", ledger + "/not/there/yet", ledger + "/rocksdb/../x",
        directory.File("beside/../a.ledger/x"), directory.File("link/x")}) {
    EXPECT_EQ(EnclosingLedger(inside), found) << inside;
    EXPECT_THAT(CheckOutsideLedgers(inside), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(found)));
  }
  for (const std::string& outside : {directory.File("beside/x"), directory.File("a.ledger.pb"), std::string("/")})
    EXPECT_THAT(CheckOutsideLedgers(outside), IsOk()) << outside;
  std::ofstream(directory.File("beside/FORMAT")) << "of another program\n";
  EXPECT_THAT(CheckOutsideLedgers(directory.File("beside/x")), IsOk());
  std::ofstream(ledger + "/FORMAT") << "damaged\n";
  EXPECT_EQ(EnclosingLedger(ledger + "/x"), found);
}

}  // namespace
}  // namespace tranche::storage
