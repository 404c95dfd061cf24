// A figure as it was printed; it never moves money.
#include "events/civil_date.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr uint32_t kDecimalsMax = 18;

EventLines Lines(const v1::Event& event) { return {{LineViewOf(event.figure_published().line())}}; }

absl::Status Check(const v1::Event& command) {
  const v1::FigurePublished& figure = command.figure_published();
  if (IsBlank(figure.figure_id()))
    return InField("figure_id", Refuse(kInvalid, "figure.key-missing", "found none, wanted the figure's key"));
  if (IsBlank(figure.printed()))
    return InField("printed", Refuse(kInvalid, "figure.text-missing", "found none, wanted the text as printed"));
  if (!v1::FigureKind_IsValid(figure.kind()) || figure.kind() == v1::FIGURE_KIND_UNSPECIFIED)
    return InField("kind",
                   Refuse(kInvalid, "figure.kind-missing", "wanted amount, ratio, growth, count or member count"));
  if (figure.number().scale() <= 0 || figure.number().decimals() > kDecimalsMax)
    return InField("scale",
                   Refuse(kInvalid, "figure.number-malformed", "wanted a scale above zero and at most 18 decimals"));
  absl::Status dates = Within("stated_on", {}, CivilDate::FromNumber(figure.stated_on()).status());
  if (dates.ok()) dates = Within("about_date", {}, CivilDate::FromNumber(figure.about_date()).status());
  return dates;
}

}  // namespace

extern constinit const EventKind kFigurePublished = {
    .number = v1::Event::kFigurePublished,
    .name = "FigurePublished",
    .english = "published figure",
    .effect = Effect::kStatement,
    .lines = &Lines,
    .check = &Check,
};

}  // namespace tranche::kinds
