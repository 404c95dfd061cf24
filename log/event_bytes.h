// Serialized events, one after the other in one piece of memory: commands on their way to a decision, and decided
// events on their way to the log.
//
// Thread safety: values; const members may run concurrently.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "proto/event.pb.h"

namespace tranche {

class EventBytes {
 public:
  // Makes room for so many events of so many bytes in all. It only saves time.
  void Reserve(size_t events, size_t bytes) {
    ends_.reserve(ends_.size() + events);
    bytes_.reserve(bytes_.size() + bytes);
  }

  // Adds an event that is serialized already; whether it is one is not checked.
  void Add(absl::string_view event) {
    bytes_.append(event.data(), event.size());
    ends_.push_back(bytes_.size());
  }

  // Serializes `event`, which has less than 2 GiB.
  void Add(const v1::Event& event);

  // Adds the event that `write`, called with a std::string*, appends to what is there.
  template <typename Write>
  void AddWritten(const Write& write) {
    write(&bytes_);
    ends_.push_back(bytes_.size());
  }

  size_t size() const { return ends_.size(); }
  bool empty() const { return ends_.empty(); }

  // How many bytes all of them have.
  size_t bytes() const { return bytes_.size(); }

  // The event at `index`, from 0, below size(); valid until the next one is added.
  absl::string_view operator[](size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return absl::string_view(bytes_).substr(begin, ends_[index] - begin);
  }

 private:
  std::string bytes_;
  std::vector<size_t> ends_;
};

// Events that follow each other in the log, as they are stored there.
struct EventBatch {
  Sequence first = 0;  // of the first of them
  EventBytes events;
  // Those that move no money, reverse what did, name an earlier one or have a number: the index has rows for them alone
  // (BalanceIndex::StageRows).
  std::vector<Sequence> with_rows;
  // Events that name earlier ones without saying so in their bytes (BalanceIndex::AddNaming).
  struct Naming {
    Sequence named = 0;
    Sequence naming = 0;
  };
  std::vector<Naming> namings;

  Sequence end() const { return first + events.size(); }
  absl::string_view At(Sequence sequence) const { return events[sequence - first]; }
};

}  // namespace tranche
