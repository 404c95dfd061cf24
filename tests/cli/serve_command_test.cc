#include <string>

#include "gmock/gmock.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// What it answers, and how it stops, is in tests/server/.
TEST(ServeCommandTest, ServesThisMachineOnly) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitVietnam("en").code, 0);
  const CommandResult open = runner.Run({"serve", "--listen", "0.0.0.0:8080"});
  EXPECT_EQ(open.code, 1);
  EXPECT_THAT(open.err, AllOf(StartsWith("tranche: --listen: 0.0.0.0 can be reached from other machines"),
                              HasSubstr("127.0.0.1, [::1] or localhost only")));
  EXPECT_THAT(runner.Run({"--lang", "vi", "serve", "--listen", "0.0.0.0:8080"}).err,
              StartsWith("tranche: --listen: máy khác có thể tới được 0.0.0.0"));
  EXPECT_EQ(runner.Run({"serve", "--listen", "8080"}).code, 2);
  const CommandResult named = runner.Run({"serve", "--listen", "127.0.0.1:0", "--host", "http://ledger.example"});
  EXPECT_EQ(named.code, 2);
  EXPECT_THAT(named.err, StartsWith("tranche: --host: found \"http://ledger.example\", wanted a name"));
  EXPECT_EQ(runner.Run({"serve", "--format", "json"}).code, 2);
}

TEST(ServeCommandTest, NeedsALedger) {
  CommandRunner runner;
  EXPECT_EQ(runner.Run({"serve", "--listen", "127.0.0.1:0"}).code, 2);
}

}  // namespace
}  // namespace tranche
