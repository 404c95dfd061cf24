// Lists of ids in commands, where an empty list means all.
//
// Thread safety: pure functions.
#pragma once

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {

using IdList = google::protobuf::RepeatedPtrField<std::string>;

// Whether `list` names `id`, or is empty and so names all.
inline bool AllowsId(const IdList& list, absl::string_view id) {
  return list.empty() || std::find(list.begin(), list.end(), id) != list.end();
}

// Errors: INVALID_ARGUMENT at `field`  grant.blank, grant.named-twice.
inline absl::Status CheckIdList(absl::string_view field, const IdList& list) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  for (auto text = list.begin(); text != list.end(); ++text) {
    if (IsBlank(*text))
      return InField(field, Refuse(kInvalid, "grant.blank", "found a blank entry; leave the list out for all"));
    if (std::find(list.begin(), text, *text) != text)
      return InField(field, Refuse(kInvalid, "grant.named-twice", "\"{id}\" is named twice", {TextField("id", *text)}));
  }
  return absl::OkStatus();
}

}  // namespace tranche::kinds
