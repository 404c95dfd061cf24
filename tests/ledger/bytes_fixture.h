// What the tests of commands as bytes share.
#pragma once

#include <cstdint>
#include <vector>

#include "log/event_bytes.h"
#include "proto/event.pb.h"
#include "tests/support/event_builder.h"

namespace tranche {

inline EventBytes BytesOf(const std::vector<v1::Event>& commands) {
  EventBytes bytes;
  for (const v1::Event& command : commands) bytes.Add(command);
  return bytes;
}

// An may move a little in P1 and anything in Q3, by one grant each; Binh everything, but little at a time.
inline std::vector<v1::Event> ActorsWithGrants() {
  constexpr char kToday[] = "2026-01-01";
  const auto granted = [&](const char* actor, const char* unit, int64_t most) {
    v1::Event grant = EventBuilder::Grant(actor, v1::ROLE_OFFICER).On(kToday);
    if (unit != nullptr) grant.mutable_role_granted()->add_unit_ids(unit);
    grant.mutable_role_granted()->set_amount_max(most);
    return grant;
  };
  return {EventBuilder::Actor("an").On(kToday), EventBuilder::Actor("binh").On(kToday), granted("an", "P1", 60),
          granted("an", "Q3", 0), granted("binh", nullptr, 90)};
}

}  // namespace tranche
