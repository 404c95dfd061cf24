#include "cli/progress.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "events/money.h"

namespace tranche {
namespace {

constexpr absl::Duration kRewriteInterval = absl::Milliseconds(100);
constexpr absl::string_view kClearLine = "\r\x1b[K";  // back to the first column, erase to the end
constexpr int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr int64_t kSecondsLeftMax = 1'000'000'000;  // some 30 years: says nothing any more

std::string DurationText(int64_t seconds) {
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3600) return absl::StrFormat("%d min %02d s", seconds / 60, seconds % 60);
  return absl::StrFormat("%d h %02d min", seconds / 3600, seconds % 3600 / 60);
}

// Seconds for the remaining events at the speed so far, rounded up.
int64_t SecondsLeft(uint64_t done, uint64_t total, int64_t elapsed_us) {
  const absl::int128 divisor = absl::int128(done) * kMicrosecondsPerSecond;
  const absl::int128 remaining_us = absl::int128(total - done) * std::min(elapsed_us, int64_t{1} << 60);
  const absl::int128 seconds = remaining_us / divisor + (remaining_us % divisor > 0 ? 1 : 0);
  return static_cast<int64_t>(std::min(seconds, absl::int128(kSecondsLeftMax)));
}

}  // namespace

std::string ProgressLine(absl::string_view what, uint64_t done, uint64_t total, absl::Duration elapsed) {
  const int64_t elapsed_us = absl::ToInt64Microseconds(elapsed);
  std::string line = absl::StrCat(what, ": ", ToGroupedDigits(done));
  if (total > 0) absl::StrAppend(&line, " of ", ToGroupedDigits(total));
  absl::StrAppend(&line, " events");
  if (total > 0) {
    const absl::int128 percent = absl::int128(std::min(done, total)) * 100 / total;
    absl::StrAppend(&line, ", ", ToDigits(percent), " %");
  }
  if (done == 0 || elapsed_us <= 0) return line;
  const absl::int128 rate = absl::int128(done) * kMicrosecondsPerSecond / elapsed_us;
  absl::StrAppend(&line, ", ", ToGroupedDigits(rate), "/s");
  if (done < total) absl::StrAppend(&line, ", ", DurationText(SecondsLeft(done, total, elapsed_us)), " left");
  return line;
}

Progress::Progress(absl::string_view what, bool enabled, std::FILE* out) : what_(what), enabled_(enabled), out_(out) {}

Progress::~Progress() { Finish(); }

void Progress::Update(uint64_t done, uint64_t total, absl::Time now) {
  if (!enabled_) return;
  if (!started_at_) started_at_ = now;
  if (shown_at_ && now - *shown_at_ < kRewriteInterval) return;
  shown_at_ = now;
  const std::string text = absl::StrCat(kClearLine, ProgressLine(what_, done, total, now - *started_at_));
  std::fputs(text.c_str(), out_);
  std::fflush(out_);
}

void Progress::Finish() {
  if (!shown_at_) return;
  shown_at_.reset();
  std::fputs(std::string(kClearLine).c_str(), out_);
  std::fflush(out_);
}

}  // namespace tranche
