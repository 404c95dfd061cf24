#include "tests/fuzz/message_changes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/string_view.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

constexpr uint64_t kNumbers[] = {0,
                                 1,
                                 2,
                                 7,
                                 127,
                                 128,
                                 2024,
                                 20240230,
                                 20240516,
                                 0x7fffffff,
                                 0x80000000,
                                 0xffffffff,
                                 0x100000000,
                                 0x1000007e8,
                                 0x7fffffffffffffff,
                                 0x8000000000000000,
                                 0xffffffffffffffff,
                                 0xffffffff80000000,
                                 0xffffffff7fffffff,
                                 253402300799,
                                 253402300800};

// One field of a message that is taken apart, or of bytes that look like one.
struct Field {
  uint64_t number = 0;
  uint64_t type = 0;
  uint64_t value = 0;  // of a number
  std::string bytes;   // of everything else
  size_t padding = 0;  // zero bytes by which a number is longer than it has to be

  bool is_number() const { return type == 0; }
};

void AppendPadded(uint64_t value, size_t padding, std::string* out) {
  storage::AppendVarint(value, out);
  if (padding == 0) return;
  out->back() = static_cast<char>(out->back() | 0x80);
  out->append(padding - 1, '\x80');
  out->push_back('\0');
}

std::string Joined(const std::vector<Field>& fields) {
  std::string message;
  for (const Field& field : fields) {
    storage::AppendVarint(field.number << 3 | field.type, &message);
    if (field.is_number()) {
      AppendPadded(field.value, field.padding, &message);
    } else {
      if (field.type == 2) AppendPadded(field.bytes.size(), field.padding, &message);
      message += field.bytes;
    }
  }
  return message;
}

// False if they are not the bytes of a message with numbers and bytes only.
bool TakeApart(absl::string_view message, std::vector<Field>* fields) {
  storage::PackedReader reader(message);
  while (!reader.AtEnd()) {
    uint64_t tag = 0;
    absl::string_view bytes;
    Field field;
    if (!reader.ReadVarint(&tag)) return false;
    field.number = tag >> 3;
    field.type = tag & 7;
    if (field.number == 0 || (field.type != 0 && field.type != 2)) return false;
    if (field.is_number() ? !reader.ReadVarint(&field.value) : !reader.ReadBytes(&bytes)) return false;
    field.bytes = std::string(bytes);
    fields->push_back(std::move(field));
  }
  return !fields->empty();
}

void ChangeField(Field* field, const std::string& other, FuzzRandom* random) {
  switch (Below(6, random)) {
    case 0:
      field->number = OneIn(2, random) ? Below(100, random) : 1 + Below(10, random);
      return;
    case 1:
      field->type = Below(8, random);
      if (field->bytes.empty()) field->bytes = std::string(field->type == 1 ? 8 : 4, 'x');
      return;
    case 2:
      field->padding = 1 + Below(9, random);
      return;
    case 3:
      field->bytes.clear();
      field->value = 0;
      return;
    default:
      field->value = OneIn(4, random) ? (*random)() : kNumbers[Below(std::size(kNumbers), random)];
      if (!field->is_number()) ChangeMessage(&field->bytes, other, random);
  }
}

// A field of `other`, at any depth.
Field AnyField(const std::string& other, FuzzRandom* random) {
  std::vector<Field> fields;
  if (!TakeApart(other, &fields)) return {1 + Below(20, random), 2 * Below(2, random), (*random)(), other, 0};
  const Field& one = fields[Below(fields.size(), random)];
  return one.is_number() || OneIn(2, random) ? one : AnyField(one.bytes, random);
}

}  // namespace

void ChangeBytes(std::string* bytes, FuzzRandom* random) {
  const size_t at = Below(bytes->size() + 1, random);
  switch (Below(7, random)) {
    case 0:
      if (at < bytes->size()) (*bytes)[at] = static_cast<char>((*bytes)[at] ^ (1 << Below(8, random)));
      return;
    case 1:
      bytes->insert(at, 1, static_cast<char>((*random)()));
      return;
    case 2:
      bytes->erase(at, 1 + Below(4, random));
      return;
    case 3:
      bytes->resize(at);
      return;
    case 4:
      bytes->insert(at, bytes->substr(Below(bytes->size() + 1, random), 1 + Below(16, random)));
      return;
    case 5: {
      static constexpr std::array<absl::string_view, 6> kTexts = {
          "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc4\x91", "\xe2\x80\xae"};
      const absl::string_view text = kTexts.at(Below(kTexts.size(), random));
      bytes->insert(at, text.data(), text.size());
      return;
    }
    default:
      bytes->insert(at, 1, '\0');
  }
}

void ChangeMessage(std::string* message, const std::string& other, FuzzRandom* random) {
  std::vector<Field> fields;
  if (!TakeApart(*message, &fields) || OneIn(20, random)) return ChangeBytes(message, random);
  const size_t at = Below(fields.size(), random);
  const auto place = fields.begin() + static_cast<ptrdiff_t>(at);
  switch (Below(8, random)) {
    case 0:
      fields.insert(place, fields[Below(fields.size(), random)]);
      break;
    case 1:
      fields.erase(place);
      break;
    case 2:
      std::swap(fields[at], fields[Below(fields.size(), random)]);
      break;
    case 3:
      fields.insert(place, AnyField(other, random));
      break;
    case 4:
      fields.insert(place, {100 + Below(1000, random), 2, 0, "later", 0});
      break;
    default:
      ChangeField(&fields[at], other, random);
  }
  *message = Joined(fields);
}

}  // namespace tranche
