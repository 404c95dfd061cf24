#include "storage/manifest_file.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "events/refusal.h"
#include "storage/whole_file.h"

namespace tranche::storage {
namespace {

// The format of RocksDB's log files: blocks of 32 KiB, each filled with records of checksum (4 bytes), length (2,
// little-endian), type (1) and content; the rest of a block is padding if it is too short for a header.
constexpr size_t kBlockBytes = 32768;
constexpr size_t kHeaderBytes = 7;

// A concurrent writer may be in the middle of a record, or about to start a new file.
constexpr int kAttempts = 5;

size_t RecordBytes(const std::string& bytes, size_t offset) {
  const auto byte = [&](size_t i) { return size_t{static_cast<uint8_t>(bytes[offset + i])}; };
  return kHeaderBytes + byte(4) + (byte(5) << 8);
}

// The offset of the first record that does not end within its block and the file; bytes.size() when all do.
size_t FindCutRecord(const std::string& bytes) {
  size_t offset = 0;
  while (offset < bytes.size()) {
    const size_t block_end = offset - offset % kBlockBytes + kBlockBytes;
    if (block_end - offset < kHeaderBytes) {
      offset = block_end;
      continue;
    }
    const size_t end = std::min(block_end, bytes.size());
    if (offset + kHeaderBytes > end || offset + RecordBytes(bytes, offset) > end) return offset;
    offset += RecordBytes(bytes, offset);
  }
  return bytes.size();
}

absl::StatusOr<std::string> ReadOrEmpty(const std::string& path) {
  absl::StatusOr<std::optional<std::string>> content = ReadWholeFile(path);
  if (!content.ok()) return content.status();
  return std::move(*content).value_or("");
}

// The path of the MANIFEST that CURRENT names; empty if it names none.
absl::StatusOr<std::string> ListPath(const std::string& path) {
  absl::StatusOr<std::string> name = ReadOrEmpty(path + "/CURRENT");
  if (!name.ok()) return name;
  if (!name->empty() && name->back() == '\n') name->pop_back();
  return name->empty() ? std::string() : absl::StrCat(path, "/", *name);
}

// DATA_LOSS if the MANIFEST is cut; OK if it is intact, or missing, which RocksDB itself reports.
absl::Status FindCut(const std::string& path) {
  const absl::StatusOr<std::string> list = ListPath(path);
  if (!list.ok() || list->empty()) return list.status();
  const absl::StatusOr<std::string> bytes = ReadOrEmpty(*list);
  if (!bytes.ok()) return bytes.status();
  const size_t cut = FindCutRecord(*bytes);
  if (cut >= bytes->size()) return absl::OkStatus();
  return Adding(Refuse(absl::StatusCode::kDataLoss, "manifest.cut",
                       "{path}: the record at offset {offset} runs past the end of its block or file, so files of the "
                       "ledger may be forgotten",
                       {TextField("path", *list), NumberField("offset", cut)}),
                "restore the ledger from a backup");
}

}  // namespace

absl::Status CheckManifest(const std::string& path) {
  absl::Status cut;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0) absl::SleepFor(absl::Milliseconds(10));
    cut = FindCut(path);
    if (cut.ok()) return cut;
  }
  return absl::IsPermissionDenied(cut) ? cut : WithCode(absl::StatusCode::kDataLoss, cut);
}

std::string ManifestStamp(const std::string& path) {
  const std::string list = ListPath(path).value_or("");
  std::error_code missing;
  const uintmax_t bytes = std::filesystem::file_size(list, missing);
  return absl::StrCat(list, " ", missing ? 0 : bytes);
}

}  // namespace tranche::storage
