#include "storage/backup_files.h"

#include <fcntl.h>
#include <rocksdb/utilities/backup_engine.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/database_env.h"
#include "storage/enclosing_ledger.h"
#include "storage/excerpt.h"
#include "storage/read_only.h"
#include "storage/rocksdb_status.h"
#include "storage/silent_logger.h"
#include "storage/system_error.h"
#include "storage/unfinished_file.h"
#include "storage/whole_file.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kFormat = "tranche backups format 1\n";

std::string FormatPath(const std::string& directory) { return directory + "/BACKUPS"; }

absl::Status CheckFormat(const std::string& directory) {
  const absl::StatusOr<std::optional<std::string>> found = ReadWholeFile(FormatPath(directory));
  if (!found.ok()) return found.status();
  if (!found->has_value())
    return Refuse(absl::StatusCode::kNotFound, "backups.none", "there are no backups in {directory}",
                  {TextField("directory", directory)});
  if (**found == kFormat) return absl::OkStatus();
  const RefusalFields fields = {TextField("path", FormatPath(directory)), TextField("found", Excerpt(**found)),
                                TextField("wanted", Excerpt(kFormat))};
  if (!absl::StartsWith(**found, kBackupsMark))
    return Adding(
        Refuse(absl::StatusCode::kDataLoss, "backups.format", "{path}: found {found}, wanted {wanted}", fields),
        "use another directory of backups");
  return Refuse(absl::StatusCode::kUnimplemented, "backups.newer",
                "{path}: found {found}, wanted {wanted}; the backups belong to a newer version: update tranche",
                fields);
}

// True also for a directory in which a killed process began the file BACKUPS.
bool IsEmpty(const std::string& directory, std::error_code* error) {
  for (fs::directory_iterator entry(directory, *error); !*error && entry != fs::directory_iterator();
       entry.increment(*error)) {
    if (entry->path().filename() != "BACKUPS.unfinished") return false;
  }
  return true;
}

// Only an empty directory is turned into a backup directory; other contents may belong to someone.
absl::Status MakePlace(const std::string& directory) {
  std::error_code error;
  if (fs::exists(FormatPath(directory), error)) return absl::OkStatus();
  fs::create_directories(directory, error);
  if (error) return SystemError(error.value(), "cannot make the directory", directory);
  const bool is_empty = IsEmpty(directory, &error);
  if (error) return SystemError(error.value(), "cannot look into", directory);
  if (!is_empty)
    return Refuse(absl::StatusCode::kFailedPrecondition, "backups.directory-not-empty",
                  "{directory} is not empty and holds no backups of a ledger; name a directory of its own for the "
                  "backups",
                  {TextField("directory", directory)});
  absl::StatusOr<UnfinishedFile> file = UnfinishedFile::Create(FormatPath(directory));
  if (!file.ok()) return file.status();
  absl::Status written = file->Append(kFormat);
  return written.ok() ? file->Finish() : written;
}

// Returns the file descriptor of the locked directory.
absl::StatusOr<int> Lock(const std::string& directory, int operation) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return SystemError(errno, "cannot open", directory);
  if (::flock(descriptor, operation | LOCK_NB) == 0) return descriptor;
  const int error = errno;
  ::close(descriptor);
  if (error != EWOULDBLOCK) return SystemError(error, "cannot lock", directory);
  return Refuse(absl::StatusCode::kUnavailable, "backups.in-use",
                "{directory} is in use: another process backs up to it or restores from it; wait for it to end, then "
                "retry",
                {TextField("directory", directory)});
}

rocksdb::BackupEngineOptions EngineOptions(const std::string& directory, rocksdb::Logger* logger) {
  rocksdb::BackupEngineOptions options(directory);
  options.sync = true;
  options.info_log = logger;
  return options;
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenReader(const std::string& directory,
                                                                          rocksdb::Logger* logger) {
  rocksdb::BackupEngineReadOnly* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::BackupEngineReadOnly::Open(DatabaseEnv(), EngineOptions(directory, logger), &opened);
  if (status.ok()) return std::unique_ptr<rocksdb::BackupEngineReadOnly>(opened);
  const absl::Status failed = ToStatus(status, "cannot open the backups in", directory);
  if (!status.IsNotFound() && !absl::IsDataLoss(failed)) return failed;
  return Adding(WithCode(absl::StatusCode::kDataLoss, failed), "use another directory of backups");
}

}  // namespace

struct BackupFiles::Content {
  ~Content() {
    writer.reset();
    reader.reset();
    if (lock >= 0) ::close(lock);
  }

  const rocksdb::BackupEngineReadOnlyBase& engine() const {
    if (writer != nullptr) return *writer;
    return *reader;
  }

