// The calls of a ledger as each caller may make them: what a door asks for with every request.
//
// Thread safety: a CallsOfCaller may be called by several threads at once.
#pragma once

#include <functional>
#include <memory>

#include "service/caller.h"
#include "service/ledger_calls.h"

namespace tranche {

// The calls as `caller` may make them. They live for as long as somebody has them, and must not outlive the ledger.
// Cheap enough for each request.
using CallsOfCaller = std::function<std::shared_ptr<const LedgerCalls>(const Caller& caller)>;

// The same `calls` for everybody, who must outlive what is made of them.
inline CallsOfCaller SameCallsForAll(const LedgerCalls* calls) {
  return [calls](const Caller&) { return std::shared_ptr<const LedgerCalls>(std::shared_ptr<void>(), calls); };
}

}  // namespace tranche
