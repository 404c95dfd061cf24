#include "import/geography_rows.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "import/unit_history.h"
#include "projections/catalogue/name_matching.h"
#include "projections/catalogue/name_resolution.h"

namespace tranche {
namespace {

constexpr absl::string_view kUnitColumns[] = {"unit_id", "type", "name_vi", "full_name_vi", "name_en", "valid_from"};
constexpr absl::string_view kSourceColumns[] = {"source_id", "name_vi", "name_en", "aliases"};
constexpr absl::string_view kAreaColumns[] = {"area_id", "name_vi", "name_en", "aliases"};
constexpr absl::string_view kGroupingColumns[] = {"grouping_id", "name",         "official",      "basis",
                                                  "valid_from",  "members_file", "region_column", "mixed_column"};
constexpr absl::string_view kCodeColumns[] = {"gso_code", "iso_3166_2"};
constexpr absl::string_view kPredecessorCodesColumn = "predecessor_gso_codes";
constexpr absl::string_view kNameHistoryColumn = "name_history";

// "HN*" is ambiguous; "Huế (from 2025-01-01)" is the alias and a note.
v1::Alias ParseAlias(absl::string_view text) {
  v1::Alias alias;
  alias.set_ambiguous(absl::ConsumeSuffix(&text, "*"));
  const size_t note = text.rfind(" (");
  if (note != absl::string_view::npos && absl::EndsWith(text, ")")) {
    alias.set_note(std::string(text.substr(note + 2, text.size() - note - 3)));
    text = text.substr(0, note);
  }
  alias.set_text(std::string(absl::StripAsciiWhitespace(text)));
  return alias;
}

template <typename Message>
void AddAliases(const RowCells& cells, Message* message) {
  for (absl::string_view part : cells.Parts("aliases")) *message->add_aliases() = ParseAlias(part);
}

v1::UnitType ParseUnitType(absl::string_view text) {
  if (text == "nation") return v1::UNIT_TYPE_NATION;
  if (text == "region") return v1::UNIT_TYPE_REGION;
  if (text == "province") return v1::UNIT_TYPE_PROVINCE;
  if (text == "municipality") return v1::UNIT_TYPE_MUNICIPALITY;
  return v1::UNIT_TYPE_UNSPECIFIED;
}

v1::UnitType Type(RowCells* cells) {
  const v1::UnitType type = ParseUnitType(cells->Text("type"));
  if (type == v1::UNIT_TYPE_UNSPECIFIED) cells->RefuseText("type", "nation, region, province or municipality");
  return type;
}

RowEvent NewEvent(const RowCells& cells, std::string event_id, CivilDate effective_date) {
  RowEvent made{cells.path(), {}, cells.line()};
  made.event.set_event_id(std::move(event_id));
  made.event.set_effective_date(effective_date.number());
  return made;
}

// Converts the rows of a file of units to events.
class UnitRows {
 public:
  UnitRows(const CsvFile& file, const Catalogue& before) : file_(file), before_(before) { LearnTypes(); }

  absl::StatusOr<std::vector<RowEvent>> ReadAll() {
    for (const CsvRow& row : file_.rows) {
      RowCells cells(file_, row, &errors_);
      Read(&cells);
    }
    if (!errors_.empty()) return errors_.ToStatus();
    return std::move(events_);
  }

 private:
  // The words of a full name before the short name give the type of a unit, so an earlier
  // name gives the earlier type.
  static std::optional<std::string> Rank(absl::string_view full_name, absl::string_view name) {
    if (!absl::ConsumeSuffix(&full_name, name)) return std::nullopt;
    return std::string(absl::StripAsciiWhitespace(full_name));
  }

  void LearnTypes() {
    RowErrors ignored;  // all are reported again when the row is read
    for (const CsvRow& row : file_.rows) {
      RowCells cells(file_, row, &ignored);
      const auto rank = Rank(cells.Text("full_name_vi"), cells.Text("name_vi"));
      if (rank.has_value()) type_of_rank_.emplace(*rank, ParseUnitType(cells.Text("type")));
    }
  }

