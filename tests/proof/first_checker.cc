// `tranche check-proof` for many files in one process: the first checker of proof_checkers_test.py and
// malformed_proofs_test.py, which have the second one.
//
// Standard input: a line for each check, the words after `check-proof` as a list of JSON. Standard output: a line for
// each, {"code": the exit code, "said": the errors}.
#include <google/protobuf/stubs/logging.h>

#include <iostream>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tests/cli/command_runner.h"

int main() {
  google::protobuf::SetLogHandler(nullptr);  // as cli/main.cc
  tranche::CommandRunner runner;
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<std::string> words = {"check-proof"};
    for (const nlohmann::json& word : nlohmann::json::parse(line)) words.push_back(word.get<std::string>());
    const tranche::CommandResult result = runner.Run(words);
    std::cout << nlohmann::json({{"code", result.code}, {"said", result.err}})
                     .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)
              << std::endl;
  }
  return 0;
}
