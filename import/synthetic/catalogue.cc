#include "import/synthetic/catalogue.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tranche {
namespace {

constexpr int32_t kSince = 20080801;

// What something is called, in both languages.
struct Names {
  const char* vietnamese;
  const char* english;
};

struct Term {
  const char* id;
  Names names;
};

constexpr Term kSources[kSyntheticSources] = {
    {"national", {"Kinh phí quốc gia (giả lập)", "Synthetic national budget"}},
    {"local", {"Kinh phí địa phương (giả lập)", "Synthetic local budget"}}};

constexpr Term kAreas[kSyntheticAreas] = {{"technology", {"Công nghệ (giả lập)", "Synthetic technology"}},
                                          {"products", {"Sản phẩm (giả lập)", "Synthetic products"}},
                                          {"training", {"Đào tạo (giả lập)", "Synthetic training"}},
                                          {"fairs", {"Hội chợ (giả lập)", "Synthetic fairs"}},
                                          {"conferences", {"Hội nghị (giả lập)", "Synthetic conferences"}},
                                          {"consulting", {"Tư vấn (giả lập)", "Synthetic consulting"}},
                                          {"clusters", {"Cụm công nghiệp (giả lập)", "Synthetic clusters"}},
                                          {"information", {"Thông tin (giả lập)", "Synthetic information"}},
                                          {"management", {"Quản lý (giả lập)", "Synthetic management"}}};

struct SyntheticRegion {
  const char* id;
  Names names;
  int provinces;
};

constexpr SyntheticRegion kRegions[] = {
    {"region:north", {"Phía Bắc (giả lập)", "Synthetic north"}, 28},
    {"region:central-highlands", {"Miền Trung - Tây Nguyên (giả lập)", "Synthetic centre and highlands"}, 15},
    {"region:south", {"Phía Nam (giả lập)", "Synthetic south"}, 20}};
static_assert(kRegions[0].provinces + kRegions[1].provinces + kRegions[2].provinces == kSyntheticProvinces);

v1::Event* Add(std::vector<v1::Event>* events) {
  v1::Event& event = events->emplace_back();
  event.set_effective_date(kSince);
  return &event;
}

template <typename Message>
void Name(const Names& names, Message* message) {
  message->set_name(names.vietnamese);
  message->set_name_en(names.english);
}

v1::UnitEstablished* AddUnit(const std::string& id, v1::UnitType type, std::vector<v1::Event>* events) {
  v1::UnitEstablished* unit = Add(events)->mutable_unit_established();
  unit->set_unit_id(id);
  unit->set_type(type);
  return unit;
}

void AddTerms(std::vector<v1::Event>* events) {
  for (const Term& term : kSources) {
    v1::SourceDefined* source = Add(events)->mutable_source_defined();
    source->set_source_id(term.id);
    Name(term.names, source);
  }
  for (const Term& term : kAreas) {
    v1::AreaDefined* area = Add(events)->mutable_area_defined();
    area->set_area_id(term.id);
    Name(term.names, area);
  }
}

void AddGrouping(std::vector<v1::Event>* events) {
  v1::RegionGroupingDefined& grouping = *Add(events)->mutable_region_grouping_defined();
  grouping.set_grouping_id("synthetic-63");
  Name({"Các vùng giả lập", "Synthetic regions"}, &grouping);
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
  Name({"Cả nước (giả lập)", "Synthetic nation"}, AddUnit("N", v1::UNIT_TYPE_NATION, &events));
  AddTerms(&events);
  for (const SyntheticRegion& region : kRegions) Name(region.names, AddUnit(region.id, v1::UNIT_TYPE_REGION, &events));
  for (int i = 0; i < kSyntheticProvinces; ++i) {
    const std::string id = SyntheticProvinceId(i);
    v1::UnitEstablished* province = AddUnit(id, v1::UNIT_TYPE_PROVINCE, &events);
    province->set_name(absl::StrCat("Tỉnh ", id, " (giả lập)"));
    province->set_name_en(absl::StrCat("Synthetic province ", id));
  }
  AddGrouping(&events);
  return events;
}

}  // namespace tranche
