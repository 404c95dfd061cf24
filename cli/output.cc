#include "cli/output.h"

#include <google/protobuf/util/json_util.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "events/check.h"
#include "events/refusal.h"
#include "reports/printable.h"
#include "reports/text_layout.h"

namespace tranche {

TableStyle MakeTableStyle(const Arguments& arguments, const Console& console, Locale locale, const Currency& currency) {
  TableStyle style;
  style.locale = locale;
  style.currency = currency;
  if (arguments.unit_of_money == "million") style.unit = MoneyUnit::kMillion;
  if (arguments.unit_of_money == "billion") style.unit = MoneyUnit::kBillion;
  style.color = console.out_is_terminal;
  style.width_max = console.width;
  return style;
}

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  TRANCHE_CHECK(status.ok(), "a message has no JSON: ", status.ToString());
  return json;
}

absl::Status PrintAnswer(const google::protobuf::Message& message, const std::vector<Table>& tables,
                         const TableStyle& style, OutputFormat format, const Console& console) {
  switch (format) {
    case OutputFormat::kJson:
      console.out << ToJson(message);
      break;
    case OutputFormat::kCsv:
      console.out << RenderCsv(tables.front());
      break;
    case OutputFormat::kTable:
      for (size_t i = 0; i < tables.size(); ++i)
        console.out << (i == 0 ? "" : "\n") << RenderForPeople(tables[i], style);
      break;
  }
  console.out.flush();
  return console.out ? absl::OkStatus() : OutputFailed();
}

absl::Status OutputFailed() {
  return Refuse(absl::StatusCode::kUnavailable, "output.not-written", "the output could not be written");
}

std::string FoldedTo(int width, absl::string_view text) {
  std::vector<std::string> lines;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const bool fits = width == 0 || Printable(line).width <= width;
    lines.push_back(fits ? std::string(line) : absl::StrJoin(WrappedLines(line, width), "\n"));
  }
  return absl::StrJoin(lines, "\n");
}

absl::Status PrintText(const std::string& text, const Console& console) {
  console.out << text;
  console.out.flush();
  return console.out ? absl::OkStatus() : OutputFailed();
}

Outcome AfterDoing(const Outcome& outcome, absl::string_view done, RefusalFields fields) {
  if (outcome.ok()) return outcome;
  return Adding(outcome.status(), done, std::move(fields));
}

}  // namespace tranche
