#include "proof/note_key.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "events/check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kDoesNotHold = absl::StatusCode::kFailedPrecondition;

// The example of golang.org/x/mod/sumdb/note, where the format comes from.
constexpr char kPublicKey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kSeed[] = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr char kText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kSignature[] =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

SignedNote Published() { return SignedNote::Parse(absl::StrCat(kText, "\n", kSignature)).value(); }

// The private key of the example, as PKCS#8: a fixed head, then its 32 bytes.
SigningKey PublishedSigner() {
  std::string seed;
  TRANCHE_CHECK(absl::Base64Unescape(kSeed, &seed), "base64");
  const std::string der = absl::StrCat(absl::HexStringToBytes("302e020100300506032b657004220420"), seed.substr(1));
  return SigningKey::ParsePem(
             absl::StrCat("-----BEGIN PRIVATE KEY-----\n", absl::Base64Escape(der), "\n-----END PRIVATE KEY-----\n"))
      .value();
}

TEST(NoteKeyTest, ChecksAndMakesThePublishedSignature) {
  const auto key = VerifierKey::Parse(kPublicKey);
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(key->ToString(), kPublicKey);
  EXPECT_THAT(key->Check(Published()), IsOk());
  EXPECT_EQ(PublishedSigner().PublicKey(NoteKeyType::kEd25519, "PeterNeumann").ToString(), kPublicKey);
  EXPECT_EQ(PublishedSigner().Sign("PeterNeumann", kText), Published().signatures.front());
}

TEST(NoteKeyTest, AnAlteredTextOrSignatureDoesNotHold) {
  const VerifierKey key = VerifierKey::Parse(kPublicKey).value();
  SignedNote note = Published();
  note.text[3] ^= 1;
  EXPECT_THAT(key.Check(note), StatusIs(kDoesNotHold, HasSubstr("PeterNeumann")));
  note = Published();
  note.signatures[0].bytes[9] ^= 1;
  EXPECT_THAT(key.Check(note), StatusIs(kDoesNotHold));
  note = Published();
  note.signatures[0].bytes.pop_back();
  EXPECT_THAT(key.Check(note), StatusIs(kDoesNotHold));
}

TEST(NoteKeyTest, SignaturesOfOtherKeysAreNotLookedAt) {
  const VerifierKey key = VerifierKey::Parse(kPublicKey).value();
  SignedNote note = Published();
  note.signatures.push_back({"somebody", 7, "no signature at all"});
  note.signatures.push_back({"PeterNeumann", 7, "an older key of the same name"});
  EXPECT_THAT(key.Check(note), IsOk());
  note.signatures.erase(note.signatures.begin());
  EXPECT_THAT(key.Check(note), StatusIs(absl::StatusCode::kNotFound, HasSubstr("c74f20a3")));
}

TEST(NoteKeyTest, OneBadSignatureOfTheKeyIsEnoughToRefuse) {
  SignedNote note = Published();
  note.signatures.push_back(note.signatures.front());
  note.signatures.back().bytes[0] ^= 1;
  EXPECT_THAT(VerifierKey::Parse(kPublicKey)->Check(note), StatusIs(kDoesNotHold));
}

TEST(NoteKeyTest, APublicKeyWithALetterChangedIsRefused) {
  const std::string key = kPublicKey;
  for (const std::string& bad :
       {std::string(), std::string("PeterNeumann"), std::string("PeterNeumann+c74f20a3"), key.substr(0, key.size() - 1),
        absl::StrReplaceAll(key, {{"Neumann", "Newmann"}}), absl::StrReplaceAll(key, {{"c74f", "c74e"}}),
        absl::StrReplaceAll(key, {{"ARpc", "ARpd"}}), absl::StrReplaceAll(key, {{"ARpc", "Ahpc"}}),
        absl::StrReplaceAll(key, {{"Peter", "Peter "}})})
    EXPECT_THAT(VerifierKey::Parse(bad), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("key"))) << bad;
  EXPECT_THAT(VerifierKey::Parse(key + "\n"), IsOk());
}

// The encodings of the eight points of small order, and of some that OpenSSL would take for them or for others.
TEST(NoteKeyTest, AKeyUnderWhichNobodyHasToSignIsRefused) {
  std::vector<std::string> weak;
  for (const absl::string_view y : {"0000000000000000000000000000000000000000000000000000000000000000",
                                    "0100000000000000000000000000000000000000000000000000000000000000",
                                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    weak.push_back(absl::HexStringToBytes(y));
    weak.push_back(weak.back());
    weak.back()[31] = static_cast<char>(weak.back()[31] | 0x80);  // the other sign
  }
  for (const std::string& public_key : weak) {
    for (const NoteKeyType type : {NoteKeyType::kEd25519, NoteKeyType::kCosignature}) {
      const VerifierKey key(type, "nobody", public_key);
      EXPECT_THAT(VerifierKey::Parse(key.ToString()),
                  StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nobody made")))
          << absl::BytesToHexString(public_key);
    }
  }
}

TEST(NoteKeyTest, AWitnessSignsTheTextWithTheTime) {
  const SigningKey signer = SigningKey::Generate();
  const absl::Time time = absl::FromUnixSeconds(1679315147);
  SignedNote note = Published();
  note.signatures.push_back(signer.Cosign("witness.example/w1", note.text, time));
  const VerifierKey witness = signer.PublicKey(NoteKeyType::kCosignature, "witness.example/w1");
  EXPECT_THAT(witness.Check(note), IsOkAndHolds(time));
  // The same key used as a log has another id, so its signature does not count.
  EXPECT_THAT(signer.PublicKey(NoteKeyType::kEd25519, "witness.example/w1").Check(note),
              StatusIs(absl::StatusCode::kNotFound));
  note.signatures.back().bytes[7] ^= 1;  // the time
  EXPECT_THAT(witness.Check(note), StatusIs(kDoesNotHold));
}

TEST(NoteKeyTest, AKeyIsWrittenAndReadAsPem) {
  const SigningKey key = SigningKey::Generate();
  EXPECT_THAT(key.ToPem(), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
  const auto again = SigningKey::ParsePem(key.ToPem());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->Sign("a", "text\n"), key.Sign("a", "text\n"));
  EXPECT_NE(SigningKey::Generate().ToPem(), key.ToPem());
}

TEST(NoteKeyTest, WhatIsNoEd25519KeyIsRefused) {
  // openssl ecparam -name prime256v1 -genkey | openssl pkcs8 -topk8 -nocrypt
  constexpr char kOtherAlgorithm[] =
      "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2\n"
      "OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r\n"
      "1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G\n"
      "-----END PRIVATE KEY-----\n";
  for (const std::string& bad : {std::string(), std::string("no key"), std::string(kOtherAlgorithm)})
    EXPECT_THAT(SigningKey::ParsePem(bad), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Ed25519"))) << bad;
}

TEST(NoteKeyTest, WhatWasToBeAKeyIsNeverQuoted) {
  const std::string pem = SigningKey::Generate().ToPem();
  const std::string body = pem.substr(pem.find('\n') + 1, 64);
  for (const std::string& secret : {pem, body, absl::StrCat("PRIVATE+KEY+name+c74f20a3+", body)}) {
    const absl::Status refused = VerifierKey::Parse(secret).status();
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("this is a private key")));
    EXPECT_THAT(std::string(refused.message()), Not(HasSubstr(body.substr(24, 8))));
  }
  EXPECT_THAT(std::string(VerifierKey::Parse("a word that nobody should see").status().message()),
              Not(HasSubstr("nobody should see")));
}

}  // namespace
}  // namespace tranche
