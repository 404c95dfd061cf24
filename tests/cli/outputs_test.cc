// Where commands write, and what they leave behind when they cannot: nothing is written into a ledger, and no part of a
// key reaches the screen.
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class OutputsTest : public ::testing::Test {
 protected:
  OutputsTest() {
    const CommandResult made = runner_.InitVietnam("en");
    EXPECT_EQ(made.code, 0) << made.err;
  }

  static std::string Contents(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // Its content by name, with the bytes of all files except RocksDB's.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(runner_.ledger())) {
      const std::string name = fs::relative(entry.path(), runner_.ledger()).string();
      files[name] = entry.is_regular_file() && entry.path().parent_path() == runner_.ledger()
                        ? Contents(entry.path().string())
                        : "";
    }
    return files;
  }

  // Runs a command whose output goes to a full disk; returns its other output.
  CommandResult RunOnFullDisk(const std::vector<std::string>& words) {
    ::setenv("TRANCHE_LEDGER", runner_.ledger().c_str(), 1);
    const CommandLine line = ReadCommandLine(words, 120);
    std::ostream full(nullptr);
    std::ostringstream err;
    const Console console{full, err, false, false, runner_.clock()};
    const int code = RunCommand(line.arguments, console);
    return {code, "", err.str()};
  }

  std::vector<std::string> Plan(const std::string& key) {
    return {"record", "plan",     "--unit",    "region:north", "--source",   "national", "--year",
            "2026",   "--amount", "2 billion", "--effective",  "2026-01-01", "--key",    key};
  }

  CommandRunner runner_;
};

TEST_F(OutputsTest, NothingIsWrittenIntoALedger) {
  const std::string in = runner_.ledger() + "/";
  const std::string history = runner_.File("history.pb");
  const std::string backups = runner_.File("backups");
  ASSERT_EQ(runner_.Run({"export", "log", history}).code, 0);
  ASSERT_EQ(runner_.Run({"backup", backups}).code, 0);
  fs::create_directory_symlink(runner_.ledger(), runner_.File("link"));
  const auto before = Files();
  for (const std::string& file :
       {in + "checkpoint.key", in + "HEAD", in + "FORMAT", in + "new.pb", in + "rocksdb/LOCK",
        runner_.File("link/HEAD"), in + "../" + fs::path(in).parent_path().filename().string() + "/HEAD"})
    EXPECT_THAT(runner_.Run({"export", "log", file}).err, HasSubstr("is in the ledger")) << file;
  for (const std::string& place : {in + "sub", in + "sub/sub", runner_.ledger(), runner_.File("link/sub")}) {
    EXPECT_THAT(runner_.Run({"backup", place}).err, HasSubstr("is in the ledger")) << place;
    EXPECT_THAT(runner_.Run({"key", "generate", "--file", place + "/my.key"}).err, HasSubstr("is in the ledger"));
  }
  for (const std::vector<std::string>& words : {std::vector<std::string>{"restore", backups},
                                                {"import", "log", history},
                                                {"init"},
                                                {"generate", "--events", "10"}}) {
    for (const std::string& place : {in + "in", in + "in/in"}) {
      const CommandResult made = runner_.RunIn(place, words);
      EXPECT_NE(made.code, 0) << words.front();
      EXPECT_THAT(made.err, HasSubstr("nằm trong sổ")) << words.front();
    }
  }
  EXPECT_EQ(Files(), before);
  EXPECT_EQ(runner_.Run({"status"}).code, 0);
}

TEST_F(OutputsTest, AFileThatWasRecordedBeforeIsNotSaidToHaveALastEvent) {
  const std::vector<std::string> again = {"import", TRANCHE_SOURCE_DIR "/data/areas.csv"};
  EXPECT_THAT(RunOnFullDisk(again).err, AllOf(HasSubstr("could not be written"), HasSubstr("nothing was imported"),
                                              Not(HasSubstr("event is 0"))));
}

