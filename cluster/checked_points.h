// The points of `cluster check`, as they are judged.
//
// Thread safety: one thread.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/cluster.pb.h"

namespace tranche::cluster {

// What a point should be.
struct Wanted {
  absl::string_view point;   // "fsync"
  absl::string_view wanted;  // "on"
  absl::Status why;          // why it is to be so, and what to do; made by Refuse
  bool is_advice = false;    // another value loses nothing
};

class CheckedPoints {
 public:
  // Adds the points of `where` to `check`, which must outlive this.
  CheckedPoints(std::string where, v1::ClusterCheck* check) : where_(std::move(where)), check_(*check) {}

  // A point that was found as `found`, and is right or not.
  void Add(absl::string_view found, bool is_right, const Wanted& wanted);
  // The same; nothing was found where it could not be looked at.
  void Add(const std::optional<std::string>& found, bool (*is_right)(absl::string_view found), const Wanted& wanted);
  // A point that could not be looked at, because of `why`, which Refuse made.
  void AddUnknown(absl::string_view point, const absl::Status& why);
  // A point that is wrong whatever it is.
  void AddWrong(absl::string_view point, const absl::Status& why);

 private:
  v1::CheckedPoint* NewPoint(absl::string_view point, v1::CheckOutcome outcome);

  const std::string where_;
  v1::ClusterCheck& check_;
};

}  // namespace tranche::cluster
