#include "log/sha256.h"

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "tests/support/environment_number.h"

namespace tranche {
namespace {

std::string Hex(const Digest& digest) {
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string RandomBytes(size_t size, std::mt19937_64* random) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>((*random)());
  return bytes;
}

// OpenSSL hashes each string alone; the ways hash all at once.
class Sha256Test : public ::testing::TestWithParam<Sha256Way> {
 protected:
  static void ExpectHashesOf(const std::vector<std::string>& entries) {
    constexpr char kPrefix = 0x01;
    const std::vector<absl::string_view> views(entries.begin(), entries.end());
    std::vector<Digest> digests(entries.size());
    Sha256OfEach(kPrefix, views, absl::MakeSpan(digests), GetParam());
    for (size_t i = 0; i < entries.size(); ++i)
      EXPECT_EQ(Hex(digests[i]), Hex(Sha256(absl::StrCat(std::string(1, kPrefix), entries[i]))))
          << "entry " << i << " of " << entries.size() << ", which has " << entries[i].size() << " bytes";
  }
};

TEST_P(Sha256Test, HasThePublishedHashes) {
  // NIST's examples of FIPS 180-4, without their first letter.
  const std::vector<absl::string_view> entries = {"bc", "bcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                                                  "bcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklm"
                                                  "nopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"};
  std::vector<Digest> digests(entries.size());
  Sha256OfEach('a', entries, absl::MakeSpan(digests), GetParam());
  EXPECT_EQ(Hex(digests[0]), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(digests[1]), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Hex(digests[2]), "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

TEST_P(Sha256Test, AgreesWithOpenSslAtEveryLengthBesideEveryNeighbour) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (size_t size = 0; size <= 300; ++size) {
    ExpectHashesOf({RandomBytes(size, &random), RandomBytes(size, &random)});
    ExpectHashesOf({RandomBytes(size, &random), RandomBytes(random() % 300, &random), RandomBytes(size, &random)});
  }
}

TEST_P(Sha256Test, AgreesWithOpenSslForAnyNumberOfAnyLengths) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (size_t count = 0; count <= 40; ++count) {
    std::vector<std::string> entries;
    for (size_t i = 0; i < count; ++i) entries.push_back(RandomBytes(random() % (i % 7 == 0 ? 20'000 : 200), &random));
    ExpectHashesOf(entries);
  }
}

// Where the processor has no lanes, only the other way can be tested.
std::vector<Sha256Way> Ways() {
  if (FastestSha256() == Sha256Way::kOneByOne) return {Sha256Way::kOneByOne};
  return {Sha256Way::kOneByOne, Sha256Way::kTwoLanes};
}

INSTANTIATE_TEST_SUITE_P(Ways, Sha256Test, ::testing::ValuesIn(Ways()),
                         [](const auto& way) { return way.param == Sha256Way::kTwoLanes ? "TwoLanes" : "OneByOne"; });

}  // namespace
}  // namespace tranche
