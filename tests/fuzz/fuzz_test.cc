// A differential fuzzer of everything that is read from others: events, checkpoints, public keys, balance lines and
// proofs, in which this program and proof/check_proof.py must agree on every input, and rows of the index, which must
// be refused or read within their bounds. Inputs are changed seeds: tests/fuzz/seeds.txt, which holds the first member
// of each family of findings too, and the golden files.
//
// TRANCHE_SEED fixes the seed of the first round, TRANCHE_ROUNDS how many there are; a round is a batch of inputs, and
// a failure names its seed. docs/reliability.md says how to run it for hours.
#include <google/protobuf/stubs/logging.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/check.h"
#include "gtest/gtest.h"
#include "tests/fuzz/mutations.h"
#include "tests/fuzz/readings.h"
#include "tests/fuzz/second_checker.h"
#include "tests/support/environment_number.h"

namespace tranche {
namespace {

constexpr size_t kInputsOfARound = 200;

std::string ReadSource(const std::string& name) {
  std::ifstream file(absl::StrCat(TRANCHE_SOURCE_DIR, "/", name));
  std::stringstream content;
  content << file.rdbuf();
  TRANCHE_CHECK(!content.str().empty(), "no file ", name);
  return content.str();
}

FuzzKind KindNamed(absl::string_view name) {
  for (size_t i = 0; i < std::size(kFuzzNames); ++i) {
    if (kFuzzNames[i] == name) return static_cast<FuzzKind>(i);
  }
  TRANCHE_CHECK(false, "no kind of input is called ", name);
  return FuzzKind::kEvent;
}

// Lines of a name, spaces, other words and at last bytes in hexadecimal.
void AddLines(const std::string& file, FuzzKind kind, absl::string_view prefix, std::vector<FuzzInput>* seeds) {
  for (const absl::string_view line : absl::StrSplit(ReadSource(file), '\n', absl::SkipEmpty())) {
    if (!absl::StartsWith(line, prefix)) continue;
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    seeds->push_back({kind, absl::HexStringToBytes(words.back())});
  }
}

std::vector<FuzzInput> Seeds() {
  std::vector<FuzzInput> seeds;
  for (const absl::string_view line : absl::StrSplit(ReadSource("tests/fuzz/seeds.txt"), '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    seeds.push_back({KindNamed(words.front()), absl::HexStringToBytes(words.back())});
  }
  AddLines("tests/golden/events.txt", FuzzKind::kEvent, "", &seeds);
  AddLines("tests/golden/rows.txt", FuzzKind::kRow, "index 01", &seeds);
  seeds.push_back({FuzzKind::kProof, ReadSource("tests/golden/proof.json")});
  return seeds;
}

// Which round is under way, for a process that dies of a signal.
std::array<char, 64> current = {};

void SayRound(int signal) {
  (void)!write(STDERR_FILENO, current.data(), std::char_traits<char>::length(current.data()));
  (void)std::signal(signal, SIG_DFL);
  (void)std::raise(signal);
}

// Both readers on the same inputs. Counts what both accept.
class Readers {
 public:
  Readers() : second_(TRANCHE_PYTHON, TRANCHE_SOURCE_DIR) {}

  void Compare(const std::vector<FuzzInput>& inputs) {
    std::vector<FuzzInput> of_both;
    for (const FuzzInput& input : inputs) {
      if (input.kind != FuzzKind::kRow) of_both.push_back(input);
    }
    const std::vector<std::string> theirs = second_.Read(of_both);
    size_t next = 0;
    for (const FuzzInput& input : inputs) {
      const std::string ours = OurReading(input);
      const std::string& other = input.kind == FuzzKind::kRow ? ours : theirs[next++];
      read_ += ours != "refused" && ours != "1" && ours != "2";
      EXPECT_TRUE(ours == other && !absl::StartsWith(ours, "finding: "))
          << NameOf(input.kind) << " " << absl::BytesToHexString(input.bytes) << "\n  tranche: " << ours
          << "\n  check_proof.py: " << other;
    }
    total_ += inputs.size();
  }

  uint64_t total() const { return total_; }
  uint64_t read() const { return read_; }

 private:
  SecondChecker second_;
  uint64_t total_ = 0;
  uint64_t read_ = 0;
};

TEST(FuzzTest, BothReadersAgreeOnTheSeeds) {
  Readers readers;
  readers.Compare(Seeds());
  EXPECT_GT(readers.read(), 20u);
}

TEST(FuzzTest, BothReadersAgreeOnChangedSeeds) {
  const uint64_t first_seed = NumberFromEnvironment("TRANCHE_SEED", 20261126);
  const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", 1000);
  google::protobuf::SetLogHandler(nullptr);  // it prints each text that is not UTF-8
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) (void)std::signal(signal, SayRound);
  const std::vector<FuzzInput> seeds = Seeds();
  Readers readers;
  for (uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
    const std::string again = absl::StrCat("run again with TRANCHE_SEED=", first_seed + round, " TRANCHE_ROUNDS=1\n");
    SCOPED_TRACE(again);
    again.copy(current.data(), current.size() - 1);
    FuzzRandom random(first_seed + round);
    std::vector<FuzzInput> inputs;
    for (size_t i = 0; i < kInputsOfARound; ++i) inputs.push_back(Mutated(seeds, &random));
    readers.Compare(inputs);
  }
  std::cout << readers.total() << " inputs, " << readers.read() << " of them read\n";
  EXPECT_TRUE(rounds < 10 || readers.read() > readers.total() / 20)
      << "too few are read for the fuzzer to mean anything";
}

}  // namespace
}  // namespace tranche
