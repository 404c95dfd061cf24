// Generates the movements of money of a synthetic history, with what is said beside them, one by one, each allowed by
// the rules of the ledger on every day.
//
// Memory is bounded by the number of units, sources and years; it does not grow with
// the number of events.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "events/sequence.h"
#include "import/synthetic/books.h"
#include "import/synthetic/random.h"
#include "import/synthetic/whole_years.h"
#include "proto/event.pb.h"

namespace tranche {

// The fiscal years of a synthetic history.
inline constexpr int kSyntheticFirstYear = 2015;
inline constexpr int kSyntheticYears = 10;
// A movement takes at most this part of what is left.
inline constexpr int64_t kSyntheticPart = 8;

class SyntheticMoney {
 public:
  struct Options {
    uint64_t seed = 0;
    uint64_t events = 0;    // how many there will be: the more there are, the smaller each one is
    int late_permille = 0;  // how many per thousand are effective before the day on which they are recorded
    int late_days = 1;      // and by how many days at most; 1 or more
  };

  explicit SyntheticMoney(const Options& options);

  // Fills `event` with the next movement: its kind, effective date, document and reason.
  //
  // sequence  what the ledger will assign.
  // today     the day on which it is recorded, in days since 1970-01-01; within the fiscal years, never decreasing.
  void Fill(Sequence sequence, int64_t today, v1::Event* event);

 private:
  // What one movement is about.
  struct Scene {
    Sequence sequence;
    int64_t today;
    int64_t day;  // effective
    int unit;
    int source;
    int year;  // from 0
    SyntheticBooks* books;
    v1::Event* event;
  };

  // An event that may still be reversed.
  struct Reversible {
    Sequence sequence;
    int64_t day;
  };

  // A tranche with a contract or an advance.
  struct Owing {
    int unit;
    int source;
    int year;
    uint32_t tranche_number;
  };

  // Makes one kind of movement; returns false if the books do not allow it.
  using Make = bool (SyntheticMoney::*)(const Scene&);

  Scene PickScene(Sequence sequence, int64_t today, v1::Event* event);
  int YearOf(int64_t day) const;
  void SetLateReason(int64_t day, v1::Event* event);
  int64_t PickDay(int64_t today);
  int64_t PickAmount(int64_t left);
  int PickArea(const SyntheticTranche& tranche);
  int PickProject();
  SyntheticTranche* PickTranche(const Scene& scene);
  SyntheticBooks* BooksOf(const Scene& scene, int unit);
  bool IsTrancheDue(const Scene& scene) const;
  void Remember(const Reversible& reversible);

  bool ApprovePlan(const Scene& scene);
  bool AdjustPlan(const Scene& scene);
  bool Allocate(const Scene& scene);
  bool AdjustAllocation(const Scene& scene);
  bool Transfer(const Scene& scene);
  bool Pay(const Scene& scene);
  bool Refund(const Scene& scene);
  bool Report(const Scene& scene);
  bool Reverse(const Scene& scene);

  // Contracts and advances (obligations.cc).
  bool Commit(const Scene& scene);
  bool PayContract(const Scene& scene);
  bool Release(const Scene& scene);
  bool PayInAdvance(const Scene& scene);
  bool Clear(const Scene& scene);
  bool Recover(const Scene& scene);
  bool PickOwing(const std::vector<Owing>& owing, SyntheticObligation SyntheticTranche::*kind, Scene* scene,
                 SyntheticTranche** tranche);
  void Remember(const Scene& scene, const SyntheticTranche& tranche, std::vector<Owing>* owing);
  int64_t Take(SyntheticObligation* from);

  // What moves no money (statements.cc).
  bool Estimate(const Scene& scene);
  bool Publish(const Scene& scene);
  bool IsClosingDue(int64_t today) const;
  void Close(const Scene& scene);
  void Reopen(const Scene& scene);

  Options options_;
  SyntheticRandom random_;
  int64_t amount_max_;                  // of one movement
  std::vector<int64_t> first_days_;     // of each year
  std::vector<SyntheticBooks> books_;   // by year, unit and source
  std::vector<Reversible> reversible_;  // at most kReversibleMax
  std::vector<Owing> contracts_;        // at most kOwingMax
  std::vector<Owing> advances_;         // at most kOwingMax
  int closed_years_ = 0;                // the first so many are closed
  Sequence to_reopen_ = 0;              // a closing of the year after them that is opened again; 0: none
  bool was_reopened_ = false;           // the year after them
  SyntheticWholeYears whole_years_;
};

}  // namespace tranche
