// What was paid, as those who paid were told, and as the log says it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "gtest/gtest.h"
#include "proto/event.pb.h"

namespace tranche {

// What was acknowledged, by key.
class Acknowledged {
 public:
  void Add(const std::string& key, Sequence sequence) {
    const MutexLock lock(mutex_);
    sequences_[key] = sequence;
    changed_.WakeAll();
  }
  // Also returns when the test has failed, whereupon somebody calls Wake.
  void AwaitCount(size_t count) {
    const MutexLock lock(mutex_);
    while (sequences_.size() < count && !::testing::Test::HasFailure()) changed_.Wait(mutex_);
  }
  void Wake() {
    const MutexLock lock(mutex_);
    changed_.WakeAll();
  }
  std::map<std::string, Sequence> all() {
    const MutexLock lock(mutex_);
    return sequences_;
  }

 private:
  Mutex mutex_;
  Signal changed_;
  std::map<std::string, Sequence> sequences_ ABSL_GUARDED_BY(mutex_);
};

// Who may pay how much, and what was paid, as the events say it one after the other.
class Reference {
 public:
  void Read(const v1::Event& event) {
    if (event.has_role_granted()) {
      grants_[event.sequence()] = event.role_granted();
    } else if (event.has_role_revoked()) {
      EXPECT_EQ(grants_.erase(event.role_revoked().granted_sequence()), 1u) << event.sequence();
    } else if (event.has_disbursement_made()) {
      const int64_t amount = event.disbursement_made().amount();
      EXPECT_TRUE(MayPay(event.actor(), amount)) << "event " << event.sequence() << " of " << event.actor();
      payments_[event.event_id()] = event.sequence();
      disbursed_ += amount;
    }
  }

  const std::map<std::string, Sequence>& payments() const { return payments_; }
  int64_t disbursed() const { return disbursed_; }

 private:
  bool MayPay(const std::string& actor, int64_t amount) const {
    return std::any_of(grants_.begin(), grants_.end(), [&](const auto& one) {
      const v1::RoleGranted& grant = one.second;
      return grant.actor_id() == actor && grant.role() == v1::ROLE_OFFICER && amount <= grant.amount_max();
    });
  }

  std::map<Sequence, v1::RoleGranted> grants_;  // in force
  std::map<std::string, Sequence> payments_;    // by key
  int64_t disbursed_ = 0;
};

}  // namespace tranche
