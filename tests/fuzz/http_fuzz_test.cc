// A fuzzer of HTTP itself: bytes on a socket, as anybody may send them. What comes back is whole answers of HTTP and
// nothing else; each well-formed request has its own; the server goes on, and remembers nothing of what was sent.
//
// TRANCHE_SEED and TRANCHE_ROUNDS are as for fuzz_test; docs/reliability.md says how to run it for hours. With
// TRANCHE_SANITIZED set, memory is told and not judged: the allocator is a sanitizer's.
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "access/access_control.h"
#include "gmock/gmock.h"
#include "server/http_server.h"
#include "service/ledger_service.h"
#include "tests/fuzz/http_answers.h"
#include "tests/fuzz/http_bytes.h"
#include "tests/replay/small_history.h"
#include "tests/server/http_client.h"
#include "tests/support/environment_number.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr size_t kInputsOfARound = 20;
constexpr size_t kShownBytes = 4096;  // of an input that is a finding
constexpr size_t kGrowthMost = 64 << 20;
constexpr int kSilence = 50;       // after which a stream has no more to say
constexpr int kPatience = 60'000;  // for an answer that must come; both in milliseconds

// What this process holds, in bytes.
size_t Resident() {
  size_t all = 0;
  size_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<size_t>(::sysconf(_SC_PAGESIZE));
}

// In pieces, of which each may arrive alone.
void SendInPieces(absl::string_view bytes, FuzzRandom* random, HttpClient* client) {
  while (!bytes.empty()) {
    const size_t piece = OneIn(3, random) ? 1 + Below(bytes.size(), random) : bytes.size();
    if (!client->Send(bytes.substr(0, piece))) return;
    bytes.remove_prefix(piece);
  }
}

size_t EndsOfHeads(absl::string_view bytes) {
  size_t count = 0;
  for (size_t at = bytes.find("\r\n\r\n"); at != absl::string_view::npos; at = bytes.find("\r\n\r\n", at + 1)) ++count;
  return count;
}

class HttpFuzzTest : public ::testing::Test {
 protected:
  HttpFuzzTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
    calls_ = std::make_unique<Calls>(service_.get());
    AccessLimits entries;
    entries.attempts.first_delay = absl::ZeroDuration();
    access_ = std::make_unique<AccessControl>(
        directory_.File("access"), &clock_, SystemRandomBytes, [](const std::string&) {}, entries);
    limits_.body_bytes = 1 << 20;
    open_ = Serve(nullptr);
    asking_ = Serve(access_.get());
  }

  std::unique_ptr<HttpServer> Serve(AccessControl* access) {
    HttpEntry entry;
    entry.access = access;
    auto server = HttpServer::Listen(calls_.get(), "127.0.0.1:0", limits_, entry);
    EXPECT_THAT(server, IsOk());
    return *std::move(server);
  }

  // Runs rounds of inputs, each from its own seed, and then looks at what is left of them.
  template <typename Input>
  void RunRounds(uint64_t unless_said, const Input& input) {
    const uint64_t first_seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
    const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", unless_said);
    size_t before = 0;
    for (uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
      SCOPED_TRACE(absl::StrCat("run again with TRANCHE_SEED=", first_seed + round, " TRANCHE_ROUNDS=1"));
      if (round == std::min<uint64_t>(rounds / 4, 100)) before = Resident();  // what is made once is there
      FuzzRandom random(first_seed + round);
      for (size_t i = 0; i < kInputsOfARound && !HasFailure(); ++i) {
        input(&random);
        CheckIsWell();
      }
    }
    const size_t after = Resident();
    const size_t grown = after - std::min(before, after);
    std::cout << rounds * kInputsOfARound << " inputs, " << answers_ << " answers, " << (grown >> 20) << " MiB more\n";
    EXPECT_TRUE(grown < kGrowthMost || std::getenv("TRANCHE_SANITIZED") != nullptr) << grown;
  }

  void CheckIsWell() {
    for (const HttpServer* const server : {open_.get(), asking_.get()})
      EXPECT_EQ(HttpClient(server->address()).Ask("GET", "/healthz").body, "ok\n");
  }

  // What came back for `bytes`, which is HTTP.
  AnswersRead Read(absl::string_view answer, absl::string_view bytes, const std::vector<bool>& are_heads = {}) {
    AnswersRead read = ReadAnswers(answer, are_heads);
    EXPECT_THAT(read.wrong, IsEmpty()) << absl::CEscape(answer) << "\nfor " << Shown(bytes);
    const std::set<int> wanted = {200, 400, 401, 403, 404, 405, 413, 415, 421, 429, 431, 499, 501, 503, 504, 505};
    EXPECT_TRUE(absl::c_all_of(read.statuses, [&](int status) { return wanted.contains(status); }))
        << absl::CEscape(answer) << "\nfor " << Shown(bytes);
    answers_ += read.statuses.size();
    return read;
  }

  static std::string Shown(absl::string_view bytes) { return absl::CEscape(bytes.substr(0, kShownBytes)); }

  TestLedger ledger_;
  SmallHistory history_;
  TemporaryDirectory directory_;
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<AccessControl> access_;
  HttpLimits limits_;
  std::unique_ptr<HttpServer> open_;
  std::unique_ptr<HttpServer> asking_;
  uint64_t answers_ = 0;
};

