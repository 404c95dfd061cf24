#include "replay/copies/log_form.h"

#include <google/protobuf/util/json_util.h>

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/packed.h"

namespace tranche {

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
    return absl::InvalidArgumentError(absl::StrCat("no event in JSON: ", found.substr(0, found.find('\n'))));
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
  std::string line;
  std::string again;
  const auto printed = google::protobuf::util::MessageToJsonString(event, &line);
  const bool comes_back = printed.ok() && FromJsonLine(line, &again).ok() && again == stored_bytes;
  if (!comes_back)
    return absl::FailedPreconditionError(
        absl::StrCat("event ", event.sequence(),
                     " cannot be told in JSON without a loss, since it has fields that this program does not know; "
                     "export the protobuf form instead (--as pb)"));
  absl::StrAppend(out, line, "\n");
  return absl::OkStatus();
}

}  // namespace tranche
