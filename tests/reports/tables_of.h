// Tables of view messages that are written as protobuf text, rendered for a test.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "events/check.h"
#include "google/protobuf/text_format.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

inline constexpr Reader kVietnameseReader = {Locale::kVietnamese, 420};
inline constexpr Reader kEnglishReader = {Locale::kEnglish, 420};

template <typename Message>
Message FromText(absl::string_view text) {
  Message message;
  TRANCHE_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &message), "bad text: ", text);
  return message;
}

inline std::string Rendered(const Table& table, const Reader& reader) {
  TableStyle style;
  style.locale = reader.locale;
  return RenderForPeople(table, style);
}

}  // namespace tranche
