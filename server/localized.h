// Refusals, and what a verification finds, in the language of whoever asks. Their data is the same in every language;
// the text beside it is for a person.
//
// Thread safety: pure functions; the ledger as LedgerCalls.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "import/amount_text.h"
#include "proto/localized.pb.h"
#include "service/ledger_calls.h"

namespace tranche {

// The first language of `accept_language` (RFC 9110, 12.5.4, without the weights: browsers list the preferred one
// first) that the texts have; nothing if it names none of them.
std::optional<Locale> ReadLanguage(absl::string_view accept_language);

// Under which name clients of gRPC and of the Connect protocol look for such a text among the details of an error
// (google/rpc/error_details.proto). The bytes are those of v1::LocalizedMessage.
inline constexpr char kLocalizedMessageType[] = "google.rpc.LocalizedMessage";

// `status` with its text in the language that `accept_language` asks for (reports/refusal_text.h), with the names, the
// currency and the clock of `ledger`. As it is when it is OK, no refusal, told already, no language is asked for, or
// the ledger cannot say what it is.
//
// ledger  null: the status is of a door, and has nothing of a ledger in it.
absl::Status WithText(const absl::Status& status, absl::string_view accept_language,
                      const LedgerCalls* ledger = nullptr);

// A part of an answer with the messages of its findings (proto/view.proto) in that language; null if it is to be given
// as it is: it has none, no language is asked for, or the ledger cannot say what it is.
std::unique_ptr<google::protobuf::Message> WithTexts(const google::protobuf::Message& part,
                                                     absl::string_view accept_language, const LedgerCalls& ledger);

// The text that WithText added; nothing if it added none.
std::optional<v1::LocalizedMessage> TextOf(const absl::Status& status);

}  // namespace tranche
