// Prints an answer in the format that was asked for.
#pragma once

#include <google/protobuf/message.h>

#include <vector>

#include "absl/status/status.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "reports/table.h"

namespace tranche {

// How tables look: what the arguments, the ledger and the console say.
TableStyle MakeTableStyle(const Arguments& arguments, const Console& console, Locale locale, const Currency& currency);

// Prints `message` as JSON, or `tables` for people or as CSV (the first table only, which holds the rows).
//
// Errors: UNAVAILABLE  the output could not be written.
absl::Status PrintAnswer(const google::protobuf::Message& message, const std::vector<Table>& tables,
                         const TableStyle& style, OutputFormat format, const Console& console);

// `message` in the proto3 JSON mapping, with every field, ending in a line feed.
std::string ToJson(const google::protobuf::Message& message);

}  // namespace tranche
