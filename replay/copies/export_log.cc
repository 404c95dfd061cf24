#include "replay/copies/export_log.h"

#include <string>

#include "absl/strings/escaping.h"
#include "events/event_view.h"
#include "events/refusal.h"
#include "log/merkle_tree.h"
#include "log/tree_edge.h"

namespace tranche {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
constexpr Sequence kEventsPerReport = 1000;

// Passes events to the sink, and accumulates their root.
class Exporter {
 public:
  Exporter(LogForm form, const ByteSink& sink) : form_(form), sink_(sink) {}

  absl::Status Take(const v1::Event& event, absl::string_view stored_bytes) {
    const absl::Status added = AppendEvent(form_, event, stored_bytes, &chunk_);
    return added.ok() ? Added(stored_bytes) : added;
  }

  // The same for JSON, where only an unusual event is parsed.
  absl::Status Take(const EventView& event) {
    if (AppendJsonLine(event.stored_bytes, &chunk_)) return Added(event.stored_bytes);
    v1::Event parsed;
    const absl::Status status = EventLog::Parse(event.stored_bytes, event.sequence, &parsed);
    return status.ok() ? Take(parsed, event.stored_bytes) : status;
  }

  absl::Status Flush() {
    absl::Status taken = sink_(chunk_);
    bytes_ += chunk_.size();
    chunk_.clear();
    return taken;
  }

  uint64_t bytes() const { return bytes_; }
  Digest Root() const { return root_.Root(); }

 private:
  absl::Status Added(absl::string_view stored_bytes) {
    root_.Add(LeafHash(stored_bytes));
    return chunk_.size() < kChunkBytes ? absl::OkStatus() : Flush();
  }

  LogForm form_;
  const ByteSink& sink_;
  std::string chunk_;
  uint64_t bytes_ = 0;
  TreeEdge root_;
};

absl::Status CheckRoot(const Digest& found, const Digest& wanted, Sequence head) {
  if (found == wanted) return absl::OkStatus();
  return Adding(
      Refuse(absl::StatusCode::kDataLoss, "export.other-root",
             "the root of {head} event{head:s} is {found}, the ledger's tree says {wanted}; nothing was exported",
             {NumberField("head", head), TextField("found", absl::Base64Escape(ToBytes(found))),
              TextField("wanted", absl::Base64Escape(ToBytes(wanted)))}),
      "run `tranche verify` to see what differs");
}

}  // namespace

absl::StatusOr<v1::ExportReport> ExportLog(const ReadView& view, LogForm form, const ByteSink& sink,
                                           const ProgressCallback& progress) {
  const Sequence head = view.head();
  Exporter exporter(form, sink);
  const auto report_at = [&](Sequence sequence) {
    if (progress && (sequence % kEventsPerReport == 0 || sequence == head)) progress(sequence, head);
  };
  absl::Status visited;
  if (form == LogForm::kJsonLines) {
    visited = view.log().VisitViews(1, head, [&](const EventView& event) {
      report_at(event.sequence);
      return exporter.Take(event);
    });
  } else {
    visited = view.log().Visit(1, head, [&](const v1::Event& event, absl::string_view stored_bytes) {
      report_at(event.sequence());
      return exporter.Take(event, stored_bytes);
    });
  }
  if (visited.ok()) visited = exporter.Flush();
  if (!visited.ok()) return visited;
  const absl::StatusOr<Digest> root = view.tree().Root(head);
  if (!root.ok()) return root.status();
  if (absl::Status same = CheckRoot(exporter.Root(), *root, head); !same.ok()) return same;
  v1::ExportReport report;
  report.set_form(std::string(FormName(form)));
  report.set_ledger_id(view.terms().ledger_id());
  report.set_events(head);
  report.set_bytes(exporter.bytes());
  report.set_root(std::string(ToBytes(*root)));
  return report;
}

}  // namespace tranche
