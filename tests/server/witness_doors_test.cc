// A witness as those who run a log ask it: over HTTP, as https://c2sp.org/tlog-witness says.
#include "server/witness_doors.h"

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/mutex.h"
#include "gmock/gmock.h"
#include "proof/add_checkpoint.h"
#include "proof/witness_directory.h"
#include "server/http_server.h"
#include "service/witnesses.h"
#include "storage/lock_to_write.h"
#include "tests/proof/forking_log.h"
#include "tests/server/http_client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class WitnessDoorsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made = MakeWitness(directory_, "witness.example/w1", absl::ZeroDuration());
    ASSERT_THAT(made, IsOk());
    key_ = std::make_unique<VerifierKey>(made->key());
    ASSERT_THAT(WatchLog(directory_, log_.key(), absl::ZeroDuration()), IsOk());
    Serve();
  }

  // From now on, as after a restart.
  const std::string& Serve(absl::Duration wait = absl::Seconds(20)) {
    server_ = nullptr;
    auto doors = std::make_unique<WitnessDoors>(directory_, &clock_, wait, [this](const std::string& line) {
      const MutexLock lock(mutex_);
      told_.push_back(line);
    });
    auto server = HttpServer::Open(std::move(doors), {"127.0.0.1", 0}, LimitsOfWitness({}), std::nullopt, nullptr);
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    return server_->address();
  }

  HttpReply Post(const std::string& body) {
    HttpClient client(server_->address());
    return client.Ask("POST", "/add-checkpoint", "", body);
  }
  std::string Body(uint64_t from, uint64_t to) const {
    return from == 0 ? AddFirstCheckpointBody(log_.CheckpointOf(to).ToString())
                     : AddCheckpointBody(log_.Grown(from, to));
  }
  HttpReply Add(uint64_t from, uint64_t to) { return Post(Body(from, to)); }

  uint64_t Remembered() { return ReadWitness(directory_)->logs().at(0).size(); }
  std::vector<std::string> Told() {
    const MutexLock lock(mutex_);
    return told_;
  }

  // The time of the cosignature that `line` puts under `note`, as a client reads it.
  absl::StatusOr<absl::Time> CosignedAt(const SignedNote& note, const std::string& line) {
    const auto cosigned = SignedNote::Parse(absl::StrCat(note.ToString(), line));
    return cosigned.ok() ? key_->Check(*cosigned) : cosigned.status();
  }

  const TemporaryDirectory scratch_;
  const std::string directory_ = scratch_.File("w1");
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
  ForkingLog log_;
  std::unique_ptr<VerifierKey> key_;
  Mutex mutex_;
  std::vector<std::string> told_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<HttpServer> server_;
};

TEST_F(WitnessDoorsTest, CosignsTheFirstCheckpointAndThoseThatHaveGrown) {
  HttpClient client(server_->address());
  const HttpReply first = client.Ask("POST", "/add-checkpoint", "", Body(0, 5));
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.body, AllOf(StartsWith("\u2014 witness.example/w1 "), EndsWith("\n")));
  EXPECT_THAT(CosignedAt(log_.CheckpointOf(5), first.body), IsOkAndHolds(clock_.Now()));
  clock_.Advance(absl::Hours(1));
  const HttpReply next = client.Ask("POST", "/add-checkpoint", "", Body(5, 9));  // on the same connection
  EXPECT_EQ(next.status, 200);
  EXPECT_THAT(CosignedAt(log_.CheckpointOf(9), next.body), IsOkAndHolds(clock_.Now()));
  const HttpReply again = client.Ask("POST", "/add-checkpoint", "", Body(9, 9));
  EXPECT_EQ(again.status, 200);
  EXPECT_THAT(CosignedAt(log_.CheckpointOf(9), again.body), IsOkAndHolds(clock_.Now()));
  EXPECT_EQ(Remembered(), 9u);
}

TEST_F(WitnessDoorsTest, AnswersWithItsOwnLineAlone) {
  SignedNote note = log_.CheckpointOf(5);
  note.signatures.push_back(SigningKey::Generate().Cosign("witness.example/w2", note.text, clock_.Now()));
  const HttpReply reply = Post(AddFirstCheckpointBody(note.ToString()));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.find('\n'), reply.body.size() - 1);
  EXPECT_THAT(CosignedAt(note, reply.body), IsOk());
}

TEST_F(WitnessDoorsTest, LinesThatALogAddsToItsCheckpointAreCosignedWithIt) {
  const SignedNote note = log_.CheckpointOf(5, "shard 7\n");
  const HttpReply reply = Post(AddFirstCheckpointBody(note.ToString()));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(CosignedAt(note, reply.body), IsOkAndHolds(clock_.Now()));
  EXPECT_EQ(Remembered(), 5u);
}

