// Exceptions, as a request asks for them.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "service/served_ledger.h"
#include "service/sink.h"

namespace tranche {

// Hands the answer on in parts; the first has the basis. Cost and memory: VisitExceptions (projections/exceptions.h),
// for each page anew.
//
// Errors: INVALID_ARGUMENT, OUT_OF_RANGE  a field cannot be read; DATA_LOSS  the history cannot; those of the sink.
absl::Status AskExceptions(const v1::ListExceptionsRequest& request, const ServedLedger& open,
                           const Sink<v1::ListExceptionsResponse>& sink);

}  // namespace tranche
