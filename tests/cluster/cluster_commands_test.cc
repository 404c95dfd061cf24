// `tranche cluster` with a real PostgreSQL, as typed by users.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"
#include "tests/postgres/private_server.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

class ClusterCommandsTest : public ::testing::Test {
 protected:
  ClusterCommandsTest() {
    server_.NewLedger();  // which makes the roles, too
    EXPECT_EQ(runner_.InitHistory("en").code, 0);
    id_ = ValueOf("ledger_id", runner_.Run({"status", "--format", "csv"}).out);
    const CommandResult sql = runner_.Run({"cluster", "sql", "--ledger-id", id_});
    EXPECT_EQ(sql.code, 0) << sql.err;
    server_.Run(sql.out);
  }
  ~ClusterCommandsTest() override { server_.Run("DROP SCHEMA ledger_" + id_ + " CASCADE"); }

  // The value in a CSV of one line, by the name of its column.
  static std::string ValueOf(const std::string& name, const std::string& csv) {
    const std::vector<std::string> lines = Split(csv, "\r\n");
    const std::vector<std::string> names = Split(lines[0], ",");
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name || names[i] == "\xEF\xBB\xBF" + name) return Split(lines[1], ",")[i];
    }
    return "";
  }
  static std::vector<std::string> Split(const std::string& text, const std::string& by) {
    std::vector<std::string> parts;
    size_t begin = 0;
    for (size_t end; (end = text.find_first_of(by, begin)) != std::string::npos; begin = end + 1)
      parts.push_back(text.substr(begin, end - begin));
    parts.push_back(text.substr(begin));
    return parts;
  }

  CommandResult Cluster(const std::string& ledger, Words words, const std::string& user = "node") {
    words.insert(words.begin(), "cluster");
    if (words[1] != "status") words.insert(words.end(), {"--log", server_.url(user)});
    if (words[1] != "status" && words[1] != "move-in") words.insert(words.end(), {"--ledger-id", id_});
    words.insert(words.end(), {"--lang", "en"});
    return runner_.RunIn(ledger, words);
  }
  void MoveIn() {
    const CommandResult moved = Cluster(runner_.ledger(), {"move-in"});
    ASSERT_EQ(moved.code, 0) << moved.err;
  }
  // Keeps a text in a file, whose path it returns, and reads it.
  std::string Keep(const std::string& name, const std::string& text) {
    std::ofstream(runner_.File(name)) << text;
    return runner_.File(name);
  }
  static std::string Text(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The public key of another log.
  std::string OtherKey(const std::string& name) {
    CommandRunner other;
    EXPECT_EQ(other.Run({"init", "--geography", TRANCHE_SOURCE_DIR "/data", "--name", name}).code, 0);
    return other.Run({"key", "show"}).out;
  }
  // What `question` is answered in this ledger, but for since when a copy has what the log has.
  std::string Answer(const std::string& ledger, const Words& question) {
    const CommandResult answer = runner_.RunIn(ledger, question);
    EXPECT_EQ(answer.code, 0) << answer.err;
    std::string lines;
    for (const std::string& line : Split(answer.out, "\n")) {
      EXPECT_EQ(line.find("it is not known since when"), std::string::npos) << line;
      if (line.find("this copy has what the shared log had") == std::string::npos) lines += line + "\n";
    }
    return lines;
  }
  void ExpectSameAnswers(const std::string& one, const std::string& other) {
    for (const Words& question : {Words{"balance", "--by", "unit,year"}, Words{"events"}})
      EXPECT_EQ(Answer(one, question), Answer(other, question));
  }

  const postgres::PrivateServer& server_ = postgres::PrivateServer::Shared();
  CommandRunner runner_;
  std::string id_;
  std::string copy_ = runner_.File("copy");
};

