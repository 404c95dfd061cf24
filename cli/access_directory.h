// Where it stands who may come in through the doors of a server.
#pragma once

#include <string>

#include "cli/arguments.h"

namespace tranche {

// What --access says; else beside the ledger: "./tranche.ledger-access".
std::string AccessDirectoryOf(const Arguments& arguments);

}  // namespace tranche
