#include "replay/copies/log_record_reader.h"

#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "gmock/gmock.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

v1::Event NumberedEvent(uint64_t sequence, const std::string& note) {
  v1::Event event = EventBuilder::Plan("P1", "national", 2024, 100).Key(absl::StrCat("key ", sequence)).Build();
  event.set_sequence(sequence);
  event.mutable_evidence()->set_note(note);
  SetRecordedAt(Instant("2024-05-16T08:00:00Z") + absl::Microseconds(123456), &event);
  return event;
}

std::vector<std::string> SomeEvents() {
  return {NumberedEvent(1, "a line\nand \"another\" </b>\xE2\x80\xA8").SerializeAsString(),
          NumberedEvent(2, std::string(300'000, 'x')).SerializeAsString(),  // longer than the buffer
          NumberedEvent(3, "Quảng Ninh").SerializeAsString()};
}

std::string FileOf(const std::vector<std::string>& events, LogForm form) {
  std::string file;
  for (const std::string& bytes : events) {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromString(bytes));
    EXPECT_THAT(AppendEvent(form, event, bytes, &file), IsOk());
  }
  return file;
}

// Reads the events of `file`; returns the status that ended reading.
absl::Status ReadAll(const std::string& file, LogForm form, std::vector<std::string>* events) {
  std::istringstream in(file);
  LogRecordReader reader(&in, form);
  while (true) {
    std::string bytes;
    const absl::StatusOr<bool> found = reader.Next(&bytes);
    if (!found.ok() || !*found) return found.status();
    events->push_back(bytes);
  }
}

class LogRecordReaderTest : public ::testing::TestWithParam<LogForm> {};

TEST_P(LogRecordReaderTest, GivesBackTheBytesOfEachEvent) {
  std::vector<std::string> events;
  ASSERT_THAT(ReadAll(FileOf(SomeEvents(), GetParam()), GetParam(), &events), IsOk());
  EXPECT_EQ(events, SomeEvents());
}

TEST_P(LogRecordReaderTest, AFileThatIsCutOffAnywhereIsRefusedOrEndsBetweenTwoEvents) {
  const std::string file = FileOf({SomeEvents()[0], SomeEvents()[2]}, GetParam());
  const std::string first = FileOf({SomeEvents()[0]}, GetParam());
  for (size_t size = 1; size < file.size(); ++size) {
    std::vector<std::string> events;
    const absl::Status status = ReadAll(file.substr(0, size), GetParam(), &events);
    // A line of JSON is complete even without its line feed.
    const bool is_json = GetParam() == LogForm::kJsonLines;
    const bool is_whole = size == first.size() || (is_json && (size + 1 == first.size() || size + 1 == file.size()));
    EXPECT_EQ(status.ok(), is_whole) << size << ": " << status.ToString();
    if (status.ok()) continue;
    const std::string place = is_json ? absl::StrCat("line ", size < first.size() ? 1 : 2)
                                      : absl::StrCat("byte ", size < first.size() ? 0 : first.size());
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, HasSubstr(place))) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(BothForms, LogRecordReaderTest, ::testing::Values(LogForm::kProtobuf, LogForm::kJsonLines));

TEST(DelimitedTest, ALengthThatIsNoneIsRefused) {
  std::vector<std::string> events;
  EXPECT_THAT(ReadAll(std::string(12, '\xff'), LogForm::kProtobuf, &events),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("byte 0: found no length")));
  EXPECT_THAT(ReadAll("\xff\xff\xff\xff\x0f", LogForm::kProtobuf, &events),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("byte 0: found the length 4294967295")));
}

TEST(JsonLinesTest, WhatIsNoEventIsRefusedByItsLine) {
  const std::string good = FileOf({SomeEvents()[0]}, LogForm::kJsonLines);
  for (const char* bad : {"\n", "{\n", "[]\n", "{\"sequence\":\"two\"}\n", "{\"colour\":\"red\"}\n", "7\n"}) {
    std::vector<std::string> events;
    EXPECT_THAT(ReadAll(good + bad, LogForm::kJsonLines, &events),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("line 2: no event in JSON")))
        << bad;
    EXPECT_EQ(events.size(), 1u);
  }
}

TEST(JsonLinesTest, AnEventIsOneLineOfTheProto3Mapping) {
  const std::string line = FileOf({SomeEvents()[0]}, LogForm::kJsonLines);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_THAT(line, AllOf(HasSubstr("\"sequence\":\"1\""), HasSubstr("\"effectiveDate\":20240101"),
                          HasSubstr("\"recordedAt\":\"2024-05-16T08:00:00.123456Z\""), HasSubstr("\"planApproved\":{"),
                          HasSubstr("\"amount\":\"100\"")));
}

TEST(JsonLinesTest, AnEventThatJsonCannotCarryIsRefused) {
  v1::Event event = NumberedEvent(7, "from a newer program");
  event.GetReflection()->MutableUnknownFields(&event)->AddVarint(1000, 1);
  const std::string bytes = event.SerializeAsString();
  std::string out;
  EXPECT_THAT(AppendEvent(LogForm::kJsonLines, event, bytes, &out),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("event 7"), HasSubstr("--as pb"))));
  EXPECT_THAT(AppendEvent(LogForm::kProtobuf, event, bytes, &out), IsOk());
}

TEST(JsonLinesTest, TheBytesAloneGiveTheSameLineOrNone) {
  for (const std::string& bytes : SomeEvents()) {
    std::string line;
    EXPECT_TRUE(AppendJsonLine(bytes, &line));
    EXPECT_EQ(line, FileOf({bytes}, LogForm::kJsonLines));
  }
  v1::Event event = NumberedEvent(7, "from a newer program");
  const std::string twice = event.SerializeAsString() + event.SerializeAsString();
  event.GetReflection()->MutableUnknownFields(&event)->AddVarint(1000, 1);
  for (const std::string& bytes : {event.SerializeAsString(), twice, std::string("\x08")}) {
    std::string out = "before";
    EXPECT_FALSE(AppendJsonLine(bytes, &out));
    EXPECT_EQ(out, "before");
  }
}

TEST(LogFormTest, FollowsTheNameOfTheFile) {
  EXPECT_EQ(FormOf("history.jsonl"), LogForm::kJsonLines);
  EXPECT_EQ(FormOf("history.pb"), LogForm::kProtobuf);
  EXPECT_EQ(FormOf("-"), LogForm::kProtobuf);
}

}  // namespace
}  // namespace tranche