TEST_F(ClusterCommandsTest, ALedgerMovesInAndItsCopiesAnswerAsItDid) {
  const std::string before = Answer(runner_.ledger(), {"balance", "--by", "unit,year"});
  MoveIn();
  EXPECT_EQ(Answer(runner_.ledger(), {"balance", "--by", "unit,year"}), before);
  const CommandResult alone = runner_.Run({"rules", "adopt", "4", "--reason", "x", "--lang", "en"});
  EXPECT_NE(alone.code, 0);
  EXPECT_THAT(alone.err, HasSubstr("no node is known to decide; nothing was recorded"));
  const CommandResult joined = Cluster(copy_, {"join"});
  ASSERT_EQ(joined.code, 0) << joined.err;
  ExpectSameAnswers(runner_.ledger(), copy_);
  EXPECT_EQ(runner_.RunIn(copy_, {"verify"}).code, 0);
  EXPECT_EQ(runner_.Run({"verify"}).code, 0);
  const CommandResult status = Cluster(copy_, {"status"});
  EXPECT_EQ(status.code, 0) << status.err;
  EXPECT_THAT(status.out, AllOf(HasSubstr("head of the log"), HasSubstr(id_)));
  EXPECT_NE(Cluster(runner_.ledger(), {"move-in"}).code, 0) << "a copy is not moved in again";
  EXPECT_EQ(Cluster(copy_, {"join"}).code, 0) << "a copy catches up";
}

TEST_F(ClusterCommandsTest, ACopyIsSeededFromABackup) {
  ASSERT_EQ(runner_.Run({"backup", runner_.File("backups")}).code, 0);
  MoveIn();
  const CommandResult joined = Cluster(copy_, {"join", "--from", runner_.File("backups")});
  ASSERT_EQ(joined.code, 0) << joined.err;
  ExpectSameAnswers(runner_.ledger(), copy_);
  const CommandResult alone = runner_.RunIn(copy_, {"checkpoint", "--lang", "en"});
  EXPECT_THAT(alone.err, HasSubstr("is the copy of a shared log, and nothing is written to a copy alone"));
  EXPECT_EQ(runner_.RunIn(copy_, {"status"}).code, 0);
  ASSERT_EQ(runner_.RunIn(copy_, {"backup", runner_.File("of copy")}).code, 0);
  const std::string restored = runner_.File("restored");
  ASSERT_EQ(runner_.RunIn(restored, {"restore", runner_.File("of copy")}).code, 0);
  EXPECT_THAT(runner_.RunIn(restored, {"rules", "adopt", "4", "--reason", "x", "--lang", "en"}).err,
              HasSubstr("this node follows a shared log"))
      << "a copy, not a ledger of its own";
  EXPECT_EQ(Cluster(restored, {"status"}).code, 0);
  EXPECT_EQ(Cluster(restored, {"join"}).code, 0);
  ExpectSameAnswers(runner_.ledger(), restored);
  const std::string third = runner_.File("third");
  const CommandResult again = Cluster(third, {"join", "--from", runner_.File("of copy")});
  ASSERT_EQ(again.code, 0) << again.err;
  ExpectSameAnswers(runner_.ledger(), third);
}

TEST_F(ClusterCommandsTest, ALedgerMovesOutAndItsOldLifeIsOver) {
  MoveIn();
  const std::string out = runner_.File("out");
  EXPECT_NE(Cluster(out, {"move-out"}, "node").code, 0) << "a node may not close the log";
  const CommandResult moved = Cluster(out, {"move-out"}, "postgres");
  ASSERT_EQ(moved.code, 0) << moved.err;
  ExpectSameAnswers(runner_.ledger(), out);
  EXPECT_EQ(runner_.RunIn(out, {"verify"}).code, 0);
  EXPECT_EQ(runner_.RunIn(out, {"close", "2013", "--lang", "en"}).err.find("shared log"), std::string::npos);
  EXPECT_EQ(server_.StateOf("node", "SELECT ledger_" + id_ + ".take('hanoi', '', 1000)"), "55000");
  EXPECT_THAT(Cluster(copy_, {"join"}).err, IsEmpty()) << "what was recorded can still be read";
}

