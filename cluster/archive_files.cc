#include "cluster/archive_files.h"

#include <google/protobuf/util/delimited_message_util.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "log/merkle_tree.h"
#include "postgres/payload.h"
#include "proto/cluster.pb.h"
#include "storage/durable.h"
#include "storage/system_error.h"

namespace tranche::cluster {
namespace {

namespace fs = std::filesystem;
using storage::SharedLogRow;

constexpr absl::string_view kBegin = "events-";
constexpr absl::string_view kEnd = ".rows";

v1::ArchivedRow ToProto(const SharedLogRow& row) {
  postgres::Payload payload = postgres::Pack(row.events);
  v1::ArchivedRow archived;
  archived.set_first(row.first);
  archived.set_last(row.last);
  archived.set_term(row.term);
  archived.set_root(std::string(row.root.begin(), row.root.end()));
  archived.set_recorded_at_us(row.recorded_at_us);
  archived.set_codec(static_cast<int32_t>(payload.codec));
  archived.set_plain_bytes(payload.plain_bytes);
  archived.set_crc32c(payload.crc32c);
  archived.set_payload(std::move(payload.bytes));
  return archived;
}

absl::StatusOr<SharedLogRow> FromProto(v1::ArchivedRow* archived) {
  const absl::StatusOr<Digest> root = ToDigest(archived->root());
  if (!root.ok()) return WithCode(absl::StatusCode::kDataLoss, root.status());
  absl::StatusOr<std::string> events =
      postgres::Unpack({static_cast<postgres::Codec>(archived->codec()), archived->plain_bytes(), archived->crc32c(),
                        std::move(*archived->mutable_payload())});
  if (!events.ok()) return events.status();
  SharedLogRow row;
  row.first = archived->first();
  row.last = archived->last();
  row.term = archived->term();
  row.root = *root;
  row.recorded_at_us = archived->recorded_at_us();
  row.events = *std::move(events);
  return row;
}

absl::Status WriteRows(const std::string& path,
                       const std::function<absl::StatusOr<std::optional<SharedLogRow>>()>& next) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  for (;;) {
    const absl::StatusOr<std::optional<SharedLogRow>> row = next();
    if (!row.ok()) return row.status();
    if (!row->has_value()) break;
    google::protobuf::util::SerializeDelimitedToOstream(ToProto(**row), &file);
    if (!file) break;
  }
  file.close();
  if (!file) return storage::WriteError(errno == 0 ? EIO : errno, "cannot write", path);
  const int error = storage::MakeDurable(path);
  return error == 0 ? absl::OkStatus() : storage::WriteError(error, "cannot sync", path);
}

}  // namespace

absl::Status WriteArchiveFile(const std::string& directory, uint64_t first, uint64_t last,
                              const std::function<absl::StatusOr<std::optional<SharedLogRow>>()>& next) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return storage::WriteError(error.value(), "cannot make", directory);
  const std::string path = absl::StrFormat("%s/%s%012d-%012d%s", directory, kBegin, first, last, kEnd);
  const std::string unfinished = path + ".new";
  absl::Status written = WriteRows(unfinished, next);
  if (written.ok() && std::rename(unfinished.c_str(), path.c_str()) != 0)
    written = storage::WriteError(errno, "cannot make", path);
  if (!written.ok()) std::remove(unfinished.c_str());
  if (!written.ok()) return written;
  const int unsynced = storage::MakeDurable(directory);
  return unsynced == 0 ? absl::OkStatus() : storage::WriteError(unsynced, "cannot sync", directory);
}

absl::StatusOr<ArchivedRows> ArchivedRows::Open(const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (absl::StartsWith(name, kBegin) && absl::EndsWith(name, kEnd)) paths.push_back(entry->path().string());
  }
  std::sort(paths.begin(), paths.end());
  if (!error && !paths.empty()) return ArchivedRows(std::move(paths));
  return Refuse(absl::StatusCode::kNotFound, "archive.none",
                "{directory} has no file of archived events, events-...rows, as `tranche cluster archive` writes them",
                {TextField("directory", directory)});
}

absl::Status ArchivedRows::OpenNext() {
  file_ = std::make_unique<std::ifstream>(paths_[next_path_++], std::ios::binary);
  bytes_ = std::make_unique<google::protobuf::io::IstreamInputStream>(file_.get());
  if (*file_) return absl::OkStatus();
  return storage::WriteError(errno == 0 ? EIO : errno, "cannot read", paths_[next_path_ - 1]);
}

absl::Status ArchivedRows::Damaged(const absl::Status& found) const {
  return Within("{file}", {TextField("file", paths_[next_path_ - 1])},
                Adding(WithCode(absl::StatusCode::kDataLoss, found), "the archive is damaged: put another copy there"));
}

absl::StatusOr<std::optional<SharedLogRow>> ArchivedRows::Next() {
  for (;;) {
    if (file_ == nullptr && next_path_ == paths_.size()) return std::optional<SharedLogRow>();
    if (file_ == nullptr) {
      if (absl::Status opened = OpenNext(); !opened.ok()) return opened;
    }
    v1::ArchivedRow archived;
    bool is_end = false;
    if (google::protobuf::util::ParseDelimitedFromZeroCopyStream(&archived, bytes_.get(), &is_end)) {
      absl::StatusOr<SharedLogRow> row = FromProto(&archived);
      if (!row.ok()) return Damaged(row.status());
      return std::optional<SharedLogRow>(*std::move(row));
    }
    if (!is_end)
      return Damaged(
          Refuse(absl::StatusCode::kDataLoss, "archive.no-row", "a row cannot be read, or its end is missing"));
    bytes_ = nullptr;
    file_ = nullptr;
  }
}

RowReader ReaderOf(ArchivedRows* archived) {
  return [archived](uint64_t) -> absl::StatusOr<std::vector<SharedLogRow>> {
    absl::StatusOr<std::optional<SharedLogRow>> next = archived->Next();
    if (!next.ok()) return next.status();
    std::vector<SharedLogRow> rows;
    if (next->has_value()) rows.push_back(**std::move(next));
    return rows;
  };
}

absl::StatusOr<RowReader> ReaderOf(storage::SharedLog* log, const std::string& archive) {
  if (archive.empty()) return ReaderOf(log);
  absl::StatusOr<ArchivedRows> opened = ArchivedRows::Open(archive);
  if (!opened.ok()) return opened.status();
  const auto archived = std::make_shared<ArchivedRows>(*std::move(opened));
  return RowReader([log, archived](uint64_t after_first) {
    absl::StatusOr<std::vector<SharedLogRow>> rows = ReaderOf(archived.get())(after_first);
    return rows.ok() && rows->empty() ? ReaderOf(log)(after_first) : rows;
  });
}

}  // namespace tranche::cluster
