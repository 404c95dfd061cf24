// A ledger with the geography of data/ and no money, and files to import into it.
#pragma once

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/check.h"
#include "import/csv_file.h"
#include "import/importer.h"
#include "ledger/ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_directory.h"

namespace tranche {

inline std::string DataFile(const std::string& name) { return absl::StrCat(TRANCHE_SOURCE_DIR, "/data/", name); }

class VietnamLedger {
 public:
  // The clock is fixed at 2026-06-01T00:00:00Z.
  VietnamLedger() : clock_(absl::FromUnixSeconds(1780272000)) {
    v1::LedgerCreated terms;
    terms.set_name("khuyến công");
    terms.set_ledger_id("00112233445566778899aabbccddeeff");
    terms.set_currency_code("VND");
    terms.set_locale("vi");
    terms.set_utc_offset_minutes(420);
    auto ledger = Ledger::Create(directory_.File("ledger"), terms, absl::UnixEpoch(), &clock_);
    TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
    ledger_ = *std::move(ledger);
    const absl::Status loaded = ImportGeography(DataFile(""), absl::UnixEpoch(), "test", ledger_.get());
    TRANCHE_CHECK(loaded.ok(), loaded.ToString());
  }

  Ledger& operator*() { return *ledger_; }
  Ledger* operator->() { return ledger_.get(); }

  Catalogue catalogue() const {
    auto found = ledger_->View().CatalogueAt(ledger_->head());
    TRANCHE_CHECK(found.ok(), found.status().ToString());
    return **found;
  }

  // Writes a file of these bytes; returns its path.
  std::string Write(const std::string& bytes, const std::string& name = "t.csv") const {
    const std::string path = directory_.File(name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  CsvFile Read(const std::string& bytes) const {
    absl::StatusOr<CsvFile> file = ReadCsvFile(Write(bytes));
    TRANCHE_CHECK(file.ok(), file.status().ToString());
    return *std::move(file);
  }

  absl::StatusOr<v1::ImportReport> Import(const std::string& path, bool dry_run = false) {
    return ImportFile(path, {"test", std::nullopt, dry_run}, ledger_.get());
  }
  absl::StatusOr<v1::ImportReport> Import(const std::string& path, Repeated repeated,
                                          const std::string& actor = "test") {
    return ImportFile(path, {.actor = actor, .repeated = repeated}, ledger_.get());
  }

 private:
  TemporaryDirectory directory_;
  FakeClock clock_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace tranche
