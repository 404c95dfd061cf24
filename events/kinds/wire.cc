#include "events/kinds/wire.h"

#include <vector>

namespace tranche {
namespace {

constexpr size_t kGroupsMax = 100;  // within each other, as in protobuf

// Its beginning was read.
bool SkipGroup(uint64_t number, storage::PackedReader* reader) {
  std::vector<uint64_t> open = {number};
  while (!open.empty()) {
    uint64_t tag = 0;
    if (reader->AtEnd() || !reader->ReadVarint(&tag)) return false;
    WireField field;
    field.number = tag >> 3;
    field.type = static_cast<WireType>(tag & 7);
    if (field.type == WireType::kGroup) {
      open.push_back(field.number);
    } else if (field.type == WireType::kGroupEnd) {
      if (field.number != open.back()) return false;
      open.pop_back();
    } else if (field.is_bytes() ? !reader->ReadBytes(&field.bytes) : !SkipValue(field, reader)) {
      return false;
    }
    if (open.size() > kGroupsMax) return false;
  }
  return true;
}

}  // namespace

bool SkipValue(const WireField& field, storage::PackedReader* reader) {
  uint64_t number = 0;
  switch (field.type) {
    case WireType::kVarint:
      return reader->ReadVarint(&number);
    case WireType::kFixed64:
      return reader->Skip(8);
    case WireType::kFixed32:
      return reader->Skip(4);
    case WireType::kGroup:
      return SkipGroup(field.number, reader);
    case WireType::kBytes:
    case WireType::kGroupEnd:
      break;
  }
  return false;
}

}  // namespace tranche
