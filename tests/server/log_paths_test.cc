#include "server/log_paths.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "log/merkle_tree.h"
#include "proof/checkpoint.h"
#include "proof/key_file.h"
#include "proof/signed_note.h"
#include "server/http_server.h"
#include "service/keys.h"
#include "tests/server/http_client.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(LogPathsTest, ReadsWhatTheSpecificationWritesAndNothingElse) {
  const auto read = [](const std::string& path) {
    const auto tile = ReadTilePath(path);
    return tile ? absl::StrFormat("%d %d %d", tile->level.value_or(-1), tile->place, tile->width) : "none";
  };
  EXPECT_EQ(read("/tile/0/000"), "0 0 256");
  EXPECT_EQ(read("/tile/0/x001/x234/067"), "0 1234067 256");
  EXPECT_EQ(read("/tile/2/x001/000.p/1"), "2 1000 1");
  EXPECT_EQ(read("/tile/63/999.p/255"), "63 999 255");
  EXPECT_EQ(read("/tile/entries/005.p/17"), "-1 5 17");
  for (const char* const wrong :
       {"/tile/", "/tile/0", "/tile/0/", "/tile/0/0", "/tile/00/000", "/tile/64/000", "/tile/-1/000",
        "/tile/0/x000/001", "/tile/0/001/002", "/tile/0/x001", "/tile/0/000.p", "/tile/0/000.p/0", "/tile/0/000.p/256",
        "/tile/0/000.p/01", "/tile/0/000/1", "/tile/data/000", "/tile/0/x999/x999/x999/x999/x999/x999/999",
        "/tile/entries"})
    EXPECT_EQ(read(wrong), "none") << wrong;
}

// Reads the log of a server through these paths alone.
class Monitor {
 public:
  explicit Monitor(const std::string& address) : client_(address) {}

  Checkpoint ReadCheckpoint() {
    const auto note = SignedNote::Parse(Get("/checkpoint"));
    EXPECT_THAT(note, IsOk());
    return *Checkpoint::Parse(note->text);
  }

  // The root of the first `size` entries, from the entries; each level of tiles must say the same.
  Digest RootFromEntries(uint64_t size) {
    std::vector<Digest> hashes;
    for (uint64_t tile = 0; tile * 256 < size; ++tile) {
      std::string bundle = Get(Path("entries", tile, size));
      for (size_t at = 0; at + 2 <= bundle.size();) {
        const size_t length = static_cast<uint8_t>(bundle[at]) << 8 | static_cast<uint8_t>(bundle[at + 1]);
        hashes.push_back(LeafHash(bundle.substr(at + 2, length)));
        at += 2 + length;
      }
    }
    EXPECT_THAT(hashes, SizeIs(size));
    const std::vector<Digest> leaves = hashes;
    for (int level = 0; !hashes.empty(); ++level) {
      std::vector<Digest> above;
      for (uint64_t tile = 0; tile * 256 < hashes.size(); ++tile) {
        std::string wanted;
        const uint64_t end = std::min<uint64_t>(hashes.size(), tile * 256 + 256);
        for (uint64_t i = tile * 256; i < end; ++i) absl::StrAppend(&wanted, ToBytes(hashes[i]));
        EXPECT_EQ(Get(Path(absl::StrCat(level), tile, hashes.size())), wanted) << level << " " << tile;
        if (end == tile * 256 + 256) above.push_back(FoldHashes(absl::MakeSpan(hashes).subspan(tile * 256, 256)));
      }
      hashes = above;
    }
    const NodeReader nodes = [&](int level, uint64_t index) -> absl::StatusOr<Digest> {
      const uint64_t count = uint64_t{1} << level;
      return FoldHashes(absl::MakeConstSpan(leaves).subspan(index * count, count));
    };
    return *RootOf(size, nodes);
  }

  int Status(const std::string& path) { return client_.Ask("GET", path).status; }
  std::string Caching(const std::string& path) { return client_.Ask("GET", path).headers.at("cache-control"); }

 private:
  static std::string Path(const std::string& of, uint64_t tile, uint64_t size) {
    const uint64_t width = std::min<uint64_t>(256, size - tile * 256);
    return absl::StrFormat("/tile/%s/%03d%s", of, tile, width < 256 ? absl::StrCat(".p/", width) : "");
  }

  std::string Get(const std::string& path) {
    const HttpReply reply = client_.Ask("GET", path);
    EXPECT_EQ(reply.status, 200) << path << ": " << reply.body;
    return reply.body;
  }

  HttpClient client_;
};

TEST(LogPathsTest, AMonitorComesToTheRootOfTheCheckpointThroughThePathsAlone) {
  TestLedger ledger;
  for (int i = 0; i < 520; ++i)
    ledger.Record(EventBuilder::Plan("P1", "national", 2024, 1).Key(absl::StrCat("plan ", i)));
  ledger.Close();
  v1::GenerateKeyRequest key;
  key.set_file(LedgerKeyPath(ledger.directory()));
  ASSERT_THAT(GenerateKey(key), IsOk());
  const auto service = LedgerService::Open(ledger.directory(), Ledger::Access::kWrite, &ledger.clock());
  ASSERT_THAT(service, IsOk());
  const Calls calls(service->get());
  const auto server = HttpServer::Listen(&calls, "127.0.0.1:0");
  ASSERT_THAT(server, IsOk());
  Monitor monitor((*server)->address());
  EXPECT_EQ(monitor.Status("/checkpoint"), 404);
  v1::PublishCheckpointRequest publish;
  publish.set_actor("test");
  ASSERT_THAT((*service)->PublishCheckpoint(publish), IsOk());
  const Checkpoint checkpoint = monitor.ReadCheckpoint();
  EXPECT_EQ(checkpoint.size, (*service)->GetLedger({})->head());
  EXPECT_EQ(monitor.RootFromEntries(checkpoint.size), checkpoint.root);
  for (const char* const full : {"/tile/0/000", "/tile/0/001", "/tile/entries/000", "/tile/entries/001"})
    EXPECT_EQ(monitor.Caching(full), "public, max-age=31536000, immutable") << full;
  for (const char* const grows : {"/tile/0/000.p/255", "/tile/1/000.p/2", "/tile/entries/002.p/1", "/tile/entries/002",
                                  "/tile/0/002", "/tile/1/000", "/checkpoint"})
    EXPECT_EQ(monitor.Caching(grows), "no-store") << grows;
  EXPECT_EQ(monitor.Status("/tile/0/002"), 404);
  EXPECT_EQ(monitor.Status("/tile/9/000.p/1"), 404);
  EXPECT_EQ(monitor.Status("/tile/0/x999/x999/x999/x999/x999/999"), 404);
  EXPECT_EQ(monitor.Status("/tile/0/0"), 404);
}

}  // namespace
}  // namespace tranche
