#include "ledger/contact_view.h"

#include <algorithm>
#include <cstdint>

#include "events/instant.h"

namespace tranche {

v1::LogContact ViewOf(const LogContact& contact, absl::Time now) {
  v1::LogContact view;
  if (contact.at == absl::InfinitePast()) return view;
  *view.mutable_heard_at() = ToTimestamp(contact.at);
  view.set_age_ms(static_cast<uint64_t>(std::max<int64_t>(0, absl::ToInt64Milliseconds(now - contact.at))));
  view.set_log_head(contact.log_head);
  return view;
}

}  // namespace tranche
