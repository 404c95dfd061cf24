// A non-owning view of an event: what it does to money, without who recorded it and why.
// Parsing a view from the stored bytes is many times faster than parsing the message and
// copies nothing; its texts point into the bytes, or the message, that it was made from.
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

// Fields that a kind does not have keep the default values given here.
struct EventView {
  absl::string_view stored_bytes;  // empty if made from a message
  Sequence sequence = 0;
  absl::string_view event_id;
  int32_t effective_date = 0;  // YYYYMMDD
  absl::Time recorded_at;
  v1::Event::KindCase kind = v1::Event::KIND_NOT_SET;  // set even for an unknown kind

  LineView line;  // of a transfer or a carry-over: the giver
  uint32_t tranche_number = 0;
  int64_t amount = 0;
  AreaViews area_limits;

  LineView to;  // of a transfer or a carry-over: the receiver
  uint32_t to_tranche_number = 0;
  AreaViews to_area_limits;
  bool without_plan = false;
  bool is_carried = false;  // a transfer of carried-over money

  absl::InlinedVector<ShareView, 1> shares;
  Sequence reversed_sequence = 0;
  Sequence named_sequence = 0;  // of the earlier event that it carries out, such as a payment its commitment; 0: none
  int32_t expires_on = 0;       // YYYYMMDD; of the first part of a proposal

  // Of a contract; the number also of a carry-over of one.
  absl::string_view number;
  absl::string_view counterparty;
  int32_t until = 0;  // YYYYMMDD; 0: none

  // Of a carry-over: the advance that it names, which is then its named_sequence, too.
  Sequence named_advance = 0;
  absl::string_view legal_case;
  // Of a settlement.
  int64_t disallowed = 0;
  bool is_final = false;
  // Of a correction.
  absl::string_view finding;
};

// A view of `event`, which must outlive the view and not change.
EventView ViewOf(const v1::Event& event);

// Makes `*event` a view of the serialized event `bytes`, which must outlive the view.
//
// Returns false, with `*event` unspecified, if the bytes are not an event. Only fields
// that a view has are checked: the others are skipped, and texts are not checked for
// UTF-8.
bool ParseEventView(absl::string_view bytes, EventView* event);

}  // namespace tranche
