#include "cluster/checked_points.h"

#include "events/refusal.h"

namespace tranche::cluster {
namespace {

void SayWhy(const absl::Status& why, v1::CheckedPoint* point) {
  if (const std::optional<v1::Refusal> refusal = RefusalOf(why); refusal.has_value()) *point->mutable_why() = *refusal;
}

absl::Status NotSeen() {
  return Refuse(absl::StatusCode::kPermissionDenied, "cluster.not-seen",
                "whoever asks may not see this; ask as a superuser, or as a member of pg_read_all_stats");
}

}  // namespace

v1::CheckedPoint* CheckedPoints::NewPoint(absl::string_view point, v1::CheckOutcome outcome) {
  v1::CheckedPoint* const added = check_.add_points();
  added->set_where(where_);
  added->set_point(std::string(point));
  added->set_outcome(outcome);
  if (outcome == v1::CHECK_OUTCOME_WRONG) check_.set_wrong(check_.wrong() + 1);
  return added;
}

void CheckedPoints::Add(absl::string_view found, bool is_right, const Wanted& wanted) {
  const auto otherwise = wanted.is_advice ? v1::CHECK_OUTCOME_ADVISED : v1::CHECK_OUTCOME_WRONG;
  v1::CheckedPoint* const point = NewPoint(wanted.point, is_right ? v1::CHECK_OUTCOME_FINE : otherwise);
  point->set_found(std::string(found));
  point->set_wanted(std::string(wanted.wanted));
  if (!is_right) SayWhy(wanted.why, point);
}

void CheckedPoints::Add(const std::optional<std::string>& found, bool (*is_right)(absl::string_view found),
                        const Wanted& wanted) {
  if (found.has_value()) return Add(*found, is_right(*found), wanted);
  NewPoint(wanted.point, v1::CHECK_OUTCOME_UNKNOWN)->set_wanted(std::string(wanted.wanted));
  SayWhy(NotSeen(), check_.mutable_points(check_.points_size() - 1));
}

void CheckedPoints::AddUnknown(absl::string_view point, const absl::Status& why) {
  SayWhy(why, NewPoint(point, v1::CHECK_OUTCOME_UNKNOWN));
}

void CheckedPoints::AddWrong(absl::string_view point, const absl::Status& why) {
  SayWhy(why, NewPoint(point, v1::CHECK_OUTCOME_WRONG));
}

}  // namespace tranche::cluster
