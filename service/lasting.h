// Answers that are the same for ever, which whoever asked may keep.
//
// Thread safety: pure functions.
#pragma once

#include "proto/request.pb.h"
#include "proto/service.pb.h"

namespace tranche {

// Makes of the answer to `request` one that lasts, if it can: without the head and the root of its basis, which change
// with every event, and with `lasts`. Only a whole balance can last, as of a date and known at a sequence that both
// stand in the question.
//
// request   asks for it or not: `lasting` is not looked at.
// response  what answers it, which is left as it is if the answer to the same request may be another one later.
void MakeLasting(const v1::GetBalanceRequest& request, v1::GetBalanceResponse* response);

}  // namespace tranche
