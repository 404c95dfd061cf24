// A proposal as the log has it: commands in one event or several (ChangeProposed in proto/event.proto).
//
// Thread safety: values and pure functions; a reader belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "log/event_bytes.h"
#include "log/event_log.h"
#include "proto/event.pb.h"

namespace tranche {

// The most commands of a proposal: with its approval they are one batch (kBatchEventsMax, ledger/batch.h).
inline constexpr size_t kProposedCommandsMax = 99'999;

// How many days a proposal can be approved after the one on which it was made, unless it says otherwise.
inline constexpr int32_t kProposalDays = 30;

// The command that a decided event was, as it will be recorded: without sequence, recorded_at and approval, which the
// log gives again.
void ClearStamps(v1::Event* event);
std::string CommandOf(v1::Event event);

// What decides anew what `command`, of a proposal, says: with the tranches that were shown named, so that no others are
// chosen.
v1::Event AsDecidedAgain(const v1::Event& command);

// Checks that the settled command `bytes` fits into a part with this envelope.
// Errors: INVALID_ARGUMENT  proposal.command-size.
absl::Status CheckFitsPart(absl::string_view bytes, const v1::Event& envelope);

// The events of a proposal of `commands`, at least one, each of which fits into a part.
//
// envelope  what all parts have in common: actor, reason, document, provenance, effective date.
// key       that of the proposal; a part is named by its number after it.
std::vector<v1::Event> MakeProposal(const EventBytes& commands, const v1::Event& envelope, absl::string_view key,
                                    CivilDate expires_on);

// The key of the part `part` of the proposal `key`.
std::string KeyOfPart(absl::string_view key, uint32_t part);

// The key of the proposal of `commands`, as their caller asks for them, whoever that is; of the `attempt`th one,
// from 1. Keys that were made at random do not count: whoever proposes the same again without a key of an own has the
// same key.
std::string KeyOfProposal(const std::vector<v1::Event>& commands, uint32_t attempt);

// The refusal of what should be a proposal, and is none.
absl::Status NoProposal(Sequence sequence);

// The first part of the proposal `sequence`.
// Errors: INVALID_ARGUMENT  NoProposal: the event is none, or a later part; and those of EventReader::Read.
absl::StatusOr<v1::Event> ReadProposal(Sequence sequence, const EventReader& events);

// Reads the commands of a proposal in order. Memory: one part.
class ProposalReader {
 public:
  // first   the first part, as ReadProposal returns it.
  // events  reads the others; must outlive the reader.
  ProposalReader(const v1::Event& first, const EventReader* events);

  // Sets `*command` to the next one and `*bytes` to how it was stored; returns false after the last.
  // Errors: DATA_LOSS  a part is missing, or a command cannot be read; and those of EventReader::Read.
  absl::StatusOr<bool> Next(v1::Event* command, std::string* bytes);

 private:
  absl::Status ReadPart();

  const EventReader& events_;
  v1::Event part_;
  int next_ = 0;
};

}  // namespace tranche
