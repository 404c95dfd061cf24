#include "server/request_log.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

namespace tranche {
namespace {

// Whoever reads the log may pause for so long before a line is left out.
constexpr int kPatienceMilliseconds = 1000;
// Lines of so long are written together.
constexpr absl::Duration kGatherTime = absl::Milliseconds(5);
// A line of at most so many bytes is written to a pipe as a whole, or not (POSIX, PIPE_BUF is at least 512; Linux:
// 4096).
constexpr size_t kLineBytesMax = 4096;
constexpr size_t kActorBytesMax = 256;

std::string TimeText(absl::Time now) { return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E3SZ", now, absl::UTCTimeZone()); }

std::string Milliseconds(absl::Duration duration) {
  const int64_t microseconds = absl::ToInt64Microseconds(duration);
  const std::string rest = absl::StrCat(1000 + microseconds % 1000);
  return absl::StrCat(microseconds / 1000, ".", rest.substr(1));
}

std::string StringOf(absl::string_view text) { return {text.data(), text.size()}; }

std::string WithLeftOut(nlohmann::ordered_json line, uint64_t left_out) {
  if (left_out > 0) line["lines_left_out"] = left_out;
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string LeftOutText(uint64_t left_out) {
  return left_out == 0 ? "" : absl::StrCat(" (", left_out, " lines left out before)");
}

std::string JsonLine(const Exchange& exchange, absl::Time now, uint64_t left_out) {
  nlohmann::ordered_json line = {{"time", TimeText(now)},
                                 {"request_id", exchange.request_id},
                                 {"door", StringOf(NameOf(exchange.door))},
                                 {"call", exchange.call},
                                 {"code", exchange.code},
                                 {"duration_us", absl::ToInt64Microseconds(exchange.duration)},
                                 {"received_bytes", exchange.received_bytes},
                                 {"sent_bytes", exchange.sent_bytes}};
  if (!exchange.actor.empty()) line["actor"] = exchange.actor.substr(0, kActorBytesMax);
  return WithLeftOut(std::move(line), left_out);
}

// The actor comes last, and as JSON, so that no name can look like another line.
std::string TextLine(const Exchange& exchange, absl::Time now, uint64_t left_out) {
  std::string line = absl::StrCat(TimeText(now), " ", NameOf(exchange.door), " ", exchange.call, " ", exchange.code,
                                  " ", Milliseconds(exchange.duration), "ms ", exchange.received_bytes, "B ",
                                  exchange.sent_bytes, "B ", exchange.request_id);
  absl::StrAppend(&line, LeftOutText(left_out));
  if (exchange.actor.empty()) return line;
  const nlohmann::json actor = exchange.actor.substr(0, kActorBytesMax);
  return absl::StrCat(line, " ", actor.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

// False if it could not be written now, or not at all.
bool WriteLine(int file, const std::string& line) {
  pollfd ready = {file, POLLOUT, 0};
  if (::poll(&ready, 1, kPatienceMilliseconds) != 1 || (ready.revents & POLLOUT) == 0) return false;
  absl::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(file, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    rest.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

std::string LogLine(const Exchange& exchange, absl::Time now, LogForm form, uint64_t left_out) {
  return absl::StrCat(form == LogForm::kJson ? JsonLine(exchange, now, left_out) : TextLine(exchange, now, left_out),
                      "\n");
}

std::string NoticeLine(const std::string& notice, absl::Time now, LogForm form, uint64_t left_out) {
  if (form == LogForm::kJson)
    return absl::StrCat(WithLeftOut({{"time", TimeText(now)}, {"notice", notice}}, left_out), "\n");
  const std::string one_line = absl::StrReplaceAll(notice, {{"\n", " "}});
  return absl::StrCat(TimeText(now), " ", one_line, LeftOutText(left_out), "\n");
}

RequestLog::RequestLog(int file, LogForm form, const RequestLogLimits& limits)
    : file_(file), form_(form), limits_(limits), thread_([this] { WriteLines(); }) {}

RequestLog::~RequestLog() {
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    changed_.WakeAll();
  }
  thread_.join();
}

void RequestLog::Add(const Exchange& exchange, absl::Time now) {
  AddLine([&](uint64_t left_out) { return LogLine(exchange, now, form_, left_out); }, now);
}

void RequestLog::AddNotice(const std::string& notice, absl::Time now) {
  AddLine([&](uint64_t left_out) { return NoticeLine(notice, now, form_, left_out); }, now);
}

void RequestLog::AddLine(const LineOf& line_of, absl::Time now) {
  {
    const MutexLock lock(mutex_);
    std::string line = Admits(now) ? line_of(left_out_) : "";
    if (line.empty() || line.size() > kLineBytesMax) {
      ++left_out_;
      return;
    }
    left_out_ = 0;
    waiting_.push_back(std::move(line));
    if (waiting_.size() > 1) return;  // whoever writes is awake
  }
  changed_.WakeOne();
}

bool RequestLog::Admits(absl::Time now) {
  if (const int64_t second = absl::ToUnixSeconds(now); second != std::exchange(second_, second)) lines_in_second_ = 0;
  if (lines_in_second_ >= limits_.lines_a_second || waiting_.size() >= limits_.lines_waiting) return false;
  ++lines_in_second_;
  return true;
}

void RequestLog::WriteLines() {
  while (AwaitLines()) {
    while (const std::optional<std::string> line = NextLine()) {
      if (WriteLine(file_, *line)) continue;
      const MutexLock lock(mutex_);
      ++left_out_;
      if (is_ending_) return;
    }
  }
}

// False when there are none, and none will come.
bool RequestLog::AwaitLines() {
  {
    const MutexLock lock(mutex_);
    while (waiting_.empty() && !is_ending_) changed_.Wait(mutex_);
    if (is_ending_) return !waiting_.empty();
  }
  // To be woken for each line would take more of the processor than to write it.
  absl::SleepFor(kGatherTime);
  return true;
}

std::optional<std::string> RequestLog::NextLine() {
  const MutexLock lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  std::optional<std::string> line = std::move(waiting_.front());
  waiting_.pop_front();
  return line;
}

}  // namespace tranche
