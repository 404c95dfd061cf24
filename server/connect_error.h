// A status as an error of the Connect protocol (https://connectrpc.com/docs/protocol), with the refusal that it carries
// as a detail: a program reads the data, a person the English text, or the text in their own language beside the data
// (server/localized.h).
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/http_message.h"

namespace tranche {

// {"code": ..., "message": ..., "details": [{"type": "tranche.v1.Refusal", "value": ..., "debug": ...}]}, and after it
// for a status that has a text a tranche.v1.LocalizedMessage and the same as google.rpc.LocalizedMessage; without
// details for a status that is no refusal. `status` must not be OK.
std::string ErrorJson(const absl::Status& status);

// The status that ErrorJson has told: a refusal with its data, or an error without any. What is no such error is
// UNAVAILABLE server.not-ours: something else has answered.
absl::Status StatusOfErrorJson(absl::string_view json);

// The error as the answer to a unary call, under the HTTP status that the protocol gives its code.
HttpAnswer ErrorAnswer(const absl::Status& status);

// As above under `http_status`, for what HTTP itself has a word for: 404, 413, 415, 421.
HttpAnswer ErrorAnswer(int http_status, const absl::Status& status);

// 405: `request` has a method that its path does not have; `allowed` are those that it has: "GET, HEAD".
HttpAnswer MethodNotAllowed(const HttpRequest& request, const std::string& allowed);

// The error as one line of text under `http_status`, for those who read no JSON: probes, and the logs of a witness.
HttpAnswer TextErrorAnswer(int http_status, const absl::Status& status);

// 405, likewise as text.
HttpAnswer TextMethodNotAllowed(const HttpRequest& request, const std::string& allowed);

// Tells the refusal that `*answer` is, if it is one, in the language that `accept_language` asks for, with nothing of a
// ledger in it (server/localized.h). One that has its text, or is asked for in no language, stays as it is.
void TellIn(absl::string_view accept_language, HttpAnswer* answer);

}  // namespace tranche
