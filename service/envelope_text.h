// What every request to record says beside what is recorded.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "events/refusal.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "service/request_field.h"

namespace tranche {

// The document of the event, if `text` says anything of it.
// Errors: INVALID_ARGUMENT at "document_date" or "document_sha256".
inline absl::Status ReadDocument(const v1::DocumentText& text, v1::Event* event) {
  constexpr size_t kSha256Bytes = 32;
  if (!text.sha256().empty() && text.sha256().size() != kSha256Bytes)
    return AtField("document_sha256", Refuse(absl::StatusCode::kInvalidArgument, "document.hash-size",
                                             "found {found} byte{found:s}, wanted a SHA-256 of 32 bytes, or nothing",
                                             {NumberField("found", text.sha256().size())}));
  const absl::StatusOr<CivilDate> date = ReadDate("document_date", Given(text.has_date(), text.date()), CivilDate());
  if (!date.ok()) return date.status();
  v1::Document document;
  document.set_type(text.type());
  document.set_number(text.number());
  document.set_issuer(text.issuer());
  document.set_date(date->number());
  document.set_sha256(text.sha256());
  if (document.ByteSizeLong() > 0) *event->mutable_document() = document;
  return absl::OkStatus();
}

// Fills in the envelope of `event`, which is recorded as it happens.
// Errors: those of ReadDocument.
template <typename Request>
absl::Status FillEnvelope(const Request& request, CivilDate effective, v1::Event* event) {
  event->set_effective_date(effective.number());
  event->set_event_id(request.options().key());
  event->set_actor(request.options().actor());
  event->set_provenance(v1::PROVENANCE_RECORDED);
  event->set_reason(request.reason());
  event->set_late_reason(request.options().late_reason());
  *event->mutable_deviations() = request.options().deviations();
  if (!request.note().empty()) event->mutable_evidence()->set_note(request.note());
  return ReadDocument(request.document(), event);
}

}  // namespace tranche
