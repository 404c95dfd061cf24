#include "tests/faults/told.h"

#include <unistd.h>

#include <cstring>
#include <optional>

#include "events/check.h"

namespace tranche {
namespace {

void Add(uint64_t number, std::string* bytes) { bytes->append(reinterpret_cast<const char*>(&number), sizeof(number)); }

std::optional<std::string> Take(size_t size, absl::string_view* bytes) {
  if (bytes->size() < size) return std::nullopt;
  std::string taken(bytes->substr(0, size));
  bytes->remove_prefix(size);
  return taken;
}

std::optional<uint64_t> TakeNumber(absl::string_view* bytes) {
  const std::optional<std::string> taken = Take(sizeof(uint64_t), bytes);
  uint64_t number = 0;
  if (!taken) return std::nullopt;
  std::memcpy(&number, taken->data(), sizeof(number));
  return number;
}

std::optional<Told> TakeTold(absl::string_view* bytes) {
  const auto what = Take(1, bytes);
  const auto batch = TakeNumber(bytes);
  const auto count = TakeNumber(bytes);
  if (!what || !batch || !count) return std::nullopt;
  Told told{static_cast<Told::What>(what->front()), *batch, {}};
  for (uint64_t i = 0; i < *count; ++i) {
    const auto size = TakeNumber(bytes);
    const auto text = size ? Take(*size, bytes) : std::nullopt;
    if (!text) return std::nullopt;
    told.texts.push_back(*text);
  }
  return told;
}

}  // namespace

void Tell(int out, const Told& told) {
  std::string bytes(1, static_cast<char>(told.what));
  Add(told.batch, &bytes);
  Add(told.texts.size(), &bytes);
  for (const std::string& text : told.texts) {
    Add(text.size(), &bytes);
    bytes += text;
  }
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t n = ::write(out, bytes.data() + sent, bytes.size() - sent);
    if (n <= 0) ::_exit(1);
    sent += static_cast<size_t>(n);
  }
}

std::vector<Told> AllTold(absl::string_view bytes) {
  std::vector<Told> all;
  while (auto told = TakeTold(&bytes)) all.push_back(*std::move(told));
  return all;
}

std::string Summary(const std::vector<Told>& all) {
  std::string text;
  for (const Told& each : all) {
    text.push_back(static_cast<char>(each.what));
    text += std::to_string(each.batch);
    if (each.what == Told::What::kFailed) text += " (" + each.texts[0].substr(0, 120) + ")";
    text.push_back(' ');
  }
  return text;
}

std::vector<std::string> ToTexts(const std::vector<v1::Event>& events) {
  std::vector<std::string> texts;
  for (const v1::Event& event : events) texts.push_back(event.SerializeAsString());
  return texts;
}

std::vector<v1::Event> ToEvents(const std::vector<std::string>& texts) {
  std::vector<v1::Event> events(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) TRANCHE_CHECK(events[i].ParseFromString(texts[i]), "what was told");
  return events;
}

}  // namespace tranche