TEST(ReadAnswersTest, TakesWholeAnswersAndNothingElse) {
  const std::string answer = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno";
  const std::string chunks =
      "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
  const AnswersRead read = ReadAnswers(absl::StrCat("HTTP/1.1 100 Continue\r\n\r\n", answer, chunks, answer), {});
  EXPECT_THAT(read.statuses, ElementsAre(404, 200, 404));
  EXPECT_FALSE(read.is_unfinished);
  EXPECT_THAT(read.wrong, IsEmpty());
  EXPECT_TRUE(ReadAnswers(answer.substr(0, answer.size() - 1), {}).is_unfinished);
  EXPECT_TRUE(ReadAnswers(chunks.substr(0, chunks.size() - 1), {}).is_unfinished);
  EXPECT_THAT(ReadAnswers(answer.substr(0, answer.size() - 2), {true}).statuses, ElementsAre(404));
  for (const std::string& wrong :
       {absl::StrCat(answer, "x\r\n"), absl::StrReplaceAll(answer, {{"text/plain", "application/json"}}),
        absl::StrReplaceAll(answer, {{"Content-Length: 2\r\n", ""}}),
        absl::StrReplaceAll(answer, {{"-Type:", "-Type :"}}),
        absl::StrReplaceAll(answer, {{"text/plain", "text/\nplain"}}), absl::StrReplaceAll(answer, {{"404", "4040"}}),
        absl::StrReplaceAll(chunks, {{"ab", "a"}})})
    EXPECT_THAT(ReadAnswers(wrong, {}).wrong, Not(IsEmpty())) << wrong;
}

TEST_F(HttpFuzzTest, EachWellFormedRequestHasItsAnswer) {
  RunRounds(40, [&](FuzzRandom* random) {
    const Pipeline pipeline = AnyPipeline(open_->address(), random);
    HttpClient client(open_->address());
    SendInPieces(pipeline.bytes, random, &client);
    client.EndSending();
    const std::string answer = client.ReadAll(kPatience);
    const AnswersRead read = Read(answer, pipeline.bytes, pipeline.are_heads);
    EXPECT_FALSE(read.is_unfinished) << absl::CEscape(answer) << "\nfor " << Shown(pipeline.bytes);
    EXPECT_EQ(read.statuses.size(), pipeline.are_heads.size())
        << absl::CEscape(answer) << "\nfor " << Shown(pipeline.bytes);
  });
}

TEST_F(HttpFuzzTest, WhateverBytesComeOnlyAnswersComeBack) {
  RunRounds(60, [&](FuzzRandom* random) {
    const HttpServer& server = OneIn(3, random) ? *asking_ : *open_;
    std::string changed = AnyPipeline(server.address(), random).bytes;
    ChangeHttp(AnyPipeline(server.address(), random).bytes, random, &changed);
    // An answer to HEAD says a length and has no body: what follows it cannot be told from one.
    const std::string bytes = absl::StrReplaceAll(changed, {{"HEAD", "GET"}});
    HttpClient client(server.address());
    SendInPieces(bytes, random, &client);
    if (OneIn(8, random)) return client.Reset();
    client.EndSending();
    const std::string answer = client.ReadAll(kSilence);
    const AnswersRead read = Read(answer, bytes);
    EXPECT_TRUE(!read.is_unfinished || client.is_open()) << absl::CEscape(answer) << "\nfor " << Shown(bytes);
    EXPECT_LE(read.statuses.size(), EndsOfHeads(bytes) + 1) << absl::CEscape(answer) << "\nfor " << Shown(bytes);
  });
}

TEST_F(HttpFuzzTest, WhatHasNoEndIsRefusedAndNotKept) {
  RunRounds(1, [&](FuzzRandom* random) {
    const std::string bytes = EndlessRequest(open_->address(), (8 << 20) + Below(8 << 20, random), random);
    HttpClient client(open_->address());
    client.Send(bytes);
    const std::string answer = client.ReadAll(kPatience);
    const AnswersRead read = Read(answer, bytes);
    EXPECT_EQ(read.statuses.size(), 1u) << absl::CEscape(answer) << "\nfor " << Shown(bytes);
    EXPECT_FALSE(read.is_unfinished) << absl::CEscape(answer);
  });
}

}  // namespace
}  // namespace tranche
