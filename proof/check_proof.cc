#include "proof/check_proof.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "proof/check_balance.h"
#include "proof/checkpoint.h"
#include "proof/gzip.h"
#include "proof/proven_event.h"
#include "proof/strict_json.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;

absl::Status CheckSignatures(const SignedNote& note, const Trust& trust, v1::ProofReport* report) {
  if (trust.log_key) {
    if (absl::Status signed_by = trust.log_key->Check(note).status(); !signed_by.ok()) return signed_by;
    if (trust.log_key->name() != report->origin())
      return Refuse(absl::StatusCode::kFailedPrecondition, "checkpoint.other-log",
                    "the checkpoint is of the log {found}, the key is that of {wanted}",
                    {TextField("found", report->origin()), TextField("wanted", trust.log_key->name())});
    report->set_signed_by(trust.log_key->name());
  }
  for (const VerifierKey& witness : trust.witnesses) {
    const absl::StatusOr<absl::Time> signed_at = witness.Check(note);
    if (!signed_at.ok()) return signed_at.status();
    v1::ProofReport::Witness* added = report->add_witnesses();
    added->set_name(witness.name());
    if (*signed_at != absl::InfinitePast()) *added->mutable_signed_at() = ToTimestamp(*signed_at);
  }
  return absl::OkStatus();
}

// Enough of a root to tell it from another one by eye.
std::string ShortRoot(const Digest& root) {
  constexpr size_t kShown = 10;
  return absl::StrCat(absl::Base64Escape(ToBytes(root)).substr(0, kShown), "...");
}

// What both the checkpoint that was given and the proof name.
RefusalFields BothFields(const Checkpoint& given, const Checkpoint& named) {
  return {TextField("given_log", given.origin),           TextField("named_log", named.origin),
          NumberField("given_size", given.size),          NumberField("named_size", named.size),
          TextField("given_root", ShortRoot(given.root)), TextField("named_root", ShortRoot(named.root))};
}

// Compares the checkpoint that was given with the one that the proof names, in its own note or as an earlier state of
// the log. Another one says nothing against the proof.
absl::Status CheckSame(const Checkpoint& given, const Checkpoint& named) {
  if (given.origin != named.origin)
    return Adding(Refuse(kFailed, "checkpoint.other-log",
                         "the checkpoint that was given is of the log {given_log}, the proof is of the log {named_log}",
                         BothFields(given, named)),
                  "the claim was not checked: give a checkpoint of the log {named_log}", BothFields(given, named));
  if (given.size != named.size)
    return Adding(
        Adding(Refuse(kFailed, "checkpoint.other-size",
                      "the checkpoint that was given is another one than that of the proof: it covers {given_size} "
                      "event{given_size:s} (root {given_root}), the proof names {named_size} (root {named_root})",
                      BothFields(given, named)),
               "the claim was not checked: give the checkpoint of {named_size} event{named_size:s}",
               BothFields(given, named)),
        "if that was never published to you, ask for `tranche prove consistency` between the two");
  if (given.root != named.root)
    return Refuse(
        kFailed, "checkpoint.other-root",
        "two roots for {size} event{size:s}, {given} in the checkpoint that was given and {named} in the proof: the "
        "log shows one history to you and another one to others",
        {NumberField("size", named.size), TextField("given", absl::Base64Escape(ToBytes(given.root))),
         TextField("named", absl::Base64Escape(ToBytes(named.root)))});
  return absl::OkStatus();
}

absl::StatusOr<Digest> FromRoot(const v1::GrownLog& grown) {
  absl::StatusOr<Digest> root = ToDigest(grown.from_root());
  if (!root.ok()) return InField("from_root", root.status());
  return root;
}

absl::Status CheckTrusted(const v1::Proof& proof, const Checkpoint& checkpoint, const Trust& trust,
                          v1::ProofReport* report) {
  if (!trust.checkpoint) return absl::OkStatus();
  if (trust.log_key) {
    if (absl::Status signed_by = trust.log_key->Check(*trust.checkpoint).status(); !signed_by.ok()) return signed_by;
  }
  const absl::StatusOr<Checkpoint> trusted = Checkpoint::Parse(trust.checkpoint->text);
  if (!trusted.ok()) return trusted.status();
  report->set_is_trusted_checkpoint(true);
  if (!proof.has_grown() || trusted->size != proof.grown().from_size()) return CheckSame(*trusted, checkpoint);
  const absl::StatusOr<Digest> root = FromRoot(proof.grown());
  if (!root.ok()) return root.status();
  return CheckSame(*trusted, {checkpoint.origin, proof.grown().from_size(), *root});
}