TEST_F(OutputsTest, NothingIsWrittenAmongBackups) {
  const std::string backups = runner_.File("backups");
  ASSERT_EQ(runner_.Run({"backup", backups}).code, 0);
  for (const std::vector<std::string>& words : {std::vector<std::string>{"export", "log", backups + "/meta/1"},
                                                {"export", "log", backups + "/BACKUPS"},
                                                {"key", "generate", "--file", backups + "/k"},
                                                {"backup", backups + "/sub"}})
    EXPECT_THAT(runner_.Run(words).err, HasSubstr("is among the backups in")) << words.back();
  EXPECT_THAT(runner_.RunIn(backups + "/in", {"init"}).err, HasSubstr("nằm giữa các bản sao lưu"));
  EXPECT_EQ(runner_.Run({"backup", backups}).code, 0);
  EXPECT_EQ(runner_.RunIn(runner_.File("again.ledger"), {"restore", backups}).code, 0);
}

TEST_F(OutputsTest, TheLedgersOwnKeyIsPutBackInItsPlaceAlone) {
  const std::string key = runner_.ledger() + "/checkpoint.key";
  const std::string before = Contents(key);
  EXPECT_THAT(runner_.Run({"key", "generate", "--file", key}).err, HasSubstr("is there already"));
  EXPECT_EQ(Contents(key), before);
  fs::remove(key);
  EXPECT_EQ(runner_.Run({"key", "generate", "--file", key}).code, 0);
  EXPECT_EQ(runner_.Run({"checkpoint"}).code, 0);
}

// Wherever a command reads a file, a user may pass the private key by mistake.
TEST_F(OutputsTest, NothingOfAPrivateKeyIsEverPrinted) {
  const std::string key = runner_.ledger() + "/checkpoint.key";
  const std::string pem = Contents(key);
  const std::string body = pem.substr(pem.find('\n') + 1, 64);
  const std::string proof = runner_.File("proof");
  const std::string log_key = runner_.Run({"key", "show"}).out;
  ASSERT_EQ(runner_.Run({"checkpoint"}).code, 0);
  std::ofstream(proof) << runner_.Run({"prove", "event", "1"}).out;
  const std::string open_key = runner_.File("open.key");
  std::ofstream(open_key) << pem;
  std::ofstream(runner_.File("go.key")) << "PRIVATE+KEY+test+c74f20a3+" << body << "\n";
  for (const std::vector<std::string>& words : {std::vector<std::string>{"check-proof", proof, "--key", key},
                                                {"check-proof", proof, "--key", pem},
                                                {"check-proof", proof, "--key", body},
                                                {"check-proof", proof, "--key", runner_.File("go.key")},
                                                {"check-proof", proof, "--key", log_key, "--witness", key},
                                                {"check-proof", proof, "--witness", body},
                                                {"check-proof", proof, "--checkpoint", key},
                                                {"check-proof", key, "--key", log_key},
                                                {"checkpoint", "--cosigned", key, "--witness", log_key},
                                                {"key", "show", "--file", open_key, "--name", "w"},
                                                {"balance", "--basis", key},
                                                {"import", key},
                                                {"--lang", "vi", "import", key},
                                                {"import", "log", key, "--as", "jsonl"},
                                                {"import", "log", key, "--as", "pb"}}) {
    const bool is_import_log = words.size() > 1 && words[1] == "log";
    const CommandResult result = is_import_log ? runner_.RunIn(runner_.File("new"), words) : runner_.Run(words);
    EXPECT_NE(result.code, 0) << words.front();
    for (size_t at = 21; at + 8 <= body.size(); ++at)  // the bytes before are the same in every key
      ASSERT_THAT(result.out + result.err, Not(HasSubstr(body.substr(at, 8)))) << words.front();
  }
  EXPECT_THAT(runner_.Run({"check-proof", proof, "--key", key}).err,
              AllOf(HasSubstr(key), HasSubstr("this is a private key"), HasSubstr("wanted a public one")));
}

