#include "proof/balance_map.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/check.h"
#include "events/refusal.h"
#include "events/utf8.h"
#include "proof/boundary_events.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

constexpr int kKeyFields = 6;
// Larger than any log can hold, yet small enough that sums of leaves from an untrusted file fit in 128 bits.
const AmountSum kAmountMax = AmountSum{1'000'000'000'000'000} * 1'000'000'000'000'000;
constexpr uint64_t kPostingsMax = 1'000'000'000'000;

absl::Status NoLeaf(absl::string_view text, RefusalFields fields = {}) {
  return Within("no balance leaf", {},
                Refuse(absl::StatusCode::kInvalidArgument, "balance-leaf.unreadable", text, std::move(fields)));
}

std::string JoinKey(std::initializer_list<absl::string_view> fields) {
  std::string key;
  for (absl::string_view field : fields) storage::AppendText(field, &key);
  return key;
}

std::string DayText(CivilDate date, const PostedSum& sum) {
  return absl::StrCat(date.ToString(), " ", ToDigits(sum.amount), " ", sum.postings);
}

// "2024-05-16 18300000000 1".
absl::StatusOr<std::pair<CivilDate, PostedSum>> ParseDay(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ' ');
  const absl::StatusOr<CivilDate> date = CivilDate::Parse(parts.front());
  PostedSum sum;
  const bool has_sum = parts.size() == 3 && absl::SimpleAtoi(parts[1], &sum.amount) && sum.amount <= kAmountMax &&
                       sum.amount >= -kAmountMax && absl::SimpleAtoi(parts[2], &sum.postings) &&
                       sum.postings <= kPostingsMax;
  if (!date.ok() || !has_sum || DayText(*date, sum) != text)
    return NoLeaf("found \"{found}\", wanted a date, an amount and a number of postings", {TextField("found", text)});
  return std::pair(*date, sum);
}

// Builds the leaves of one scope: sums the changes of each of its lines by day.
class ScopeLeaves {
 public:
  void Add(const IndexedPosting& booked) {
    const Posting& posting = booked.posting;
    moved_[{posting.line, posting.measure}].Add(booked.effective_date, posting.amount);
  }

  void MoveTo(std::vector<std::string>* leaves) {
    for (const auto& [key, moved] : moved_)
      leaves->push_back(BalanceLeaf{std::get<0>(key), std::get<1>(key), moved.Totals()}.ToBytes());
  }

 private:
  std::map<std::tuple<BudgetLine, Measure>, MovedByDay> moved_;
};

absl::Status AddLeaves(const ReadView& view, const Scope& scope, Sequence known_at, std::vector<std::string>* leaves) {
  ScopeLeaves of_scope;
  absl::Status visited = view.index().Visit({scope.unit, scope.source, scope.fiscal_year}, known_at,
                                            [&](const IndexedPosting& booked) { of_scope.Add(booked); });
  if (visited.ok()) of_scope.MoveTo(leaves);
  return visited;
}

// Reads the texts of a key, and drops them from `*bytes`.
absl::StatusOr<std::array<std::string, kKeyFields>> ReadKey(absl::string_view* bytes) {
  std::array<std::string, kKeyFields> key;
  storage::KeyReader reader(*bytes);
  size_t size = 0;
  for (std::string& field : key) {
    if (!reader.ReadText(&field)) return NoLeaf("its key has no six fields");
    if (!CheckUtf8(field).ok()) return NoLeaf("its key is not UTF-8");
    size += field.size() + 1;
  }
  bytes->remove_prefix(size);
  return key;
}

}  // namespace

void MovedByDay::Add(CivilDate date, int64_t amount) {
  PostedSum& day = moved_[date];
  day.amount += amount;
  ++day.postings;
}

std::vector<std::pair<CivilDate, PostedSum>> MovedByDay::Totals() const {
  std::vector<std::pair<CivilDate, PostedSum>> totals;
  PostedSum sum;
  for (const auto& [date, moved] : moved_) {
    sum.amount += moved.amount;
    sum.postings += moved.postings;
    totals.emplace_back(date, sum);
  }
  return totals;
}

