// The text of one cell in each form of a table.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "reports/printable.h"
#include "reports/table.h"

namespace tranche {

// For people. `decimals` as in FormatAmountIn.
PrintableText ShownCell(const Cell& cell, int decimals, const TableStyle& style);

// The decimals that an amount needs in the style's unit of money; 0 for other cells.
int DecimalsOf(const Cell& cell, const TableStyle& style);

// For programs: the exact value.
std::string ExactText(const Cell& cell);

// True for an amount below zero.
bool IsNegative(const Cell& cell);

}  // namespace tranche
