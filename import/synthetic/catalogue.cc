#include "import/synthetic/catalogue.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tranche {
namespace {

constexpr int32_t kSince = 20080801;
constexpr int32_t kBefore = 20040101;  // of the province that was merged
constexpr int32_t kRenamedOn = 20100101;
constexpr int32_t kRulesSince = 20140210;
constexpr int32_t kKnownFrom = 20141201;  // the day on which all of it is recorded
constexpr char kMergedProvince[] = "S00";
constexpr uint32_t kWhole = 1000;  // thousandths

// What something is called, in both languages.
struct Names {
  const char* vietnamese;
  const char* english;
};

struct Term {
  const char* id;
  Names names;
};

constexpr Term kSources[kSyntheticSources + 1] = {
    {"national", {"Kinh phí quốc gia (giả lập)", "Synthetic national budget"}},
    {"local", {"Kinh phí địa phương (giả lập)", "Synthetic local budget"}},
    {"targeted", {"Kinh phí mục tiêu (giả lập)", "Synthetic targeted budget"}}};

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

// A province that had become part of another one before the history begins, and one that became a city.
void AddChangesOfUnits(std::vector<v1::Event>* events) {
  v1::Event& established = *Add(events);
  established.set_effective_date(kBefore);
  v1::UnitEstablished& former = *established.mutable_unit_established();
  former.set_unit_id(kMergedProvince);
  former.set_type(v1::UNIT_TYPE_PROVINCE);
  Name({"Tỉnh S00 (giả lập)", "Synthetic province S00"}, &former);
  v1::UnitsMerged& merged = *Add(events)->mutable_units_merged();
  merged.add_predecessor_unit_ids(kMergedProvince);
  merged.set_successor_unit_id(SyntheticProvinceId(0));
  v1::Event& renaming = *Add(events);
  renaming.set_effective_date(kRenamedOn);
  v1::UnitRenamed& renamed = *renaming.mutable_unit_renamed();
  renamed.set_unit_id(SyntheticProvinceId(1));
  renamed.set_name("Thành phố S02 (giả lập)");
  renamed.set_type(v1::UNIT_TYPE_PROVINCE);
}

// An officer whose role ended before the history begins: nothing of it is recorded within a role.
void AddActors(std::vector<v1::Event>* events) {
  v1::Event& registration = *Add(events);
  registration.set_effective_date(kKnownFrom);
  v1::ActorRegistered& actor = *registration.mutable_actor_registered();
  actor.set_actor_id("synthetic");
  actor.set_person_id("synthetic");
  actor.set_name("Chương trình giả lập");
  v1::Event& grant = *Add(events);
  grant.set_effective_date(kKnownFrom);
  grant.mutable_role_granted()->set_actor_id("synthetic");
  grant.mutable_role_granted()->set_role(v1::ROLE_OFFICER);
  v1::Event& revocation = *Add(events);
  revocation.set_effective_date(kKnownFrom);
  revocation.mutable_role_revoked()->set_granted_sequence(events->size());  // the ledger's first event comes before
  revocation.set_reason("nobody calls this history by a server");
}

// What a contract has is the most that is advanced on it.
void AddRule(std::vector<v1::Event>* events) {
  v1::Event& definition = *Add(events);
  definition.set_effective_date(kRulesSince);
  v1::RuleDefined& rule = *definition.mutable_rule_defined();
  rule.set_rule_id("advance-rate/synthetic");
  rule.set_what(v1::RULE_WHAT_ADVANCE_RATE);
  rule.set_permille(kWhole);
  rule.set_action(v1::RULE_ACTION_REFUSE);
  rule.set_legal_basis("made up by `tranche generate`");
}

void AddIndicator(std::vector<v1::Event>* events) {
  v1::IndicatorDefined& indicator = *Add(events)->mutable_indicator_defined();
  indicator.set_indicator_id(kSyntheticIndicator);
  Name({"Số cơ sở được hỗ trợ (giả lập)", "Synthetic enterprises supported"}, &indicator);
  indicator.set_unit("enterprise");
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
  AddChangesOfUnits(&events);
  AddIndicator(&events);
  AddRule(&events);
  AddActors(&events);
  return events;
}

}  // namespace tranche
