#include "ledger/contact_view.h"

#include <cstdint>
#include <optional>

#include "events/instant.h"

namespace tranche {

v1::LogContact ViewOf(const LogContact& contact, absl::Time now) {
  v1::LogContact view;
  const std::optional<absl::Duration> age = AgeOf(contact, now);
  if (!age) return view;
  *view.mutable_heard_at() = ToTimestamp(contact.at);
  view.set_age_ms(static_cast<uint64_t>(absl::ToInt64Milliseconds(*age)));
  view.set_log_head(contact.log_head);
  return view;
}

}  // namespace tranche
