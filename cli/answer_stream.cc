#include "cli/answer_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/output.h"
#include "events/check.h"

namespace tranche {
namespace {

// The JSON of `answer`, which has no rows, in two parts: before the elements of `rows`, and after.
std::pair<std::string, std::string> SplitAt(absl::string_view rows, const google::protobuf::Message& answer) {
  const std::string json = ToJson(answer);
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

AnswerStream::AnswerStream(absl::string_view rows, OutputFormat format, const TableStyle& style, const Console& console)
    : rows_(rows), console_(console), writer_(MakeWriter(format, style, console)) {}

absl::Status AnswerStream::Write(absl::string_view text) {
  console_.out.write(text.data(), static_cast<std::streamsize>(text.size()));
  return console_.out ? absl::OkStatus() : OutputFailed();
}

absl::Status AnswerStream::Begin(const google::protobuf::Message* answer, const TableHead& table) {
  has_head_ = answer != nullptr;
  if (writer_ != nullptr) return writer_->Begin(table);
  return Write(has_head_ ? SplitAt(rows_, *answer).first : absl::StrCat("{\n \"", rows_, "\": ["));
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
  console_.out.flush();
  return written.ok() && !console_.out ? OutputFailed() : written;
}

absl::Status AnswerStream::End(const google::protobuf::Message& answer, const TableFoot& foot) {
  absl::Status written;
  if (writer_ != nullptr) {
    written = writer_->End(foot);
  } else {
    const auto [before, after] = SplitAt(rows_, answer);
    written = Write(absl::StrCat(has_rows_ ? "\n " : "", has_head_ ? after : AfterRows(before, after)));
  }
  console_.out.flush();
  return written.ok() && !console_.out ? OutputFailed() : written;
}

}  // namespace tranche
