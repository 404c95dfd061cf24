#include "server/grpc_library.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>

#include <cstdlib>

namespace tranche {

void SetUpGrpc() {
  static const bool kIsSetUp = [] {
    if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
    grpc_init();
    return true;
  }();
  static_cast<void>(kIsSetUp);
}

}  // namespace tranche
