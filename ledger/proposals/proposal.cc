#include "ledger/proposals/proposal.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/envelope.h"
#include "events/kinds/filled_in.h"
#include "events/refusal.h"
#include "events/reserved_keys.h"
#include "ledger/proposals/proposal_digest.h"

namespace tranche {
namespace {

// What a part has beside its commands and the texts of the envelope: numbers, the digest, and the tags and lengths.
constexpr size_t kPartOverhead = 256;
constexpr size_t kCommandOverhead = 4;  // tag and length

std::string DigestOf(const EventBytes& commands) {
  ProposalDigest digest;
  for (size_t i = 0; i < commands.size(); ++i) digest.Add(commands[i]);
  return digest.Finish();
}

absl::Status Damaged(Sequence sequence) {
  return Refuse(absl::StatusCode::kDataLoss, "proposal.damaged",
                "event {event} is no part of a proposal that can be read", {NumberField("event", sequence)});
}

// For the commands of a part.
size_t RoomIn(const v1::Event& envelope) { return kEventBytesMax - kPartOverhead - envelope.ByteSizeLong(); }

}  // namespace

void ClearStamps(v1::Event* event) {
  event->clear_sequence();
  event->clear_recorded_at();
  event->clear_approval();
  event->clear_late_for();
  event->clear_questions();
}

std::string CommandOf(v1::Event event) {
  ClearStamps(&event);
  return event.SerializeAsString();
}

v1::Event AsDecidedAgain(const v1::Event& command) {
  v1::Event again = command;
  SetFilledIn(AsNamed(FilledInOf(command)), &again);
  return again;
}

std::string KeyOfPart(absl::string_view key, uint32_t part) { return absl::StrCat(key, "/", part); }

std::string KeyOfProposal(const std::vector<v1::Event>& commands, uint32_t attempt) {
  ProposalDigest digest;
  for (v1::Event command : commands) {
    command.clear_actor();
    if (IsRandomKey(command.event_id())) command.clear_event_id();
    digest.Add(command.SerializeAsString());
  }
  return absl::StrCat("proposal:", absl::BytesToHexString(digest.Finish()), ".", attempt);
}

absl::Status CheckFitsPart(absl::string_view bytes, const v1::Event& envelope) {
  const size_t most = RoomIn(envelope) - kCommandOverhead;
  if (bytes.size() <= most) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "proposal.command-size",
                "the command has {found} byte{found:s}, wanted at most {most} to be proposed",
                {NumberField("found", bytes.size()), NumberField("most", most)});
}

std::vector<v1::Event> MakeProposal(const EventBytes& commands, const v1::Event& envelope, absl::string_view key,
                                    CivilDate expires_on) {
  const size_t room = RoomIn(envelope);
  std::vector<v1::Event> parts;
  size_t bytes = 0;
  for (size_t i = 0; i < commands.size(); ++i) {
    const size_t more = commands[i].size() + kCommandOverhead;
    if (parts.empty() || bytes + more > room) {
      parts.push_back(envelope);
      bytes = 0;
    }
    bytes += more;
    parts.back().mutable_change_proposed()->add_commands(std::string(commands[i]));
  }
  const std::string digest = DigestOf(commands);
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto part = static_cast<uint32_t>(i + 1);
    parts[i].set_event_id(KeyOfPart(key, part));
    v1::ChangeProposed& proposed = *parts[i].mutable_change_proposed();
    proposed.set_digest(digest);
    proposed.set_expires_on(expires_on.number());
    proposed.set_parts(static_cast<uint32_t>(parts.size()));
    proposed.set_part(part);
  }
  return parts;
}

absl::Status NoProposal(Sequence sequence) {
  return Adding(Refuse(absl::StatusCode::kInvalidArgument, "proposal.unknown", "event {event} is no proposal",
                       {NumberField("event", sequence)}),
                "`tranche proposals` lists them");
}

absl::StatusOr<v1::Event> ReadProposal(Sequence sequence, const EventReader& events) {
  absl::StatusOr<v1::Event> event = events.Read(sequence);
  const bool is_first = event.ok() && event->has_change_proposed() && event->change_proposed().part() == 1;
  if (is_first || (!event.ok() && !absl::IsOutOfRange(event.status()))) return event;
  return NoProposal(sequence);
}

ProposalReader::ProposalReader(const v1::Event& first, const EventReader* events) : events_(*events), part_(first) {}

absl::Status ProposalReader::ReadPart() {
  const v1::ChangeProposed read = std::move(*part_.mutable_change_proposed());
  const Sequence next = part_.sequence() + 1;
  absl::StatusOr<v1::Event> part = events_.Read(next);
  if (!part.ok()) return part.status();
  const v1::ChangeProposed& found = part->change_proposed();
  if (!part->has_change_proposed() || found.part() != read.part() + 1 || found.digest() != read.digest())
    return Damaged(next);
  part_ = *std::move(part);
  next_ = 0;
  return absl::OkStatus();
}

absl::StatusOr<bool> ProposalReader::Next(v1::Event* command, std::string* bytes) {
  while (next_ == part_.change_proposed().commands_size()) {
    if (part_.change_proposed().part() >= part_.change_proposed().parts()) return false;
    if (absl::Status read = ReadPart(); !read.ok()) return read;
  }
  *bytes = part_.change_proposed().commands(next_++);
  if (!command->ParseFromString(*bytes)) return Damaged(part_.sequence());
  return true;
}

}  // namespace tranche