TEST_F(ClusterCommandsTest, AnAuditorChecksTheLogAndFindsWhatASuperuserAltered) {
  const CommandResult checkpoint = runner_.Run({"checkpoint"});
  ASSERT_EQ(checkpoint.code, 0) << checkpoint.err;
  std::ofstream(runner_.File("note")) << checkpoint.out;
  MoveIn();
  const CommandResult sound = Cluster(copy_, {"verify", "--checkpoint", runner_.File("note")}, "auditor");
  EXPECT_EQ(sound.code, 0) << sound.err;
  EXPECT_THAT(sound.out, AllOf(HasSubstr("rows checked"), HasSubstr("checkpoint of")));
  const std::string log = "ledger_" + id_ + ".log";
  server_.Run("ALTER TABLE " + log + "_0000 DISABLE TRIGGER never");
  server_.Run("UPDATE " + log + "_0000 SET root = sha256('x')");
  const CommandResult other_root = Cluster(copy_, {"verify"}, "auditor");
  EXPECT_EQ(other_root.code, 3);
  EXPECT_THAT(other_root.err, HasSubstr("has the root"));
  server_.Run("UPDATE " + log + "_0000 SET payload = set_byte(payload, 1000, get_byte(payload, 1000) # 1)");
  const CommandResult damaged = Cluster(copy_, {"verify"}, "auditor");
  EXPECT_EQ(damaged.code, 3);
  EXPECT_THAT(damaged.err, HasSubstr("another checksum"));
  EXPECT_FALSE(fs::exists(copy_));
}

TEST_F(ClusterCommandsTest, TheLogHasTheCheckpointsOfALedgerThatMovesIn) {
  const std::string key = Keep("log.pub", runner_.Run({"key", "show"}).out);
  Keep("first", runner_.Run({"checkpoint"}).out);
  ASSERT_EQ(runner_
                .Run({"record", "plan", "--unit", "region:north", "--source", "national", "--year", "2024", "--amount",
                      "1", "--effective", "2024-01-01"})
                .code,
            0);
  const std::string second = Keep("second", runner_.Run({"checkpoint"}).out);
  MoveIn();
  const CommandResult signed_by =
      Cluster(copy_, {"verify", "--key", key, "--checkpoint", second, "--format", "csv"}, "auditor");
  ASSERT_EQ(signed_by.code, 0) << signed_by.err;
  EXPECT_EQ(ValueOf("checkpoints", signed_by.out), "2");
  EXPECT_EQ(ValueOf("signed_by", signed_by.out), Text(key).substr(0, Text(key).find('+')));
  const std::string other_key = Keep("other.pub", OtherKey("other"));
  const CommandResult unsigned_by = Cluster(copy_, {"verify", "--key", other_key}, "auditor");
  EXPECT_EQ(unsigned_by.code, 1);
  EXPECT_THAT(unsigned_by.err, HasSubstr("the checkpoint of"));
  EXPECT_EQ(Cluster(copy_, {"verify", "--key", Keep("no key", "x")}, "auditor").code, 2);
  // What a superuser puts in the place of the first events has no place in the checkpoints.
  server_.Run(
      "INSERT INTO ledger_" + id_ +
      ".checkpoint (size, note) SELECT size, convert_to(replace(convert_from(note, "
      "'UTF8'), split_part(convert_from(note, 'UTF8'), E'\n', 3), repeat('A', 43) || '='), 'UTF8') FROM ledger_" +
      id_ + ".checkpoint ORDER BY size LIMIT 1");
  const CommandResult other_root = Cluster(copy_, {"verify"}, "auditor");
  EXPECT_EQ(other_root.code, 3);
  EXPECT_THAT(other_root.err, HasSubstr("are not those of the checkpoint: the log was altered"));
}

