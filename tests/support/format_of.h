// Makes a directory one that has a ledger's FORMAT, and nothing else of it.
#pragma once

#include <fstream>
#include <string>

#include "storage/format_file.h"

namespace tranche {

inline void WriteFormat(const std::string& directory) {
  std::ofstream(storage::FormatPath(directory)) << storage::kFormatPrefix << storage::kFormatVersion << "\n";
}

}  // namespace tranche
