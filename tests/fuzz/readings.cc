#include "tests/fuzz/readings.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "events/canonical_form.h"
#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "projections/index/cached_row.h"
#include "proof/balance_map.h"
#include "proof/check_proof.h"
#include "proof/checkpoint.h"
#include "proof/note_key.h"
#include "proof/signed_note.h"
#include "tests/support/view_text.h"

namespace tranche {
namespace {

constexpr char kRefused[] = "refused";

std::string InOrder(const LineView& line) {
  return absl::StrCat(line.unit, "|", line.source, "|", line.area, "|", line.fiscal_year, "|", line.project);
}

std::string PostingsText(const v1::Event& event) {
  if (event.has_event_reversed()) return absl::StrCat("reverses ", event.event_reversed().reversed_sequence());
  const absl::StatusOr<std::vector<Posting>> postings = PostingsOf(event, nullptr);
  if (!postings.ok()) return "none";
  std::vector<std::string> texts;
  for (const Posting& posting : *postings)
    texts.push_back(absl::StrCat(MeasureName(posting.measure), "|", InOrder(posting.line), "|", posting.amount));
  std::sort(texts.begin(), texts.end());
  return absl::StrJoin(texts, ";");
}

// Why bytes that protobuf writes as they are may be refused all the same.
bool MayBeRefused(const absl::Status& refused) {
  const std::string code = RefusalOf(refused)->code();
  return code == "event.zero-byte" || code == "event.wire-type";  // a group of a later program
}

std::string EventReading(const std::string& bytes) {
  v1::Event message;
  EventView view;
  const bool is_message = message.ParseFromString(bytes);
  const std::string again = is_message ? message.SerializeAsString() : "";
  const absl::Status form = CheckCanonical(bytes);
  const bool is_view = ParseEventView(bytes, &view);
  if (!form.ok())
    return is_message && again == bytes && !MayBeRefused(form) ? "finding: protobuf writes it so" : kRefused;
  if (!is_message || !is_view) return "finding: in canonical form, but not read";
  if (again.size() != bytes.size()) return "finding: protobuf writes it otherwise";
  if (ViewText(view) != ViewText(ViewOf(message))) return "finding: the view and the message differ";
  const EventKind* kind = FindKind(message.kind_case());
  if (kind == nullptr) return kRefused;
  return absl::StrCat(message.sequence(), " ", message.effective_date(), " ", kind->name, " ", PostingsText(message));
}

std::string NoteReading(const std::string& bytes) {
  const absl::StatusOr<SignedNote> note = SignedNote::Parse(bytes);
  if (!note.ok()) return kRefused;
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note->text);
  if (!checkpoint.ok() || checkpoint->ToText() != note->text) return kRefused;
  if (note->ToString() != bytes) return "finding: the note is written otherwise";
  std::vector<std::string> signatures;
  for (const NoteSignature& signature : note->signatures)
    signatures.push_back(absl::StrCat(signature.key_name, " ", absl::Hex(signature.key_id, absl::kZeroPad8),
                                      absl::BytesToHexString(signature.bytes)));
  return absl::StrCat(checkpoint->origin, " ", checkpoint->size, " ", absl::BytesToHexString(ToBytes(checkpoint->root)),
                      " ", absl::StrJoin(signatures, ";"));
}

std::string KeyReading(const std::string& bytes) {
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(bytes);
  if (!key.ok()) return kRefused;
  if (key->ToString() != absl::StripAsciiWhitespace(bytes)) return "finding: the key is written otherwise";
  return absl::StrCat(static_cast<int>(key->type()), " ", key->name(), " ", absl::Hex(key->id(), absl::kZeroPad8), " ",
                      absl::BytesToHexString(key->public_key()));
}

std::string LeafReading(const std::string& bytes) {
  const absl::StatusOr<BalanceLeaf> leaf = BalanceLeaf::Parse(bytes);
  if (!leaf.ok()) return kRefused;
  const PostedSum sum = leaf->At(CivilDate::Parse("2024-06-30").value());
  return absl::StrCat(MeasureName(leaf->measure), " ", InOrder(leaf->line), " ", ToDigits(sum.amount), " ",
                      sum.postings);
}

std::string ProofReading(const std::string& bytes) {
  const absl::StatusOr<v1::Proof> proof = ParseProof(bytes);
  if (!proof.ok()) return "2";
  return CheckProof(*proof, {}).ok() ? "0" : "1";
}

// Of a row of the index only this program is a reader: it must refuse it, or read all of it within its bounds.
std::string RowReading(const std::string& bytes) {
  const SharedRow cached = CachedRow::Parse(bytes, 1);
  if (cached == nullptr) return kRefused;
  const ScopeRow& row = cached->row();
  std::string read;
  const auto add = [&read](absl::string_view account, const DaySums& sums) {
    for (size_t i = 0; i < sums.size(); ++i) absl::StrAppend(&read, account, sums.DayAt(i), ToDigits(sums.AmountAt(i)));
    const auto last = sums.At(20'000);
    if (last) absl::StrAppend(&read, ToDigits(*last));
  };
  std::vector<ScopePosting> postings;
  std::vector<Allocation> allocations;
  AccountPlaces places;
  const bool is_read = row.VisitEntries(row.accounts(), add) && row.FindAccounts("fairs", &places) &&
                       row.AppendPostings(&postings) && row.AppendAllocations(&allocations);
  return is_read ? absl::StrCat("read ", read.size(), " ", postings.size(), " ", allocations.size()) : kRefused;
}

}  // namespace

std::string OurReading(const FuzzInput& input) {
  switch (input.kind) {
    case FuzzKind::kEvent:
      return EventReading(input.bytes);
    case FuzzKind::kNote:
      return NoteReading(input.bytes);
    case FuzzKind::kKey:
      return KeyReading(input.bytes);
    case FuzzKind::kLeaf:
      return LeafReading(input.bytes);
    case FuzzKind::kProof:
      return ProofReading(input.bytes);
    case FuzzKind::kRow:
      return RowReading(input.bytes);
  }
  return "";
}

}  // namespace tranche
