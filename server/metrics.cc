#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "events/mutex.h"

namespace tranche {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

// A refusal beyond so many codes is counted under "other": our codes are fewer, and nobody else's may add series.
constexpr size_t kCodesMax = 512;

std::string StringOf(absl::string_view text) { return {text.data(), text.size()}; }

// In seconds.
Histogram::BucketBoundaries CallBounds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
}

Histogram::BucketBoundaries AppendBounds() {
  return {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
}

template <typename Builder>
auto& Made(Builder builder, const char* name, const char* help, prometheus::Registry* registry) {
  return builder.Name(name).Help(help).Register(*registry);
}

}  // namespace

struct ServerMetrics::Families {
  prometheus::Registry registry;
  Family<Histogram>& calls = Made(prometheus::BuildHistogram(), "tranche_call_seconds",
                                  "Time from a whole request to its whole answer.", &registry);
  Family<Counter>& refusals = Made(prometheus::BuildCounter(), "tranche_refusals_total",
                                   "Requests that were refused, by the code of the refusal.", &registry);
  Family<Counter>& received =
      Made(prometheus::BuildCounter(), "tranche_received_bytes_total", "Bytes of the bodies of requests.", &registry);
  Family<Counter>& sent =
      Made(prometheus::BuildCounter(), "tranche_sent_bytes_total", "Bytes of the bodies of answers.", &registry);
  Family<Gauge>& in_flight =
      Made(prometheus::BuildGauge(), "tranche_in_flight", "Requests that are being answered.", &registry);
  Gauge& connections =
      Made(prometheus::BuildGauge(), "tranche_http_connections", "Open connections of HTTP.", &registry).Add({});
  Counter& events =
      Made(prometheus::BuildCounter(), "tranche_appended_events_total", "Events that became durable.", &registry)
          .Add({});
  Histogram& appends = Made(prometheus::BuildHistogram(), "tranche_append_seconds",
                            "Time until the events of calls that share a sync were durable.", &registry)
                           .Add({}, AppendBounds());
  Counter& failed_appends =
      Made(prometheus::BuildCounter(), "tranche_failed_appends_total",
           "Appends that failed; after one nothing is recorded until the server is started again.", &registry)
          .Add({});
  Gauge& head =
      Made(prometheus::BuildGauge(), "tranche_head", "The last sequence that was acknowledged.", &registry).Add({});
  Family<Gauge>& checkpoint_size = Made(prometheus::BuildGauge(), "tranche_checkpoint_size",
                                        "Events that the newest published checkpoint covers.", &registry);
  Family<Gauge>& checkpoint_time =
      Made(prometheus::BuildGauge(), "tranche_checkpoint_timestamp_seconds",
           "When the last event was recorded that the newest published checkpoint covers, in Unix time.", &registry);
  Family<Counter>& failed_entries = Made(prometheus::BuildCounter(), "tranche_failed_entries_total",
                                         "Attempts to come in that were turned away, by the reason.", &registry);

  Family<Gauge>& log_head = Made(prometheus::BuildGauge(), "tranche_log_head",
                                 "The last sequence of the shared log when the copy last heard from it.", &registry);
  Family<Gauge>& log_lag =
      Made(prometheus::BuildGauge(), "tranche_log_lag_events", "How many of these events the copy lacks.", &registry);
  Family<Gauge>& log_heard = Made(prometheus::BuildGauge(), "tranche_log_heard_timestamp_seconds",
                                  "When the shared log had no more than what the copy has, in Unix time.", &registry);
  Family<Gauge>& decides =
      Made(prometheus::BuildGauge(), "tranche_decides", "1 while the node decides, 0 while it follows.", &registry);
  Family<Counter>& takeovers =
      Made(prometheus::BuildCounter(), "tranche_takeovers_total", "How often the node began to decide.", &registry);
  Family<Gauge>& clock_ahead =
      Made(prometheus::BuildGauge(), "tranche_clock_ahead_seconds",
           "How far the clock of the node is ahead of that of the shared log's server.", &registry);
  Family<Counter>& outcomes = Made(prometheus::BuildCounter(), "tranche_log_appends_total",
                                   "Appends to the shared log, by their outcome.", &registry);