  void Read(RowCells* cells) {
    const std::string id(cells->RequiredText("unit_id"));
    const CivilDate from = cells->Date("valid_from");
    const std::vector<DatedName> names = Names(cells, from);
    if (names.empty()) return;
    RowEvent established = NewEvent(*cells, absl::StrCat("unit:", id), from);
    v1::UnitEstablished& unit = *established.event.mutable_unit_established();
    unit.set_unit_id(id);
    unit.set_type(names.size() == 1 ? Type(cells) : TypeOf(names.front(), cells));
    unit.set_name(std::string(cells->RequiredText("name_vi")));
    unit.set_full_name(names.front().full_name);
    unit.set_name_en(std::string(cells->Text("name_en")));
    for (absl::string_view column : kCodeColumns) {
      if (const absl::string_view code = cells->Text(column); !code.empty()) unit.add_codes(std::string(code));
    }
    AddAliases(*cells, &unit);
    events_.push_back(std::move(established));
    AddMerge(cells, id, from);
    for (size_t i = 1; i < names.size(); ++i) AddRename(cells, id, names[i]);
  }

  // The full names of the unit, oldest first; none if a cell was reported.
  static std::vector<DatedName> Names(RowCells* cells, CivilDate from) {
    const std::string full_name(cells->RequiredText("full_name_vi"));
    const absl::StatusOr<std::vector<DatedName>> history = ParseNameHistory(cells->Text(kNameHistoryColumn));
    cells->Refuse(kNameHistoryColumn, history.status());
    if (!cells->ok()) return {};
    if (history->empty()) return {{full_name, from}};
    if (history->front().from != from || history->back().full_name != full_name)
      cells->Refuse(kNameHistoryColumn,
                    Refuse(absl::StatusCode::kInvalidArgument, "name-history.other-names",
                           "found \"{found}\", wanted names from {from} on, the last one \"{name}\" as in "
                           "full_name_vi",
                           {TextField("found", cells->Text(kNameHistoryColumn)), DayField("from", from),
                            TextField("name", full_name)}));
    return cells->ok() ? *history : std::vector<DatedName>();
  }

  v1::UnitType TypeOf(const DatedName& name, RowCells* cells) const {
    const auto rank = Rank(name.full_name, cells->Text("name_vi"));
    const auto found = rank.has_value() ? type_of_rank_.find(*rank) : type_of_rank_.end();
    if (found != type_of_rank_.end()) return found->second;
    cells->RefuseText(kNameHistoryColumn,
                      "full names that end in name_vi and begin as another full_name_vi of this file does, "
                      "which tells the type of the unit");
    return v1::UNIT_TYPE_UNSPECIFIED;
  }

  void AddRename(RowCells* cells, const std::string& id, const DatedName& name) {
    RowEvent made = NewEvent(*cells, absl::StrCat("rename:", id, ":", name.from.ToString()), name.from);
    v1::UnitRenamed& renamed = *made.event.mutable_unit_renamed();
    renamed.set_unit_id(id);
    renamed.set_name(std::string(cells->Text("name_vi")));
    renamed.set_full_name(name.full_name);
    renamed.set_type(TypeOf(name, cells));
    events_.push_back(std::move(made));
  }

  void AddMerge(RowCells* cells, const std::string& id, CivilDate from) {
    if (cells->Text(kPredecessorCodesColumn).empty()) return;
    RowEvent made = NewEvent(*cells, absl::StrCat("merge:", id, ":", from.ToString()), from);
    v1::UnitsMerged& merged = *made.event.mutable_units_merged();
    merged.set_successor_unit_id(id);
    for (absl::string_view code : cells->Parts(kPredecessorCodesColumn)) {
      const std::optional<std::string> unit = UnitWithCode(code, from.PlusDays(-1));
      if (unit.has_value()) merged.add_predecessor_unit_ids(*unit);
      if (!unit.has_value())
        cells->Refuse(kPredecessorCodesColumn,
                      Refuse(absl::StatusCode::kInvalidArgument, "unit-code.unknown",
                             "found \"{found}\", wanted the code of one unit that exists on {day}",
                             {TextField("found", code), DayField("day", from.PlusDays(-1))}));
    }
    events_.push_back(std::move(made));
  }

