// What the generator writes into its commands: lines, dates and the documents behind them.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "proto/event.pb.h"

namespace tranche {

// `day` (since 1970-01-01) as YYYYMMDD.
int32_t SyntheticDate(int64_t day);

// unit    from 0, below kSyntheticProvinces; source: from 0, below kSyntheticSources.
// year    the fiscal year.
void SetSyntheticLine(int unit, int source, int year, v1::BudgetLine* line);

// area, project  from 1; 0 for none. The line has its unit and year.
void SetSyntheticPurpose(int area, int project, v1::BudgetLine* line);

// A kind of document. As on real ones, the number shows who issued it; it also shows that it is synthetic.
struct SyntheticPaper {
  absl::string_view type;
  absl::string_view office;
};
inline constexpr SyntheticPaper kSyntheticDecision = {"decision", "/QD-SYNTHETIC-PEOPLES-COMMITTEE-"};
inline constexpr SyntheticPaper kSyntheticVoucher = {"voucher", "/PC-SYNTHETIC-STATE-TREASURY-"};
inline constexpr SyntheticPaper kSyntheticReceipt = {"receipt", "/PT-SYNTHETIC-STATE-TREASURY-"};
inline constexpr SyntheticPaper kSyntheticReport = {"report", "/BC-SYNTHETIC-PROMOTION-CENTRE-"};
inline constexpr SyntheticPaper kSyntheticContract = {"contract", "/HD-SYNTHETIC-PROMOTION-CENTRE-"};
inline constexpr SyntheticPaper kSyntheticAcceptance = {"acceptance", "/NT-SYNTHETIC-PROMOTION-CENTRE-"};

// The document of the event with this sequence, issued in the unit on the event's effective date.
void SetSyntheticDocument(const SyntheticPaper& paper, int unit, Sequence sequence, v1::Event* event);

}  // namespace tranche
