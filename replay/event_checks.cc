#include "replay/event_checks.h"

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/envelope.h"
#include "ledger/event_log.h"
#include "ledger/postings_of.h"

namespace tranche {
namespace {

v1::Event AsCommand(v1::Event event) {
  event.clear_sequence();
  if (event.provenance() != v1::PROVENANCE_IMPORTED) event.clear_recorded_at();
  if (event.has_disbursement_made()) event.mutable_disbursement_made()->clear_tranche_chosen();
  if (event.has_refund_received()) event.mutable_refund_received()->clear_tranche_chosen();
  if (event.has_allocation_adjusted()) {
    event.mutable_allocation_adjusted()->clear_tranche_chosen();
    event.mutable_allocation_adjusted()->clear_area_limits();
  }
  if (event.has_allocation_transferred()) {
    v1::AllocationTransferred& transfer = *event.mutable_allocation_transferred();
    transfer.clear_tranche_chosen();
    transfer.clear_to_tranche_chosen();
    transfer.clear_from_area_limits();
    transfer.clear_to_area_limits();
  }
  return event;
}

std::string At(const v1::Event& event, absl::string_view found) {
  return absl::StrCat("events: sequence ", event.sequence(), " (", KindName(event), "): ", found);
}

bool IsStampOfTheLog(const google::protobuf::Timestamp& stamp) {
  constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
  constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
  return stamp.seconds() >= kFirstSecond && stamp.seconds() <= kLastSecond && stamp.nanos() >= 0 &&
         stamp.nanos() < 1'000'000'000 && stamp.nanos() % 1000 == 0;
}

void CheckPlace(const v1::Event& event, Findings* findings) {
  if (event.has_ledger_created() != (event.sequence() == 1))
    findings->Add("event", event.sequence(), At(event, "LedgerCreated is the first event of a ledger, and only that"));
  if (!event.has_recorded_at() || !IsStampOfTheLog(event.recorded_at()))
    findings->Add("event", event.sequence(), At(event, "recorded_at: wanted an instant in whole microseconds"));
}

absl::Status CheckKey(const v1::Event& event, const DecisionGround& ground, Findings* findings) {
  const auto first = ground.book.FindKey(event.event_id(), ground.events);
  if (!first.ok()) return first.status();
  if (first->has_value()) {
    findings->Add("key", event.sequence(),
                  At(event, absl::StrCat("event_id: found \"", event.event_id(), "\", which is the key of event ",
                                         **first, " already; restore the ledger from a backup")));
  }
  return absl::OkStatus();
}

void CheckDecision(JudgedEvent* judged, absl::Span<const PostingView> postings, const DecisionGround& ground,
                   Findings* findings) {
  const v1::Event& event = judged->event;
  Decision decision;
  absl::Status decided = judged->envelope;
  if (decided.ok()) decided = Decide(ground, &judged->command, &decision);
  if (!decided.ok()) {
    const bool is_rule = decided.code() == absl::StatusCode::kFailedPrecondition;
    findings->Add(is_rule ? "guard" : "event", event.sequence(),
                  At(event, absl::StrCat("no ledger accepts it: ", decided.message())));
  } else if (decision.postings.view() != postings) {
    findings->Add("posting", event.sequence(),
                  At(event, "its tranche or areas are not those that were there to be given or spent"));
  }
}

}  // namespace

absl::Status Prepare(absl::string_view stored_bytes, Sequence sequence, JudgedEvent* judged) {
  if (absl::Status parsed = EventLog::Parse(stored_bytes, sequence, &judged->event); !parsed.ok()) return parsed;
  judged->command = AsCommand(judged->event);
  judged->leaf = LeafHash(stored_bytes);
  judged->envelope = CheckEnvelope(judged->command);
  return absl::OkStatus();
}

absl::Status CheckEvent(JudgedEvent* judged, absl::Span<const PostingView> postings, const DecisionGround& ground,
                        Findings* findings) {
  CheckPlace(judged->event, findings);
  if (absl::Status status = CheckKey(judged->event, ground, findings); !status.ok()) return status;
  CheckDecision(judged, postings, ground, findings);
  return absl::OkStatus();
}

}  // namespace tranche