TEST_F(WitnessDoorsTest, AnUnknownLogIsNotFoundAndAnUnsignedCheckpointIsForbidden) {
  const ForkingLog other("log.example/b");
  const HttpReply unknown = Post(AddFirstCheckpointBody(other.CheckpointOf(5).ToString()));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("does not watch the log \"log.example/b\""));
  // Of the same name, by another key.
  EXPECT_EQ(Post(AddFirstCheckpointBody(ForkingLog().CheckpointOf(5).ToString())).status, 403);
  SignedNote altered = log_.CheckpointOf(5);
  altered.text = log_.CheckpointOf(6).text;
  EXPECT_EQ(Post(AddFirstCheckpointBody(altered.ToString())).status, 403);
  EXPECT_EQ(Remembered(), 0u);
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(WitnessDoorsTest, WhatIsMalformedIsABadRequest) {
  const std::string note = log_.CheckpointOf(5).ToString();
  for (const std::string& body :
       std::vector<std::string>{"", note, "old\n\n" + note, "old 00\n\n" + note, "old 0\nAAAA\n\n" + note,
                                "old 0\n" + note, "old 0\n\nno note\n", "old 6\n\n" + note})
    EXPECT_EQ(Post(body).status, 400) << body;
  const HttpReply larger = Post("old 6\n\n" + note);
  EXPECT_THAT(larger.body, HasSubstr("found the old size 6, above the 5 of the checkpoint"));
  EXPECT_EQ(Post(std::string(kAddCheckpointBytesMax + 1, 'x')).status, 413);
  EXPECT_EQ(Remembered(), 0u);
}

TEST_F(WitnessDoorsTest, AnotherOldSizeIsAConflictWithTheSizeThatIsKnown) {
  const auto is_conflict = [](const HttpReply& reply, const std::string& size) {
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.headers.at("content-type"), "text/x.tlog.size");
    EXPECT_EQ(reply.body, size);
  };
  is_conflict(Add(5, 9), "0\n");
  EXPECT_EQ(Add(0, 5).status, 200);
  for (const uint64_t from : {0, 4, 6, 9}) is_conflict(Add(from, 9), "5\n");
  is_conflict(Add(4, 4), "5\n");  // an older checkpoint
  is_conflict(Add(0, 4), "5\n");
  EXPECT_EQ(Remembered(), 5u);
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(WitnessDoorsTest, AnotherHistoryOfTheSameSizeIsAConflictAndItsOperatorHasTheEvidence) {
  EXPECT_EQ(Add(0, 9).status, 200);
  log_.Fork(4);
  const HttpReply forked = Add(9, 9);
  EXPECT_EQ(forked.status, 409);
  EXPECT_THAT(forked.headers.at("content-type"), StartsWith("text/plain"));
  EXPECT_THAT(forked.body, HasSubstr("TWO HISTORIES"));
  EXPECT_THAT(Told(),
              ElementsAre(AllOf(HasSubstr("TWO HISTORIES"), HasSubstr("the request: old 9\\n\\nlog.example/a"))));
}

TEST_F(WitnessDoorsTest, AProofThatDoesNotHoldIsUnprocessable) {
  const std::string hash = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
  EXPECT_EQ(Post(absl::StrCat("old 0\n", hash, "\n", log_.CheckpointOf(5).ToString())).status, 422);
  EXPECT_EQ(Add(0, 5).status, 200);
  const std::string honest = Body(5, 9);
  EXPECT_EQ(Post(absl::StrCat("old 5\n\n", log_.CheckpointOf(9).ToString())).status, 422);
  EXPECT_EQ(Post(absl::StrCat("old 5\n", hash, honest.substr(6))).status, 422);
  EXPECT_EQ(Post(absl::StrCat("old 5\n", hash, "\n", log_.CheckpointOf(5).ToString())).status, 422);
  log_.Fork(3);
  const HttpReply forked = Add(5, 9);
  EXPECT_EQ(forked.status, 422);
  EXPECT_THAT(forked.body, HasSubstr("nothing was signed"));
  EXPECT_EQ(Remembered(), 5u);
  EXPECT_THAT(Told(), SizeIs(5));
}

TEST_F(WitnessDoorsTest, ARestartForgetsNothing) {
  EXPECT_EQ(Add(0, 5).status, 200);
  Serve();
  EXPECT_EQ(Add(0, 9).body, "5\n");
  EXPECT_EQ(Add(5, 9).status, 200);
  Serve();
  EXPECT_EQ(Add(0, 9).body, "9\n");
  log_.Fork(2);
  EXPECT_EQ(Add(9, 9).status, 409);
}

