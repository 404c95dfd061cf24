#include "postgres/result.h"

#include <libpq-fe.h>

#include "events/check.h"
#include "storage/encoding/key_codec.h"

namespace tranche::postgres {

void Result::Clear::operator()(pg_result* result) const { PQclear(result); }

int Result::rows() const { return PQntuples(result_.get()); }

bool Result::IsNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

absl::string_view Result::Bytes(int row, int column) const {
  TRANCHE_CHECK(row < rows() && column < PQnfields(result_.get()), "no row ", row, " and column ", column);
  return {PQgetvalue(result_.get(), row, column), static_cast<size_t>(PQgetlength(result_.get(), row, column))};
}

absl::string_view Result::Value(int row, int column, size_t size) const {
  const absl::string_view value = Bytes(row, column);
  TRANCHE_CHECK(value.size() == size, "column ", column, " has ", value.size(), " bytes");
  return value;
}

bool Result::Bool(int row, int column) const { return Value(row, column, 1).front() != 0; }

int64_t Result::Int64(int row, int column) const {
  uint64_t value = 0;
  storage::KeyReader(Value(row, column, sizeof(value))).ReadU64(&value);
  return static_cast<int64_t>(value);
}

int32_t Result::Int32(int row, int column) const {
  uint32_t value = 0;
  storage::KeyReader(Value(row, column, sizeof(value))).ReadU32(&value);
  return static_cast<int32_t>(value);
}

}  // namespace tranche::postgres