TEST_F(ClusterCommandsTest, AWitnessMustHaveSignedACheckpointOfTheLog) {
  const std::string note = Keep("note", runner_.Run({"checkpoint"}).out);
  ASSERT_EQ(runner_.Run({"key", "generate", "--file", runner_.File("w.key")}).code, 0);
  const CommandResult made = runner_.Run({"witness", "init", runner_.File("w1"), "--name", "w.example/w1"});
  ASSERT_EQ(made.code, 0) << made.err;
  const std::string witness = Keep("w1.pub", made.out);
  MoveIn();
  const CommandResult missing = Cluster(copy_, {"verify", "--witness", witness}, "auditor");
  EXPECT_EQ(missing.code, 1);
  const std::string log_key = Keep("log.pub", runner_.Run({"key", "show"}).out);
  ASSERT_EQ(runner_.Run({"witness", "watch", runner_.File("w1"), "--key", log_key}).code, 0);
  const CommandResult cosigned = runner_.Run({"witness", "cosign", runner_.File("w1"), note});
  ASSERT_EQ(cosigned.code, 0) << cosigned.err;
  const std::string cosigned_note = Keep("cosigned", cosigned.out);
  const CommandResult by_both =
      Cluster(copy_, {"verify", "--witness", witness, "--key", log_key, "--checkpoint", cosigned_note}, "auditor");
  EXPECT_EQ(by_both.code, 0) << by_both.err;
  EXPECT_THAT(by_both.out, HasSubstr(", w.example/w1"));
}

TEST_F(ClusterCommandsTest, ChecksTheLogAndEndsWithOneIfSomethingIsWrong) {
  runner_.clock().Set(absl::Now());
  const CommandResult checked = Cluster(copy_, {"check"}, "postgres");
  EXPECT_EQ(checked.code, 1) << "it has no standby and no checksums";
  EXPECT_THAT(checked.out, AllOf(HasSubstr("data_checksums"), HasSubstr("WRONG"), HasSubstr("fine")));
  const CommandResult csv = Cluster(copy_, {"check", "--format", "csv"}, "postgres");
  EXPECT_THAT(csv.out, HasSubstr(",data_checksums,wrong,off,on,"));
  const CommandResult patroni = Cluster(
      copy_, {"check", "--patroni", "http://127.0.0.1:1", "--patroni-config", runner_.File("none")}, "postgres");
  EXPECT_EQ(patroni.code, 1);
  EXPECT_THAT(patroni.out, HasSubstr("http://127.0.0.1:1/config does not answer"));
}

TEST_F(ClusterCommandsTest, HandingOverSaysThatANodeDoesNotRun) {
  MoveIn();
  const CommandResult asked = Cluster(copy_, {"hand-over", "hue-1"});
  EXPECT_EQ(asked.code, 1);
  EXPECT_THAT(asked.err,
              HasSubstr("node hue-1 has not taken the lease in time, and nobody decides; see that a `tranche "
                        "serve --node hue-1` runs on a copy"));
}

TEST_F(ClusterCommandsTest, SaysWhatToDoWhereThereIsNothingToJoin) {
  EXPECT_THAT(Cluster(copy_, {"join"}).err, HasSubstr("bring a ledger into it with `tranche cluster move-in`"));
  EXPECT_FALSE(fs::exists(copy_ + "/FORMAT"));
  const CommandResult none = Cluster(runner_.ledger(), {"status"});
  EXPECT_NE(none.code, 0);
  EXPECT_THAT(none.err, HasSubstr("has no file SHARED"));
  const CommandResult password =
      runner_.Run({"cluster", "move-in", "--lang", "en", "--log", "postgresql://node:secret@localhost/tranche"});
  EXPECT_THAT(password.err, AllOf(HasSubstr("has a password"), Not(HasSubstr("secret"))));
  EXPECT_THAT(runner_.Run({"cluster", "sql", "--ledger-id", "a'b", "--lang", "en"}).err,
              HasSubstr("is no id of a ledger"));
}

}  // namespace
}  // namespace tranche