  Mutex mutex;
  std::function<CopyFacts()> copy ABSL_GUARDED_BY(mutex);
  std::set<std::string> codes ABSL_GUARDED_BY(mutex);

  std::string Bounded(const std::string& code) {
    const MutexLock lock(mutex);
    if (codes.count(code) > 0) return code;
    if (codes.size() >= kCodesMax) return "other";
    codes.insert(code);
    return code;
  }

  // What is counted elsewhere, and only grows.
  static void Set(uint64_t count, Counter* counter) {
    if (const auto sum = static_cast<double>(count); sum > counter->Value()) counter->Increment(sum - counter->Value());
  }

  void SetFailedEntries(const std::string& reason, uint64_t count) {
    const MutexLock lock(mutex);
    Set(count, &failed_entries.Add({{"reason", reason}}));
  }

  void SetCopy(uint64_t head) {
    const MutexLock lock(mutex);
    if (!copy) return;
    const CopyFacts facts = copy();
    log_head.Add({}).Set(facts.log_head);
    log_lag.Add({}).Set(facts.log_head > head ? facts.log_head - head : 0);
    if (facts.heard_at) log_heard.Add({}).Set(absl::ToDoubleSeconds(*facts.heard_at - absl::UnixEpoch()));
    decides.Add({}).Set(facts.decides ? 1 : 0);
    Set(facts.takeovers, &takeovers.Add({}));
    clock_ahead.Add({}).Set(absl::ToDoubleSeconds(facts.clock_ahead));
    Set(facts.appended, &outcomes.Add({{"outcome", "appended"}}));
    Set(facts.refused, &outcomes.Add({{"outcome", "refused"}}));
    Set(facts.unknown, &outcomes.Add({{"outcome", "unknown"}}));
  }

  Gauge& InFlight(Door door, WorkKind work) {
    return in_flight.Add({{"door", StringOf(NameOf(door))}, {"work", StringOf(NameOf(work))}});
  }
};

ServerMetrics::ServerMetrics() : families_(std::make_unique<Families>()) {}

ServerMetrics::~ServerMetrics() = default;

void ServerMetrics::Begun(Door door, WorkKind work) {
  if (work != WorkKind::kNone) families_->InFlight(door, work).Increment();
}

void ServerMetrics::Done(const Exchange& exchange) {
  const std::string door = StringOf(NameOf(exchange.door));
  if (exchange.work != WorkKind::kNone) families_->InFlight(exchange.door, exchange.work).Decrement();
  families_->calls.Add({{"door", door}, {"call", exchange.call}}, CallBounds())
      .Observe(absl::ToDoubleSeconds(exchange.duration));
  families_->received.Add({{"door", door}}).Increment(exchange.received_bytes);
  families_->sent.Add({{"door", door}}).Increment(exchange.sent_bytes);
  if (exchange.code == "ok") return;
  families_->refusals.Add({{"door", door}, {"code", families_->Bounded(exchange.code)}}).Increment();
}

void ServerMetrics::Connected() { families_->connections.Increment(); }

void ServerMetrics::Disconnected() { families_->connections.Decrement(); }

void ServerMetrics::Appended(uint64_t events, absl::Duration duration, bool is_durable) {
  if (!is_durable) {
    families_->failed_appends.Increment();
    return;
  }
  families_->events.Increment(events);
  families_->appends.Observe(absl::ToDoubleSeconds(duration));
}

void ServerMetrics::ObserveCopy(std::function<CopyFacts()> copy) {
  const MutexLock lock(families_->mutex);
  families_->copy = std::move(copy);
}

std::string ServerMetrics::Text(const Facts& facts) const {
  families_->head.Set(facts.head);
  families_->SetCopy(facts.head);
  if (facts.checkpoint_size) families_->checkpoint_size.Add({}).Set(*facts.checkpoint_size);
  if (facts.checkpoint_recorded_at)
    families_->checkpoint_time.Add({}).Set(absl::ToUnixSeconds(*facts.checkpoint_recorded_at));
  if (facts.failed_entries) {
    families_->SetFailedEntries("unknown", facts.failed_entries->unknown);
    families_->SetFailedEntries("too-many", facts.failed_entries->too_many);
  }
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace tranche
