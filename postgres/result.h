// The rows that a statement gave, in PostgreSQL's binary formats.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"

struct pg_result;

namespace tranche::postgres {

class Result {
 public:
  // Owns `result`, whose columns are binary.
  explicit Result(pg_result* result) : result_(result) {}

  int rows() const;

  // The value of a row and column, both from 0; of the type that is asked for, and not null.
  bool Bool(int row, int column) const;
  int64_t Int64(int row, int column) const;
  int32_t Int32(int row, int column) const;
  // A text or a bytea; it lives as long as this.
  absl::string_view Bytes(int row, int column) const;

  bool IsNull(int row, int column) const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  absl::string_view Value(int row, int column, size_t size) const;

  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace tranche::postgres
