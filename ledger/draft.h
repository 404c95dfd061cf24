// The decisions on one batch so far: what the sources of the decider share.
//
// Thread safety: one thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/instant.h"
#include "events/reserved_keys.h"
#include "events/sequence.h"
#include "ledger/authority.h"
#include "ledger/batch.h"
#include "ledger/decider.h"
#include "ledger/rules/decisions.h"
#include "ledger/stamp.h"
#include "log/event_log.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// Its events up to `batch.head` are applied to the index and the states.
struct Decider::Draft {
  // How the commands come in, which counts while four eyes is on.
  enum class Passage : uint8_t {
    kDirect,    // to be recorded as they are
    kProposed,  // to be proposed: they are decided on, and then rolled back
    kParts,     // the parts of a proposal, made here
    kApproved,  // of a proposal that the batch approves
  };

  DecidedBatch batch;
  Sequence first = 0;  // of the next new event
  absl::Time last_recorded_at;
  absl::Time now;
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<Catalogue> changed;  // the same catalogue, once the batch defines something
  std::optional<Sequence> expected_head;
  Caller caller = Caller::kAnybody;
  bool is_clock_right = false;
  KeyMaker key_maker = KeyMaker::kCaller;
  Passage passage = Passage::kDirect;
  size_t commands = 0;                 // how many the batch has
  Sequence approval = 0;               // of kApproved
  std::optional<Authority> authority;  // unset: nobody was asked
  std::vector<std::string> reversed;   // the events that the reversals of the batch reverse, in their order
  bool is_brief = false;               // reasons are no longer shown (DecisionGround)
  bool may_be_usual = false;           // no command of the batch is refused for other reasons than its own
  size_t taken = 0;                    // commands of the batch processed so far
  std::vector<uint64_t> fingerprints;  // of the keys of the commands, as far as they were expected
  Decision decision;                   // on the last of them

  // The day of recording, by the ledger's offset.
  CivilDate Today() const {
    return CivilDateAt(std::max(now, last_recorded_at), catalogue->terms().utc_offset_minutes());
  }
  Stamp NextStamp() const { return {batch.head + 1, last_recorded_at, now, is_clock_right}; }
};

// Reads what was recorded, or decided earlier in the same batch.
class Decider::DraftReader final : public EventReader {
 public:
  DraftReader(const EventReader& recorded, const Draft& draft) : recorded_(recorded), draft_(draft) {}

  absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
    if (!IsOfBatch(sequence)) return recorded_.Read(sequence);
    v1::Event event;
    absl::Status parsed = EventLog::Parse(draft_.batch.events->At(sequence), sequence, &event);
    if (!parsed.ok()) return parsed;
    return event;
  }

  absl::StatusOr<std::string> ReadBytes(Sequence sequence) const override {
    return IsOfBatch(sequence) ? std::string(draft_.batch.events->At(sequence)) : recorded_.ReadBytes(sequence);
  }

 private:
  bool IsOfBatch(Sequence sequence) const { return sequence >= draft_.first && sequence <= draft_.batch.head; }

  const EventReader& recorded_;
  const Draft& draft_;
};

}  // namespace tranche
