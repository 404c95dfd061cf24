// gRPC as this process uses it.
#pragma once

namespace tranche {

// Before anything else of gRPC is used. From then on it writes nothing to the standard error output, unless
// $GRPC_VERBOSITY asks for it: what goes wrong is the status of a call, and said once. It also stays set up until the
// process ends, because its own end may wait ten seconds for a thread of it.
//
// Thread safety: any thread, any number of times.
void SetUpGrpc();

}  // namespace tranche
