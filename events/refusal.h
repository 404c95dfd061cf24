// Refusals as data: a status that carries a stable code and the fields that it concerns (proto/refusal.proto). Its
// message is the English text made from them; reports/ produces other languages.
//
//   return Refuse(absl::StatusCode::kFailedPrecondition, "guard.disbursed-over-allocated",
//                 "{scope}: disbursed would exceed allocated on {day}: available {available}, asked {asked}",
//                 {ScopeField("scope", scope), DayField("day", day), AmountField("available", free),
//                  AmountField("asked", amount)});
//
// Texts are literals, so that they can be extracted for translation. `{name}` is replaced by the field of that name,
// and `{name:s}` by an "s" unless the field is 1: "{count} event{count:s}".
//
// Thread safety: pure functions on values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "proto/refusal.pb.h"

namespace tranche {

using RefusalFields = std::vector<v1::RefusalField>;

// Of texts that callers gave: bytes that are not UTF-8 become \xNN.
v1::RefusalField TextField(absl::string_view name, absl::string_view text);
// `word` is an English term of this program; it is translated together with the text.
v1::RefusalField WordField(absl::string_view name, absl::string_view word);
v1::RefusalField AmountField(absl::string_view name, AmountSum minor_units);
v1::RefusalField DayField(absl::string_view name, CivilDate day);
v1::RefusalField NumberField(absl::string_view name, uint64_t number);
v1::RefusalField InstantField(absl::string_view name, absl::Time instant);
// english  the same ones as readers of English know them; empty if these are no others.
v1::RefusalField TextsField(absl::string_view name, const std::vector<std::string>& texts,
                            const std::vector<std::string>& english = {});
// A phrase with fields of its own, a literal like the text of Refuse: "epoch {epoch}".
v1::RefusalField PhraseField(absl::string_view name, absl::string_view text, RefusalFields fields = {});

// A status with `status` as its code.
//
// code  "area.not-allowed": lower case, a dot after the subject; never changes its meaning.
// text  one sentence without a full stop, in English; each {name} in it is the name of one of `fields`.
absl::Status Refuse(absl::StatusCode status, absl::string_view code, absl::string_view text, RefusalFields fields = {});

// Prefixes `status` with where the problem was found: "event 3 of 10: ...". OK stays OK.
absl::Status Within(absl::string_view text, RefusalFields fields, const absl::Status& status);

// The text of the part of a refusal that names a field of an event or of a proof (its only field, "field"). A reader
// sees the field by its word; a caller with other names for the fields, as the command line has, prints those.
inline constexpr absl::string_view kFieldText = "{field}";

// `status` with `field`, by its name in event.proto or in a file of rows, before its text: "amount: found 0, ...". OK
// stays OK.
absl::Status InField(absl::string_view field, const absl::Status& status);

// Appends another sentence to `status`: "...; create the tranche first". OK stays OK.
absl::Status Adding(const absl::Status& status, absl::string_view text, RefusalFields fields = {});

// Appends what `cause` says, as data: "...: cannot open PATH: permission denied". The code of `status` stays, the
// codes of `cause` are dropped. OK stays OK; `cause` must not be OK.
absl::Status Citing(const absl::Status& status, const absl::Status& cause);

// `status` under another status code, with its data. OK stays OK.
absl::Status WithCode(absl::StatusCode code, const absl::Status& status);

// The data of a refusal; nothing for a status not created by Refuse.
std::optional<v1::Refusal> RefusalOf(const absl::Status& status);

// The status of a refusal that was changed, or sent: the inverse of RefusalOf.
absl::Status StatusOf(absl::StatusCode status, const v1::Refusal& refusal);

// The text of a part of `then` that only separates: it takes the place of the "; " between the parts around it, before
// a cause.
inline constexpr absl::string_view kColonPart = ": ";

// How the texts and values of a refusal are printed for one reader.
struct RefusalPrinter {
  // The text in the reader's language; `text` itself if there is no translation.
  std::function<std::string(absl::string_view text)> translate;
  std::function<std::string(const v1::RefusalField& field)> print;
};

// The text of `part` with its fields substituted. A {name} that is not a field is left unchanged.
std::string FillIn(const v1::RefusalPart& part, const RefusalPrinter& printer);

// The text of a phrase: a field that PhraseField made.
std::string PhraseText(const v1::RefusalField& field, const RefusalPrinter& printer);

// The whole text: each of `within` followed by ": ", then what, then each of `then` after "; " or after a kColonPart
// before it; each of `others` on a line of its own, and on the last one how many are left out.
std::string TextOf(const v1::Refusal& refusal, const RefusalPrinter& printer);

// The printer of status messages: English, amounts grouped by commas, days as YYYY-MM-DD, instants in UTC.
const RefusalPrinter& EnglishPrinter();

}  // namespace tranche
