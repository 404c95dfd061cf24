#include "reports/open_item_tables.h"

#include <algorithm>
#include <string>
#include <vector>

#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/line_fields.h"
#include "reports/names.h"

namespace tranche {
namespace {

using Item = v1::OpenItem;
using Fields = std::vector<Field<Item>>;

const v1::BudgetLine& LineOf(const Item& item) { return item.line(); }
uint32_t TrancheOf(const Item& item) { return item.tranche_number(); }

void AddText(const Label& label, const std::string& (Item::*text)() const, Fields* fields) {
  fields->push_back({label, Column::kLeft, [text](const Item& item) { return Cell::Text((item.*text)()); }});
}

void AddAmount(const Label& label, const std::string& (Item::*digits)() const, Fields* fields) {
  fields->push_back({label, Column::kRight, [digits](const Item& item) { return AmountCell((item.*digits)()); }});
}

void AddContract(Locale locale, Fields* fields) {
  AddText(Label("number", "contract number"), &Item::number, fields);
  AddText(Label("counterparty", "counterparty"), &Item::counterparty, fields);
  fields->push_back({Label("until", "last day"), Column::kLeft, [locale](const Item& item) {
                       const std::string shown =
                           item.is_past_until() ? Say(locale, "{date} (over)", {{"date", item.until()}}) : item.until();
                       return Cell::TextShownAs(item.until(), shown);
                     }});
}

// What was carried over is a column of every table: a list that streams has its header before its first item.
void AddAmounts(bool is_commitment, Fields* fields) {
  if (is_commitment) {
    AddAmount(Label("amount_minor_units", "signed"), &Item::amount, fields);
    AddAmount(Label("paid_minor_units", "paid"), &Item::paid, fields);
    AddAmount(Label("released_minor_units", "released"), &Item::released, fields);
  } else {
    AddAmount(Label("amount_minor_units", "paid in advance"), &Item::amount, fields);
    AddAmount(Label("cleared_minor_units", "cleared"), &Item::cleared, fields);
    AddAmount(Label("recovered_minor_units", "recovered"), &Item::recovered, fields);
  }
  AddAmount(Label("carried_minor_units", "carried over"), &Item::carried, fields);
  AddAmount(Label("left_minor_units", "left"), &Item::left, fields);
  fields->push_back({Label("days_open", "days open"), Column::kRight, [](const Item& item) {
                       return item.left() == "0" ? Cell::Text("") : Cell::Count(item.days_open());
                     }});
}

}  // namespace

Table OpenItemsTable(const v1::OpenItems& items, v1::Event::KindCase kind, const Reader& reader) {
  const bool is_commitment = kind == v1::Event::kCommitmentMade;
  Fields fields;
  fields.push_back({labels::kSequence, Column::kRight, [](const Item& item) { return NumberCell(item.sequence()); }});
  AddText(labels::kEffectiveDate, &Item::effective_date, &fields);
  if (is_commitment) {
    AddContract(reader.locale, &fields);
  } else {
    fields.push_back({Label("named_sequence", "commitment"), Column::kRight,
                      [](const Item& item) { return NumberCell(item.named_sequence()); }});
  }
  AddLineInOne(reader, &LineOf, &TrancheOf, &fields);
  AddAmounts(is_commitment, &fields);
  Table table = TableOf(fields, items.items(), reader.locale);
  table.title = Say(reader.locale, is_commitment ? Marked("Commitments") : Marked("Advances"));
  if (items.has_basis()) table.heading = BasisLines(items.basis(), reader);
  table.when_empty = Say(reader.locale, "(none)");
  return table;
}

}  // namespace tranche
