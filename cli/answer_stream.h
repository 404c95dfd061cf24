// A long answer, printed as its parts come: a table, CSV, or the JSON of the whole message, a row at a time.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "reports/table.h"
#include "reports/table_writer.h"

namespace tranche {

// Thread safety: one thread at a time. Errors of all: UNAVAILABLE  the output could not be written.
class AnswerStream {
 public:
  // rows  the repeated field of the answer that comes in parts: "postings".
  // The console must outlive the stream.
  AnswerStream(absl::string_view rows, OutputFormat format, const TableStyle& style, const Console& console);

  // What is known before the rows: in JSON the fields of `answer` that stand before them, for people and CSV the head
  // of `table`. A null `answer` has none.
  absl::Status Begin(const google::protobuf::Message* answer, const TableHead& table);

  // The rows of `part` in JSON, else those of `table`.
  absl::Status Rows(const google::protobuf::Message& part, const Table& table);

  // What stands below the rows; in JSON the fields of `answer` after the rows, or all but the rows when Begin had none.
  absl::Status End(const google::protobuf::Message& answer, const TableFoot& foot);

 private:
  absl::Status Write(absl::string_view text);

  std::string rows_;
  const Console& console_;
  std::unique_ptr<TableWriter> writer_;
  bool has_head_ = false;
  bool has_rows_ = false;
};

}  // namespace tranche
