#include "server/forwarding.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "server/connect.h"
#include "server/connect_error.h"
#include "server/http_ask.h"
#include "server/http_caller.h"

namespace tranche {
namespace {

constexpr absl::Duration kConnectMax = absl::Seconds(3);
// What has a key is asked again where the node that decides is frozen: another takes its lease after five seconds. Both
// are, with the patience of the node, less than a door waits for a call.
constexpr absl::Duration kAnswerMax = absl::Seconds(7);
constexpr absl::Duration kOnlyAnswerMax = absl::Seconds(55);
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr int kOk = 200;

// The codes of what says that nothing was recorded, as who was asked decides no more, or nobody does just now.
constexpr absl::string_view kNotDone[] = {"forwarding.nobody", "forwarding.no-answer", "append.after-failure",
                                          "copy.follows", "copy.follows-nobody"};
// What may have been recorded: with its key it may be asked again.
constexpr absl::string_view kPerhapsDone[] = {"forwarding.lost", "append.outcome-unknown"};

template <typename Codes>
bool IsOneOf(const std::string& code, const Codes& codes) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

bool MayBeAskedAgain(const absl::Status& status, bool has_key) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return false;
  // What was in flight when another node took the lease; of a full disk it says the same with another status.
  if (absl::IsAborted(status) && refusal->code() == "append.nothing-written") return true;
  return IsOneOf(refusal->code(), kNotDone) || (has_key && IsOneOf(refusal->code(), kPerhapsDone));
}

bool Has(const absl::Status& status, absl::string_view code) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal && refusal->code() == code;
}

absl::Status Nobody(const absl::Status& why) {
  const absl::Status nobody =
      Adding(Refuse(absl::StatusCode::kUnavailable, "forwarding.nobody",
                    "this node follows a shared log, and no node is known to decide; nothing was recorded"),
             "try again in a moment, with the same key");
  return why.ok() ? nobody : Citing(nobody, why);
}

RefusalFields FieldsOf(const DecidingNode& there) {
  return {TextField("holder", there.name), TextField("address", there.address)};
}

// What became of a command that got no answer.
absl::Status NoAnswer(const absl::Status& why, const DecidingNode& there, const std::string& key) {
  if (Has(why, kNotThere))
    return Citing(Adding(Refuse(absl::StatusCode::kUnavailable, "forwarding.no-answer",
                                "node {holder} decides, at {address}, and cannot be reached; nothing was recorded",
                                FieldsOf(there)),
                         "try again in a moment, with the same key: another node decides if that one is gone"),
                  why);
  if (!Has(why, kLostAnswer)) return Within("node {holder} at {address}", FieldsOf(there), why);
  const absl::Status lost =
      Refuse(absl::StatusCode::kUnavailable, "forwarding.lost",
             "node {holder} decides, at {address}, and did not answer to the end", FieldsOf(there));
  if (key.empty())
    return Adding(lost,
                  "the file may have been recorded; look for it in the newest events before it is imported again");
  return Adding(lost, "it may have been recorded; the same command with the key {key} records nothing twice",
                {TextField("key", key)});
}

// A refusal of the node that decides, for who asked this one.
absl::Status AsRefusedThere(const absl::Status& refused, const DecidingNode& there) {
  if (!absl::IsUnauthenticated(refused)) return refused;
  return Adding(Within("node {holder} at {address}", FieldsOf(there), refused),
                "give all nodes the same credentials (`tranche serve --access`)");
}

std::optional<Sequence> HeadIn(const HttpAnswer& answer) {
  for (const auto& [name, value] : answer.headers) {
    Sequence head = 0;
    if (absl::EqualsIgnoreCase(name, kHeadHeader) && absl::SimpleAtoi(value, &head)) return head;
  }
  return std::nullopt;
}

}  // namespace

absl::Status ForwardingCalls::Record(const Command& command, google::protobuf::Message* response) const {
  if (!caller_.sent_on_by.empty()) return command.record_here();
  const absl::Time until = absl::Now() + forwarding_.patience;
  for (;;) {
    const absl::Status recorded = forwarding_.decides_here() ? command.record_here() : SendOn(command, response);
    if (!MayBeAskedAgain(recorded, !command.key.empty()) || absl::Now() + kPause >= until) return recorded;
    absl::SleepFor(kPause);
  }
}

// The token of the caller is what makes it the same actor there; where nobody is asked who calls there is none.
absl::Status ForwardingCalls::CheckMaySendOn(const DecidingNode& there) const {
  if (caller_.actor.empty() || !caller_.token.empty()) return absl::OkStatus();
  return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "forwarding.no-token",
                       "node {holder} decides, and a client certificate cannot be shown there in the place of who has "
                       "it; nothing was recorded",
                       FieldsOf(there)),
                "record at {address}, or with a token", FieldsOf(there));
}

absl::Status ForwardingCalls::SendOn(const Command& command, google::protobuf::Message* response) const {
  const absl::StatusOr<DecidingNode> there = forwarding_.find();
  if (!there.ok() || there->name.empty() || there->name == forwarding_.node) return Nobody(there.status());
  if (there->address == forwarding_.address)
    return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "forwarding.own-address",
                         "node {holder} decides, and its address in the log, {address}, is that of this node; nothing "
                         "was recorded",
                         FieldsOf(*there)),
                  "give each node a --host by which the others reach it");
  if (absl::Status may = CheckMaySendOn(*there); !may.ok()) return may;
  HttpAsk ask;
  ask.address = there->address;
  ask.authority = forwarding_.authority;
  ask.target = absl::StrCat(kCallsPath, command.name);
  ask.content_type = "application/proto";
  ask.headers = {{kSentOnHeader, forwarding_.node}};
  if (!caller_.token.empty()) ask.headers.emplace_back("Authorization", absl::StrCat("Bearer ", caller_.token));
  ask.body = command.request.SerializeAsString();
  const absl::StatusOr<HttpAnswer> answer =
      AskHttp(ask, kConnectMax, command.key.empty() ? kOnlyAnswerMax : kAnswerMax);
  if (!answer.ok()) return NoAnswer(answer.status(), *there, command.key);
  if (answer->status != kOk) return AsRefusedThere(StatusOfErrorJson(answer->body), *there);
  if (!response->ParseFromString(answer->body))
    return NoAnswer(Refuse(absl::StatusCode::kUnavailable, kLostAnswer, "the answer is damaged"), *there, command.key);
  if (const std::optional<Sequence> head = HeadIn(*answer)) forwarding_.await(*head);
  return absl::OkStatus();
}

}  // namespace tranche
