// The first event of every ledger: whose it is, and in which terms it counts.
#include "events/kinds/kind.h"

namespace tranche::kinds {

extern constinit const EventKind kLedgerCreated = {
    .number = v1::Event::kLedgerCreated,
    .name = "LedgerCreated",
    .english = "ledger created",
    .effect = Effect::kCatalogue,
};

}  // namespace tranche::kinds
