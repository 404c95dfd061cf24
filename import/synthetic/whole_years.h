// Budget years of a synthetic history from the plan to the settlement: of a source that nothing else draws on, unit by
// unit, each with a registered project, a contract that is paid in part and carried over with some of what is free, the
// rest lapsed. So what is left is known to the unit of money, as a final settlement asks for.
//
// Memory is bounded by the number of units. The steps depend only on what Fill is given.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "events/sequence.h"
#include "proto/event.pb.h"

namespace tranche {

class SyntheticWholeYears {
 public:
  // Fills `event` with the next step, effective on the day on which it is recorded; false if none is left in this year.
  //
  // sequence      what the ledger will assign.
  // today         the day on which it is recorded, in days since 1970-01-01.
  // year          its year, from 0; never decreasing.
  // closed_years  how many years are closed at their end.
  bool Fill(Sequence sequence, int64_t today, int year, int closed_years, v1::Event* event);

 private:
  // One budget year of one unit.
  struct Life {
    int unit = 0;
    int year = 0;
    size_t step = 0;
    Sequence contract = 0;
    Sequence carried_contract = 0;
    bool has_received = false;  // and paid, what the year before carried over
  };

  struct Scene {
    Sequence sequence;
    int64_t today;
    Life* life;
    v1::Event* event;
  };

  using Step = void (SyntheticWholeYears::*)(const Scene&);

  static const std::vector<Step>& Running();
  static const std::vector<Step>& AfterClosing();
  void TurnTo(int year);
  void Take(const std::vector<Step>& steps, const Scene& scene);

  // While the year runs.
  void ApprovePlan(const Scene& scene);
  void Allocate(const Scene& scene);
  void Register(const Scene& scene);
  void Commit(const Scene& scene);
  void PayContract(const Scene& scene);
  void Amend(const Scene& scene);
  void ReportOutput(const Scene& scene);
  void Pay(const Scene& scene);

  // After its closing.
  void CarryContract(const Scene& scene);
  void CarryFree(const Scene& scene);
  void PayCarriedContract(const Scene& scene);
  void PayCarriedFree(const Scene& scene);
  void Lapse(const Scene& scene);
  void Settle(const Scene& scene);
  void Correct(const Scene& scene);
  void StopOrReport(const Scene& scene);

  int year_ = 0;                // that runs
  Life running_;                // the one that is begun
  std::vector<Life> finished_;  // of this year
  std::vector<Life> over_;      // of the year before; the front is the next
  std::set<int> received_;      // the units that were paid all that the year before carried over
};

}  // namespace tranche
