#include "server/connect_error.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/refusal.h"
#include "server/exchange.h"
#include "server/localized.h"
#include "server/server_refusals.h"

namespace tranche {
namespace {

struct ConnectCode {
  const char* word;
  int http_status;
};

// By the number of the status code, which gRPC, Connect and Abseil share.
constexpr ConnectCode kCodes[] = {{"", 200},
                                  {"canceled", 499},
                                  {"unknown", 500},
                                  {"invalid_argument", 400},
                                  {"deadline_exceeded", 504},
                                  {"not_found", 404},
                                  {"already_exists", 409},
                                  {"permission_denied", 403},
                                  {"resource_exhausted", 429},
                                  {"failed_precondition", 400},
                                  {"aborted", 409},
                                  {"out_of_range", 400},
                                  {"unimplemented", 501},
                                  {"internal", 500},
                                  {"unavailable", 503},
                                  {"data_loss", 500},
                                  {"unauthenticated", 401}};

const ConnectCode& CodeOf(const absl::Status& status) {
  const auto code = static_cast<size_t>(status.code());
  TRANCHE_CHECK(code > 0 && code < std::size(kCodes), "an error has code ", code);
  return kCodes[code];
}

// `type` is the name of its type, or of another that has the same fields.
nlohmann::ordered_json DetailOf(const std::string& type, const google::protobuf::Message& detail) {
  std::string debug;
  const bool printed = google::protobuf::util::MessageToJsonString(detail, &debug).ok();
  TRANCHE_CHECK(printed, "the detail of an error cannot be printed as JSON");
  std::string value = absl::Base64Escape(detail.SerializeAsString());
  while (absl::EndsWith(value, "=")) value.pop_back();  // the protocol's base64 is unpadded
  return {{"type", type}, {"value", value}, {"debug", nlohmann::ordered_json::parse(debug)}};
}

// Empty for what has no such text.
std::string TextIn(const nlohmann::json& object, const char* name) {
  const bool has_it = object.is_object() && object.contains(name) && object[name].is_string();
  return has_it ? object[name].get<std::string>() : "";
}

std::string ErrorLine(const absl::Status& status) {
  const std::optional<v1::LocalizedMessage> text = TextOf(status);
  return absl::StrCat(text ? absl::string_view(text->message()) : status.message(), "\n");
}

HttpAnswer Allowing(const std::string& allowed, HttpAnswer answer) {
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

}  // namespace

std::string ErrorJson(const absl::Status& status) {
  const absl::string_view message = status.message();
  nlohmann::ordered_json error = {{"code", CodeOf(status).word},
                                  {"message", std::string(message.data(), message.size())}};
  if (const std::optional<v1::Refusal> refusal = RefusalOf(status)) {
    nlohmann::ordered_json& details = error["details"];
    details.push_back(DetailOf(refusal->GetTypeName(), *refusal));
    if (const std::optional<v1::LocalizedMessage> text = TextOf(status)) {
      // Programs that know proto/ alone find the one, those of others the other.
      for (const std::string& type : {text->GetTypeName(), std::string(kLocalizedMessageType)})
        details.push_back(DetailOf(type, *text));
    }
  }
  return error.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

absl::Status StatusOfErrorJson(absl::string_view json) {
  const nlohmann::json error = nlohmann::json::parse(json.begin(), json.end(), nullptr, false);
  const std::string word = TextIn(error, "code");
  const auto* const code =
      std::find_if(std::begin(kCodes) + 1, std::end(kCodes), [&](const ConnectCode& one) { return one.word == word; });
  if (code == std::end(kCodes))
    return Refuse(absl::StatusCode::kUnavailable, "server.not-ours", "what answers there is no server of a ledger");
  const auto status = static_cast<absl::StatusCode>(code - std::begin(kCodes));
  const auto details = error.find("details");
  for (size_t i = 0; details != error.end() && details->is_array() && i < details->size(); ++i) {
    std::string bytes;
    v1::Refusal refusal;
    if (TextIn((*details)[i], "type") == refusal.GetTypeName() &&
        absl::Base64Unescape(TextIn((*details)[i], "value"), &bytes) && refusal.ParseFromString(bytes))
      return StatusOf(status, refusal);
  }
  return absl::Status(status, TextIn(error, "message"));
}

HttpAnswer ErrorAnswer(const absl::Status& status) { return ErrorAnswer(CodeOf(status).http_status, status); }

HttpAnswer ErrorAnswer(int http_status, const absl::Status& status) {
  return {http_status, "application/json", ErrorJson(status), {}, CodeWordOf(status), {}, status, ErrorJson};
}

HttpAnswer MethodNotAllowed(const HttpRequest& request, const std::string& allowed) {
  return Allowing(allowed, ErrorAnswer(405, WrongHttpMethod(request.method, allowed)));
}

HttpAnswer TextErrorAnswer(int http_status, const absl::Status& status) {
  return {http_status, kTextType, ErrorLine(status), {}, CodeWordOf(status), {}, status, ErrorLine};
}

HttpAnswer TextMethodNotAllowed(const HttpRequest& request, const std::string& allowed) {
  return Allowing(allowed, TextErrorAnswer(405, WrongHttpMethod(request.method, allowed)));
}

void TellIn(absl::string_view accept_language, HttpAnswer* answer) {
  if (answer->body_of == nullptr || TextOf(answer->refusal)) return;
  answer->refusal = WithText(answer->refusal, accept_language);
  if (TextOf(answer->refusal)) answer->body = answer->body_of(answer->refusal);
}

}  // namespace tranche
