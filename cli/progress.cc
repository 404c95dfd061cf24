#include "cli/progress.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "events/money.h"
#include "reports/labels.h"
#include "reports/texts.h"

namespace tranche {
namespace {

constexpr absl::Duration kRewriteInterval = absl::Milliseconds(100);
constexpr absl::string_view kClearLine = "\r\x1b[K";  // back to the first column, erase to the end
constexpr int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr int64_t kSecondsLeftMax = 1'000'000'000;  // some 30 years: says nothing any more

std::string DurationText(Locale locale, int64_t seconds) {
  const auto two = [](int64_t number) { return absl::StrFormat("%02d", number); };
  if (seconds < 60) return Say(locale, "{seconds} s", {{"seconds", absl::StrCat(seconds)}});
  if (seconds < 3600)
    return Say(locale, "{minutes} min {seconds} s",
               {{"minutes", absl::StrCat(seconds / 60)}, {"seconds", two(seconds % 60)}});
  return Say(locale, "{hours} h {minutes} min",
             {{"hours", absl::StrCat(seconds / 3600)}, {"minutes", two(seconds % 3600 / 60)}});
}

// Seconds for the remaining events at the speed so far, rounded up.
int64_t SecondsLeft(uint64_t done, uint64_t total, int64_t elapsed_us) {
  const absl::int128 divisor = absl::int128(done) * kMicrosecondsPerSecond;
  const absl::int128 remaining_us = absl::int128(total - done) * std::min(elapsed_us, int64_t{1} << 60);
  const absl::int128 seconds = remaining_us / divisor + (remaining_us % divisor > 0 ? 1 : 0);
  return static_cast<int64_t>(std::min(seconds, absl::int128(kSecondsLeftMax)));
}

}  // namespace

std::string ProgressLine(Locale locale, absl::string_view what, uint64_t done, uint64_t total, absl::Duration elapsed) {
  const int64_t elapsed_us = absl::ToInt64Microseconds(elapsed);
  const std::string count = CountText(done, locale);
  std::string line = absl::StrCat(what, ": ",
                                  total > 0 ? Say(locale, "{done} of {total} event{total:s}",
                                                  {{"done", count}, {"total", CountText(total, locale)}})
                                            : Say(locale, "{count} event{count:s}", {{"count", count}}));
  if (total > 0) {
    const absl::int128 percent = absl::int128(std::min(done, total)) * 100 / total;
    absl::StrAppend(&line, ", ", ToDigits(percent), " %");
  }
  if (done == 0 || elapsed_us <= 0) return line;
  const absl::int128 rate = absl::int128(done) * kMicrosecondsPerSecond / elapsed_us;
  absl::StrAppend(&line, ", ", ToGroupedDigits(rate, locale == Locale::kVietnamese ? '.' : ','), "/s");
  if (done < total)
    absl::StrAppend(&line, ", ",
                    Say(locale, "{time} left", {{"time", DurationText(locale, SecondsLeft(done, total, elapsed_us))}}));
  return line;
}

Progress::Progress(Locale locale, absl::string_view what, bool enabled, std::FILE* out)
    : locale_(locale), what_(what), enabled_(enabled), out_(out) {}

Progress::~Progress() { Finish(); }

void Progress::Update(uint64_t done, uint64_t total, absl::Time now) {
  if (!enabled_) return;
  if (!started_at_) started_at_ = now;
  if (shown_at_ && now - *shown_at_ < kRewriteInterval) return;
  shown_at_ = now;
  const std::string text = absl::StrCat(kClearLine, ProgressLine(locale_, what_, done, total, now - *started_at_));
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