TEST_F(OutputsTest, ADamagedFileOfTheLedgerIsNotPrintedWhole) {
  for (const char* name : {"/HEAD", "/FORMAT"}) {
    const std::string path = runner_.ledger() + name;
    const std::string before = Contents(path);
    std::ofstream(path, std::ios::binary) << std::string(1 << 20, '\x1b');
    const CommandResult status = runner_.Run({"status"});
    EXPECT_EQ(status.code, 3) << name;
    EXPECT_THAT(status.err, AllOf(HasSubstr(path), HasSubstr("1048576 bytes"), Not(HasSubstr("\x1b"))));
    EXPECT_LT(status.err.size(), 600u);
    std::ofstream(path, std::ios::binary) << before;
  }
}

TEST_F(OutputsTest, AFailedInitLeavesADirectoryThatTheUserHadMade) {
  const std::string place = runner_.File("mine");
  fs::create_directory(place);
  fs::permissions(place, fs::perms::owner_all);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"init", "--geography", runner_.File("not there")},
        {"init", "--key", runner_.File("not there")}}) {
    EXPECT_NE(runner_.RunIn(place, words).code, 0);
    ASSERT_TRUE(fs::is_directory(place));
    EXPECT_TRUE(fs::is_empty(place));
    EXPECT_EQ(fs::status(place).permissions(), fs::perms::owner_all);
    EXPECT_NE(runner_.RunIn(runner_.File("above/new"), words).code, 0);
    EXPECT_FALSE(fs::exists(runner_.File("above")));
  }
  EXPECT_EQ(runner_.RunIn(place, {"init"}).code, 0);
}

// Nothing can be written while it lives, as on a full disk.
class NoFileGrows {
 public:
  NoFileGrows() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none = {0, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoFileGrows() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  NoFileGrows(const NoFileGrows&) = delete;
  NoFileGrows& operator=(const NoFileGrows&) = delete;

 private:
  rlimit before_{};
};

TEST_F(OutputsTest, AnInitOnAFullDiskLeavesNoDirectoryThatItMade) {
  const std::string mine = runner_.File("mine");
  fs::create_directory(mine);
  for (const std::vector<std::string>& words : {std::vector<std::string>{"init"}, {"generate", "--events", "10"}}) {
    for (const std::string& place : {runner_.File("above/new"), mine}) {
      const CommandResult made = [&] {
        const NoFileGrows full;
        return runner_.RunIn(place, words);
      }();
      EXPECT_EQ(made.code, 4) << made.out << made.err;
    }
    EXPECT_FALSE(fs::exists(runner_.File("above")));
    EXPECT_TRUE(fs::is_empty(mine));
  }
  EXPECT_EQ(runner_.RunIn(mine, {"init"}).code, 0);
}

TEST_F(OutputsTest, HelpThatCannotBePrintedIsAnError) {
  for (const char* word : {"help", "--version"}) {
    const std::vector<std::string> words = {"--lang", "en", word};
    std::ostream full(nullptr);
    std::ostringstream err;
    EXPECT_EQ(PrintFinished(ReadCommandLine(words, 120), words, full, err), 4) << word;
    EXPECT_EQ(err.str(), "tranche: the output could not be written\n");
  }
}

TEST_F(OutputsTest, WhatWasDoneIsSaidWhenItCannotBePrinted) {
  const CommandResult recorded = RunOnFullDisk(Plan("k1"));
  EXPECT_EQ(recorded.code, 4);
  EXPECT_THAT(recorded.err, AllOf(HasSubstr("could not be written"), HasSubstr("was recorded, with the key k1")));
  EXPECT_THAT(runner_.Run(Plan("k1")).out, HasSubstr("recorded before"));
  std::vector<std::string> rehearsal = Plan("k2");
  rehearsal.push_back("--dry-run");
  EXPECT_THAT(RunOnFullDisk(rehearsal).err, Not(HasSubstr("recorded")));
  EXPECT_THAT(RunOnFullDisk({"checkpoint"}).err, HasSubstr("was published, `tranche checkpoint --size"));
  EXPECT_THAT(RunOnFullDisk({"backup", runner_.File("backups")}).err, HasSubstr("backup 1 was made"));
  EXPECT_THAT(RunOnFullDisk({"key", "generate", "--file", runner_.File("w.key")}).err,
              HasSubstr("the key was written"));
}

}  // namespace
}  // namespace tranche
