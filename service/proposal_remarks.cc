#include "service/proposal_remarks.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/equal_events.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_state.h"

namespace tranche {
namespace {

constexpr int kShownMax = 50;

// The commands as they were shown and, in the same order, the events whose questions count. Two commands of one
// proposal are meant as two: an event that is not before `first` is no other one.
struct Judged {
  Sequence first = std::numeric_limits<Sequence>::max();
  std::vector<v1::Event> commands;
  std::vector<v1::Event> events;  // empty: they would be refused
};

absl::StatusOr<Judged> JudgeAgain(const v1::Event& first, Ledger* ledger) {
  Judged judged;
  std::vector<v1::Event> again;
  ProposalReader commands(first, &ledger->log());
  std::string bytes;
  while (true) {
    v1::Event command;
    const absl::StatusOr<bool> is_next = commands.Next(&command, &bytes);
    if (!is_next.ok()) return is_next.status();
    if (!*is_next) break;
    again.push_back(AsDecidedAgain(command));
    judged.commands.push_back(std::move(command));
  }
  absl::StatusOr<std::vector<v1::Event>> events = ledger->Rehearse(std::move(again));
  if (events.ok()) judged.events = *std::move(events);
  return judged;
}

absl::StatusOr<Judged> ReadRecorded(const v1::ProposalRow& row, const Ledger& ledger) {
  Judged judged;
  judged.first = row.decision();
  for (uint64_t i = 1; i <= row.commands(); ++i) {
    absl::StatusOr<v1::Event> event = ledger.log().Read(row.decision() + i);
    if (!event.ok()) return event.status();
    judged.events.push_back(*std::move(event));
  }
  judged.commands = judged.events;
  return judged;
}

absl::Status AddRemark(const Judged& judged, size_t index, const ReadView& view, v1::ProposalRow* row) {
  const absl::StatusOr<std::optional<Sequence>> equal = FindEqualBefore(view, judged.commands[index]);
  if (!equal.ok()) return equal.status();
  v1::ProposalRemark remark;
  remark.set_command(index + 1);
  if (equal->has_value() && **equal < judged.first) remark.set_equal_sequence(**equal);
  if (index < judged.events.size()) *remark.mutable_questions() = judged.events[index].questions();
  if (remark.equal_sequence() == 0 && remark.questions().empty()) return absl::OkStatus();
  row->set_remark_count(row->remark_count() + 1);
  if (row->remarks_size() < kShownMax) *row->add_remarks() = std::move(remark);
  return absl::OkStatus();
}

}  // namespace

absl::Status AddRemarks(const v1::Event& first, Ledger* ledger, v1::ProposalRow* row) {
  const bool is_open = row->state() == WordOf(ProposalState::kOpen);
  if (!is_open && row->state() != WordOf(ProposalState::kApproved)) return absl::OkStatus();
  if (first.change_proposed().parts() > 1 && first.sequence() > ledger->head()) return absl::OkStatus();
  const absl::StatusOr<Judged> judged = is_open ? JudgeAgain(first, ledger) : ReadRecorded(*row, *ledger);
  if (!judged.ok()) return judged.status();
  const ReadView view = ledger->View();
  for (size_t i = 0; i < judged->commands.size(); ++i) {
    if (absl::Status added = AddRemark(*judged, i, view, row); !added.ok()) return added;
  }
  return absl::OkStatus();
}

}  // namespace tranche
