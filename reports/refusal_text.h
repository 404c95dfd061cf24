// An error in the reader's language.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "events/money.h"
#include "import/amount_text.h"
#include "proto/refusal.pb.h"
#include "reports/labels.h"

namespace tranche {

// The text of a status that is not OK. That of a refusal (events/refusal.h) is made of its data: amounts in the
// notation of the reader's language, without the name of `currency`; instants by the reader's clock; what has no
// translation in English. Another status says what its message says. Text of others is shown as reports/printable.h has
// it.
std::string RefusalText(const absl::Status& status, const Reader& reader, const Currency& currency);

// The same for the data alone.
std::string RefusalText(const v1::Refusal& refusal, const Reader& reader, const Currency& currency);

}  // namespace tranche
