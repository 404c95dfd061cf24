#include "projections/catalogue/edit_distance.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tranche {

size_t EditDistance(absl::string_view a, absl::string_view b, size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  // Row j has the distances of the first j bytes of `b` from the first 0, 1, 2 ... of `a`.
  std::vector<size_t> before_last(a.size() + 1);
  std::vector<size_t> last(a.size() + 1);
  std::vector<size_t> row(a.size() + 1);
  for (size_t i = 0; i <= a.size(); ++i) row[i] = i;
  for (size_t j = 1; j <= b.size(); ++j) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      const size_t replaced = last[i - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[i] = std::min({replaced, last[i] + 1, row[i - 1] + 1});
      const bool change_places = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (change_places) row[i] = std::min(row[i], before_last[i - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace tranche
