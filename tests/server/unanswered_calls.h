// Calls none of which answers, for tests that want some of them to answer in a way of their own.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "service/ledger_calls.h"

namespace tranche {

// Each refuses with UNIMPLEMENTED.
class UnansweredCalls : public LedgerCalls {
 public:
#define ASK(Name) \
  absl::StatusOr<v1::Name##Response> Name(const v1::Name##Request&) const override { return No(); }
#define STREAM(Name) \
  absl::Status Name(const v1::Name##Request&, const Sink<v1::Name##Response>&) const override { return No(); }
#define WATCHED(Name)                                                                                   \
  absl::Status Name(const v1::Name##Request&, const ProgressCallback&, const Sink<v1::Name##Response>&) \
      const override {                                                                                  \
    return No();                                                                                        \
  }
  TRANCHE_EACH_CALL(ASK, ASK, STREAM, WATCHED)
#undef ASK
#undef STREAM
#undef WATCHED
  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override { return No(); }
  absl::Status CheckMayAsk() const override { return No(); }
  absl::Status CheckClock() const override { return No(); }

 private:
  static absl::Status No() { return absl::UnimplementedError("not in this test"); }
};

}  // namespace tranche
