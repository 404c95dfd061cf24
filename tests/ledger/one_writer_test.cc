// One process at a time acknowledges events into a ledger, whatever is done to its directory meanwhile. Each writer is
// a process of its own.

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replay/verify/verify.h"
#include "tests/replay/child_process.h"
#include "tests/replay/crash_ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr char kAcknowledged[] = "acknowledged";

std::string Record(Ledger* ledger, const std::string& key) {
  const auto receipts = ledger->Append({EventBuilder::Plan("P1", "national", 2024, 10).Key(key).Build()});
  return receipts.ok() ? kAcknowledged : receipts.status().ToString();
}

void Tell(int out, const std::string& text) { (void)!::write(out, text.data(), text.size()); }

// A process that has the ledger open for writing, and records "first" in it when it is told to.
class Writer {
 public:
  explicit Writer(const std::string& directory) {
    EXPECT_EQ(::pipe(orders_), 0);
    child_ = StartChild([this, directory](int out) {
      ::close(orders_[1]);
      const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
      Tell(out, ledger.ok() ? "+" : "-");
      char order = 0;
      if (ledger.ok() && ::read(orders_[0], &order, 1) == 1) Tell(out, Record(ledger->get(), "first"));
    });
    ::close(orders_[0]);
    char opened = 0;
    EXPECT_EQ(::read(child_.in, &opened, 1), 1);
    EXPECT_EQ(opened, '+');
  }

  // What it was answered; then it has ended.
  std::string RecordAndEnd() {
    EXPECT_EQ(::write(orders_[1], "!", 1), 1);
    ::close(orders_[1]);
    return child_.Wait().text;
  }

 private:
  int orders_[2] = {-1, -1};
  RunningChild child_;
};

// What a process is answered that comes second.
std::string RecordSecond(const std::string& directory) {
  return StartChild([&](int out) {
           const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
           Tell(out, ledger.ok() ? Record(ledger->get(), "second") : ledger.status().ToString());
         })
      .Wait()
      .text;
}

// 0 if the ledger is sound and has these events and no other.
int CheckHas(const std::string& directory, const std::vector<std::string>& keys) {
  return RunInChild([&] {
    const auto report = Verify(directory, nullptr);
    const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
    if (!report.ok() || !report->findings().empty() || !ledger.ok()) {
      std::fprintf(stderr, "%s%s%s\n", report.status().ToString().c_str(), report->DebugString().c_str(),
                   ledger.status().ToString().c_str());
      return 1;
    }
    for (const char* key : {"first", "second"}) {
      const bool is_wanted = std::find(keys.begin(), keys.end(), key) != keys.end();
      if ((*ledger)->index().FindKey(key, (*ledger)->log())->has_value() != is_wanted) return 2;
    }
    return 0;
  });
}

class OneWriterTest : public ::testing::Test {
 protected:
  OneWriterTest() {
    EXPECT_EQ(RunInChild([&] { return CreateCrashLedger(ledger_), 0; }), 0);
  }

  // A copy with files of its own.
  void Copy(const std::string& from, const std::string& to) { fs::copy(from, to, fs::copy_options::recursive); }
  // A copy that shares the files.
  void Link(const std::string& from, const std::string& to) {
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::create_hard_links);
  }
  void Replace(const std::string& path) {
    Copy(path, path + ".new");
    fs::remove_all(path);
    fs::rename(path + ".new", path);
  }

  const TemporaryDirectory scratch_;
  const std::string ledger_ = scratch_.File("ledger");
  const std::string aside_ = scratch_.File("aside");
};

TEST_F(OneWriterTest, TheFirstGoesOnAndTheSecondIsRefusedWhateverFileLooksStaleAndIsRemoved) {
  const std::vector<std::pair<const char*, std::function<void()>>> attacks = {
      {"none", [] {}},
      {"LOCK is removed", [&] { fs::remove(ledger_ + "/rocksdb/LOCK"); }},
      {"LOCK is replaced", [&] { Replace(ledger_ + "/rocksdb/LOCK"); }},
      {"WRITER is removed", [&] { fs::remove(ledger_ + "/WRITER"); }},
      {"both are removed", [&] { fs::remove(ledger_ + "/rocksdb/LOCK"), fs::remove(ledger_ + "/WRITER"); }},
      {"the directory is moved and moved back", [&] { fs::rename(ledger_, aside_), fs::rename(aside_, ledger_); }},
  };
  for (const auto& [name, attack] : attacks) {
    SCOPED_TRACE(name);
    Writer first(ledger_);
    attack();
    EXPECT_THAT(RecordSecond(ledger_), HasSubstr("open for writing already"));
    EXPECT_EQ(first.RecordAndEnd(), kAcknowledged);
    EXPECT_EQ(CheckHas(ledger_, {"first"}), 0);
    fs::remove_all(ledger_);
    ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(ledger_), 0; }), 0);
  }
}

