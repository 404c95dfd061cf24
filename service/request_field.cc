#include "service/request_field.h"

#include "events/date_text.h"
#include "events/refusal.h"

namespace tranche {

absl::Status AtField(absl::string_view field, const absl::Status& status) {
  if (status.ok()) return status;
  const absl::Status refusal = RefusalOf(status) ? status
                                                 : Refuse(status.code(), "request.field-refused", "{message}",
                                                          {TextField("message", status.message())});
  return Within(kAtFieldText, {TextField("request_field", field)}, refusal);
}

absl::Status MissingField(absl::string_view field, absl::string_view wanted) {
  return Refuse(absl::StatusCode::kInvalidArgument, "request.field-missing",
                "{request_field} is missing: wanted {wanted}",
                {TextField("request_field", field), WordField("wanted", wanted)});
}

absl::Status MissingField(absl::string_view field, absl::string_view or_field, absl::string_view wanted) {
  return Refuse(
      absl::StatusCode::kInvalidArgument, "request.field-missing",
      "{request_field} or {or_request_field} is missing: wanted {wanted}",
      {TextField("request_field", field), TextField("or_request_field", or_field), WordField("wanted", wanted)});
}

absl::StatusOr<CivilDate> ReadDate(absl::string_view field, const std::optional<std::string>& text,
                                   CivilDate fallback) {
  if (!text) return fallback;
  const absl::StatusOr<CivilDate> date = ReadDateText(*text);
  if (!date.ok()) return AtField(field, date.status());
  return *date;
}

}  // namespace tranche
