// Long answers, which are printed as they come.
#include "cli/answer_stream.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "cli/output.h"
#include "proto/view.pb.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

class AnswerStreamTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(runner_.InitHistory("vi").code, 0); }

  template <typename Answer>
  Answer Parsed(const std::string& json) {
    Answer answer;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &answer).ok()) << json.substr(0, 400);
    return answer;
  }

  CommandRunner runner_;
};

TEST_F(AnswerStreamTest, TheJsonOfAStreamIsThatOfTheWholeMessage) {
  const std::string events = runner_.Run({"events", "--format", "json"}).out;
  EXPECT_EQ(events, ToJson(Parsed<v1::EventList>(events)));
  const std::string explained =
      runner_.Run({"explain", "--unit", "region:north", "--as-of", "2024-12-31", "--format", "json"}).out;
  EXPECT_EQ(explained, ToJson(Parsed<v1::Explanation>(explained)));
  const std::string restated =
      runner_.Run({"restate", "--as-of", "2024-12-31", "--from", "140", "--format", "json"}).out;
  EXPECT_EQ(restated, ToJson(Parsed<v1::Restatement>(restated)));
}

TEST_F(AnswerStreamTest, AnAnswerWithoutRowsIsJsonToo) {
  const std::string events = runner_.Run({"events", "--kind", "refund", "--format", "json"}).out;
  EXPECT_EQ(events, "{\n \"events\": []\n}\n");
  const std::string explained = runner_.Run({"explain", "--as-of", "1990-01-01", "--format", "json"}).out;
  EXPECT_EQ(explained, ToJson(Parsed<v1::Explanation>(explained)));
}

TEST_F(AnswerStreamTest, StepsOfAReplayStandBeforeItsCounts) {
  const std::string watched = runner_.Run({"replay", "--watch", "--format", "json"}).out;
  EXPECT_THAT(watched, StartsWith("{\n \"steps\": [\n  {\n"));
  v1::ReplayReport report = Parsed<v1::ReplayReport>(watched);
  EXPECT_GT(report.steps_size(), 100);
  report.clear_steps();
  EXPECT_EQ(ToJson(report), runner_.Run({"replay", "--format", "json"}).out);
}

TEST_F(AnswerStreamTest, AnOutputThatIsClosedEndsTheAnswer) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  FakeClock clock(absl::UnixEpoch());
  const Console console{out, out, false, false, clock};
  AnswerStream stream("events", OutputFormat::kJson, {}, console);
  const v1::EventList none;
  EXPECT_EQ(stream.Begin(&none, {}).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace tranche
