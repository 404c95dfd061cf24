#include "tests/faults/flipped_bits.h"

#include <signal.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "tests/faults/agreement.h"
#include "tests/faults/faulty_writer.h"
#include "tests/faults/survey.h"
#include "tests/faults/told.h"
#include "tests/replay/child_process.h"
#include "tests/support/packed_rows.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

constexpr int kAborted = 128 + SIGABRT;
constexpr uint64_t kEventsMin = 60;

// Half of the bits are among the last bytes, where RocksDB mistakes damage for an incomplete write.
constexpr uint64_t kEndBytes = 400;

// The name without its numbers: ".log", "MANIFEST-", "HEAD".
std::string KindOf(const fs::path& file) {
  std::string name = file.filename().string();
  name.erase(std::remove_if(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); }), name.end());
  return absl::StartsWith(name, "LOG") ? "LOG" : name;
}

void FlipBit(const std::string& path, uint64_t offset, int bit) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  const char changed = static_cast<char>(file.get() ^ (1 << bit));
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(changed);
}

// Applies the outcomes of the commands to the oracle; nothing fails here.
void Follow(const std::vector<Told>& told, ReferenceLedger* reference) {
  std::map<uint64_t, std::vector<std::string>> asked;
  std::set<uint64_t> acknowledged;  // in the order of the log, which is not that of the reports
  for (const Told& each : told) {
    TRANCHE_CHECK(each.what != Told::What::kFailed && each.what != Told::What::kWrong, each.texts[0]);
    if (each.what == Told::What::kCreated) *reference = NewReference();
    if (each.what == Told::What::kAsked) asked[each.batch] = each.texts;
    if (each.what == Told::What::kAcknowledged) acknowledged.insert(each.batch);
  }
  for (const uint64_t batch : acknowledged)
    TRANCHE_CHECK(reference->Append(ToEvents(asked[batch])), "what was acknowledged");
}

}  // namespace

FlippedBits::FlippedBits(uint64_t seed) : random_(seed) {
  while (reference_.head() < kEventsMin) {
    const uint64_t seed_of_writer = random_();
    const InjectedFault none;
    RunningChild writer =
        StartChild([&](int out) { FaultyWriter(directory_, seed_of_writer, reference_, &none, out).Run(); });
    Follow(AllTold(writer.Wait().text), &reference_);
  }
  TRANCHE_CHECK(RunInChild([&] { return CountPackedRowsIn(directory_) > 0 ? 0 : 1; }) == 0,
                "no row of the log has several events");
  for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
    if (entry.is_regular_file() && entry.file_size() > 0)
      files_[KindOf(entry.path())].push_back(fs::relative(entry.path(), directory_).string());
  }
}

std::string FlippedBits::Run() {
  for (const auto& [kind, files] : files_) {
    const std::string file = files[random_() % files.size()];
    const std::string copy = scratch_.File("copy");
    fs::remove_all(copy);
    fs::copy(directory_, copy, fs::copy_options::recursive);
    const uint64_t size = fs::file_size(copy + "/" + file);
    const uint64_t offset = size - 1 - random_() % (random_() % 2 == 0 ? size : std::min(size, kEndBytes));
    const int bit = static_cast<int>(random_() % 8);
    FlipBit(copy + "/" + file, offset, bit);
    const std::string wrong = JudgeIn(kind);
    if (!wrong.empty()) return absl::StrCat(wrong, "; bit ", bit, " of byte ", offset, " of ", file);
  }
  return "";
}

std::string FlippedBits::JudgeIn(const std::string& kind) {
  RunningChild surveyor = StartChild([&](int out) {
    Tell(out, {Told::What::kWrong, 0, {SurveyDamaged(scratch_.File("copy"), reference_)}});
  });
  const RunningChild::Ending ending = surveyor.Wait();
  const std::vector<Told> told = AllTold(ending.text);
  if (ending.code == kAborted) return ++tally_[absl::StrCat(kind, ": the process aborted")], "";
  if (ending.code != 0 || told.size() != 1) return absl::StrCat("the survey ended with ", ending.code);
  const std::string& found = told[0].texts[0];
  const bool is_refused = absl::StartsWith(found, "refused: ");
  if (!found.empty() && !is_refused) return found;
  ++tally_[absl::StrCat(kind, is_refused ? ": refused" : ": every answer right")];
  return "";
}

}  // namespace tranche