absl::StatusOr<BalanceLeaf> BalanceLeaf::Parse(absl::string_view bytes) {
  absl::string_view rest = bytes;
  const auto read = ReadKey(&rest);
  if (!read.ok()) return read.status();
  const std::array<std::string, kKeyFields>& key = *read;
  BalanceLeaf leaf;
  leaf.line = {key[0], key[2], 0, key[3], key[4]};
  if (!absl::SimpleAtoi(key[1], &leaf.line.fiscal_year)) return NoLeaf("its year is no number");
  const std::optional<Measure> measure = MeasureNamed(key[5]);
  if (!measure) return NoLeaf("found the measure \"{found}\"", {TextField("found", key[5])});
  leaf.measure = *measure;
  if (!absl::ConsumeSuffix(&rest, "\n")) return NoLeaf("it has no day");
  for (absl::string_view text : absl::StrSplit(rest, '\n')) {
    const auto day = ParseDay(text);
    if (!day.ok()) return day.status();
    if (!leaf.days.empty() && leaf.days.back().first >= day->first) return NoLeaf("its days do not ascend");
    leaf.days.push_back(*day);
  }
  return leaf.ToBytes() == bytes ? absl::StatusOr<BalanceLeaf>(leaf) : NoLeaf("it is not written in the one way");
}

std::string BalanceLeaf::Bytes(const std::string& key, const std::vector<std::pair<CivilDate, PostedSum>>& days) {
  std::string bytes = key;
  for (const auto& [date, sum] : days) absl::StrAppend(&bytes, DayText(date, sum), "\n");
  return bytes;
}

std::string BalanceLeaf::ToBytes() const { return Bytes(Key(line, measure), days); }

std::string BalanceLeaf::Key(const LineView& line, Measure measure) {
  return JoinKey(
      {line.unit, absl::StrCat(line.fiscal_year), line.source, line.area, line.project, MeasureName(measure)});
}

absl::string_view BalanceLeaf::KeyIn(absl::string_view bytes) {
  absl::string_view rest = bytes;
  return ReadKey(&rest).ok() ? bytes.substr(0, bytes.size() - rest.size()) : bytes;
}

absl::StatusOr<Scope> BalanceLeaf::ScopeIn(absl::string_view key) {
  const auto read = ReadKey(&key);
  if (!read.ok()) return read.status();
  Scope scope = {(*read)[0], (*read)[2], 0};
  if (!absl::SimpleAtoi((*read)[1], &scope.fiscal_year)) return NoLeaf("its year is no number");
  return scope;
}

PostedSum BalanceLeaf::At(CivilDate date) const {
  const auto after = std::upper_bound(days.begin(), days.end(), date,
                                      [](CivilDate wanted, const auto& day) { return wanted < day.first; });
  return after == days.begin() ? PostedSum() : std::prev(after)->second;
}

std::string LeafPrefix(absl::string_view unit, const int32_t* fiscal_year, const std::string* source) {
  std::string prefix = JoinKey({unit});
  if (fiscal_year == nullptr) return prefix;
  storage::AppendText(absl::StrCat(*fiscal_year), &prefix);
  if (source != nullptr) storage::AppendText(*source, &prefix);
  return prefix;
}

BalanceMap::BalanceMap(std::vector<std::string> leaves, uint64_t boundaries, bool binds_order)
    : leaves_(std::move(leaves)), boundaries_(boundaries) {
  for (uint64_t index = 0; index < size(); ++index) {
    const bool has_separator = binds_order && index > 0;
    tree_.Set(index, LeafHash(leaves_[index]), has_separator ? SeparatorOf(leaves_[index - 1], leaves_[index]) : "");
  }
  root_ = tree_.Root();
}

absl::StatusOr<BalanceMap> BalanceMap::Make(const ReadView& view, Sequence known_at, bool binds_order) {
  std::vector<std::string> leaves;
  if (binds_order) {
    const absl::Status visited = VisitBoundaryEvents(view, known_at, [&](Sequence sequence, absl::string_view bytes) {
      leaves.push_back(BoundaryLeaf(sequence, bytes));
      return absl::OkStatus();
    });
    if (!visited.ok()) return visited;
  }
  const uint64_t boundaries = leaves.size();
  for (const Scope& scope : view.index().Scopes({})) {
    if (absl::Status added = AddLeaves(view, scope, known_at, &leaves); !added.ok()) return added;
  }
  std::sort(leaves.begin(), leaves.end());
  return BalanceMap(std::move(leaves), boundaries, binds_order);
}

absl::StatusOr<std::vector<std::string>> BalanceMap::LeavesOf(const ReadView& view, const Scope& scope,
                                                              Sequence known_at) {
  std::vector<std::string> leaves;
  if (absl::Status added = AddLeaves(view, scope, known_at, &leaves); !added.ok()) return added;
  std::sort(leaves.begin(), leaves.end());
  return leaves;
}

void BalanceMap::Prove(const LinePrefixes& prefixes, LineNodes* nodes) const {
  LinesInMemory tree(tree_, leaves_);
  const absl::Status proven = ProveLines(&tree, prefixes, nodes);
  TRANCHE_CHECK(proven.ok(), proven.ToString());
}

}  // namespace tranche
