#include "storage/encoding/key_codec.h"

#include <random>
#include <tuple>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche::storage {
namespace {

using Parts = std::tuple<std::string, uint32_t, std::string, uint64_t, uint8_t>;

std::string Encode(const Parts& parts) {
  std::string key;
  AppendText(std::get<0>(parts), &key);
  AppendU32(std::get<1>(parts), &key);
  AppendText(std::get<2>(parts), &key);
  AppendU64(std::get<3>(parts), &key);
  AppendU8(std::get<4>(parts), &key);
  return key;
}

bool Decode(absl::string_view key, Parts* parts) {
  KeyReader reader(key);
  return reader.ReadText(&std::get<0>(*parts)) && reader.ReadU32(&std::get<1>(*parts)) &&
         reader.ReadText(&std::get<2>(*parts)) && reader.ReadU64(&std::get<3>(*parts)) &&
         reader.ReadU8(&std::get<4>(*parts)) && reader.AtEnd();
}

// Small values and short texts, so that parts are often equal and prefixes of each other.
Parts RandomParts(std::mt19937_64& random) {
  const auto text = [&] {
    std::string result(random() % 3, 'a');
    for (char& c : result) c = "a\x01\xff|"[random() % 4];
    return result;
  };
  const auto number = [&]() -> uint64_t { return random() % 2 == 0 ? random() % 3 : random(); };
  return {text(), number(), text(), number(), number()};
}

TEST(KeyCodecTest, OrdersKeysAsTheirPartsAreOrdered) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const Parts a = RandomParts(random);
    const Parts b = RandomParts(random);
    ASSERT_EQ(a < b, Encode(a) < Encode(b))
        << absl::BytesToHexString(Encode(a)) << " " << absl::BytesToHexString(Encode(b));
  }
}

TEST(KeyCodecTest, ReadsBackWhatWasAppended) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 2000; ++i) {
    const Parts parts = RandomParts(random);
    Parts read;
    ASSERT_TRUE(Decode(Encode(parts), &read));
    ASSERT_EQ(read, parts);
  }
}

TEST(KeyCodecTest, NoKeyThatIsCutShortIsRead) {
  const std::string key = Encode({"P1", 2024, "fairs", 7, 2});
  Parts parts;
  for (size_t length = 0; length < key.size(); ++length)
    EXPECT_FALSE(Decode(key.substr(0, length), &parts)) << length << " bytes";
  EXPECT_FALSE(Decode(key + "x", &parts)) << "bytes are left over";
}

TEST(KeyCodecTest, WritesIntegersBigEndianAndEndsTextWithAZeroByte) {
  std::string key;
  AppendU8(0x01, &key);
  AppendU32(0x04050607, &key);
  AppendU64(0x08090a0b0c0d0e0f, &key);
  AppendText("P1", &key);
  EXPECT_EQ(absl::BytesToHexString(key), "010405060708090a0b0c0d0e0f503100");
}

TEST(KeyReaderTest, FailsForEverAfterTheFirstPartThatIsMissing) {
  KeyReader reader(absl::string_view("\x01\x02", 2));
  uint32_t four = 77;
  uint8_t one = 88;
  EXPECT_FALSE(reader.ReadU32(&four));
  EXPECT_EQ(four, 77u);
  EXPECT_FALSE(reader.ReadU8(&one));
  EXPECT_EQ(one, 88);
  EXPECT_FALSE(reader.AtEnd());
}

TEST(KeyReaderTest, TextWithoutItsEndIsNotRead) {
  std::string text = "before";
  EXPECT_FALSE(KeyReader("abc").ReadText(&text));
  EXPECT_EQ(text, "before");
}

}  // namespace
}  // namespace tranche::storage
