#include "cli/answer_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/output.h"
#include "events/check.h"

namespace tranche {
namespace {

// The JSON of an answer without rows, or a part of it, in two parts: before the elements of `rows`, and after.
std::pair<std::string, std::string> SplitAt(absl::string_view rows, const std::string& json) {
  const std::string line = absl::StrCat("\n \"", rows, "\": []");
  const size_t found = json.find(line);
  TRANCHE_CHECK(found != std::string::npos, "the JSON has no \"", rows, "\"");
  const size_t inside = found + line.size() - 1;
  return {json.substr(0, inside), json.substr(inside)};
}

// The end of an object that began with its rows: the fields that stand before them come after them.
std::string AfterRows(const std::string& before, const std::string& after) {
  std::string others = before.substr(1, before.rfind('\n') - 1);
  if (others.empty()) return after;
  others.pop_back();  // the comma
  return absl::StrCat("],", others, after.substr(1));
}

// A message as an element of an array that is a field of the outermost object.
std::string Element(const google::protobuf::Message& message) {
  std::string json = ToJson(message);
  json.pop_back();  // the line feed
  return absl::StrCat("\n  ", absl::StrReplaceAll(json, {{"\n", "\n  "}}));
}

std::unique_ptr<TableWriter> MakeWriter(OutputFormat format, const TableStyle& style, const Console& console) {
  const TableSink sink = [&console](absl::string_view bytes) {
    console.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return console.out ? absl::OkStatus() : OutputFailed();
  };
  if (format == OutputFormat::kCsv) return MakeCsvTableWriter(sink);
  return format == OutputFormat::kTable ? MakeTextTableWriter(style, sink) : nullptr;
}

}  // namespace

AnswerStream::AnswerStream(OutputFormat format, const TableStyle& style, const Console& console)
    : format_(format), style_(style), console_(console), writer_(MakeWriter(format, style, console)) {}

absl::Status AnswerStream::Write(absl::string_view text) {
  console_.out.write(text.data(), static_cast<std::streamsize>(text.size()));
  return console_.out ? absl::OkStatus() : OutputFailed();
}

absl::Status AnswerStream::Flush(const absl::Status& written) {
  console_.out.flush();
  return written.ok() && !console_.out ? OutputFailed() : written;
}

absl::Status AnswerStream::Begin(absl::string_view rows, const google::protobuf::Message* answer,
                                 const TableHead& table) {
  rows_ = std::string(rows);
  has_rows_ = false;
  if (writer_ != nullptr) return writer_->Begin(table);
  if (answer == nullptr) return Write(absl::StrCat("{\n \"", rows, "\": ["));
  auto [before, after] = SplitAt(rows, ToJson(*answer));
  rest_ = std::move(after);
  return Write(before);
}

absl::Status AnswerStream::Rows(const google::protobuf::Message& part, const Table& table) {
  absl::Status written;
  for (size_t i = 0; writer_ != nullptr && written.ok() && i < table.rows.size(); ++i)
    written = writer_->Row(table.rows[i]);
  const auto* const field = part.GetDescriptor()->FindFieldByName(rows_);
  const int count = writer_ == nullptr ? part.GetReflection()->FieldSize(part, field) : 0;
  for (int i = 0; written.ok() && i < count; ++i) {
    const auto& row = part.GetReflection()->GetRepeatedMessage(part, field, i);
    written = Write(absl::StrCat(has_rows_ ? "," : "", Element(row)));
    has_rows_ = true;
  }
  return Flush(written);
}

absl::Status AnswerStream::Next(absl::string_view rows, const google::protobuf::Message& answer,
                                const TableHead& table) {
  if (writer_ != nullptr) {
    absl::Status written = writer_->End({});
    if (written.ok()) written = Write("\n");
    writer_ = MakeWriter(format_, style_, console_);
    return written.ok() ? Begin(rows, &answer, table) : written;
  }
  const auto [before, after] = SplitAt(rows_, ToJson(answer));
  auto [between, then] = SplitAt(rows, AfterRows(before, after));
  const absl::Status written = Write(absl::StrCat(has_rows_ ? "\n " : "", between));
  rows_ = std::string(rows);
  has_rows_ = false;
  rest_ = std::move(then);
  return written;
}

absl::Status AnswerStream::End(const TableFoot& foot, const google::protobuf::Message* answer) {
  if (writer_ != nullptr) return Flush(writer_->End(foot));
  if (answer != nullptr) rest_ = SplitAt(rows_, ToJson(*answer)).second;
  TRANCHE_CHECK(!rest_.empty(), "what comes after the rows was not given");
  return Flush(Write(absl::StrCat(has_rows_ ? "\n " : "", rest_)));
}

}  // namespace tranche
