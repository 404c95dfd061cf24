// Notes on balances: what is missing, what counts elsewhere and what cannot be determined.
//
// Thread safety of the functions: they are pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/measure.h"
#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// "1/3": members without a record, of all members; "yes" if the gap is further down; empty if complete.
std::string IncompleteMark(const v1::BalanceRow& row, Locale locale);

// True if a member, or a unit, source and year that states the other of plan and execution, lacks a record of
// `measure`, which is one of these two.
bool IsIncomplete(const v1::BalanceRow& row, Measure measure);

// The notes of a balance that comes page by page: incomplete rows, money that cannot be attributed, what available
// money does not say, units that have ended, and the region grouping where the answer is about regions. Of many rows
// the first five are named and all are counted, so that its memory does not grow with the answer.
//
// Thread safety: one thread at a time.
class BalanceNoteMaker {
 public:
  // shown   the columns of the table, with what people see of them: a note on any other is left out.
  // reader  whose catalogue must outlive this.
  BalanceNoteMaker(std::vector<Column> shown, const Reader& reader);

  // Takes the next page; the basis, the dimensions and the total are those of the last one.
  void Take(const v1::BalanceReport& page);

  // The notes of the pages so far.
  std::vector<std::string> Notes() const;

  // True if a page has several tranches, or areas, in what it has available to disburse.
  bool available_in_parts() const { return answer_.available_in_parts(); }

 private:
  const std::vector<Column> shown_;
  const Reader reader_;
  v1::BalanceReport answer_;  // without rows
  std::vector<std::string> of_incomplete_;
  std::vector<std::string> of_rates_;
  std::vector<std::string> unattributed_rows_;
  bool has_rows_ = false;
  uint64_t incomplete_ = 0;
  uint64_t without_rate_ = 0;
  uint64_t unattributed_ = 0;
};

// That one payment may take less than is available to disburse.
std::string InPartsNote(Locale locale);

}  // namespace tranche
