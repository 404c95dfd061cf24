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
  // The console must outlive the stream.
  AnswerStream(OutputFormat format, const TableStyle& style, const Console& console);

  // What stands before the elements of `rows`, a repeated field of the answer: for people and CSV the head of `table`,
  // in JSON the fields of `answer`, which has no rows. A null `answer` is one that is not known before the rows: Next
  // gives it.
  absl::Status Begin(absl::string_view rows, const google::protobuf::Message* answer, const TableHead& table);

  // The rows of `part` in JSON, else those of `table`.
  absl::Status Rows(const google::protobuf::Message& part, const Table& table);

  // Ends the rows of the first field and begins those of another: for people and CSV a new table, in JSON all fields of
  // `answer` that stand before `rows` in it, which Begin did not have.
  absl::Status Next(absl::string_view rows, const google::protobuf::Message& answer, const TableHead& table);

  // What stands below the rows: in JSON the other fields of `answer`, which has no rows; of the one that Begin or Next
  // had, if it is null.
  absl::Status End(const TableFoot& foot, const google::protobuf::Message* answer = nullptr);

 private:
  absl::Status Write(absl::string_view text);
  // Shows what was written to whoever waits for it.
  absl::Status Flush(const absl::Status& written);

  const OutputFormat format_;
  const TableStyle style_;
  const Console& console_;
  std::unique_ptr<TableWriter> writer_;  // null for JSON
  std::string rows_;
  bool has_rows_ = false;
  std::string rest_;  // of the JSON: what comes after the rows
};

}  // namespace tranche
