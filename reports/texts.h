// What the ledger says to people, in their language. The English text in the code is the key; the Vietnamese one is its
// line in reports/texts/vi.po, which a translator edits without touching code.
//
//   Say(locale, "known at sequence {sequence}", {{"sequence", "120"}})
//
// Texts are literals, so that tests find those without a translation. A text that is kept as data before it is said is
// marked where it is written: Marked("agrees").
//
// Thread safety: pure functions.
#pragma once

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "import/amount_text.h"

namespace tranche {

// What stands for {name} in a text.
struct TextPlace {
  absl::string_view name;
  std::string text;
};

// `english` in the language of `locale`; `english` itself when it has no translation. Each {name} gives way to the text
// of that place; a {name} without one stays as it is.
std::string Say(Locale locale, absl::string_view english);
std::string Say(Locale locale, absl::string_view english, std::initializer_list<TextPlace> places);

// `english` itself: it is said later.
constexpr absl::string_view Marked(absl::string_view english) { return english; }

}  // namespace tranche