TEST_F(OneWriterTest, TheSecondIsRefusedUnderEveryOtherNameOfTheDirectory) {
  fs::create_directory_symlink(ledger_, scratch_.File("link"));
  Writer first(ledger_);
  for (const std::string& name : {scratch_.File("link"), ledger_ + "/../ledger", ledger_ + "/"})
    EXPECT_THAT(RecordSecond(name), HasSubstr("open for writing already")) << name;
  EXPECT_EQ(first.RecordAndEnd(), kAcknowledged);
}

TEST_F(OneWriterTest, TheSecondIsRefusedThroughABindMount) {
  fs::create_directory(aside_);
  Writer first(ledger_);
  const int outcome = RunInChild([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount(ledger_.c_str(), aside_.c_str(), nullptr, MS_BIND, nullptr) != 0)
      return 77;
    fs::remove(aside_ + "/rocksdb/LOCK");
    return RecordSecond(aside_).find("open for writing already") != std::string::npos ? 0 : 1;
  });
  EXPECT_EQ(first.RecordAndEnd(), kAcknowledged);
  if (outcome == 77) GTEST_SKIP() << "mounting is not allowed here";
  EXPECT_EQ(outcome, 0);
}

TEST_F(OneWriterTest, TheFirstAcknowledgesNothingMoreOnceItsLedgerIsNotThatAtItsPath) {
  const std::vector<std::pair<const char*, std::function<void()>>> attacks = {
      {"moved away", [&] { fs::rename(ledger_, aside_); }},
      {"replaced by a copy", [&] { fs::rename(ledger_, aside_), Copy(aside_, ledger_); }},
      {"replaced by an empty directory", [&] { fs::rename(ledger_, aside_), fs::create_directory(ledger_); }},
      {"its database replaced by a copy", [&] { Replace(ledger_ + "/rocksdb"); }},
      {"its HEAD replaced by a copy", [&] { Replace(ledger_ + "/HEAD"); }},
      {"its HEAD removed", [&] { fs::remove(ledger_ + "/HEAD"); }},
  };
  for (const auto& [name, attack] : attacks) {
    SCOPED_TRACE(name);
    Writer first(ledger_);
    attack();
    const bool is_copy = fs::exists(aside_) && fs::exists(ledger_ + "/FORMAT");
    const std::string second = RecordSecond(ledger_);
    const std::string answer = first.RecordAndEnd();
    EXPECT_THAT(answer, HasSubstr("FAILED_PRECONDITION"));
    EXPECT_THAT(answer, HasSubstr("is no longer what this process has opened"));
    EXPECT_THAT(answer, HasSubstr("nothing of this was recorded"));
    EXPECT_EQ(second == kAcknowledged, is_copy) << second;
    if (fs::exists(ledger_ + "/FORMAT")) {
      EXPECT_EQ(CheckHas(ledger_, is_copy ? std::vector<std::string>{"second"} : std::vector<std::string>{}), 0);
    }
    if (fs::exists(aside_)) {
      EXPECT_EQ(CheckHas(aside_, {}), 0);
    }
    fs::remove_all(ledger_);
    fs::remove_all(aside_);
    ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(ledger_), 0; }), 0);
  }
}

TEST_F(OneWriterTest, NobodyWritesToADirectoryThatSharesItsFilesByHardLinks) {
  Writer first(ledger_);
  Link(ledger_, aside_);
  fs::remove(aside_ + "/rocksdb/LOCK");
  EXPECT_THAT(RecordSecond(aside_), HasSubstr("is a file of another directory too"));
  Replace(aside_ + "/HEAD");
  EXPECT_THAT(RecordSecond(aside_), HasSubstr(".log is a file of another directory too"));
  EXPECT_EQ(first.RecordAndEnd(), kAcknowledged);
  EXPECT_THAT(RecordSecond(ledger_), HasSubstr(".log is a file of another directory too"));
  Copy(ledger_, scratch_.File("copy"));
  EXPECT_EQ(RecordSecond(scratch_.File("copy")), kAcknowledged);
  fs::remove_all(aside_);
  EXPECT_EQ(CheckHas(ledger_, {"first"}), 0);
  EXPECT_EQ(RecordSecond(ledger_), kAcknowledged);
}

}  // namespace
}  // namespace tranche
