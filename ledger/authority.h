// Whether the roles of an actor allow what is about to be recorded (docs/server.md, "Who may do what"). Without four
// eyes it is no rule of the ledger: whoever keeps its files records without it, and verify does not judge by it. With
// four eyes it is the rule by which proposals are made and approved (approvals.h).
//
// The grants are those known before the request and in force on the day of recording; the dates from which commands
// count play no part. A grant about a unit is about all that counts in it by the boundaries of that day: money of a
// predecessor is money of the unit that followed it, not the reverse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "events/civil_date.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/money.h"
#include "log/event_log.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "proto/event.pb.h"

namespace tranche {

// What is asked of somebody's grants: to record commands, or propose them, or to approve what another person proposed.
enum class Duty : uint8_t { kRecord, kApprove };

// Whether a role has the duty for kinds of this effect. An officer records movements of money, their reversals,
// statements and closings, which an approver approves; an administrator records and approves the catalogue, with
// actors, roles and rules, and balance roots.
bool HasDuty(v1::Role role, Duty duty, Effect effect);

// Checks that `actor` has a grant in force on `day`, which is enough to ask.
// Errors: PERMISSION_DENIED  authority.no-actor, authority.no-grant.
absl::Status CheckMayAsk(const Actors& actors, const std::string& actor, CivilDate day);

// Checks that `actor` has a grant in force on `day` of a role that publishes checkpoints, and so keeps what witnesses
// sign. Errors: those of CheckMayAsk; PERMISSION_DENIED  authority.role.
absl::Status CheckMayPublish(const Actors& actors, const std::string& actor, CivilDate day);

// Checks that `actor` is an administrator on `day`, who may say that a clock is right which is far ahead of the last
// event: nothing can be recorded with an earlier time afterwards.
// Errors: those of CheckMayAsk; PERMISSION_DENIED  authority.clock.
absl::Status CheckMayTrustClock(const Actors& actors, const std::string& actor, CivilDate day);

// Judges the commands of one request in turn: one and the same grant must allow all of them.
//
// Thread safety: one thread at a time.
class Authority {
 public:
  // catalogue  as known before the request.
  // day        the civil date of recorded_at, by the ledger's offset.
  Authority(std::shared_ptr<const Catalogue> catalogue, std::string actor, CivilDate day, Duty duty = Duty::kRecord);

  const std::string& actor() const { return actor_; }

  // False if every command is refused, because the actor is not registered, or has no grant in force.
  bool MayAsk() const { return !actor_.empty() && !candidates_.empty(); }

  // Judges the next command, which was not recorded before. A reversal is judged as itself and as the event that it
  // reverses, of one of the catalogue only as that, and a reopening as the closing; `events` reads them. Of the amounts
  // of a grant with a largest one, a transfer counts once.
  //
  // Errors: PERMISSION_DENIED, with what the actor may do and whom to ask:
  //   authority.no-actor, authority.no-grant  as CheckMayAsk.
  //   authority.role, authority.kind, authority.unit, authority.source, authority.all  no grant allows the command.
  //   authority.not-named      a spending rule asks for an authority of whoever approves that no grant names.
  //   authority.amount         it is too much, with the commands before it.
  //   authority.not-one-grant  a grant allows it, but not all commands before it.
  // Also those of reading the event that is reversed.
  absl::Status Take(const v1::Event& command, const EventReader& events);

  // The same for a view of a command that moves money, or reverses an event that did. Only ever says yes: on false it
  // was not judged, and Take says why it is refused, if it is.
  //
  // reversed  the event that a reversal reverses; otherwise null.
  //
  // Cost: a look-up for each line and grant; once for each kind, unit and source, the judgement.
  bool TakeView(const EventView& command, const EventView* reversed);

  // TakeBack forgets what was taken since the last Mark: a command that is refused for other reasons uses up no grant.
  // Cost: the sums of the grants.
  void Mark() { marked_ = candidates_; }
  void TakeBack() { candidates_ = marked_; }

 private:
  using Sums = std::map<std::pair<std::string, int32_t>, AmountSum>;
  struct Candidate {
    const Grant* grant;
    bool is_left = true;  // it allows every command so far
    Sums sums;            // by source and year
  };
  // One event as grants look at it.
  struct Deed {
    const EventKind* kind;
    EventLines lines;
  };
  // What the judgement of a line depends on, beside the grant: kind, unit, source.
  using Matter = std::tuple<int, std::string, std::string>;

  bool AllowsLines(const Deed& deed, size_t candidate);
  absl::Status Judge(const Deed& deed, const Grant& grant) const;
  absl::Status JudgeLine(const EventKind& kind, const LineView& line, const Grant& grant) const;
  absl::Status JudgeAuthorities(const v1::Event& command, const Grant& grant) const;
  absl::Status JudgeAll(const std::vector<Deed>& deeds, const Grant& grant) const;
  absl::Status AddAmounts(const Deed& deed, Candidate* candidate) const;
  bool IsOf(const std::string& unit, const std::string& granted) const;
  bool IsWithin(const std::string& unit, const Grant& grant) const;
  absl::Status WithAdvice(absl::Status refusal) const;

  std::shared_ptr<const Catalogue> catalogue_;
  std::string actor_;
  CivilDate day_;
  Duty duty_;
  Geography geography_;
  std::vector<Candidate> candidates_;
  std::vector<Candidate> marked_;                           // as they were at the last Mark
  std::vector<absl::flat_hash_map<Matter, bool>> allowed_;  // what was judged before, by the index of the candidate
};

}  // namespace tranche
