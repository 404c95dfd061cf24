#include "reports/column_places.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>

namespace tranche {
namespace {

constexpr int kWidthToLeave = 72;  // in less, texts below a row would be broken into many lines
constexpr int64_t kLinesMax = 3;   // for each text of a column

// Places columns step by step.
class Placing {
 public:
  Placing(const std::vector<PlacedColumn>& columns, int gap, int width_max)
      : columns_(columns), gap_(gap), width_max_(width_max) {
    places_.inside.resize(columns.size());
    std::iota(places_.inside.begin(), places_.inside.end(), size_t{0});
    Fit();
  }

  ColumnPlaces Place() {
    const ColumnPlaces all_inside = places_;
    if (width_max_ >= kWidthToLeave && !IsGood()) {
      LiftSame();
      while (!IsGood() && LowerOne()) {
      }
    }
    return places_.is_vertical ? all_inside : places_;
  }

 private:
  void Fit() {
    std::vector<ColumnRoom> rooms;
    for (const size_t column : places_.inside) rooms.push_back(columns_[column].room);
    std::optional<std::vector<int>> widths = FitColumns(rooms, gap_, width_max_);
    places_.is_vertical = !widths.has_value();
    places_.widths = std::move(widths).value_or(std::vector<int>());
  }

  bool MayLeave(size_t column) const { return column > 0 && columns_[column].may_leave; }

  // Whether the texts of the column inside at `place` take too many lines; its label, and blank cells, do not count.
  bool IsTall(size_t place) const {
    const ColumnRoom& room = columns_[places_.inside[place]].room;
    int64_t lines = 0;
    int64_t texts = 0;
    for (size_t i = 1; i < room.texts.size(); ++i) {
      if (room.texts[i].empty()) continue;
      lines += HeightAt(room.texts[i], places_.widths[place]);
      ++texts;
    }
    return !room.shortens && lines > kLinesMax * texts;
  }

  // Whether all columns inside fit, and none that may leave is tall.
  bool IsGood() const {
    if (places_.is_vertical) return false;
    for (size_t place = 0; place < places_.inside.size(); ++place) {
      if (MayLeave(places_.inside[place]) && IsTall(place)) return false;
    }
    return true;
  }

  std::optional<size_t> WidestOne() const {
    std::optional<size_t> widest;
    const auto cells = [&](size_t place) { return columns_[places_.inside[place]].cells; };
    for (size_t place = 0; place < places_.inside.size(); ++place) {
      if (!MayLeave(places_.inside[place])) continue;
      if (!widest.has_value() || cells(place) >= cells(*widest)) widest = place;
    }
    return widest;
  }

  void LiftSame() {
    std::vector<size_t> left;
    for (const size_t column : places_.inside)
      (MayLeave(column) && columns_[column].is_same ? places_.above : left).push_back(column);
    places_.inside = std::move(left);
    Fit();
  }

  // Moves the widest column below the rows; false if none may leave.
  bool LowerOne() {
    const std::optional<size_t> place = WidestOne();
    if (!place.has_value()) return false;
    places_.below.push_back(places_.inside[*place]);
    std::sort(places_.below.begin(), places_.below.end());
    places_.inside.erase(places_.inside.begin() + static_cast<std::ptrdiff_t>(*place));
    Fit();
    return true;
  }

  const std::vector<PlacedColumn>& columns_;
  const int gap_;
  const int width_max_;
  ColumnPlaces places_;
};

}  // namespace

ColumnPlaces PlaceColumns(const std::vector<PlacedColumn>& columns, int gap, int width_max) {
  return Placing(columns, gap, width_max).Place();
}

}  // namespace tranche
