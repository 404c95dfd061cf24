// The progress of long work, as one line on a terminal that is rewritten in place.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "reports/texts.h"

namespace tranche {

// One line, without an end of line: "rebuild: 1,500 of 6,000 events, 25 %, 750/s, 6 s left".
//
// locale   the language and the notation of numbers.
// what     the work, in a word or two of that language.
// done     events done so far; `total` may be passed.
// total    events to do; 0 if unknown: no percent and no time left then.
// elapsed  time spent on `done`; without any, there is no rate and no time left.
//
// The percent is rounded down, so 100 means done; the time left is rounded up.
std::string ProgressLine(Locale locale, absl::string_view what, uint64_t done, uint64_t total, absl::Duration elapsed);

// Shows ProgressLine while work goes on. Thread safety: one thread at a time.
class Progress {
 public:
  // locale, what as in ProgressLine.
  // enabled      whether `out` is a terminal; if false, nothing is ever printed.
  // out          not owned; outlives this object.
  Progress(Locale locale, absl::string_view what, bool enabled, std::FILE* out = stderr);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Finishes, so that an error on the way out starts on a clean line.
  ~Progress();

  // Shows that `done` events of `total` are done, unless the line is less than 100 ms old.
  // `now` comes from the caller's clock; the first call starts the count of
  // time, so make it before the work: Update(0, total, now).
  void Update(uint64_t done, uint64_t total, absl::Time now);

  // Clears the line, if there is one. A later Update shows it again.
  void Finish();

 private:
  const Locale locale_;
  const std::string what_;
  const bool enabled_;
  std::FILE* const out_;
  std::optional<absl::Time> started_at_;
  std::optional<absl::Time> shown_at_;  // unset while there is no line on the terminal
};

}  // namespace tranche