  absl::Status Open(bool to_add);

  std::string directory;
  int lock = -1;
  SilentLogger logger;
  std::unique_ptr<rocksdb::BackupEngine> writer;  // exactly one of the two is set
  std::unique_ptr<rocksdb::BackupEngineReadOnly> reader;
};

absl::Status BackupFiles::Content::Open(bool to_add) {
  const absl::StatusOr<int> locked = Lock(directory, to_add ? LOCK_EX : LOCK_SH);
  if (!locked.ok()) return locked.status();
  lock = *locked;
  if (absl::Status format = CheckFormat(directory); !format.ok()) return format;
  if (!to_add) {
    auto opened = OpenReader(directory, &logger);
    if (!opened.ok()) return opened.status();
    reader = *std::move(opened);
    return absl::OkStatus();
  }
  rocksdb::BackupEngine* opened = nullptr;
  const rocksdb::Status status = rocksdb::BackupEngine::Open(DatabaseEnv(), EngineOptions(directory, &logger), &opened);
  writer.reset(opened);
  return ToStatus(status, "cannot open the backups in", directory);
}

BackupFiles::BackupFiles(std::unique_ptr<Content> content) : content_(std::move(content)) {}
BackupFiles::~BackupFiles() = default;

absl::StatusOr<std::unique_ptr<BackupFiles>> BackupFiles::OpenToAdd(const std::string& directory) {
  if (absl::Status outside = CheckOutsideLedgers(directory); !outside.ok()) return outside;
  if (absl::Status made = MakePlace(directory); !made.ok()) return made;
  std::unique_ptr<BackupFiles> files(new BackupFiles(std::make_unique<Content>()));
  files->content_->directory = directory;
  if (absl::Status opened = files->content_->Open(true); !opened.ok()) return opened;
  return files;
}

absl::StatusOr<std::unique_ptr<BackupFiles>> BackupFiles::OpenToRestore(const std::string& directory) {
  if (absl::Status format = CheckFormat(directory); !format.ok()) return format;
  std::unique_ptr<BackupFiles> files(new BackupFiles(std::make_unique<Content>()));
  files->content_->directory = directory;
  if (absl::Status opened = files->content_->Open(false); !opened.ok()) return opened;
  return files;
}

std::vector<StoredBackup> BackupFiles::List() const {
  std::vector<rocksdb::BackupInfo> infos;
  content_->engine().GetBackupInfo(&infos, true);
  std::set<std::string> known;
  std::vector<StoredBackup> backups;
  for (const rocksdb::BackupInfo& info : infos) {
    StoredBackup& backup = backups.emplace_back();
    backup.id = info.backup_id;
    backup.note = info.app_metadata;
    for (const rocksdb::BackupFileInfo& file : info.file_details) {
      const bool is_new = known.insert(file.relative_filename).second;
      ++backup.files;
      backup.bytes += file.size;
      backup.new_files += is_new ? 1 : 0;
      backup.new_bytes += is_new ? file.size : 0;
    }
  }
  return backups;
}

std::vector<uint32_t> BackupFiles::Damaged() const {
  std::vector<rocksdb::BackupID> ids;
  content_->engine().GetCorruptedBackups(&ids);
  return {ids.begin(), ids.end()};
}

absl::StatusOr<uint32_t> BackupFiles::Add(const std::string& path, const std::string& note) {
  ReadOnlyDatabase database;
  rocksdb::Status status = database.Open(path);
  rocksdb::BackupID id = 0;
  if (status.ok()) status = content_->writer->CreateNewBackupWithMetadata({}, database.db(), note, &id);
  absl::Status added = ToStatus(status, "cannot back up to", content_->directory);
  if (!added.ok()) return added;
  return id;
}

absl::Status BackupFiles::KeepNewest(uint32_t count) {
  rocksdb::Status status = content_->writer->PurgeOldBackups(count);
  if (status.ok()) status = content_->writer->GarbageCollect();
  return ToStatus(status, "cannot drop old backups in", content_->directory);
}

absl::Status BackupFiles::Restore(uint32_t id, const std::string& path) const {
  // After a failure an engine keeps copying until it is closed, hence one engine per call.
  auto engine = OpenReader(content_->directory, &content_->logger);
  if (!engine.ok()) return engine.status();
  const rocksdb::Status copied = (*engine)->RestoreDBFromBackup(id, path, path);
  engine->reset();
  const absl::Status restored = ToStatus(copied, "a file cannot be restored");
  if (!absl::IsNotFound(restored)) return restored;
  return WithCode(absl::StatusCode::kDataLoss, restored);  // a file named in its list
}

}  // namespace tranche::storage