  std::optional<std::string> UnitWithCode(absl::string_view code, CivilDate day) const {
    std::optional<std::string> found;
    for (const NameIndex::Spelling& spelling : before_.unit_codes().Find(FoldName(code))) {
      const Unit& unit = *before_.FindUnit(spelling.id);
      const bool has_code = std::find(unit.codes.begin(), unit.codes.end(), code) != unit.codes.end();
      if (!has_code || !unit.ExistsOn(day) || found == spelling.id) continue;
      if (found.has_value()) return std::nullopt;
      found = spelling.id;
    }
    return found;
  }

  const CsvFile& file_;
  const Catalogue& before_;
  std::map<std::string, v1::UnitType> type_of_rank_;
  RowErrors errors_;
  std::vector<RowEvent> events_;
};

// The date of a source or an area: its own, or by default the first day of the nation.
CivilDate TermDate(RowCells* cells, const Catalogue& before) {
  if (!cells->Text("valid_from").empty()) return cells->Date("valid_from");
  const Unit* nation = before.FindUnit(before.nation());
  if (nation != nullptr) return nation->first_day;
  cells->Refuse("valid_from", Refuse(absl::StatusCode::kInvalidArgument, "date.no-nation",
                                     "found no date and no nation yet, wanted a date as YYYY-MM-DD"));
  return CivilDate();
}

template <typename Message>
void SetNames(RowCells* cells, Message* message) {
  message->set_name(std::string(cells->RequiredText("name_vi")));
  message->set_name_en(std::string(cells->Text("name_en")));
  AddAliases(*cells, message);
}

RowEvent ReadSource(RowCells* cells, const Catalogue& before) {
  const std::string id(cells->RequiredText("source_id"));
  RowEvent made = NewEvent(*cells, absl::StrCat("source:", id), TermDate(cells, before));
  made.event.mutable_source_defined()->set_source_id(id);
  SetNames(cells, made.event.mutable_source_defined());
  return made;
}

RowEvent ReadArea(RowCells* cells, const Catalogue& before) {
  const std::string id(cells->RequiredText("area_id"));
  RowEvent made = NewEvent(*cells, absl::StrCat("area:", id), TermDate(cells, before));
  made.event.mutable_area_defined()->set_area_id(id);
  SetNames(cells, made.event.mutable_area_defined());
  return made;
}

// Assigns the units of `members` to regions by the column that the grouping's row names.
void AddMembers(RowCells* grouping, const CsvFile& members, const Catalogue& before, CivilDate day,
                v1::RegionGroupingDefined* defined) {
  RowErrors errors;
  std::map<std::string, std::vector<std::string>> units_of;
  for (const CsvRow& row : members.rows) {
    RowCells cells(members, row, &errors);
    const std::string id(cells.RequiredText("unit_id"));
    const absl::string_view column = grouping->Text("region_column");
    const absl::StatusOr<std::string> region = ResolveUnit(before, cells.Text(column), {day, true});
    cells.Refuse(column, region.status());
    if (region.ok()) units_of[*region].push_back(id);
    if (cells.YesNo(grouping->Text("mixed_column"))) defined->add_mixed_unit_ids(id);
  }
  grouping->Refuse("members_file", errors.ToStatus());
  for (const auto& [region, units] : units_of) {
    v1::RegionGroupingDefined::Region& added = *defined->add_regions();
    added.set_region_unit_id(region);
    added.mutable_member_unit_ids()->Assign(units.begin(), units.end());
  }
}

// Errors: those of ReadCsvFile, and INVALID_ARGUMENT for a missing column.
absl::StatusOr<CsvFile> ReadMembers(const RowCells& grouping, const std::string& beside) {
  const std::filesystem::path directory = std::filesystem::path(beside).parent_path();
  absl::StatusOr<CsvFile> members = ReadCsvFile(directory / std::string(grouping.Text("members_file")));
  if (!members.ok()) return members.status();
  std::vector<absl::string_view> wanted = {"unit_id", grouping.Text("region_column")};
  if (!grouping.Text("mixed_column").empty()) wanted.push_back(grouping.Text("mixed_column"));
  if (absl::Status columns = CheckRequiredColumns(*members, wanted); !columns.ok()) return columns;
  return members;
}

RowEvent ReadGrouping(RowCells* cells, const std::string& path, const Catalogue& before) {
  const std::string id(cells->RequiredText("grouping_id"));
  const CivilDate day = cells->Date("valid_from");
  RowEvent made = NewEvent(*cells, absl::StrCat("grouping:", id), day);
  v1::RegionGroupingDefined& defined = *made.event.mutable_region_grouping_defined();
  defined.set_grouping_id(id);
  defined.set_name(std::string(cells->RequiredText("name")));
  defined.set_name_en(std::string(cells->Text("name_en")));
  defined.set_official(cells->YesNo("official"));
  defined.set_basis(std::string(cells->RequiredText("basis")));
  cells->RequiredText("members_file");
  cells->RequiredText("region_column");
  if (!cells->ok()) return made;
  const absl::StatusOr<CsvFile> members = ReadMembers(*cells, path);
  cells->Refuse("members_file", members.status());
  if (members.ok()) AddMembers(cells, *members, before, day, &defined);
  return made;
}

// Converts each row to one event.
template <typename ReadRow>
absl::StatusOr<std::vector<RowEvent>> ReadEach(const CsvFile& file, const ReadRow& read_row) {
  RowErrors errors;
  std::vector<RowEvent> events;
  for (const CsvRow& row : file.rows) {
    RowCells cells(file, row, &errors);
    events.push_back(read_row(&cells));
  }
  if (!errors.empty()) return errors.ToStatus();
  return events;
}

bool IsUnits(const CsvFile& file) {
  return file.Column("unit_id").has_value() &&
         (file.Column("full_name_vi").has_value() || file.Column("name_vi").has_value());
}

}  // namespace

bool IsGeography(const CsvFile& file) {
  return file.Column("grouping_id").has_value() || file.Column("source_id").has_value() ||
         file.Column("area_id").has_value() || IsUnits(file);
}

absl::StatusOr<std::vector<RowEvent>> GeographyEvents(const CsvFile& file, const Catalogue& before) {
  const bool is_grouping = file.Column("grouping_id").has_value();
  const bool is_source = !is_grouping && file.Column("source_id").has_value();
  const bool is_area = !is_grouping && !is_source && file.Column("area_id").has_value();
  const absl::Span<const absl::string_view> required = is_grouping ? absl::MakeConstSpan(kGroupingColumns)
                                                       : is_source ? absl::MakeConstSpan(kSourceColumns)
                                                       : is_area   ? absl::MakeConstSpan(kAreaColumns)
                                                                   : absl::MakeConstSpan(kUnitColumns);
  if (absl::Status columns = CheckRequiredColumns(file, required); !columns.ok()) return columns;
  if (is_grouping) return ReadEach(file, [&](RowCells* cells) { return ReadGrouping(cells, file.path, before); });
  if (is_source) return ReadEach(file, [&](RowCells* cells) { return ReadSource(cells, before); });
  if (is_area) return ReadEach(file, [&](RowCells* cells) { return ReadArea(cells, before); });
  return UnitRows(file, before).ReadAll();
}

}  // namespace tranche
