#include "import/synthetic/catalogue.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tranche {
namespace {

constexpr int32_t kSince = 20080801;

struct Term {
  const char* id;
  const char* name;
};

constexpr Term kSources[kSyntheticSources] = {{"national", "Synthetic national budget"},
                                              {"local", "Synthetic local budget"}};

constexpr Term kAreas[kSyntheticAreas] = {
    {"technology", "Synthetic technology"},   {"products", "Synthetic products"},
    {"training", "Synthetic training"},       {"fairs", "Synthetic fairs"},
    {"conferences", "Synthetic conferences"}, {"consulting", "Synthetic consulting"},
    {"clusters", "Synthetic clusters"},       {"information", "Synthetic information"},
    {"management", "Synthetic management"}};

struct SyntheticRegion {
  const char* id;
  const char* name;
  int provinces;
};

constexpr SyntheticRegion kRegions[] = {{"region:north", "Synthetic north", 28},
                                        {"region:central-highlands", "Synthetic centre and highlands", 15},
                                        {"region:south", "Synthetic south", 20}};
static_assert(kRegions[0].provinces + kRegions[1].provinces + kRegions[2].provinces == kSyntheticProvinces);

v1::Event* Add(std::vector<v1::Event>* events) {
  v1::Event& event = events->emplace_back();
  event.set_effective_date(kSince);
  return &event;
}

void AddUnit(const std::string& id, const std::string& name, v1::UnitType type, std::vector<v1::Event>* events) {
  v1::UnitEstablished& unit = *Add(events)->mutable_unit_established();
  unit.set_unit_id(id);
  unit.set_type(type);
  unit.set_name(name);
  unit.set_name_en(name);
}

template <typename Message>
void Name(const Term& term, Message* message) {
  message->set_name(term.name);
  message->set_name_en(term.name);
}

void AddTerms(std::vector<v1::Event>* events) {
  for (const Term& term : kSources) {
    v1::SourceDefined* source = Add(events)->mutable_source_defined();
    source->set_source_id(term.id);
    Name(term, source);
  }
  for (const Term& term : kAreas) {
    v1::AreaDefined* area = Add(events)->mutable_area_defined();
    area->set_area_id(term.id);
    Name(term, area);
  }
}

void AddGrouping(std::vector<v1::Event>* events) {
  v1::RegionGroupingDefined& grouping = *Add(events)->mutable_region_grouping_defined();
  grouping.set_grouping_id("synthetic-63");
  grouping.set_name("Synthetic regions");
  grouping.set_basis("made up by `tranche generate`");
  int province = 0;
  for (const SyntheticRegion& region : kRegions) {
    auto& added = *grouping.add_regions();
    added.set_region_unit_id(region.id);
    for (int i = 0; i < region.provinces; ++i) added.add_member_unit_ids(SyntheticProvinceId(province++));
  }
}

}  // namespace

std::string SyntheticProvinceId(int number) {
  const int from_one = number + 1;
  return {'S', static_cast<char>('0' + from_one / 10), static_cast<char>('0' + from_one % 10)};
}

std::string SyntheticSourceId(int number) { return kSources[number].id; }

std::string SyntheticAreaId(int number) { return kAreas[number].id; }

std::vector<v1::Event> SyntheticCatalogue() {
  std::vector<v1::Event> events;
  AddUnit("N", "Synthetic nation", v1::UNIT_TYPE_NATION, &events);
  AddTerms(&events);
  for (const SyntheticRegion& region : kRegions) AddUnit(region.id, region.name, v1::UNIT_TYPE_REGION, &events);
  for (int i = 0; i < kSyntheticProvinces; ++i) {
    const std::string id = SyntheticProvinceId(i);
    AddUnit(id, absl::StrCat("Synthetic province ", id), v1::UNIT_TYPE_PROVINCE, &events);
  }
  AddGrouping(&events);
  return events;
}

}  // namespace tranche
