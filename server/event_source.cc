#include "server/event_source.h"

#include <map>
#include <optional>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/message_json.h"
#include "events/refusal.h"
#include "server/connect_error.h"
#include "server/server_refusals.h"

namespace tranche {

std::variant<uint64_t, HttpAnswer> ReadSubscription(const HttpRequest& request, uint64_t head) {
  const auto query = QueryOf(request.target);
  std::string text(request.Header("last-event-id"));
  if (text.empty() && query && query->contains("after")) text = query->at("after");
  if (text.empty() && query) return head;
  uint64_t after = 0;
  if (query && absl::c_all_of(text, absl::ascii_isdigit) && absl::SimpleAtoi(text, &after)) return after;
  return ErrorAnswer(Refuse(absl::StatusCode::kInvalidArgument, "server.events-after",
                            "after: found \"{found}\", wanted the sequence of the last event that is known",
                            {TextField("found", text)}));
}

absl::StatusOr<std::string> EventFrames(const v1::EventList& events, size_t most_bytes, uint64_t* last) {
  std::string frames;
  for (const v1::Event& event : events.events()) {
    absl::StrAppend(&frames, "id: ", event.sequence(), "\ndata: ");
    if (!AppendJson(event, &frames)) return LostInJson();
    frames += "\n\n";
    *last = event.sequence();
    if (frames.size() >= most_bytes) break;
  }
  return frames;
}

std::string ErrorFrame(absl::string_view error_json) {
  return absl::StrCat("event: error\ndata: ", error_json, "\n\n");
}

}  // namespace tranche
