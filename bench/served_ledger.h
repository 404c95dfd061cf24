// A ledger behind `tranche serve`, in a process of its own as users run it, and callers of it, for the benchmarks.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

class ServedLedgerProcess {
 public:
  // Serves the ledger in `directory` on a free port of 127.0.0.1; ends with this. Aborts if it does not start.
  explicit ServedLedgerProcess(const std::string& directory);
  ~ServedLedgerProcess();
  ServedLedgerProcess(const ServedLedgerProcess&) = delete;
  ServedLedgerProcess& operator=(const ServedLedgerProcess&) = delete;

  uint16_t port() const { return port_; }
  pid_t process() const { return process_; }

 private:
  pid_t process_ = -1;
  uint16_t port_ = 0;
};

// One connection that is kept, by one thread.
class ServedCaller {
 public:
  explicit ServedCaller(uint16_t port);
  ~ServedCaller();
  ServedCaller(const ServedCaller&) = delete;
  ServedCaller& operator=(const ServedCaller&) = delete;

  // Calls `name` of proto/service.proto with a serialized request, and returns the serialized answer. Aborts at a
  // refusal.
  std::string Call(absl::string_view name, const std::string& request);

 private:
  void Receive();

  uint16_t port_;
  int socket_ = -1;
  std::string received_;
};

}  // namespace tranche
