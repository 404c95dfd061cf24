#include "import/row_recording.h"

#include <optional>
#include <utility>

#include "events/joined_refusals.h"
#include "events/same_command.h"

namespace tranche {
namespace {

bool IsProposed(const Recording& recording) { return recording.asked != nullptr && recording.asked->propose; }

// The event that `command` is, if it was recorded with its key and this content: a proposal leaves it out.
absl::StatusOr<std::optional<Sequence>> FindRecorded(const v1::Event& command, const ReadView& view) {
  const auto known = view.index().FindKey(command.event_id(), view.log());
  if (!known.ok() || !known->has_value()) return known;
  const absl::StatusOr<v1::Event> event = view.log().Read(**known);
  if (!event.ok()) return event.status();
  return CheckSameCommand(*event, command).ok() ? *known : std::nullopt;
}

absl::Status LeaveOutRecorded(const std::vector<RowEvent>& rows, const ReadView& view,
                              std::vector<RowOutcome>* outcomes) {
  for (size_t i = 0; i < rows.size(); ++i) {
    if ((*outcomes)[i].was_recorded_before) continue;
    const auto recorded = FindRecorded(rows[i].event, view);
    if (!recorded.ok()) return recorded.status();
    if (recorded->has_value()) (*outcomes)[i] = {**recorded, true};
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AtRows(const std::function<const RowEvent&(size_t index)>& row_of, const std::vector<std::string>& columns,
                    const RefusedCommands& refused, const absl::Status& status) {
  if (refused.shown.empty()) return status;
  std::vector<absl::Status> shown;
  for (const RefusedCommands::Command& each : refused.shown)
    shown.push_back(AtRowOrCell(row_of(each.index), columns, each.why));
  return JoinRefusals(status.code(), shown, refused.count - shown.size());
}

absl::StatusOr<std::vector<RowOutcome>> RecordRows(std::vector<RowEvent> rows, const std::vector<std::string>& columns,
                                                   const std::vector<RepeatedRow>& recorded, Recording recording,
                                                   Ledger* ledger) {
  std::vector<RowOutcome> outcomes(rows.size());
  for (const RepeatedRow& row : recorded) outcomes[row.index] = {row.sequence, true};
  if (IsProposed(recording)) {
    if (absl::Status left = LeaveOutRecorded(rows, ledger->View(), &outcomes); !left.ok()) return left;
  }
  std::vector<v1::Event> events;
  std::vector<size_t> indexes;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (outcomes[i].was_recorded_before) continue;
    events.push_back(std::move(rows[i].event));
    indexes.push_back(i);
  }
  if (events.empty()) return outcomes;
  RefusedCommands refused;
  AppendOptions& options = recording.append;
  options.refused = &refused;
  options.key_maker = KeyMaker::kRowOfFile;
  const absl::StatusOr<std::vector<Receipt>> receipts =
      IsProposed(recording) ? ledger->Propose(std::move(events), *recording.asked->propose, options)
                            : ledger->Append(std::move(events), options);
  const auto row_of = [&](size_t index) -> const RowEvent& { return rows[indexes[index]]; };
  if (!receipts.ok()) return AtRows(row_of, columns, refused, receipts.status());
  if (IsProposed(recording)) {
    if (recording.asked->proposed != nullptr) *recording.asked->proposed = receipts->front();
    return outcomes;
  }
  for (size_t i = 0; i < indexes.size(); ++i)
    outcomes[indexes[i]] = {(*receipts)[i].sequence, (*receipts)[i].already_recorded};
  return outcomes;
}

}  // namespace tranche
