#include "server/witness_doors.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/refusal.h"
#include "server/connect_error.h"
#include "server/exchange.h"
#include "server/openapi.h"
#include "server/openapi_witness.h"
#include "service/witnesses.h"

namespace tranche {
namespace {

// Codes of service/witnesses.h.
constexpr absl::string_view kOtherSize = "witness.other-size";
constexpr absl::string_view kSplitView = "witness.split-view";
constexpr absl::string_view kNotProven = "proof.does-not-hold";
constexpr int kConflict = 409;
constexpr int kUnable = 500;
constexpr size_t kEvidenceBytesMax = 4096;

// What is not here is a malformed request if it is INVALID_ARGUMENT, and else not the caller's fault.
struct KnownRefusal {
  absl::string_view code;
  int http_status;
};
constexpr KnownRefusal kRefusals[] = {{"witness.unknown-log", 404},     {"signature.none", 403},
                                      {"signature.does-not-hold", 403}, {kOtherSize, kConflict},
                                      {kSplitView, kConflict},          {kNotProven, 422},
                                      {"witness.note-full", 400},       {"key.not-private", kUnable}};

int HttpStatusOf(const absl::Status& refused, absl::string_view code) {
  if (absl::IsUnavailable(refused) || absl::IsDeadlineExceeded(refused)) return 503;
  // A memory that cannot be read has the codes of what is wrong in it.
  if (absl::IsDataLoss(refused)) return kUnable;
  for (const KnownRefusal& known : kRefusals) {
    if (known.code == code) return known.http_status;
  }
  return absl::IsInvalidArgument(refused) ? 400 : kUnable;
}

uint64_t KnownSizeOf(const absl::Status& refused) {
  const std::optional<v1::Refusal> refusal = RefusalOf(refused);
  TRANCHE_CHECK(refusal.has_value(), "another size is refused without data");
  for (const v1::RefusalField& field : refusal->what().fields()) {
    if (field.name() == "known") return field.number();
  }
  TRANCHE_CHECK(false, "another size is refused without the one that is known");
  return 0;
}

HttpAnswer Refused(const absl::Status& refused) {
  const std::string code = CodeWordOf(refused);
  if (code == kOtherSize) return {kConflict, kSizeType, absl::StrCat(KnownSizeOf(refused), "\n"), {}, code};
  const int status = HttpStatusOf(refused, code);
  if (status != kUnable) return TextErrorAnswer(status, refused);
  // Where its files are is for its operator.
  return TextErrorAnswer(status,
                         Refuse(absl::StatusCode::kInternal, code,
                                "this witness cannot sign now; nothing was signed; its operator has been told why"));
}

HttpAnswer NoSuchPath(absl::string_view path) {
  return TextErrorAnswer(404, Refuse(absl::StatusCode::kNotFound, "server.no-such-path",
                                     "nothing is at {path}; a witness answers at {wanted}",
                                     {TextField("path", path), TextField("wanted", kAddCheckpointPath)}));
}

}  // namespace

HttpLimits LimitsOfWitness(HttpLimits limits) {
  limits.body_bytes = kAddCheckpointBytesMax;
  limits.recording_threads = 1;
  return limits;
}

std::variant<HttpAnswer, Plan> WitnessDoors::PlanOf(const HttpRequest& request, const Entrant&) const {
  const absl::string_view path = request.path();
  if (path == kWitnessHealthPath || path == kOpenApiPath) {
    const bool asks = request.method == "GET" || request.method == "HEAD";
    if (!asks) return TextMethodNotAllowed(request, "GET, HEAD");
    if (path == kWitnessHealthPath) return TextAnswer(200, "ok");
    return HttpAnswer{200, "application/json", WitnessOpenApiJson(), {}};
  }
  if (path != kAddCheckpointPath) return NoSuchPath(path);
  if (request.method != "POST") return TextMethodNotAllowed(request, "POST");
  Plan plan;
  plan.lane = Lane::kRecording;
  plan.refuse = Refused;
  plan.answer = [this, body = request.body] { return Answer(body); };
  return plan;
}

HttpAnswer WitnessDoors::Answer(const std::string& body) const {
  const absl::StatusOr<std::string> line = AddCheckpoint(directory_, body, &clock_, wait_);
  if (line.ok()) return {200, kTextType, *line, {}};
  const std::string code = CodeWordOf(line.status());
  const bool is_evidence = code == kSplitView || code == kNotProven;
  if (is_evidence || HttpStatusOf(line.status(), code) == kUnable) {
    std::string told = absl::StrCat("witness: ", line.status().message());
    const absl::string_view shown = absl::string_view(body).substr(0, kEvidenceBytesMax);
    if (is_evidence) absl::StrAppend(&told, "; the request: ", absl::CEscape(shown));
    tell_(told);
  }
  return Refused(line.status());
}

std::string WitnessDoors::CallOf(const HttpRequest& request) const {
  if (request.path() == kAddCheckpointPath) return "add-checkpoint";
  if (request.path() == kOpenApiPath) return "openapi";
  return request.path() == kWitnessHealthPath ? "health" : "other";
}

}  // namespace tranche
