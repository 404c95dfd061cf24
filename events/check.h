// TRANCHE_CHECK(condition, parts...): aborts with the parts joined when a
// condition that only a bug of ours can break does not hold. It is on in every
// build. Never used for bad input or damaged bytes: those return a Status.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

namespace tranche::internal {

[[noreturn]] inline void CheckFailed(const char* file, int line, const char* condition, const std::string& message) {
  std::fprintf(stderr, "%s:%d: tranche found a bug in itself: %s: %s\n", file, line, condition, message.c_str());
  std::abort();
}

}  // namespace tranche::internal

#define TRANCHE_CHECK(condition, ...)                                                                                \
  do {                                                                                                               \
    if (!(condition)) ::tranche::internal::CheckFailed(__FILE__, __LINE__, #condition, ::absl::StrCat(__VA_ARGS__)); \
  } while (false)
