// Progress reports of a process that may die at any moment, sent through a pipe before it
// continues.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/event.pb.h"

namespace tranche {

struct Told {
  enum class What : char {
    kCreated = 'c',       // the ledger was made
    kAsked = '?',         // about to record `texts`, the serialized commands
    kAcknowledged = '+',  // the batch was acknowledged; `texts` are its events as written, or none
    kRefused = '-',       // by a rule
    kFailed = '!',        // by the disk; `texts` is the message
    kWrong = 'x',         // something that must not happen; `texts` says what
  };
  What what = What::kAsked;
  uint64_t batch = 0;
  std::vector<std::string> texts;
};

// Writes all of it to `out`; ends the process if the pipe has no reader.
void Tell(int out, const Told& told);

// Parses the reports, in order; a truncated last one is ignored.
std::vector<Told> AllTold(absl::string_view bytes);

// All of it on one line, "?1 +1 ?2 !2": batch 1 was acknowledged, batch 2 failed.
std::string Summary(const std::vector<Told>& all);

std::vector<std::string> ToTexts(const std::vector<v1::Event>& events);
std::vector<v1::Event> ToEvents(const std::vector<std::string>& texts);

}  // namespace tranche
