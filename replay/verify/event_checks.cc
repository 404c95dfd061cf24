#include "replay/verify/event_checks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "ledger/approvals.h"
#include "ledger/clock_check.h"
#include "ledger/closing_checks.h"
#include "ledger/rules/line_rules.h"
#include "ledger/rules/rules_version.h"
#include "ledger/rules/usual_commands.h"
#include "log/event_log.h"

namespace tranche {
namespace {

// Checks the envelope of the command that the event was: of the event without what the log and the ledger set.
absl::Status CheckCommandEnvelope(v1::Event* event) {
  const Sequence sequence = event->sequence();
  const Sequence approval = event->approval();
  const Sequence late_for = event->late_for();
  google::protobuf::Timestamp* const recorded_at =
      event->provenance() == v1::PROVENANCE_IMPORTED ? nullptr : event->unsafe_arena_release_recorded_at();
  event->clear_sequence();
  event->clear_approval();
  event->clear_late_for();
  google::protobuf::RepeatedPtrField<std::string> questions;
  questions.Swap(event->mutable_questions());
  absl::Status checked = CheckEnvelopeOfCanonical(*event);
  event->set_sequence(sequence);
  event->set_approval(approval);
  event->set_late_for(late_for);
  questions.Swap(event->mutable_questions());
  if (recorded_at != nullptr) event->unsafe_arena_set_allocated_recorded_at(recorded_at);
  return checked;
}

using Texts = google::protobuf::RepeatedPtrField<std::string>;

std::vector<std::string> TextsIn(const Texts& texts) { return {texts.begin(), texts.end()}; }

bool AreEqual(const Texts& a, const Texts& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

absl::Status At(const JudgedEvent& judged, const absl::Status& found) {
  return Within("events: sequence {sequence} ({kind})",
                {NumberField("sequence", judged.event().sequence()), TextField("kind", KindName(judged.event()))},
                found);
}

bool IsStampOfTheLog(const google::protobuf::Timestamp& stamp) {
  return CheckTimestamp(stamp).ok() && stamp.nanos() % 1000 == 0;
}

bool IsPast(absl::Time recorded_at, absl::Time now) {
  return recorded_at <= now + kClockLeapMax || !IsClockUsable(now);
}

// What the clock of another machine cannot have said yet. A clock that is plainly wrong says nothing of it.
absl::Status CheckPast(absl::Time recorded_at, absl::Time now) {
  if (IsPast(recorded_at, now)) return absl::OkStatus();
  return Adding(
      InField("recorded_at",
              Refuse(absl::StatusCode::kDataLoss, "recorded-at.in-future",
                     "found {found}, which lies more than {days} days after what the clock of this machine says, {now}",
                     {InstantField("found", recorded_at),
                      NumberField("days", static_cast<uint64_t>(absl::ToInt64Hours(kClockLeapMax) / 24)),
                      InstantField("now", now)})),
      "set the clock of this machine, if that is wrong");
}

void CheckPlace(const JudgedEvent& judged, absl::Time now, Findings* findings) {
  if (judged.event().has_ledger_created() != (judged.event().sequence() == 1))
    findings->Add("event", judged.event().sequence(),
                  At(judged, Refuse(absl::StatusCode::kDataLoss, "event.ledger-created-once",
                                    "LedgerCreated is the first event of a ledger, and only that")));
  if (!judged.event().has_recorded_at() || !IsStampOfTheLog(judged.event().recorded_at()))
    findings->Add("event", judged.event().sequence(),
                  At(judged, InField("recorded_at", Refuse(absl::StatusCode::kDataLoss, "recorded-at.not-whole",
                                                           "wanted an instant in whole microseconds"))));
  if (!judged.event().has_recorded_at()) return;
  if (absl::Status past = CheckPast(FromTimestamp(judged.event().recorded_at()), now); !past.ok())
    findings->Add("event", judged.event().sequence(), At(judged, past));
}

absl::Status CheckKey(const JudgedEvent& judged, const DecisionGround& ground, Findings* findings) {
  const std::string& key = judged.event().event_id();
  const auto first = ground.index.FindKey(key, ground.events);
  if (!first.ok()) return first.status();
  if (first->has_value()) {
    findings->Add(
        "key", judged.event().sequence(),
        At(judged, Adding(InField("event_id", Refuse(absl::StatusCode::kDataLoss, "key.repeated",
                                                     "found \"{found}\", which is the key of event {first} already",
                                                     {TextField("found", key), NumberField("first", **first)})),
                          "restore the ledger from a backup")));
  }
  return absl::OkStatus();
}

ApprovalGround GroundBefore(const v1::Event& event, const DecisionGround& ground) {
  const CivilDate today = CivilDateAt(RecordedAt(event), ground.catalogue.terms().utc_offset_minutes());
  return {ground.catalogue, ground.index, ground.events, today, event.sequence() - 1};
}

void CheckDecision(JudgedEvent* judged, absl::Span<const PostingView> postings, const DecisionGround& ground,
                   Findings* findings) {
  // What is lawful under unknown rules cannot be judged: the finding is the event that adopted them.
  if (!CheckRulesKnown(ground.catalogue).ok()) return;
  if (const absl::Status named = CheckRulesNamed(judged->event()); absl::IsFailedPrecondition(named)) {
    findings->Add("rules", judged->event().sequence(),
                  At(*judged, Adding(named, "the events after it were not judged")));
    return;
  }
  Decision decision;
  const Sequence late_for = judged->event().late_for();
  const google::protobuf::RepeatedPtrField<std::string> questions = judged->event().questions();
  absl::Status decided = judged->envelope;
  if (decided.ok()) decided = Decide(ground, &judged->event(), &decision);
  if (decided.ok())
    decided = CheckHasHappened(KindOf(judged->event()), judged->event().effective_date(), RecordedAt(judged->event()),
                               ground.catalogue);
  if (decided.ok()) decided = CheckClosing(GroundBefore(judged->event(), ground), judged->event());
  if (!decided.ok()) {
    const bool is_rule = decided.code() == absl::StatusCode::kFailedPrecondition;
    findings->Add(is_rule ? "guard" : "event", judged->event().sequence(),
                  At(*judged, Within("no ledger accepts it", {}, decided)));
  } else if (judged->event().late_for() != late_for) {
    findings->Add("event", judged->event().sequence(),
                  At(*judged, InField("late_for", Refuse(absl::StatusCode::kDataLoss, "late-for.other",
                                                         "found {found}, wanted {wanted}, the newest closing in force",
                                                         {NumberField("found", late_for),
                                                          NumberField("wanted", judged->event().late_for())}))));
  } else if (!AreEqual(judged->event().questions(), questions)) {
    findings->Add(
        "event", judged->event().sequence(),
        At(*judged, InField("questions", Refuse(absl::StatusCode::kDataLoss, "questions.other",
                                                "found {found}, wanted {wanted}, the rules that question it",
                                                {TextsField("found", TextsIn(questions)),
                                                 TextsField("wanted", TextsIn(judged->event().questions()))}))));
  } else if (decision.postings.view() != postings) {
    findings->Add("posting", judged->event().sequence(),
                  At(*judged, Refuse(absl::StatusCode::kDataLoss, "posting.other-tranche",
                                     "its tranche or areas are not those that were there to be given or spent")));
  }
}

}  // namespace

bool IsSound(absl::string_view stored, const DecisionGround& ground, absl::Time now, uint64_t line, CheckedLines* lines,
             CommandView* command, Decision* decision, ScopeTable::Place** place) {
  const EventView& event = command->event;
  const bool is_stamped = event.sequence > 1 && IsPast(event.recorded_at, now) &&
                          event.recorded_at == absl::FromUnixMicros(absl::ToUnixMicros(event.recorded_at));
  if (!is_stamped || !CheckRulesKnown(ground.catalogue).ok()) return false;
  if (!HasHappened(*command->kind, event.effective_date, event.recorded_at, ground.catalogue)) return false;
  if (!DecideUsual(ground, line, lines, command, decision, place)) return false;
  std::string again;
  again.reserve(stored.size());
  AppendUsualEvent(*command, &again);
  return again == stored;
}

absl::Status Prepare(absl::string_view stored_bytes, Sequence sequence, JudgedEvent* judged) {
  v1::Event& event = judged->Clear();
  if (absl::Status parsed = EventLog::ParseCanonical(stored_bytes, sequence, &event); !parsed.ok()) return parsed;
  SetFilledIn(AsNamed(FilledInOf(event)), &event);
  judged->envelope = CheckCommandEnvelope(&event);
  return absl::OkStatus();
}

absl::Status CheckEvent(JudgedEvent* judged, absl::Span<const PostingView> postings, const DecisionGround& ground,
                        absl::Time now, KeyCheck keys, Findings* findings) {
  CheckPlace(*judged, now, findings);
  if (keys == KeyCheck::kNow) {
    if (absl::Status status = CheckKey(*judged, ground, findings); !status.ok()) return status;
  }
  CheckDecision(judged, postings, ground, findings);
  return absl::OkStatus();
}

}  // namespace tranche
