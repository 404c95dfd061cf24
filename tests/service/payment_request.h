// The payment that tests of the service and the server ask for.
#pragma once

#include <string>

#include "proto/request.pb.h"

namespace tranche {

// A disbursement of `amount` by P1 from the national source of 2024, effective on `date`, in no area and without
// options.
inline v1::RecordRequest PaymentRequest(const std::string& amount, const std::string& date) {
  v1::RecordRequest request;
  request.set_kind("disbursement");
  request.set_unit("P1");
  request.set_source("national");
  request.set_fiscal_year(2024);
  request.set_amount(amount);
  request.set_effective(date);
  return request;
}

}  // namespace tranche
