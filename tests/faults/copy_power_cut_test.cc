// A new copy, and a power cut: what says that it is a copy must not be durable before what it has.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/faulty_disk.h"
#include "tests/replay/child_process.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_shared_log.h"
#include "tests/support/shared_node.h"
#include "tests/support/temp_directory.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

// A log with the same events in each process, and the copy of it in `directory`.
class Node {
 public:
  explicit Node(const std::string& directory)
      : log_(TestTerms().ledger_id()), copy_(&log_, "hanoi", directory, &made_.clock()) {
    for (int i = 0; i < 40; ++i)
      made_.Record(EventBuilder::Plan("P1", "national", 2024, 1).Key(absl::StrCat("plan ", i)).Build());
    moved_ = MoveInto(&log_, *made_);
    head_ = made_->head();
  }

  // Makes the copy, unless there is one.
  absl::Status Open() { return moved_.ok() ? copy_.Open() : moved_; }

  // What is wrong with it; nothing if it can be opened, and has all events then.
  std::string Wrong() {
    if (absl::Status opened = Open(); !opened.ok()) return absl::StrCat("does not open: ", opened.ToString());
    if (absl::Status caught_up = copy_.CatchUp(); !caught_up.ok()) return caught_up.ToString();
    return copy_->head() == head_ ? "" : absl::StrCat("has ", copy_->head(), " events of ", head_);
  }

 private:
  TestLedger made_;
  MemorySharedLog log_;
  SharedNode copy_;
  absl::Status moved_;
  Sequence head_ = 0;
};

// Every second time the cut is at some operation on the disk, else when the copy has just been made.
FaultPlan PlanOf(uint64_t seed) {
  FaultPlan plan;
  plan.fault = seed % 2 == 0 ? Fault::kNone : Fault::kPowerCut;
  plan.number = 1 + seed * 7 % 160;
  plan.seed = seed;
  plan.leaves_zeros = seed % 3 == 0;
  return plan;
}

TEST(CopyPowerCutTest, ANewCopyOpensOrIsNotThere) {
  const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", 40);
  int was_there = 0;
  for (uint64_t seed = 0; seed < rounds; ++seed) {
    const TemporaryDirectory scratch;
    const std::string root = scratch.File("disk");
    const std::string graveyard = scratch.File("graveyard");
    fs::create_directory(root);
    fs::create_directory(graveyard);
    SharedFault injected;
    const int ended = RunInChild([&] {
      Node node(root + "/copy");
      FaultyDisk::Attach(root, graveyard, PlanOf(seed), injected.get());
      if (absl::Status made = node.Open(); !made.ok()) return Complain(made.ToString());
      FaultyDisk::Attached()->CutPower();
    });
    ASSERT_EQ(ended, kPowerWasCut) << "seed " << seed;
    if (fs::exists(root + "/copy/FORMAT")) ++was_there;
    const int judged = RunInChild([&] {
      const std::string wrong = Node(root + "/copy").Wrong();
      return wrong.empty() ? 0 : Complain(wrong);
    });
    EXPECT_EQ(judged, 0) << "seed " << seed << ": " << injected.get()->ToString();
  }
  EXPECT_GE(was_there, static_cast<int>(rounds / 2)) << "of each second round";
}

}  // namespace
}  // namespace tranche
