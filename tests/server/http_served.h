// A server over HTTP that does nothing but serve: what the tests of its calls, streams, limits and end share.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/mutex.h"
#include "gtest/gtest.h"
#include "server/calls.h"
#include "server/connect.h"
#include "server/http_limits.h"
#include "server/http_server.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/server/http_client.h"
#include "tests/support/status_matchers.h"

namespace tranche {

inline constexpr char kUnaryJson[] = "Content-Type: application/json\r\n";
inline constexpr char kStreamJson[] = "Content-Type: application/connect+json\r\n";

// Work that goes on until it is let go.
class Gate {
 public:
  void Pass() {
    const MutexLock lock(mutex_);
    ++waiting_;
    changed_.WakeAll();
    while (!is_open_) changed_.Wait(mutex_);
  }
  void AwaitWaiting(int count) {
    const MutexLock lock(mutex_);
    while (waiting_ < count) changed_.Wait(mutex_);
  }
  void Open() {
    const MutexLock lock(mutex_);
    is_open_ = true;
    changed_.WakeAll();
  }

 private:
  Mutex mutex_;
  Signal changed_;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_open_ ABSL_GUARDED_BY(mutex_) = false;
};

// A server over HTTP of a small history, some of whose calls can be held back.
class HttpServed : public ::testing::Test {
 protected:
  using Message = google::protobuf::Message;

  HttpServed() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
    rows_ = Calls(service_.get()).all();
  }

  // From now on GetStatus waits at `gate_`.
  void HoldStatus() {
    rows_[1].answer = [this, answer = rows_[1].answer](const LedgerCalls& calls, const Message& request) {
      gate_.Pass();
      return answer(calls, request);
    };
  }

  // Asks for what is held.
  static void AskStatus(HttpClient* client) {
    client->Send(absl::StrCat("GET ", kCallsPath,
                              "GetStatus?encoding=json&message={} HTTP/1.1\r\nHost: ", client->address(), "\r\n\r\n"));
  }

  // From now on ListEvents gives `parts` parts of 64 KiB, and counts them in `made_`.
  void MakeManyParts(int parts) {
    for (Call& row : rows_) {
      if (row.method->name() != "ListEvents") continue;
      row.stream = [this, parts](const LedgerCalls&, const Message&, const Sink<Message>& sink) {
        v1::ListEventsResponse part;
        part.set_next_page_token(std::string(64 << 10, 'x'));
        for (int i = 0; i < parts && ended_.ok(); ++i) {
          ended_ = sink(part);
          ++made_;
        }
        return ended_;
      };
    }
  }

  const std::string& Serve(const HttpLimits& limits = {}) {
    calls_ = std::make_unique<Calls>(service_.get(), rows_);
    auto server = HttpServer::Listen(calls_.get(), "127.0.0.1:0", limits);
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    return server_->address();
  }

  static std::string Payment(const std::string& key) {
    return absl::StrCat(R"({"kind": "disbursement", "unit": "P1", "source": "national", "area": "fairs", )",
                        R"("fiscalYear": 2024, "amount": "1", "effective": "2024-03-05", )",
                        R"("options": {"actor": "test", "key": ")", key, "\"}}");
  }

  uint64_t Head() { return service_->GetLedger({})->head(); }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
  std::vector<Call> rows_;
  Gate gate_;
  std::atomic<int> made_ = 0;
  absl::Status ended_;  // what the sink of MakeManyParts said last
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<HttpServer> server_;
};

// The messages in a stream of envelopes, and its end.
struct Envelopes {
  std::vector<std::string> parts;
  std::string end;
};

inline Envelopes Opened(const std::string& body) {
  Envelopes opened;
  for (size_t at = 0; at + 5 <= body.size();) {
    size_t length = 0;
    for (size_t i = 1; i < 5; ++i) length = length << 8 | static_cast<uint8_t>(body[at + i]);
    const std::string bytes = body.substr(at + 5, length);
    if (body[at] == 0) opened.parts.push_back(bytes);
    if (body[at] == 2) opened.end = bytes;
    at += 5 + length;
  }
  return opened;
}

inline std::string Enveloped(const std::string& message) {
  return std::string({'\0', '\0', '\0', '\0', static_cast<char>(message.size())}) + message;
}

}  // namespace tranche
