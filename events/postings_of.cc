#include "events/postings_of.h"

#include "events/kinds/kinds.h"

namespace tranche {

absl::Status PostingsOf(const EventView& event, const EventView* reversed, PostingList* postings) {
  const EventKind* kind = FindKind(event.kind);
  return kind == nullptr ? absl::OkStatus() : kind->postings(event, reversed, postings);
}

absl::StatusOr<std::vector<Posting>> PostingsOf(const v1::Event& event, const v1::Event* reversed) {
  const EventView view = ViewOf(event);
  const EventView reversed_view = reversed == nullptr ? EventView() : ViewOf(*reversed);
  PostingList list;
  absl::Status status = PostingsOf(view, reversed == nullptr ? nullptr : &reversed_view, &list);
  if (!status.ok()) return status;
  std::vector<Posting> postings;
  for (const PostingView& posting : list.view()) postings.push_back(ToPosting(posting));
  return postings;
}

std::string KindName(const v1::Event& event) {
  const EventKind* kind = FindKind(event.kind_case());
  return kind == nullptr ? "" : std::string(kind->name);
}

v1::BudgetLine LineToProto(const BudgetLine& line) {
  v1::BudgetLine proto;
  proto.set_unit_id(line.unit);
  proto.set_source_id(line.source);
  proto.set_fiscal_year(line.fiscal_year);
  proto.set_area_id(line.area);
  proto.set_project_id(line.project);
  return proto;
}

}  // namespace tranche
