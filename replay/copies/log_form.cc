#include "replay/copies/log_form.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/match.h"
#include "events/canonical_form.h"
#include "events/json_text.h"
#include "events/message_json.h"
#include "events/refusal.h"
#include "events/stored_json.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

bool HasJson(const google::protobuf::Timestamp& instant) { return HasJsonInstant(instant.seconds(), instant.nanos()); }

bool HasJson(const v1::Event& event) {
  return HasJson(event.recorded_at()) && HasJson(event.ledger_created().created_at());
}

}  // namespace

absl::string_view FormName(LogForm form) { return form == LogForm::kProtobuf ? "pb" : "jsonl"; }

LogForm FormOf(absl::string_view file) {
  return absl::EndsWith(file, ".jsonl") ? LogForm::kJsonLines : LogForm::kProtobuf;
}

absl::Status FromJsonLine(absl::string_view line, std::string* stored_bytes) {
  v1::Event event;
  const google::protobuf::util::JsonParseOptions refuse_unknown_fields;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage({line.data(), line.size()}, &event, refuse_unknown_fields);
  if (!parsed.ok()) {
    const absl::string_view found(parsed.message().data(), parsed.message().size());
    return Refuse(absl::StatusCode::kDataLoss, "export.no-json-event", "no event in JSON: protobuf says \"{found}\"",
                  {TextField("found", found.substr(0, found.find('\n')))});
  }
  stored_bytes->clear();
  event.AppendToString(stored_bytes);
  return absl::OkStatus();
}

absl::Status AppendEvent(LogForm form, const v1::Event& event, absl::string_view stored_bytes, std::string* out) {
  if (form == LogForm::kProtobuf) {
    storage::AppendBytes(stored_bytes, out);
    return absl::OkStatus();
  }
  // What protobuf reads from this JSON is `event`, since JSON has all of its fields; so the bytes come back when they
  // are those of `event`.
  const bool comes_back = HasJson(event) && event.SerializeAsString() == stored_bytes && AppendJson(event, out);
  if (!comes_back)
    return Refuse(absl::StatusCode::kFailedPrecondition, "export.no-json-form",
                  "event {sequence} cannot be written as JSON without loss, since it has fields that this program does "
                  "not know; export the protobuf form instead (--as pb)",
                  {NumberField("sequence", event.sequence())});
  out->push_back('\n');
  return absl::OkStatus();
}

bool AppendJsonLine(absl::string_view stored_bytes, std::string* out) {
  if (!CheckCanonical(stored_bytes).ok() || !AppendStoredJson(stored_bytes, out)) return false;
  out->push_back('\n');
  return true;
}

}  // namespace tranche
