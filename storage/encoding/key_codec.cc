#include "storage/encoding/key_codec.h"

namespace tranche::storage {
namespace {

void AppendBigEndian(uint64_t value, int width, std::string* out) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) out->push_back(static_cast<char>(value >> shift));
}

}  // namespace

void AppendU8(uint8_t value, std::string* out) { AppendBigEndian(value, 1, out); }
void AppendU32(uint32_t value, std::string* out) { AppendBigEndian(value, 4, out); }
void AppendU64(uint64_t value, std::string* out) { AppendBigEndian(value, 8, out); }

void AppendText(absl::string_view text, std::string* out) {
  out->append(text.data(), text.size());
  out->push_back('\0');
}

bool KeyReader::ReadBigEndian(int width, uint64_t* value) {
  if (failed_ || rest_.size() < static_cast<size_t>(width)) {
    failed_ = true;
    return false;
  }
  *value = 0;
  for (int i = 0; i < width; ++i) *value = *value << 8 | static_cast<uint8_t>(rest_[i]);
  rest_.remove_prefix(width);
  return true;
}

bool KeyReader::ReadU8(uint8_t* value) {
  uint64_t wide = 0;
  if (!ReadBigEndian(1, &wide)) return false;
  *value = static_cast<uint8_t>(wide);
  return true;
}

bool KeyReader::ReadU32(uint32_t* value) {
  uint64_t wide = 0;
  if (!ReadBigEndian(4, &wide)) return false;
  *value = static_cast<uint32_t>(wide);
  return true;
}

bool KeyReader::ReadU64(uint64_t* value) {
  uint64_t wide = 0;
  if (!ReadBigEndian(8, &wide)) return false;
  *value = wide;
  return true;
}

bool KeyReader::ReadText(std::string* text) {
  const size_t end = failed_ ? absl::string_view::npos : rest_.find('\0');
  if (end == absl::string_view::npos) {
    failed_ = true;
    return false;
  }
  text->assign(rest_.data(), end);
  rest_.remove_prefix(end + 1);
  return true;
}

}  // namespace tranche::storage
