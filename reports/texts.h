// The texts shown to people, in their language. The English text in the code is the key; its Vietnamese translation is
// in reports/texts/vi.po, which a translator edits without touching code.
//
//   Say(locale, "known at sequence {sequence}", {{"sequence", "120"}})
//
// `{count:s}` is an "s" unless the text of `count` is 1: "{count} event{count:s}". Translations need not have it.
//
// Texts are literals, so that tests find those without a translation. A text that is stored as data before it is
// translated is marked where it is written: Marked("agrees").
//
// Thread safety: pure functions.
#pragma once

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "import/amount_text.h"

namespace tranche {

// The replacement of {name} in a text.
struct TextPlace {
  absl::string_view name;
  std::string text;
};

// `english` in the language of `locale`; `english` itself if it has no translation. Each {name} is replaced by the text
// of that name; one without a text is left unchanged.
std::string Say(Locale locale, absl::string_view english);
std::string Say(Locale locale, absl::string_view english, std::initializer_list<TextPlace> places);

// Returns `english`, to be translated later.
constexpr absl::string_view Marked(absl::string_view english) { return english; }

}  // namespace tranche
