// When a copy last heard from its shared log, put into what it answers.
//
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/message.h>

#include "proto/view.pb.h"

namespace tranche {

// Puts `contact` into each basis that the answer has; an answer without one is left as it is.
void TellContact(const v1::LogContact& contact, google::protobuf::Message* answer);

}  // namespace tranche
