#include "server/openapi.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/localized.pb.h"
#include "proto/refusal.pb.h"
#include "proto/service.pb.h"
#include "server/openapi_entry.h"
#include "server/openapi_parts.h"
#include "server/openapi_paths.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using openapi_internal::Answers;
using openapi_internal::Content;
using openapi_internal::Json;

// The schemas of messages, each once, with those that they hold.
class Schemas {
 public:
  Json ReferenceTo(const Descriptor& message) {
    const std::string& name = message.full_name();
    if (name == "google.protobuf.Timestamp") return {{"type", "string"}, {"format", "date-time"}};
    if (!all_.contains(name)) {
      all_[name] = Json();  // before its fields: a message may hold itself
      Json schema = SchemaOf(message);
      all_[name] = std::move(schema);
    }
    return openapi_internal::ReferenceTo(name);
  }

  void Add(const std::string& name, Json schema) { all_[name] = std::move(schema); }
  Json Take() { return std::move(all_); }

 private:
  Json SchemaOf(const Descriptor& message) {
    Json properties = Json::object();
    for (int i = 0; i < message.field_count(); ++i) properties[message.field(i)->json_name()] = Of(*message.field(i));
    return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  }

  Json Of(const FieldDescriptor& field) {
    Json one = OfOne(field);
    return field.is_repeated() ? Json{{"type", "array"}, {"items", std::move(one)}} : one;
  }

  // In the proto3 JSON mapping (https://protobuf.dev/programming-guides/json): whole numbers of 64 bits are written as
  // strings, and read as numbers too.
  Json OfOne(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT64:
        return {{"type", {"string", "integer"}}, {"format", "int64"}};
      case FieldDescriptor::CPPTYPE_UINT64:
        return {{"type", {"string", "integer"}}, {"format", "uint64"}};
      case FieldDescriptor::CPPTYPE_INT32:
        return {{"type", "integer"}, {"format", "int32"}};
      case FieldDescriptor::CPPTYPE_UINT32:
        return {{"type", "integer"}, {"format", "uint32"}};
      case FieldDescriptor::CPPTYPE_BOOL:
        return {{"type", "boolean"}};
      case FieldDescriptor::CPPTYPE_STRING:
        return field.type() == FieldDescriptor::TYPE_BYTES ? Json{{"type", "string"}, {"contentEncoding", "base64"}}
                                                           : Json{{"type", "string"}};
      case FieldDescriptor::CPPTYPE_ENUM:
        return OfEnum(*field.enum_type());
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return ReferenceTo(*field.message_type());
      default:
        return {{"type", "number"}};
    }
  }

  static Json OfEnum(const google::protobuf::EnumDescriptor& values) {
    Json names = Json::array();
    for (int i = 0; i < values.value_count(); ++i) names.push_back(values.value(i)->name());
    return {{"type", "string"}, {"enum", std::move(names)}};
  }

  Json all_ = Json::object();
};

// What the Connect protocol answers to what is refused, with our refusal as data.
Json ErrorSchema(Schemas* schemas) {
  Json debugs = Json::array();
  debugs.push_back(schemas->ReferenceTo(*v1::Refusal::descriptor()));
  debugs.push_back(schemas->ReferenceTo(*v1::LocalizedMessage::descriptor()));
  const Json detail = {{"type", "object"},
                       {"properties",
                        {{"type", {{"type", "string"}}},
                         {"value", {{"type", "string"}, {"contentEncoding", "base64"}}},
                         {"debug", {{"anyOf", std::move(debugs)}}}}}};
  return {{"type", "object"},
          {"description",
           "With the header Accept-Language: vi, or en, a text in that language is among the details, as "
           "google.rpc.LocalizedMessage."},
          {"properties",
           {{"code", {{"type", "string"}}},
            {"message", {{"type", "string"}}},
            {"details", {{"type", "array"}, {"items", detail}}}}},
          {"required", {"code"}}};
}

Json Post(const MethodDescriptor& call, Schemas* schemas) {
  const Json request = schemas->ReferenceTo(*call.input_type());
  const Json response = schemas->ReferenceTo(*call.output_type());
  Json post = {{"operationId", call.name()}, {"tags", {"calls"}}};
  if (!call.server_streaming()) {
    post["requestBody"] = {{"required", true}, {"content", Content("application/json", request)}};
    post["responses"] = Answers("The answer.", Content("application/json", response));
    return post;
  }
  post["description"] = absl::StrCat(
      "A stream in the envelopes of the Connect protocol: a byte of flags, the length in four bytes, a message as "
      "JSON; "
      "the last one, with flag 2, says how it ended. One envelope with a ",
      call.input_type()->name(), " goes in, any number with a ", call.output_type()->name(), " come out.");
  const Json envelopes = {{"application/connect+json", Json::object()}};
  post["requestBody"] = {{"required", true}, {"content", envelopes}};
  post["responses"] = Answers("The envelopes.", envelopes);
  return post;
}

Json Get(const MethodDescriptor& call, Schemas* schemas) {
  const auto parameter = [](const std::string& name, const std::string& value) -> Json {
    return {{"name", name}, {"in", "query"}, {"required", true}, {"schema", {{"type", "string"}, {"const", value}}}};
  };
  const Json message = {{"name", "message"},
                        {"in", "query"},
                        {"required", true},
                        {"content", Content("application/json", schemas->ReferenceTo(*call.input_type()))}};
  Json get = {
      {"operationId", absl::StrCat(call.name(), "ByAddress")},
      {"tags", {"calls"}},
      {"parameters", {parameter("connect", "v1"), parameter("encoding", "json"), message}},
      {"responses", Answers("The answer.", Content("application/json", schemas->ReferenceTo(*call.output_type())))}};
  if (call.input_type()->FindFieldByName("lasting") != nullptr) openapi_internal::AddLasting(&get);
  return get;
}

Json CallPaths(Schemas* schemas) {
  const auto& service = *v1::GetLedgerResponse::descriptor()->file()->FindServiceByName("LedgerService");
  Json paths = Json::object();
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& call = *service.method(i);
    Json& path = paths[absl::StrCat("/", service.full_name(), "/", call.name())];
    path["post"] = Post(call, schemas);
    const bool only_asks = call.options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS;
    if (only_asks && !call.server_streaming()) path["get"] = Get(call, schemas);
  }
  return paths;
}

std::string MakeText(const ApiEntry& entry) {
  Schemas schemas;
  Json paths = CallPaths(&schemas);
  openapi_internal::AddPlainPaths(entry, &paths);
  schemas.Add("Error", ErrorSchema(&schemas));
  Json all = {{"openapi", "3.1.0"},
              {"info",
               {{"title", "tranche: a ledger of public money"},
                {"version", TRANCHE_VERSION},
                {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
              {"servers", {{{"url", "/"}}}},
              {"paths", std::move(paths)},
              {"components", {{"schemas", schemas.Take()}}}};
  if (entry.is_asked) openapi_internal::AddEntry(entry, &all);
  return all.dump();
}

// One text for each kind of entry that there is.
template <bool is_asked, bool is_encrypted, bool takes_certificates>
const std::string& TextFor() {
  static const auto* const kText = new std::string(MakeText({is_asked, is_encrypted, takes_certificates}));
  return *kText;
}

}  // namespace

const std::string& OpenApiJson(const ApiEntry& entry) {
  if (!entry.is_asked) return TextFor<false, false, false>();
  if (!entry.is_encrypted) return TextFor<true, false, false>();
  return entry.takes_certificates ? TextFor<true, true, true>() : TextFor<true, true, false>();
}

}  // namespace tranche