TEST_F(WitnessDoorsTest, OfRequestsThatRaceOneHistoryIsSigned) {
  EXPECT_EQ(Add(0, 5).status, 200);
  constexpr size_t kHistories = 8;
  std::vector<std::string> bodies;
  for (size_t i = 0; i < kHistories; ++i) {
    log_.Fork(5, absl::StrCat(" in history ", i));
    bodies.push_back(Body(5, 9 + i % 2));
  }
  std::vector<HttpReply> replies(kHistories);
  std::vector<std::thread> askers;
  for (size_t i = 0; i < kHistories; ++i) askers.emplace_back([&, i] { replies[i] = Post(bodies[i]); });
  for (std::thread& asker : askers) asker.join();
  size_t signed_ones = 0;
  for (size_t i = 0; i < kHistories; ++i) {
    if (replies[i].status != 200) {
      EXPECT_EQ(replies[i].status, 409);
      continue;
    }
    ++signed_ones;
    EXPECT_EQ(ReadWitness(directory_)->logs().at(0).newest->note.text,
              AddCheckpointRequest::Parse(bodies[i])->note.text);
  }
  EXPECT_EQ(signed_ones, 1u);
}

TEST_F(WitnessDoorsTest, AnotherProcessIsWaitedForAndThenRefused) {
  Serve(absl::ZeroDuration());
  {
    const auto lock = storage::LockToMake(directory_, absl::ZeroDuration(), absl::ZeroDuration());
    ASSERT_THAT(lock, IsOk());
    EXPECT_EQ(Add(0, 5).status, 503);
  }
  EXPECT_EQ(Add(0, 5).status, 200);
}

TEST_F(WitnessDoorsTest, ALogThatIsWatchedMeanwhileIsCosigned) {
  const ForkingLog other("log.example/b");
  const std::string body = AddFirstCheckpointBody(other.CheckpointOf(5).ToString());
  EXPECT_EQ(Post(body).status, 404);
  ASSERT_THAT(WatchLog(directory_, other.key(), absl::Seconds(20)), IsOk());
  EXPECT_EQ(Post(body).status, 200);
}

TEST_F(WitnessDoorsTest, AWitnessThatCannotSignSaysSoAndTellsItsOperatorWhy) {
  EXPECT_EQ(Add(0, 5).status, 200);
  std::ofstream(directory_ + "/WITNESS", std::ios::app) << "log";
  const HttpReply reply = Add(5, 9);
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(reply.body, AllOf(HasSubstr("cannot sign"), Not(HasSubstr(directory_))));
  EXPECT_THAT(Told(), ElementsAre(HasSubstr(directory_)));
}

TEST_F(WitnessDoorsTest, HasNoOtherDoors) {
  HttpClient client(server_->address());
  const HttpReply got = client.Ask("GET", "/add-checkpoint");
  EXPECT_EQ(got.status, 405);
  EXPECT_EQ(got.headers.at("allow"), "POST");
  EXPECT_EQ(client.Ask("POST", "/healthz").status, 405);
  EXPECT_EQ(client.Ask("GET", "/add-checkpoint", "Accept-Language: vi\r\n").body,
            "gặp phương thức HTTP GET, cần POST\n");
  EXPECT_EQ(client.Ask("GET", "/healthz").body, "ok\n");
  for (const char* const path : {"/", "/add-checkpoint/", "/checkpoint", "/metrics", "/WITNESS", "/witness.key"})
    EXPECT_EQ(client.Ask("GET", path).status, 404) << path;
}

TEST_F(WitnessDoorsTest, WhatIsDescribedIsThereAndNothingElse) {
  HttpClient client(server_->address());
  const HttpReply reply = client.Ask("GET", "/openapi.json");
  ASSERT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "application/json");
  const auto paths = nlohmann::json::parse(reply.body)["paths"];
  EXPECT_EQ(paths.size(), 3u);
  EXPECT_TRUE(paths["/add-checkpoint"]["post"]["responses"]["409"]["content"].contains("text/x.tlog.size"));
  for (const auto& path : paths.items()) {
    for (const auto& operation : path.value().items()) {
      const std::string method = operation.key() == "post" ? "POST" : "GET";
      const HttpReply asked = client.Ask(method, path.key());
      EXPECT_TRUE(operation.value()["responses"].contains(absl::StrCat(asked.status))) << path.key();
      EXPECT_NE(asked.status, 404) << path.key();
    }
    EXPECT_EQ(client.Ask("DELETE", path.key()).status, 405) << path.key();
  }
  EXPECT_EQ(client.Ask("GET", "/checkpoint").status, 404);
  EXPECT_EQ(client.Ask("GET", absl::StrCat("http://", client.address(), "/healthz")).body, "ok\n");
}

}  // namespace
}  // namespace tranche
