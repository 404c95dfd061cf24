// How much is done at the same time, at most.
//
// Thread safety: a Places may be used by several threads, a Place by one.
#pragma once

#include <atomic>
#include <utility>

namespace tranche {

// How many are inside, at most `max`.
class Places {
 public:
  explicit Places(int max) : max_(max) {}

  bool Take() {
    if (taken_.fetch_add(1) < max_) return true;
    Leave();
    return false;
  }
  void Leave() { taken_.fetch_sub(1); }

 private:
  const int max_;
  std::atomic<int> taken_{0};
};

// A place for the time of one call, if there was one.
class Place {
 public:
  explicit Place(Places* places) : places_(*places), is_taken_(places->Take()) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { GiveBack(); }

  bool is_taken() const { return is_taken_; }

  // For others, before the call ends.
  void GiveBack() {
    if (std::exchange(is_taken_, false)) places_.Leave();
  }

 private:
  Places& places_;
  bool is_taken_;
};

}  // namespace tranche
