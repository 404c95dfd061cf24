// Answers about copies of a ledger: `backup`, `restore`, `export log` and `import log`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One line for each property of the new backup.
Table BackupTable(const v1::BackupReport& report, const Reader& reader);

// One row for each existing backup.
Table KeptBackupsTable(const v1::BackupReport& report, const Reader& reader);

// One line for each property.
Table RestoreTable(const v1::RestoreReport& report, const Reader& reader);
Table ExportTable(const v1::ExportReport& report, const Reader& reader);
Table ImportLogTable(const v1::ImportLogReport& report, const Reader& reader);

}  // namespace tranche
