// The calls of a ledger in a directory that this process has open. Nothing is printed, and no text of a command line is
// read. What works on directories, without an open ledger, is in new_ledger.h and copies.h.
//
// Thread safety: calls may run concurrently.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/clock.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "ledger/ledger.h"
#include "proto/service.pb.h"
#include "service/freshness.h"
#include "service/ledger_calls.h"
#include "service/served_ledger.h"

namespace tranche {

class LedgerService final : public LedgerCalls {
 public:
  // Opens the ledger in `directory`; the calls that record need kWrite. The clock must outlive the service.
  // Errors: those of Ledger::Open.
  static absl::StatusOr<std::unique_ptr<LedgerService>> Open(const std::string& directory, Ledger::Access access,
                                                             Clock* clock, const OpenOptions& options = {});

#define ASK(Name) TRANCHE_UNARY(Name) override;
#define STREAM(Name) TRANCHE_STREAM(Name) override;
#define WATCHED(Name) TRANCHE_WATCHED(Name) override;
  TRANCHE_EACH_CALL(ASK, ASK, STREAM, WATCHED)
#undef ASK
#undef STREAM
#undef WATCHED

  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override;
  absl::Status CheckMayAsk() const override { return absl::OkStatus(); }  // whoever has the directory may
  absl::Status CheckClock() const override;

  // For those who follow the log, and no calls of service.proto: the last sequence that was acknowledged, and the
  // events after one (events.h).
  Sequence head() const { return open_.ledger().head(); }

  // How far it is, for those who ask for a fresh answer.
  Reached reached() const;

  // For cluster/node.h only, of a copy.
  Ledger& ledger() const { return open_.ledger(); }
  absl::StatusOr<v1::EventList> EventsAfter(Sequence after, uint32_t most) const;

  // Likewise the log by place, for its monitors (log_tiles.h).
  absl::StatusOr<std::string> NewestCheckpoint() const;
  absl::StatusOr<std::string> HashTile(int level, uint64_t place, uint32_t width) const;
  absl::StatusOr<std::string> EntryBundle(uint64_t place, uint32_t width) const;

 private:
  explicit LedgerService(ServedLedger open);

  // The answer or part of one, of a copy with since when it has what its log has: as it was before it was asked, for an
  // answer may take long, and not count what has come meanwhile.
  template <typename Response>
  absl::StatusOr<Response> Told(const std::optional<LogContact>& contact, absl::StatusOr<Response> answer) const;
  template <typename Response>
  Sink<Response> Telling(const Sink<Response>& sink) const;

  ServedLedger open_;
  mutable Mutex published_;  // what is published is read, changed and written
  mutable std::atomic<bool> is_verifying_ = false;
  mutable Mutex verification_;
  mutable v1::VerifiedEvents verified_ ABSL_GUARDED_BY(verification_);
};

}  // namespace tranche
