#include "server/request_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "server/request_id.h"
#include "server/server_watch.h"
#include "tests/support/fake_clock.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kNow = absl::FromUnixMillis(1'700'000'000'004);

Exchange Balance() {
  Exchange exchange;
  exchange.call = "GetBalance";
  exchange.duration = absl::Microseconds(1234);
  exchange.received_bytes = 12;
  exchange.sent_bytes = 345;
  exchange.request_id = "r-1";
  return exchange;
}

// A pipe; what reads it is the test.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    CloseReader();
    CloseWriter();
  }

  int writer() const { return ends_[1]; }
  void CloseReader() { Close(&ends_[0]); }

  // All that was written.
  std::string Read() {
    CloseWriter();
    std::string all;
    std::array<char, 4096> bytes{};
    for (ssize_t read = 1; read > 0;) {
      read = ::read(ends_[0], bytes.data(), bytes.size());
      all.append(bytes.data(), static_cast<size_t>(std::max<ssize_t>(read, 0)));
    }
    return all;
  }

  // Until nothing more fits.
  void Fill() const {
    const int flags = ::fcntl(writer(), F_GETFL);
    ::fcntl(writer(), F_SETFL, flags | O_NONBLOCK);
    while (::write(writer(), "x", 1) == 1) {
    }
    ::fcntl(writer(), F_SETFL, flags);
  }

 private:
  static void Close(int* end) {
    if (*end >= 0) ::close(*end);
    *end = -1;
  }
  void CloseWriter() { Close(&ends_[1]); }

  std::array<int, 2> ends_{};
};

TEST(LogLineTest, IsOneObjectOfJson) {
  EXPECT_EQ(LogLine(Balance(), kNow, LogForm::kJson, 0),
            R"({"time":"2023-11-14T22:13:20.004Z","request_id":"r-1","door":"http","call":"GetBalance","code":"ok",)"
            R"("duration_us":1234,"received_bytes":12,"sent_bytes":345})"
            "\n");
}

TEST(LogLineTest, IsShortForPeople) {
  EXPECT_EQ(LogLine(Balance(), kNow, LogForm::kText, 2),
            "2023-11-14T22:13:20.004Z http GetBalance ok 1.234ms 12B 345B r-1 (2 lines left out before)\n");
}

TEST(LogLineTest, StaysOneLineWhateverTheNameOfTheActorIs) {
  Exchange exchange = Balance();
  exchange.actor = "lan\n{\"forged\": \xff}";
  for (const LogForm form : {LogForm::kJson, LogForm::kText}) {
    const std::string line = LogLine(exchange, kNow, form, 0);
    EXPECT_THAT(line, AllOf(HasSubstr(R"(lan\n{\"forged\": )"), EndsWith("\n")));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
  }
}

TEST(LogLineTest, OfANoticeIsOneLineToo) {
  EXPECT_EQ(NoticeLine("turned away ::1:\n\"x\"", kNow, LogForm::kJson, 3),
            R"({"time":"2023-11-14T22:13:20.004Z","notice":"turned away ::1:\n\"x\"","lines_left_out":3})"
            "\n");
  EXPECT_EQ(NoticeLine("turned away ::1:\n\"x\"", kNow, LogForm::kText, 0),
            "2023-11-14T22:13:20.004Z turned away ::1: \"x\"\n");
}

TEST(RequestLogTest, WritesNoticesAmongTheRequests) {
  Pipe pipe;
  auto log = std::make_unique<RequestLog>(pipe.writer(), LogForm::kText);
  log->AddNotice("one", kNow);
  log->Add(Balance(), kNow);
  log.reset();
  EXPECT_EQ(pipe.Read(), NoticeLine("one", kNow, LogForm::kText, 0) + LogLine(Balance(), kNow, LogForm::kText, 0));
}

TEST(RequestLogTest, WritesALineForEachRequest) {
  Pipe pipe;
  auto log = std::make_unique<RequestLog>(pipe.writer(), LogForm::kJson);
  log->Add(Balance(), kNow);
  log->Add(Balance(), kNow);
  log.reset();
  const std::string line = LogLine(Balance(), kNow, LogForm::kJson, 0);
  EXPECT_EQ(pipe.Read(), line + line);
}

TEST(RequestLogTest, LeavesOutWhatIsTooMuchInASecondAndSaysHowMuch) {
  Pipe pipe;
  auto log = std::make_unique<RequestLog>(pipe.writer(), LogForm::kJson, RequestLogLimits{1024, 2});
  for (int i = 0; i < 5; ++i) log->Add(Balance(), kNow);
  log->Add(Balance(), kNow + absl::Seconds(1));
  log.reset();
  const std::string line = LogLine(Balance(), kNow, LogForm::kJson, 0);
  EXPECT_EQ(pipe.Read(), line + line + LogLine(Balance(), kNow + absl::Seconds(1), LogForm::kJson, 3));
}

TEST(RequestLogTest, GoesOnWhenItsReaderIsGone) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  pipe.CloseReader();
  auto log = std::make_unique<RequestLog>(pipe.writer(), LogForm::kJson);
  for (int i = 0; i < 100; ++i) log->Add(Balance(), kNow);
  log.reset();
  std::signal(SIGPIPE, before);
}

TEST(RequestLogTest, EndsThoughNobodyTakesWhatItWrites) {
  Pipe pipe;
  pipe.Fill();
  auto log = std::make_unique<RequestLog>(pipe.writer(), LogForm::kJson, RequestLogLimits{4, 1000});
  for (int i = 0; i < 100; ++i) log->Add(Balance(), kNow);
  log.reset();
  EXPECT_THAT(pipe.Read(), Not(HasSubstr("GetBalance")));
}

TEST(RequestIdTest, IsThatOfTheCallerIfItCanBeInALog) {
  RequestIds ids(0xc0ffee);
  EXPECT_EQ(ids.For("a-B_3.x"), "a-B_3.x");
  EXPECT_EQ(ids.For(std::string(128, 'a')), std::string(128, 'a'));
  EXPECT_EQ(ids.For(""), "0000000000c0ffee-1");
  EXPECT_EQ(ids.For("a b"), "0000000000c0ffee-2");
  EXPECT_EQ(ids.For("a\nb"), "0000000000c0ffee-3");
  EXPECT_EQ(ids.For(std::string(129, 'a')), "0000000000c0ffee-4");
}

TEST(ServerWatchTest, LogsProbesOnlyWhenTheyFail) {
  Pipe pipe;
  FakeClock clock(kNow);
  auto log = std::make_unique<RequestLog>(pipe.writer(), LogForm::kJson);
  ServerWatch watch(1, log.get(), &clock);
  Exchange probe = Balance();
  probe.call = "health";
  watch.Done(probe);
  probe.code = "server.busy";
  watch.Done(probe);
  log.reset();
  EXPECT_EQ(pipe.Read(), LogLine(probe, kNow, LogForm::kJson, 0));
}

}  // namespace
}  // namespace tranche
