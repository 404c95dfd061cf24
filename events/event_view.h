// An event as the books see it: what it does to money, without who wrote it and why. A
// view is read from the stored bytes many times as fast as the whole message, and nothing
// is copied; its texts are in the bytes, or the message, that it was made from.
//
// Thread safety: a value.
#pragma once

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/posting.h"
#include "events/sequence.h"
#include "proto/event.pb.h"

namespace tranche {

using AreaViews = absl::InlinedVector<absl::string_view, 2>;

// One receiver of a tranche.
struct ShareView {
  LineView line;
  int64_t amount = 0;
};

// What a kind does not have is left as it is here.
struct EventView {
  absl::string_view stored_bytes;  // empty for a view of a message
  Sequence sequence = 0;
  absl::string_view event_id;
  int32_t effective_date = 0;  // YYYYMMDD
  absl::Time recorded_at;
  v1::Event::KindCase kind = v1::Event::KIND_NOT_SET;  // also for a kind that is unknown here

  LineView line;  // of a transfer: what gives
  uint32_t tranche_number = 0;
  int64_t amount = 0;
  AreaViews area_limits;

  LineView to;  // what a transfer gives to
  uint32_t to_tranche_number = 0;
  AreaViews to_area_limits;
  bool without_plan = false;

  absl::InlinedVector<ShareView, 1> shares;
  Sequence reversed_sequence = 0;
};

// A view of `event`, which must outlive it and stay as it is.
EventView ViewOf(const v1::Event& event);

// Makes `*event` a view of the serialized event `bytes`, which must outlive it.
//
// False when the bytes are no event, as far as it can tell from what a view has: the parts
// that it leaves out are skipped, and texts may be other than UTF-8. `*event` is then
// unspecified.
bool ParseEventView(absl::string_view bytes, EventView* event);

}  // namespace tranche
