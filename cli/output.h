// Prints an answer in the format that was asked for.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "events/refusal.h"
#include "reports/table.h"

namespace tranche {

// How tables look: what the arguments, the ledger and the console say.
TableStyle MakeTableStyle(const Arguments& arguments, const Console& console, Locale locale, const Currency& currency);

// Prints `message` as JSON, or `tables` for people or as CSV (the first table only, which holds the rows).
//
// Errors: UNAVAILABLE  the output could not be written.
absl::Status PrintAnswer(const google::protobuf::Message& message, const std::vector<Table>& tables,
                         const TableStyle& style, OutputFormat format, const Console& console);

// `outcome`, the printing of what a command has done: what was done stays done when it cannot be printed, so that the
// error says that too.
//
// done  a sentence without a full stop; a {name} in it is the name of one of `fields`.
Outcome AfterDoing(const Outcome& outcome, absl::string_view done, RefusalFields fields = {});
// UNAVAILABLE: the output could not be written.
absl::Status OutputFailed();

// `text` with each line that is wider than `width` broken between words; as it is for width 0.
std::string FoldedTo(int width, absl::string_view text);

// Prints `text` as it is. Errors: UNAVAILABLE  the output could not be written.
absl::Status PrintText(const std::string& text, const Console& console);

// `message` in the proto3 JSON mapping, with every field, ending in a line feed.
std::string ToJson(const google::protobuf::Message& message);

}  // namespace tranche
