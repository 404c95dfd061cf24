// What a process that may end at any moment says of itself before it goes on, through a pipe.
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
    kAcknowledged = '+',  // the batch was; `texts` are its events as they were written, or none
    kRefused = '-',       // by a rule
    kFailed = '!',        // by the disk; `texts` is the message
    kWrong = 'x',         // what must not be; `texts` says what
  };
  What what = What::kAsked;
  uint64_t batch = 0;
  std::vector<std::string> texts;
};

// Writes all of it to `out`; ends the process when nobody reads.
void Tell(int out, const Told& told);

// What was told, in order; a last one that is cut off was not.
std::vector<Told> AllTold(absl::string_view bytes);

// All of it on one line, "?1 +1 ?2 !2": batch 1 was acknowledged, batch 2 failed.
std::string Summary(const std::vector<Told>& all);

std::vector<std::string> ToTexts(const std::vector<v1::Event>& events);
std::vector<v1::Event> ToEvents(const std::vector<std::string>& texts);

}  // namespace tranche
