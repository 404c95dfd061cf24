#include "postgres/payload.h"

#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche::postgres {
namespace {

std::string Noise(size_t size) {
  std::mt19937 random(7);
  std::string noise(size, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  return noise;
}

TEST(PayloadTest, GivesBackWhatWasPacked) {
  for (const std::string& events : {std::string(), std::string("a"), std::string(100'000, 'x'), Noise(100'000)}) {
    const Payload payload = Pack(events);
    EXPECT_EQ(payload.plain_bytes, static_cast<int32_t>(events.size()));
    EXPECT_LE(payload.bytes.size(), events.size()) << "packed into more";
    EXPECT_THAT(Unpack(payload), IsOkAndHolds(events));
  }
}

TEST(PayloadTest, CompressesWhatRepeats) {
  EXPECT_EQ(Pack(std::string(100'000, 'x')).codec, Codec::kZstd);
  EXPECT_LT(Pack(std::string(100'000, 'x')).bytes.size(), 100u);
  EXPECT_EQ(Pack(Noise(100'000)).codec, Codec::kPlain);
}

// The check value of the catalogue of CRC algorithms.
TEST(PayloadTest, HasTheChecksumOfCastagnoli) { EXPECT_EQ(Pack("123456789").crc32c, 0xE3069283u); }

TEST(PayloadTest, FindsEveryAlteredByte) {
  for (const std::string& events : {std::string(300, 'x') + Noise(20), Noise(40)}) {
    const Payload payload = Pack(events);
    for (size_t i = 0; i < payload.bytes.size(); ++i) {
      Payload altered = payload;
      altered.bytes[i] = static_cast<char>(altered.bytes[i] ^ 0x10);
      EXPECT_THAT(Unpack(altered), StatusIs(absl::StatusCode::kDataLoss)) << i;
    }
  }
}

TEST(PayloadTest, FindsAnAlteredLengthOrCodec) {
  const Payload payload = Pack(std::string(300, 'x'));
  for (const int32_t plain_bytes : {-1, 0, 299, 301, 1 << 30}) {
    Payload altered = payload;
    altered.plain_bytes = plain_bytes;
    EXPECT_THAT(Unpack(altered), StatusIs(absl::StatusCode::kDataLoss)) << plain_bytes;
  }
  for (const int codec : {0, 2, -1}) {
    Payload altered = payload;
    altered.codec = static_cast<Codec>(codec);
    EXPECT_THAT(Unpack(altered), StatusIs(absl::StatusCode::kDataLoss)) << codec;
  }
}

}  // namespace
}  // namespace tranche::postgres
