// The calls of a caller who says how fresh an answer must be: each first waits until the ledger is.
//
// Thread safety: as the calls that it makes.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/freshness.h"
#include "service/ledger_calls.h"

namespace tranche {

class FreshCalls final : public LedgerCalls {
 public:
  // Costs nothing. What `reached` asks must outlive it.
  FreshCalls(std::shared_ptr<const LedgerCalls> calls, std::function<Reached()> reached, Freshness freshness)
      : calls_(std::move(calls)), reached_(std::move(reached)), freshness_(std::move(freshness)) {}

  // Errors: those of AwaitFresh and of the call.
#define ASK(Name) \
  TRANCHE_UNARY(Name) override { return Ask(&LedgerCalls::Name, request); }
#define STREAM(Name) \
  TRANCHE_STREAM(Name) override { return Ask(&LedgerCalls::Name, request, sink); }
#define WATCHED(Name) \
  TRANCHE_WATCHED(Name) override { return Ask(&LedgerCalls::Name, request, progress, sink); }
  TRANCHE_EACH_CALL(ASK, ASK, STREAM, WATCHED)
#undef ASK
#undef STREAM
#undef WATCHED

  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override { return calls_->Names(); }
  absl::Status CheckMayAsk() const override { return calls_->CheckMayAsk(); }
  absl::Status CheckClock() const override { return calls_->CheckClock(); }

 private:
  // `call` is a member function of LedgerCalls.
  template <typename Result, typename... Parameters, typename... Given>
  Result Ask(Result (LedgerCalls::*call)(Parameters...) const, const Given&... given) const {
    const absl::Status fresh = AwaitFresh(reached_, freshness_);
    return fresh.ok() ? ((*calls_).*call)(given...) : Result(fresh);
  }

  const std::shared_ptr<const LedgerCalls> calls_;
  const std::function<Reached()> reached_;
  const Freshness freshness_;
};

}  // namespace tranche
