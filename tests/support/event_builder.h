// Builds commands for tests in one line each:
//   EventBuilder::Disbursement("P1", "national", 2024, 30).Area("fairs").On("2024-05-16").Build()
// A command without a key gets a unique one; the date is 2024-01-01 by default.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/instant.h"
#include "proto/event.pb.h"

namespace tranche {

// The day `text` (YYYY-MM-DD), which must be valid.
CivilDate Day(const std::string& text);

// The instant `text` (RFC 3339, "2024-05-16T08:00:00Z").
absl::Time Instant(const std::string& text);

class EventBuilder {
 public:
  using Text = const std::string&;

  // Any kind that moves money; a transfer goes to P2, a tranche is number 2, a contract HD-1. What is about an earlier
  // event is about `named`, and has no line of its own.
  static EventBuilder Money(v1::Event::KindCase kind, Text unit, Text source, int year, int64_t amount,
                            uint64_t named = 0);
  static EventBuilder Plan(Text unit, Text source, int year, int64_t amount);
  static EventBuilder PlanAdjustment(Text unit, Text source, int year, int64_t amount);
  // Share adds more receivers.
  static EventBuilder Tranche(uint32_t number, Text unit, Text source, int year, int64_t amount);
  static EventBuilder AllocationAdjustment(Text unit, Text source, int year, int64_t amount);
  static EventBuilder Transfer(Text from, Text to, Text source, int year, int64_t amount);
  static EventBuilder Commitment(Text unit, Text source, int year, Text number, int64_t amount);
  static EventBuilder Release(uint64_t commitment, int64_t amount);
  static EventBuilder Advance(Text unit, Text source, int year, int64_t amount);
  static EventBuilder AdvanceClearing(uint64_t advance, int64_t amount);
  static EventBuilder AdvanceRecovery(uint64_t advance, int64_t amount);
  // From a line to the same one of the next year; CarriedTo names another unit, with its year.
  static EventBuilder CarryOver(Text unit, Text source, int year, int64_t amount);
  static EventBuilder Lapse(Text unit, Text source, int year, int64_t amount);
  // Final, unless Part makes it one of several.
  static EventBuilder Settlement(Text unit, Text source, int year, int64_t amount);
  static EventBuilder Correction(Text unit, Text source, int year, int64_t amount, Text reason);
  static EventBuilder Disbursement(Text unit, Text source, int year, int64_t amount);
  static EventBuilder Refund(Text unit, Text source, int year, int64_t amount);
  static EventBuilder Execution(Text unit, Text source, int year, int64_t amount);
  // Effective on the date of the event that it reverses, unless On sets another.
  static EventBuilder Reversal(uint64_t sequence, Text reason);
  static EventBuilder Estimate(Text unit, int year, Text measure, int64_t amount);
  static EventBuilder Figure(Text figure_id, Text unit, int year, Text printed, int64_t digits);
  static EventBuilder Unit(Text unit_id, v1::UnitType type, Text name);
  static EventBuilder Merge(const std::vector<std::string>& predecessors, Text successor);
  static EventBuilder Source(Text source_id);
  static EventBuilder Area(Text area_id, Text name);
  // Of a person of the same name, without a login.
  static EventBuilder Actor(Text actor_id);
  static EventBuilder Grant(Text actor_id, v1::Role role);
  static EventBuilder Revocation(uint64_t grant, Text reason);
  static EventBuilder FourEyes(bool on, const std::vector<std::string>& exempt_kinds = {});
  // Of all units and sources, unless Of and OfSource name some.
  static EventBuilder Closing(int year, Text through);
  static EventBuilder Reopening(uint64_t closing, Text reason);
  // Of P1, with this support of the source "national".
  static EventBuilder NewProject(Text project_id, int64_t support);
  // With this new support of the source "national".
  static EventBuilder ProjectAmendment(Text project_id, int64_t support);
  static EventBuilder ProjectStop(Text project_id, Text decision);
  static EventBuilder Indicator(Text indicator_id);
  // Of the whole budget year, without a source.
  static EventBuilder Output(Text unit, int year, Text indicator_id, int64_t quantity);
  // A spending rule that is in force from 2020-01-01 on; without a legal basis of its own it is from "a circular", and
  // verified.
  static EventBuilder Rule(const v1::RuleDefined& terms);
  // A version of the rules known to this program.
  static EventBuilder AdoptRules(uint32_t version, Text reason);

  EventBuilder& On(Text date);
  EventBuilder& On(CivilDate date);
  EventBuilder& Key(Text event_id);
  EventBuilder& Reason(Text reason);
  // The original instant of an imported event.
  EventBuilder& RecordedAt(absl::Time instant);
  // The area or project of the line; of the receiving line for a transfer.
  EventBuilder& Area(Text area);
  EventBuilder& Project(Text project);
  // For a tranche: the only areas its money may be spent in.
  EventBuilder& LimitedTo(const std::vector<std::string>& areas);
  EventBuilder& Share(Text unit, int64_t amount);
  // The tranche that a payment, refund, adjustment or transfer draws on.
  EventBuilder& FromTranche(uint32_t number);
  EventBuilder& ToTranche(uint32_t number);
  // The commitment that a payment or an advance pays, or that is carried over.
  EventBuilder& OfCommitment(uint64_t sequence);
  // For a carry-over: the unit that follows, and its year; the advance that is carried over.
  EventBuilder& CarriedTo(Text unit, int year);
  EventBuilder& OfAdvance(uint64_t sequence);
  // For a settlement.
  EventBuilder& Part();
  EventBuilder& Disallowed(int64_t amount);
  EventBuilder& WithoutPlan();
  // For a closing.
  EventBuilder& AtYearEnd();
  EventBuilder& Of(Text unit);
  EventBuilder& OfSource(Text source);
  EventBuilder& Confirmed(Text unit, Text source, int64_t disbursed);
  // For a project or its amendment: the support of another source.
  EventBuilder& Supported(Text source, int64_t support);
  // Why it is recorded after its period was closed.
  EventBuilder& Late(Text reason);
  // The number of its document.
  EventBuilder& Document(Text number);
  // The spending rule that it departs from; the decision is its document, if it has one.
  EventBuilder& Departing(Text rule_id, Text decision);

  v1::Event Build() const { return event_; }
  operator v1::Event() const { return event_; }  // NOLINT: a builder stands for what it builds

 private:
  EventBuilder();
  v1::BudgetLine* Line();
  v1::Event event_;
};

}  // namespace tranche