absl::Status CheckEventClaim(const v1::ProvenEvent& proven, const Checkpoint& checkpoint, v1::ProofReport* report) {
  report->set_claim("event");
  absl::StatusOr<v1::Event> event = CheckProvenEvent(proven, checkpoint);
  if (!event.ok()) return event.status();
  *report->mutable_event() = *std::move(event);
  return absl::OkStatus();
}

absl::Status CheckGrownClaim(const v1::GrownLog& grown, const Checkpoint& checkpoint, v1::ProofReport* report) {
  report->set_claim("consistency");
  report->set_from_size(grown.from_size());
  const absl::StatusOr<Digest> root = FromRoot(grown);
  if (!root.ok()) return root.status();
  const absl::StatusOr<std::vector<Digest>> path = ReadPath(grown.path(), "path");
  if (!path.ok()) return path.status();
  return CheckConsistency(grown.from_size(), *root, checkpoint.size, checkpoint.root, *path);
}

absl::Status ReadCompressed(const std::string& file, v1::Proof* proof) {
  const absl::StatusOr<std::string> json = Gunzip(file, storage::kFileBytesMax);
  return json.ok() ? ReadStrictJson(*json, proof) : json.status();
}

absl::Status NoClaim() {
  return Refuse(absl::StatusCode::kInvalidArgument, "proof.no-claim",
                "the proof has no claim that this program knows, wanted event, grown or balance");
}

absl::Status CheckClaim(const v1::Proof& proof, const Checkpoint& checkpoint, v1::ProofReport* report) {
  switch (proof.claim_case()) {
    case v1::Proof::kEvent:
      return CheckEventClaim(proof.event(), checkpoint, report);
    case v1::Proof::kGrown:
      return CheckGrownClaim(proof.grown(), checkpoint, report);
    case v1::Proof::kBalance:
      return CheckBalanceClaim(proof.balance(), checkpoint, report);
    case v1::Proof::CLAIM_NOT_SET:
      break;
  }
  return NoClaim();
}

}  // namespace

absl::StatusOr<v1::Proof> ParseProof(const std::string& file) {
  v1::Proof proof;
  absl::Status read = IsGzip(file) ? ReadCompressed(file, &proof) : ReadStrictJson(file, &proof);
  if (read.ok() && proof.claim_case() == v1::Proof::CLAIM_NOT_SET) read = NoClaim();
  if (read.ok()) return proof;
  return Within("no proof", {}, Adding(read, "wanted the JSON that `tranche prove` writes"));
}

std::string ProofToJson(const v1::Proof& proof) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  const auto printed = google::protobuf::util::MessageToJsonString(proof, &json, options);
  TRANCHE_CHECK(printed.ok(), "a proof has no JSON: ", printed.ToString());
  return json;
}

absl::StatusOr<v1::ProofReport> CheckProof(const v1::Proof& proof, const Trust& trust) {
  const absl::StatusOr<SignedNote> note = SignedNote::Parse(proof.checkpoint());
  if (!note.ok()) return note.status();
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note->text);
  if (!checkpoint.ok()) return checkpoint.status();
  if (checkpoint->ToText() != note->text)
    return Refuse(kFailed, "checkpoint.unknown-lines", "the checkpoint has lines that no log of this kind writes");
  v1::ProofReport report;
  report.set_origin(checkpoint->origin);
  report.set_size(checkpoint->size);
  report.set_root(std::string(ToBytes(checkpoint->root)));
  absl::Status status = CheckSignatures(*note, trust, &report);
  if (status.ok()) status = CheckTrusted(proof, *checkpoint, trust, &report);
  if (status.ok()) status = CheckClaim(proof, *checkpoint, &report);
  if (!status.ok()) return status;
  return report;
}

}  // namespace tranche
