// A copy of a ledger with rows changed, dropped or added: damage that no checksum detects.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "events/sequence.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

// The value to keep for a row; nothing: drops the row.
using RowEdit =
    std::function<std::optional<std::string>(storage::Family family, const std::string& key, const std::string& value)>;

struct NewRow {
  storage::Family family = storage::Family::kIndex;
  std::string key;
  std::string value;
};

// Copies the closed ledger `from` to the new directory `to`.
void CopyDamaged(const std::string& from, const std::string& to, const RowEdit& edit,
                 const std::vector<NewRow>& added = {});

// Keeps everything.
std::optional<std::string> KeepRow(storage::Family family, const std::string& key, const std::string& value);

// The key of an event that has a row of its own, and of a row whose last event it is.
std::string EventKey(Sequence sequence);

// The edit that replaces one event by the result of `change`, in whichever row it is.
RowEdit ChangeEvent(Sequence sequence, const std::function<void(v1::Event*)>& change);

// Appends `event` to the closed ledger in `directory` without any checks, but with correct rows and tree. Returns its
// sequence.
//
// project  the registration of the project that its money counts for; 0: of none.
Sequence AppendUnjudged(const std::string& directory, v1::Event event, Sequence project = 0);

// Every row of the index, as "key=value" in hexadecimal, in order.
std::vector<std::string> IndexOf(const std::string& directory);

}  // namespace tranche
