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

// The text of a non-OK status. For a refusal (events/refusal.h) it is built from its data: amounts in the notation of
// the reader's language, without the name of `currency`; instants in the reader's UTC offset; units, sources and areas
// by the names of the reader's catalogue; English where there is no translation. For any other status it is the
// message. Untrusted text is sanitized by reports/printable.h.
std::string RefusalText(const absl::Status& status, const Reader& reader, const Currency& currency);

// The same for the data alone.
std::string RefusalText(const v1::Refusal& refusal, const Reader& reader, const Currency& currency);

// The same for one sentence, such as a note of an answer.
std::string PartText(const v1::RefusalPart& part, const Reader& reader);

}  // namespace tranche
